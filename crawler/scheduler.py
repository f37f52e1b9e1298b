"""Scrapy's scheduler on the durable frontier."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Self

from scrapy.core.scheduler import BaseScheduler

from crawler.frontier import Completion
from crawler.requests import ROW, entry_of, request_of
from crawler.session import Session

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


class FrontierScheduler(BaseScheduler):
    """Takes start requests, retries and redirects from the engine; the rest comes with completions."""

    def __init__(self, crawler: Crawler, spider: Spider) -> None:
        self._crawler = crawler
        self._session = Session.of(crawler)
        self._spider = spider
        self._waking: asyncio.TimerHandle | None = None
        self._session.when_committed(self._wake)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the scheduler of the crawler's session."""
        assert crawler.spider is not None  # noqa: S101 - Scrapy makes the spider first
        return cls(crawler, crawler.spider)

    def close(self, reason: str) -> None:  # noqa: ARG002 - Scrapy's interface
        """Commit what is waiting."""
        if self._waking is not None:
            self._waking.cancel()
        self._session.flush()

    def has_pending_requests(self) -> bool:
        """Return whether there is something to fetch in this run."""
        return self._session.has_work()

    def enqueue_request(self, request: Request) -> bool:
        """Queue a request; return false for an address that this job has seen.

        A request that carries a row is a retry, which puts the row back, or, for another address, a redirect: it
        ends the row and is queued with what the row was fetched for.
        """
        row = request.meta.get(ROW)
        entry = entry_of(request, self._spider)
        if row is None:
            return self._session.add([entry]) > 0
        if entry.url == self._session.leased_url(row):
            self._session.put_back(row, entry)
        else:
            self._session.finish(Completion(row, "done", _redirect_status(request), "redirect", (entry,)))
        return True

    def next_request(self) -> Request | None:
        """Return the next request, `None` while there is none for a host that is free."""
        while lease := self._session.lease():
            try:
                request = request_of(lease.request, self._spider)
            except (ValueError, KeyError) as error:
                logger.warning("%s: cannot be asked for again: %s", lease.url, error)
                self._session.finish(Completion(lease.row, "dead", reason=f"request: {error}"))
                continue
            request.meta[ROW] = lease.row
            return request
        self._wake_after_rest()
        return None

    def _wake_after_rest(self) -> None:
        """Have the engine ask again when a host that rests may be asked: its own heartbeat is slow."""
        resting = self._session.gate.resting()
        if self._waking is not None:
            self._waking.cancel()
            self._waking = None
        if resting:
            self._waking = asyncio.get_running_loop().call_later(min(resting.values()), self._wake)

    def _wake(self) -> None:
        """Have the engine ask for requests, if it still does."""
        slot = self._crawler.engine._slot if self._crawler.engine else None
        if slot is not None and slot.closing is None:
            slot.nextcall.schedule()


def _redirect_status(request: Request) -> int | None:
    """Return the status of the response that led to a request, `None` for a refresh that the page asked for."""
    why = request.meta.get("redirect_reasons", [None])[-1]
    return why if isinstance(why, int) else None
