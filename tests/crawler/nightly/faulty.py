"""The small spider, on whose process some pages have a bad effect."""

import os
import signal

from tests.crawler.spider import SiteSpider


class FaultySpider(SiteSpider):
    def listing(self, response):
        if response.url.endswith("/die"):
            os.kill(os.getpid(), signal.SIGKILL)
        while response.url.endswith("/spin"):
            pass
        yield from super().listing(response)
