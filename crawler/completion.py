"""The spider middleware that stores what a callback yields together with the end of its request."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request

from crawler.frontier import Completion
from crawler.requests import ROW, Entry, entry_of
from crawler.session import Session
from spiders.found import FoundDocument, FoundListing

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)


class CompletionMiddleware:
    """Closest to the engine: nothing a callback yields reaches the engine on its own, documents excepted.

    Documents go on to the pipeline once their row is on its way; a callback that raises yields nothing at all.
    """

    def __init__(self, session: Session, spider: Spider) -> None:
        self._session = session
        self._spider = spider

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of the crawler's session."""
        assert crawler.spider is not None  # noqa: S101 - Scrapy makes the spider first
        return cls(Session.of(crawler), crawler.spider)

    async def process_spider_output(
        self, response: Response, result: AsyncIterator[Any]
    ) -> AsyncIterator[FoundDocument]:
        """Take the callback's whole output, finish its request with it, and pass the documents on."""
        found = [one async for one in result]
        documents = tuple(one for one in found if isinstance(one, FoundDocument))
        state, reason = _end(response)
        completion = Completion(
            row=response.meta[ROW],
            state=state,
            status=response.status,
            reason=reason,
            requests=tuple(self._entries(found)),
            documents=documents,
            listings=tuple(one for one in found if isinstance(one, FoundListing)),
        )
        self._session.finish(completion)
        for document in documents:
            yield document

    def _entries(self, found: list[Any]) -> list[Entry]:
        requests = [one for one in found if isinstance(one, Request)]
        wanted = [one for one in requests if one.url.startswith(("http://", "https://"))]
        if len(wanted) < len(requests):
            logger.warning(
                "%d requests for other schemes than http were dropped", len(requests) - len(wanted)
            )
        return [entry_of(request, self._spider) for request in wanted]


def _end(response: Response) -> tuple[str, str | None]:
    """Return the state and the reason with which a request ends."""
    if response.status == 0:
        return "dead", response.flags[0]
    if response.status >= 400:
        return "dead", f"http {response.status}"
    return "done", None
