"""Several portals crawled by one process."""

from __future__ import annotations

import asyncio
import functools
import logging
import sqlite3
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from crawler import settings as defaults
from crawler import wire as _wire  # noqa: F401 - loaded by Scrapy, within the loop, it takes ten times as long
from crawler.depth import Depth
from crawler.errors import PortalLocked, is_disk_full, no_room
from crawler.jobs import Job, Options
from crawler.logs import Console, logging_to, speak_of
from crawler.outcome import PortalSummary, Summary
from crawler.process import Process, settings_of
from crawler.progress import Progress
from crawler.runs.recording import Recording
from crawler.session import Session
from crawler.tally import Tally

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

logger = logging.getLogger(__name__)


def crawl(jobs: Sequence[Job], options: Options, command: str = "crawl") -> Summary:
    """Crawl portals, a bounded number at a time, as a run of a command that leaves its report in `runs/<run>/`.

    A first interrupt or termination signal stops cleanly, a second at once. Runs the event loop, which a process
    can do once. Raises DiskFull where there is no room to say what came of it, ArchiveError where the data directory
    cannot be written.
    """
    try:
        return _crawl(jobs, options, command)
    except (OSError, sqlite3.Error) as error:
        if is_disk_full(error, options.data_dir):
            raise no_room(options.data_dir) from error
        raise


def _crawl(jobs: Sequence[Job], options: Options, command: str) -> Summary:
    with Recording.begin(options.data_dir, command, len(jobs)) as recording, _speaking(options, recording):
        together = _Together(Running(options, recording), jobs, options)
        recording.reason = "finished" if together.run() else "shutdown"
    return recording.summary


@contextmanager
def _speaking(options: Options, recording: Recording) -> Iterator[None]:
    """Show warnings and errors to who looks on."""
    if options.progress is None:
        yield
        return
    run_id = recording.run_id if options.log_json else None
    with logging_to(Console(options.progress, options.log_level, run_id)):
        yield


_THE_SAME_FOR_ALL = ("scrapy.addons", "scrapy.crawler", "scrapy.middleware")
"""Loggers that say of every portal which settings and components a crawl has: kilobytes, times thousands of portals."""


