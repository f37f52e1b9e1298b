"""Documents parsed off the event loop: a few worker processes and the item pipeline that feeds them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

from crawler import worker
from crawler.documents import Pending
from crawler.errors import is_disk_full
from crawler.logs import speak_of
from crawler.pools import TRIES, begin, died, new_worker
from crawler.session import Session
from crawler.worker import Parsed, Refusal

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from spiders.found import FoundDocument

Read = Callable[..., Parsed | Refusal]
"""As `worker.read`."""

logger = logging.getLogger(__name__)


class Workers:
    """Worker processes shared by all crawls of this process, each with one document at a time."""

    _shared: ClassVar[Workers | None] = None

    def __init__(self, count: int, seconds: int) -> None:
        self._seconds = seconds
        self._users = 0
        self._free: asyncio.Queue[ProcessPoolExecutor] = asyncio.Queue()
        for _ in range(count):
            self._free.put_nowait(new_worker())

    @classmethod
    def join(cls, count: int, seconds: int) -> Workers:
        """Return the workers, started by the first to come; each who joins leaves."""
        if cls._shared is None:
            cls._shared = cls(count, seconds)
        cls._shared._users += 1
        return cls._shared

    def leave(self) -> None:
        """Leave; the last to go ends the processes."""
        self._users -= 1
        if self._users == 0:
            Workers._shared = None
            while not self._free.empty():
                self._free.get_nowait().shutdown(wait=False, cancel_futures=True)

    async def run(self, read: Read, data_dir: Path, document: Pending) -> Parsed | Refusal:
        """Read a document in the next free worker; one that takes its worker with it, twice, is refused.

        A worker that dies once may have been killed by somebody else.
        """
        pool = await self._free.get()
        try:
            for _ in range(TRIES):
                try:
                    job = (data_dir, document.captures)
                    pool, future = begin(pool, read, job, self._seconds)
                    return await asyncio.wrap_future(future)
                except BrokenProcessPool:
                    pool.shutdown(wait=False)
                    pool = new_worker()
            return died(self._seconds)
        finally:
            self._free.put_nowait(pool)


class ParsePipeline:
    """Keeps the workers busy with the portal's documents that wait, those of an earlier run first."""

    def __init__(self, crawler: Crawler, session: Session, *, count: int, seconds: int) -> None:
        self._crawler = crawler
        self._session = session
        self._count = count
        self._seconds = seconds
        self._read: Read = worker.read
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._unstored: set[int] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the pipeline of the crawler's session."""
        settings = crawler.settings
        return cls(
            crawler,
            Session.of(crawler),
            count=settings.getint("PARSE_WORKERS"),
            seconds=settings.getint("PARSE_TIMEOUT"),
        )

    def open_spider(self) -> None:
        """Go on with the documents that an earlier run left."""
        self._workers = Workers.join(self._count, self._seconds)
        self._session.documents.take_up(self._session.job)
        self._session.when_committed(self._wake)
        self._wake()

    def process_item(self, item: FoundDocument) -> FoundDocument:
        """Have the document's row committed, upon which a worker takes it."""
        self._session.begin_commit()
        return item

    async def close_spider(self) -> None:
        """Wait for what is under way and, unless the crawl was stopped, for all that waits."""
        self._session.flush()
        self._wake()
        while self._under_way:
            await asyncio.wait(self._under_way.values())
        self._workers.leave()
        if self._unstored:
            self._session.fail()

    def _wake(self) -> None:
        if self._session.reason or not self._crawler.crawling:
            return
        while len(self._under_way) < self._count:
            document = self._session.documents.next_pending(self._under_way.keys() | self._unstored)
            if document is None:
                return
            self._under_way[document.row] = asyncio.ensure_future(self._parse(document))

    async def _parse(self, document: Pending) -> None:
        speak_of(self._session.portal)
        try:
            read = partial(self._read, lacking=True) if document.lacking else self._read
            self._settle(document, await self._workers.run(read, self._session.terms.data_dir, document))
        except Exception as error:
            logger.exception("%s: its report could not be stored; it waits for the next start", document.url)
            self._unstored.add(document.row)
            if is_disk_full(error, self._session.terms.data_dir):
                self._session.stop("disk_full")
        finally:
            del self._under_way[document.row]
            self._wake()

    def _settle(self, document: Pending, result: Parsed | Refusal) -> None:
        tally = self._session.tally
        if isinstance(result, Refusal):
            logger.warning("%s: no report: %s\n%s", document.url, result.reason, result.trace or "")
            self._session.documents.refused(document, result.reason, died=result.died)
            tally.refused[result.kind] += 1
            tally.name_failed(document.url, result.reason)
            return
        logger.info("%s: report %s (%s)", document.url, result.report, result.outcome)
        self._session.documents.parsed(document, result.report)
        tally.reports[result.outcome] += 1
        if result.outcome == "new":
            tally.name_found(document.url)
        if result.is_back:
            tally.reports["back"] += 1
        if result.change:
            tally.name_changed(result.change)
        tally.anomalies += result.anomalies
