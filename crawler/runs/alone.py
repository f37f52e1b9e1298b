"""A run of its own for a crawl that no command of ours has begun, such as `scrapy crawl portal`."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured

from crawler.logs import speak_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class Alone:
    """A Scrapy extension that records a crawl as a run; stands before the session, which learns the run's name."""

    def __init__(self, crawler: Crawler) -> None:
        from crawler.outcome import PortalSummary  # noqa: PLC0415 - knows sessions, and those the settings
        from crawler.runs.recording import Recording  # noqa: PLC0415

        settings = crawler.settings
        self._crawler = crawler
        self._open = ExitStack()
        self._recording = self._open.enter_context(Recording.begin(Path(settings["DATA_DIR"]), "crawl", 1))
        portal = str(getattr(crawler.spider, "portal", "") or getattr(crawler.spider, "name", ""))
        self._summary = PortalSummary(portal=portal, depth=settings["DEPTH"])
        settings.set("RUN_ID", self._recording.run_id, priority="cmdline")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Begin a run, unless a command has."""
        if crawler.settings["RUN_ID"]:
            raise NotConfigured
        extension = cls(crawler)
        crawler.signals.connect(extension.began, signal=signals.spider_opened)
        crawler.signals.connect(extension.ended, signal=signals.engine_stopped)
        return extension

    def began(self) -> None:
        """Note that the portal is under way."""
        speak_of(self._summary.portal)
        self._recording.began(self._summary.portal, self._summary.depth)

    def ended(self) -> None:
        """Keep what came of it and write the run's report."""
        from crawler.session import Session  # noqa: PLC0415 - as above

        with self._open:
            self._summary.take(Session.of(self._crawler))
            self._recording.ended(self._summary)
