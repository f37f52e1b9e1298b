"""The spider middleware that stores what a callback yields together with the end of its request."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, Self, TypeVar

from scrapy import Request

from crawler.frontier import Completion
from crawler.requests import ROW, Entry, entry_of
from crawler.session import Session
from spiders.found import Finding, FoundDocument, FoundListing, FoundOutcome, FoundOverview

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

Kind = TypeVar("Kind")

logger = logging.getLogger(__name__)


_NOT_HAD = frozenset({"gone", "empty", "no_file"})
"""What a page with a good status may turn out to be that is lost all the same: named, and asked for by the next job."""


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
        completion = self._completion(response, found)
        self._session.finish(completion)
        for document in completion.documents:
            yield document

    def _completion(self, response: Response, found: list[Any]) -> Completion:
        outcome = next(_of(found, FoundOutcome), None)
        state, reason = _end(response, outcome)
        return Completion(
            row=response.meta[ROW],
            state=state,
            status=response.status,
            reason=reason or (outcome.what if outcome else None),
            requests=tuple(self._entries(found)),
            documents=tuple(_of(found, FoundDocument)),
            listings=tuple(_of(found, FoundListing)),
            findings=tuple(_of(found, Finding)),
            overviews=tuple(_of(found, FoundOverview)),
            document=outcome.document if outcome else None,
            content=outcome.content if outcome else None,
        )

    def _entries(self, found: list[Any]) -> list[Entry]:
        requests = [one for one in found if isinstance(one, Request)]
        wanted = [one for one in requests if one.url.startswith(("http://", "https://"))]
        if len(wanted) < len(requests):
            logger.warning(
                "%d requests for other schemes than http were dropped", len(requests) - len(wanted)
            )
        return [entry_of(request, self._spider) for request in wanted]


def _of(found: list[Any], kind: type[Kind]) -> Iterator[Kind]:
    return (one for one in found if isinstance(one, kind))


def _end(response: Response, outcome: FoundOutcome | None) -> tuple[str, str | None]:
    """Return the state and the reason with which a request ends."""
    if response.status == 0:
        return "dead", response.flags[0]
    if response.status >= 300:  # a redirect that gets here leads nowhere
        return "dead", f"http {response.status}"
    if outcome and outcome.what in _NOT_HAD:
        return "dead", outcome.what
    return "done", None