class Running:
    """Crawls portals under one event loop, which a process has once; `recording` keeps what comes of them."""

    def __init__(self, options: Options, recording: Recording) -> None:
        self.recording = recording
        self._options = options
        self._process = Process(settings_of(options))
        logging.getLogger("scrapy").setLevel(logging.INFO)  # made more talkative by the line above
        for name in _THE_SAME_FOR_ALL:
            logging.getLogger(name).setLevel(logging.WARNING)
        self._under_way: dict[Crawler, PortalSummary] = {}

    @property
    def is_stopping(self) -> bool:
        """Whether a signal, or `stop`, has told the crawls to end."""
        return self._process.is_stopping

    def run(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run the event loop until the work is done, which is given the time to end when a signal stops the crawls.

        A second signal ends the loop at once; what the crawls had counted by then is kept.
        """
        self._process.run(work)
        for crawler, summary in self._under_way.items():
            if session := _session(crawler):
                summary.interrupted(session)
                self.recording.ended(summary)

    def stop(self) -> None:
        """Stop all crawls cleanly, as a first signal does."""
        self._process.begin_stop()

    def sessions(self) -> Iterator[Session]:
        """Yield the sessions of the crawls under way."""
        yield from filter(None, map(_session, self._under_way))

    async def crawl(self, job: Job) -> PortalSummary:
        """Crawl a portal, keep and return what came of it; whatever goes wrong is in there.

        One that comes when the run is stopping is not begun, and nothing is kept of it.
        """
        summary = PortalSummary(portal=job.portal, depth=str(job.depth))
        if self.is_stopping:
            return summary
        speak_of(job.portal)
        self.recording.began(job.portal, summary.depth)
        crawler = self._process.create_crawler(self._options.spider)
        crawler.settings.setdict(self._terms(job), priority="cmdline")
        self._under_way[crawler] = summary
        bound = self._bound(crawler)
        try:
            await self._process.crawl(crawler, **self._arguments(job))
        except PortalLocked as error:
            summary.reason, summary.error = "locked", str(error)
        except Exception as error:
            logger.exception("portal %s: the crawl could not run", job.portal)
            summary.reason = "disk_full" if is_disk_full(error, self._options.data_dir) else "failed"
            summary.error = f"{type(error).__name__}: {error}"
        else:
            summary.take(Session.of(crawler))
        finally:
            bound.cancel()
            del self._under_way[crawler]
        self.recording.ended(summary)
        return summary

    def _bound(self, crawler: Crawler) -> asyncio.TimerHandle:
        """Have a crawl stopped when it has taken as long as a portal may."""

        def late() -> None:
            if session := _session(crawler):
                session.stop("out_of_time")

        loop, seconds = asyncio.get_running_loop(), self._options.seconds
        return loop.call_later(seconds or NO_BOUND, late)

    def _terms(self, job: Job) -> dict[str, object]:
        """Return the settings that are the portal's own."""
        options = self._options
        terms: dict[str, object] = {
            "RUN_ID": self.recording.run_id,
            "DOWNLOAD_DELAY": max(options.delay, job.delay),
            "EXCLUDE": [*options.exclude, *job.exclude],
            "DEPTH": str(Depth.FULL if options.full else job.depth),
        }
        if job.probe:
            terms |= {"RETRY_TIMES": 0, "SILENT": 1}
        if job.contact:
            terms["USER_AGENT"] = defaults.user_agent(job.contact)
        if demanded := options.tls or job.tls:
            terms["TLS"] = demanded
        return terms

    def _arguments(self, job: Job) -> dict[str, object]:
        since = self._options.since if job.since is None else job.since
        probe = {"probe": True} if job.probe else {}
        return probe | {
            "portal": job.portal,
            "url": " ".join(job.urls),
            "issuer": job.issuer,
            "division": job.division,
            "since": None if since is None else str(since),
        }


NO_BOUND = 366 * 86400.0
"""Seconds that no crawl takes."""


class _Together:
    """The portals of one command, a bounded number at a time."""

    def __init__(self, running: Running, jobs: Sequence[Job], options: Options) -> None:
        self._running = running
        self._jobs = jobs
        self._done = Tally()
        self._is_whole = False
        self._free = asyncio.Semaphore(options.at_once)
        tell = functools.partial(Progress, portals=len(jobs), tallies=self._tallies, resting=self._resting)
        self._progress = tell(options.progress) if options.progress and options.tells else None

    def run(self) -> bool:
        """Run until every portal has ended, or a signal stops the run; return whether none did."""
        self._running.run(self._crawl_all)
        return self._is_whole

    async def _crawl_all(self) -> None:
        watching = asyncio.ensure_future(self._progress.watch()) if self._progress else None
        try:
            await asyncio.gather(*map(self._crawl, self._jobs))
            self._is_whole = not self._running.is_stopping
        finally:
            if self._progress and watching:
                watching.cancel()
                self._progress.close()

    async def _crawl(self, job: Job) -> None:
        async with self._free:
            summary = await self._running.crawl(job)
            self._done.sent.update(summary.sent)
            self._done.reports.update(summary.reports)
            if self._progress and not (self._running.is_stopping and summary.job is None):
                self._progress.ended(job.portal, summary.reason, summary)

    def _tallies(self) -> Iterator[Tally]:
        """Yield the counts of the portals that have ended, in one, and of those under way."""
        yield self._done
        yield from (session.tally for session in self._running.sessions())

    def _resting(self) -> dict[str, float]:
        """Return the hosts that are let alone, with the seconds until they are asked again."""
        sessions = self._running.sessions()
        return {name: left for session in sessions for name, left in session.gate.resting().items()}


def _session(crawler: Crawler) -> Session | None:
    """Return the session of a crawl, `None` of one that has not begun."""
    try:
        return crawler.get_extension(Session)
    except RuntimeError:
        return None
