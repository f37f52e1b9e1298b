"""A small spider: follows every link, takes `/doc/` for articles of two pages and `/list` for lists."""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import urlsplit

import scrapy

from archive.capture import Context, Place, Role
from spiders.found import FoundDocument, FoundListing


class SiteSpider(scrapy.Spider):
    name = "portal"

    def __init__(self, url="", portal="site", **_known):
        super().__init__()
        self.portal = portal
        self.urls = url.split()

    async def start(self):
        for url in self.urls:
            yield scrapy.Request(url, self.listing, meta=self.why(Role.SEED), dont_filter=True)

    def why(self, role, **known):
        return {"context": asdict(Context(portal=self.portal, role=role, **known))}

    def listing(self, response):
        self.logger.info("GOT %s %s %s", response.url, response.status, response.flags)
        if response.status != 200:
            return
        for link in response.css("a::attr(href)").getall():
            url = response.urljoin(link)
            path = urlsplit(url).path
            if path.startswith("/doc/"):
                yield scrapy.Request(url, self.first, meta=self.why(Role.PAGE))
            elif path.startswith("/boom"):
                yield scrapy.Request(url, self.boom, meta=self.why(Role.LISTING))
            else:
                yield scrapy.Request(url, self.listing, meta=self.why(Role.LISTING))
        if "/list" in response.url:
            yield FoundListing(response.url, response.url, 1)

    def first(self, response):
        if response.status != 200:
            return
        place = response.meta["place"]
        meta = self.why(Role.PAGE, page=2, document=place["record_id"])
        meta["places"] = [place]
        yield scrapy.Request(response.url + "/2", self.second, meta=meta, dont_filter=True)

    def second(self, response):
        places = response.meta["places"]
        if response.status == 200:
            places = [*places, response.meta["place"]]
        url = response.url if response.status == 0 else response.meta.get("redirect_urls", [response.url])[0]
        yield FoundDocument(url.removesuffix("/2"), tuple(Place(**place) for place in places))

    def boom(self, response):
        yield scrapy.Request(response.urljoin("/never"), self.listing)
        raise RuntimeError("a callback's own fault")
