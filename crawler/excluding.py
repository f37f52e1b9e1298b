"""Requests for what the operator excludes, answered before anything is asked of a host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from crawler.downloader import unreachable
from crawler.exclusions import EXCLUDED, Exclusions

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class ExclusionMiddleware:
    """Answers a request that is excluded in place of the host, with status 0 and the flag `excluded`."""

    def __init__(self, exclusions: Exclusions) -> None:
        self._exclusions = exclusions

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of a crawler's setting EXCLUDE."""
        return cls(Exclusions(crawler.settings.getlist("EXCLUDE")))

    async def process_request(self, request: Request) -> Response | None:
        """Let a request pass or answer it."""
        return unreachable(request.url, EXCLUDED) if self._exclusions.cover(request.url) else None
