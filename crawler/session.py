"""One crawl of one portal: its lock, its archive file, its frontier, and what is handed out."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from scrapy import signals
from scrapy.exceptions import CloseSpider
from scrapy.utils.defer import deferred_from_coro

from archive.capture import Context, Place, Role
from archive.errors import ArchiveError
from archive.exchange import Exchange, Rendering
from archive.recovery import recover
from archive.writer import WarcWriter
from crawler import accounts, clock, findings, losses
from crawler.accounts import ListAccount
from crawler.archiving import Archiving
from crawler.captured import Captured, forget_superseded
from crawler.changes import changed
from crawler.commits import Commits
from crawler.database import connect
from crawler.depth import Depth
from crawler.documents import Documents
from crawler.errors import CaptureFailed, reason_of_fault
from crawler.frontier import Completion, Frontier, Lease
from crawler.gate import Gate
from crawler.incremental import moved, readdressed
from crawler.incremental.rota import Cost
from crawler.leasing import Leasing
from crawler.locks import PortalLock
from crawler.originals import Originals, catch_up
from crawler.reasons import why
from crawler.requests import ROW, Entry, role_of
from crawler.robotscache import RobotsCache
from crawler.tally import Tally
from crawler.terms import Terms
from pipelines.store import Store
from spiders.found import Finding, FindingKind

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler

DEAD_LISTED = 100
"""Dead addresses that a summary names."""

logger = logging.getLogger(__name__)


class Session:
    """The state that the components of one crawl share; a Scrapy extension, so that it is there before them."""

    def __init__(self, crawler: Crawler, terms: Terms) -> None:
        self.terms = terms
        self.portal = terms.queue
        self.tally = Tally()
        self.reason: str | None = None
        self.error: str | None = None
        self.dead: list[tuple[str, str]] = []
        self.dead_reasons: dict[str, int] = {}
        self.lists: list[ListAccount] = []
        self._crawler = crawler
        self._log = logging.LoggerAdapter(
            logger, {"portal": terms.portal}
        )  # what Scrapy calls is in no task of ours
        self._lock = PortalLock.take(terms.data_dir, terms.queue)
        recovered = recover(terms.data_dir, terms.portal)
        self._db = connect(terms.data_dir)
        self._frontier = Frontier(
            self._db, terms.queue, depth=terms.depth, asked=terms.asked, reasons=terms.reasons
        )
        for finding in losses.settle(self._db, terms.data_dir, terms.queue, self.job, recovered):
            self.find(finding)
        self.gate = Gate(
            self._db,
            terms.data_dir,
            terms.limits,
            durably=self._durably,
            is_stopping=self.is_stopping,
        )
        self.robots = RobotsCache(self._db, self._durably)
        self.documents = Documents(self._db, terms.portal)
        self.captured = Captured(self._db, self._durably, terms.queue, self.job)
        catch_up(self._db, terms.data_dir, terms.portal)
        self._originals = Originals(terms.data_dir, terms.portal)
        self._writer = WarcWriter(
            terms.data_dir,
            terms.portal,
            run_id=terms.run_id,
            software=terms.software,
            user_agent=terms.user_agent,
            operator=terms.operator,
            originals=self._originals.find,
            max_bytes=terms.warc_bytes,
            clock=clock.instant,
        )
        self._thread = ThreadPoolExecutor(1, "archive")
        self._archiving = Archiving(self._writer, self._thread)
        self._when_committed: list[Callable[[], None]] = []
        self._commits = Commits(
            self._writer, self._frontier, self._thread, durably=self._durably, committed=self._on_committed
        )
        self._leasing = Leasing(
            self._frontier, self._commits, self.gate, further=self._ask_further, most=terms.max_requests
        )
        self._starts: list[Entry] = []
        self._lost: frozenset[str] = frozenset()
        self._started = time.monotonic()
        self._archived_before = _archived(terms)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings and open the session for the crawler's spider; raises PortalLocked."""
        session = cls(crawler, Terms.of(crawler))
        crawler.signals.connect(session._on_idle, signal=signals.spider_idle)
        crawler.signals.connect(session._on_error, signal=signals.spider_error)
        crawler.signals.connect(session._on_closed, signal=signals.spider_closed)
        return session

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """Return the session of a crawler; a crawl without one would go unrecorded."""
        session = crawler.get_extension(cls)
        if session is None:
            raise RuntimeError("the setting EXTENSIONS must name crawler.session.Session")
        return session

    @property
    def job(self) -> int:
        """Return the number of the job that this crawl begins or goes on with."""
        return self._frontier.job

    @property
    def depth(self) -> Depth:
        """Return how deep the job looks: at least as deep as was asked for."""
        return self._frontier.depth

    async def archive(self, capture: Exchange | Rendering, context: Context, status: int | None) -> Place:
        """Write a capture to the archive and hand it to the system; raise CaptureFailed, which ends the crawl."""
        try:
            archived = await self._archiving.write(capture, context, status)
        except Exception as error:
            self.stop(reason_of_fault(error, self.terms.data_dir))
            raise CaptureFailed(f"{capture.url} could not be archived: {error}") from error
        self._commits.archived(archived)
        self.tally.bytes += len(capture.response) if isinstance(capture, Exchange) else 0
        return archived.place

    def count_sent(self, request: Request) -> None:
        """Count a request that goes to a host, whatever it was made for."""
        self.tally.sent[role_of(request)] += 1

    def count_cost(self) -> None:
        """Count how long the crawl has taken and by how much the archive grew."""
        self.tally.archived = _archived(self.terms) - self._archived_before
        for name, seconds in self.gate.rested().items():
            self.tally.host(name).rested = seconds
        self.tally.seconds = round(time.monotonic() - self._started, 1)

    def add(self, entries: list[Entry]) -> int:
        """Queue start requests that this job has not seen; return how many those were.

        A job that does not look keeps them for when it must.
        """
        if not self.depth.looks:
            self._starts += entries
            return 0
        with self._durably():
            return self._frontier.add(entries)
        return 0

    def lease(self) -> Lease | None:
        """Hand out the next request for a host that is free and does not rest."""
        if self.reason:
            return None
        with self._durably():
            return self._leasing.next()
        return None

    def _ask_further(self) -> bool:
        """Queue what is asked for once nothing else is; when a night has lost a list, the portal is looked through."""
        lost = self._frontier.leave_lost()
        if (
            self.depth is Depth.NIGHT
            and lost - self._lost
            and findings.is_new_loss(self._db, self.portal, self.job)
        ):
            self._log.info("portal %s: lists are lost, so that it is looked through", self.portal)
            self._frontier.deepen(self._starts)
        self._lost |= lost
        return self._frontier.has_queued(but=Role.REQUISITE) or self._frontier.ask_further(
            Cost(self.tally.requests, self.tally.bytes)
        )

    def find(self, finding: Finding) -> None:
        """Note what was missing or refused, for the run's summary."""
        self._log.warning("%s: %s: %s", finding.url, finding.kind, finding.text)
        with self._durably():
            self._frontier.find(finding)

    def leased_url(self, row: int) -> str | None:
        """Return the address for which a row was handed out, `None` when it is no longer out."""
        return self._leasing.url(row)

    def put_back(self, row: int, entry: Entry) -> None:
        """Queue a row again that is to be retried."""
        with self._durably():
            self._leasing.put_back(row, entry)

    def finish(self, completion: Completion) -> None:
        """Take a row that is handed out as ended."""
        if self._leasing.end(completion.row):
            self.tally.count(completion)
            self._commits.finish(completion)

    def begin_commit(self) -> None:
        """Have what waits for its group made durable soon."""
        self._commits.begin()

    def flush(self) -> None:
        """Make durable what waits for its group, before this returns."""
        self._commits.flush()

    def when_committed(self, call: Callable[[], None]) -> None:
        """Have something called whenever a group was committed: its rows and documents are there to be taken."""
        self._when_committed.append(call)

    def _on_committed(self) -> None:
        for call in self._when_committed:
            call()

    @contextmanager
    def _durably(self) -> Iterator[None]:
        """Stop the crawl when the archive or the frontier cannot be written."""
        try:
            yield
        except (sqlite3.Error, OSError, ArchiveError) as error:
            self._log.exception("portal %s: archive or frontier could not be written", self.portal)
            self.stop(reason_of_fault(error, self.terms.data_dir))

    def has_work(self) -> bool:
        """Return whether there is something to fetch that may be fetched."""
        with self._durably():
            return self.reason is None and self._leasing.has_work()
        return False

    def stop(self, reason: str, error: str | None = None) -> None:
        """Close the spider for a reason; what is under way is finished, the rest waits for the next start."""
        if self.reason is None:
            self.reason, self.error = reason, error
            self._log.error("portal %s: stopping, %s", self.portal, error or reason)
            if (slot := self._slot()) is not None and slot.closing is None:
                deferred_from_coro(self._crawler.engine.close_spider_async(reason=reason))

    def is_stopping(self) -> bool:
        """Return whether the crawl is to end: what is under way is finished, nothing more is begun."""
        slot = self._slot()
        return self.reason is not None or (slot is not None and slot.closing is not None)

    def _slot(self) -> Any:  # noqa: ANN401 - Scrapy's, private
        return self._crawler.engine._slot if self._crawler.engine else None

    def fail(self) -> None:
        """Note that something of ours went wrong, so that a run that ends of itself does not end well."""
        self.reason = self.reason or "failed"

    def _on_idle(self) -> None:
        if self._leasing.is_spent() and self._frontier.has_queued():
            raise CloseSpider("max_requests")

    def _on_error(self, failure: Any, response: Any) -> None:  # noqa: ANN401 - Scrapy's signal
        """End the row of a callback that raised; its neighbours go on. Scrapy has logged the traceback."""
        row = response.request.meta.get(ROW)
        if row is not None:
            reason = f"callback: {type(failure.value).__name__}: {failure.value}"[:500]
            self.finish(Completion(row, "dead", response.status, reason))

    def _on_closed(self, reason: str) -> None:
        self._close_archive()
        self._name_refusals()
        self.count_cost()
        self.reason = self.reason or reason
        is_whole = self.reason == "finished" and self._leasing.is_idle() and not self._frontier.has_queued()
        self._tell_store(is_whole=is_whole)
        if is_whole:
            self._close_job()
        self.dead = self._frontier.dead(DEAD_LISTED)
        self.dead_reasons = self._frontier.dead_reasons()
        self.close()

    def _close_job(self) -> None:
        with self._durably():
            lists = self.lists = accounts.of_job(self._db, self.portal, self.job)
            for finding in findings.shrunk(self._db, self.portal, lists):
                self.find(finding)
            accounts.remember(self._db, self.portal, self.job, lists)
            for finding in moved.settle(self._db, self.portal, self.job, lists):
                self.find(finding)
                self.lists = [account for account in self.lists if account.url != finding.url]
            self._frontier.close_job(sum(account.reports for account in lists))
            forget_superseded(self._db, self.portal, self.job)

    def _tell_store(self, *, is_whole: bool) -> None:
        """Have the store know which reports were seen, which are gone and, after a whole job, which have moved."""
        with self._durably(), Store(self.terms.data_dir) as store:
            if is_whole:
                reports, left = readdressed.settle(self._db, self.portal, self.job, store, clock.now())
                for source, saved in reports:
                    self.tally.name_moved(source, changed(source, saved) if saved.changes else None)
                for finding in left:
                    self.find(finding)
            back, vanished = self._frontier.settle_reports(store)
            self.tally.reports += Counter(back=len(back), vanished=len(vanished))
            for url, reason in vanished:
                self.find(Finding(FindingKind.VANISHED_REPORT, url, f"report vanished: {why(reason)}"))

    def _name_refusals(self) -> None:
        """Name the hosts that blocked or fell silent, each once for all that was lost by it."""
        for host, reason in self.gate.refusing():
            if self._frontier.has_lost(host, reason):
                kind = FindingKind.BLOCKED if reason.startswith("blocked") else FindingKind.UNREACHABLE
                self.find(Finding(kind, f"//{host}/", reason))

    def _close_archive(self) -> None:
        """Make durable what waits and close the file: a crash from here on finds all of it in its place."""
        self.flush()
        self._thread.shutdown()
        with self._durably():
            self._writer.close()

    def close(self) -> None:
        """Close the database and give the portal free."""
        self._originals.close()
        self._db.close()
        self._lock.close()


def _archived(terms: Terms) -> int:
    """Return how many bytes a portal's archive files have."""
    return sum(path.stat().st_size for path in (terms.data_dir / "warc" / terms.portal).glob("*.warc.gz*"))
