"""Several portals crawled by one process."""

from __future__ import annotations

import asyncio
import functools
import json
import logging
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.settings import Settings

from archive.errors import DiskFull, unwritten
from crawler import clock
from crawler import settings as defaults
from crawler import wire as _wire  # noqa: F401 - loaded by Scrapy, within the loop, it takes ten times as long
from crawler.database import connect
from crawler.errors import PortalLocked, is_disk_full
from crawler.logs import JsonLines
from crawler.outcome import PortalSummary, Summary
from crawler.progress import Progress
from crawler.session import Session
from crawler.tally import Tally
from crawler.terms import new_run_id
from spiders.registry import TlsDemand

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

SPIDER = "portal"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """A portal to crawl: the name its files go by, where to start, and what the registry knows of it."""

    portal: str
    urls: tuple[str, ...]
    issuer: str | None = None
    division: str | None = None
    tls: TlsDemand | None = None


@dataclass(frozen=True, slots=True)
class Options:
    """How to crawl. `delay` in seconds between requests to a host; `max_requests` per portal, 0 for no limit.

    `progress` is where to say how far the run is; `spider` and `settings` take the place of the portal spider and
    add to the settings. `tls` is what is demanded of all portals (`TlsDemand`), `None` for what the
    registry says of each.
    """

    data_dir: Path
    delay: float = 1.0
    allow_private: bool = False
    max_requests: int = 0
    full: bool = False
    since: int | None = None
    tls: TlsDemand | None = None
    at_once: int = 8
    progress: TextIO | None = None
    spider: Any = SPIDER
    settings: dict[str, Any] = field(default_factory=dict)


def crawl(jobs: Sequence[Job], options: Options) -> Summary:
    """Crawl portals, a bounded number at a time, and write the run's log and summary to `runs/<run>/`.

    A first interrupt or termination signal stops cleanly, a second at once. Runs the event loop, which a process
    can do once. Raises DiskFull where there is no room to say what came of it, ArchiveError where the data directory
    cannot be written.
    """
    try:
        return _crawl(jobs, options)
    except (OSError, sqlite3.Error) as error:
        if is_disk_full(error, options.data_dir):
            raise DiskFull(f"no room in {options.data_dir}; once there is, the next start goes on") from error
        raise


def _crawl(jobs: Sequence[Job], options: Options) -> Summary:
    run_id = new_run_id()
    folder = options.data_dir / "runs" / run_id
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise unwritten(folder, error) from error
    started_at = clock.now()
    with JsonLines(folder / "log.jsonl"):
        portals = _Run(_settings(options, run_id), options).portals(jobs)
    summary = Summary(run_id, folder, portals)
    _record(options.data_dir, summary, started_at)
    return summary


def _settings(options: Options, run_id: str) -> Settings:
    settings = Settings()
    settings.setmodule(defaults, priority="project")
    ours = {
        "DATA_DIR": str(options.data_dir),
        "RUN_ID": run_id,
        "DOWNLOAD_DELAY": options.delay,
        "ALLOW_PRIVATE": options.allow_private,
        "MAX_REQUESTS": options.max_requests,
        "FULL_CRAWL": options.full,
        "LOG_INSTALL_ROOT_HANDLER": False,
    }
    settings.setdict({**ours, **options.settings}, priority="cmdline")
    return settings


class _Run:
    """The crawls of one run under one event loop."""

    def __init__(self, settings: Settings, options: Options) -> None:
        self._options = options
        self._process = AsyncCrawlerProcess(settings)
        logging.getLogger("scrapy").setLevel(logging.INFO)  # made more talkative by the line above
        self._free = asyncio.Semaphore(options.at_once)
        self._stopping = False
        self._progress: Progress | None = None
        self._under_way: dict[Crawler, PortalSummary] = {}

    def portals(self, jobs: Sequence[Job]) -> list[PortalSummary]:
        """Run until every portal has ended and return what came of each."""
        from twisted.internet import reactor  # noqa: PLC0415 - the process object has installed it

        summaries = [PortalSummary(portal=job.portal) for job in jobs]
        if self._options.progress is not None:
            tallies = functools.partial(self._tallies, summaries)
            self._progress = Progress(self._options.progress, len(jobs), tallies, self._resting)
        reactor.addSystemEventTrigger("before", "shutdown", self._stop)  # type: ignore[arg-type]
        asyncio.get_event_loop().create_task(self._crawl_all(jobs, summaries))
        self._process.start(stop_after_crawl=False)
        for crawler, summary in self._under_way.items():
            if session := _session(crawler):
                summary.interrupted(session)
        return summaries

    def _tallies(self, summaries: list[PortalSummary]) -> Iterator[Tally]:
        """Yield the counts of the portals that have ended and of those under way."""
        yield from summaries
        yield from (session.tally for session in self._sessions())

    def _resting(self) -> dict[str, float]:
        """Return the hosts that are let alone, with the seconds until they are asked again."""
        return {name: left for session in self._sessions() for name, left in session.gate.resting().items()}

    def _sessions(self) -> Iterator[Session]:
        yield from filter(None, map(_session, self._under_way))

    def _stop(self) -> None:
        self._stopping = True

    async def _crawl_all(self, jobs: Sequence[Job], summaries: list[PortalSummary]) -> None:
        from twisted.internet import reactor  # noqa: PLC0415 - as above

        watching = asyncio.ensure_future(self._progress.watch()) if self._progress else None
        try:
            await asyncio.gather(*(self._crawl(*one) for one in zip(jobs, summaries, strict=True)))
        finally:
            if self._progress and watching:
                watching.cancel()
                self._progress.close()
            if not self._stopping:
                reactor.stop()  # type: ignore[misc]

    async def _crawl(self, job: Job, summary: PortalSummary) -> None:
        async with self._free:
            if self._stopping:
                return
            crawler = self._process.create_crawler(self._options.spider)
            if demanded := self._options.tls or job.tls:
                crawler.settings.set("TLS", demanded, priority="cmdline")
            self._under_way[crawler] = summary
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
            del self._under_way[crawler]
            if self._progress:
                self._progress.ended(job.portal, summary.reason, summary)

    def _arguments(self, job: Job) -> dict[str, object]:
        since = self._options.since
        return {
            "portal": job.portal,
            "url": " ".join(job.urls),
            "issuer": job.issuer,
            "division": job.division,
            "since": None if since is None else str(since),
        }


def _session(crawler: Crawler) -> Session | None:
    """Return the session of a crawl, `None` of one that has not begun."""
    try:
        return crawler.get_extension(Session)
    except RuntimeError:
        return None


def _record(data_dir: Path, summary: Summary, started_at: str) -> None:
    connection = connect(data_dir)
    try:
        for portal in summary.portals:
            portal.account(connection)
        text = json.dumps([portal.to_json() for portal in summary.portals], ensure_ascii=False, indent=2)
        (summary.folder / "summary.json").write_text(text + "\n", encoding="utf-8")
        row = (summary.run_id, started_at, clock.now(), text)
        connection.execute("INSERT INTO runs VALUES (?, ?, ?, ?)", row)
    finally:
        connection.close()
