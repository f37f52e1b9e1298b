"""A year of nights, run in simulated time through the same code that a real night runs through."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import os
import resource
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from datetime import time as hour
from pathlib import Path

from crawler import clock
from crawler.database import connect
from crawler.health import Overrides, judge, judge_run, of_run
from crawler.jobs import Job, Options
from crawler.nightly.need import Rhythm
from crawler.nightly.plan import Terms, make
from crawler.outcome import PortalSummary
from crawler.run import Running
from crawler.runs.recording import Recording
from crawler.targets import job_of
from spiders.registry import Portal
from tests.simulation.calendar import Kind
from tests.simulation.country import Country
from tests.simulation.serving import Night, Served, serve

BEGINS = hour(1, 0, tzinfo=UTC)
AT_ONCE = 8


@dataclass(slots=True)
class Clock:
    """The simulated time of day: it goes as fast as the real one, from the instant that a night begins."""

    tonight: float = 0.0
    _begun: float = field(default_factory=time.time)

    def begin(self, tonight: float) -> None:
        """Let a night begin."""
        self.tonight, self._begun = tonight, time.time()

    def epoch(self) -> float:
        """The seconds since the epoch in simulated time."""
        return self.tonight + time.time() - self._begun


@contextmanager
def simulated() -> Iterator[Clock]:
    """Put a simulated time of day in the real one's place, while the context lasts."""
    simulated, real = Clock(), clock.epoch
    clock.epoch = simulated.epoch
    try:
        yield simulated
    finally:
        clock.epoch = real


@dataclass(slots=True)
class Month:
    """What the nights of a month came to. `seconds` and `cpu` are ours, `rss` the most so far in MiB."""

    name: str
    portals: int = 0
    requests: int = 0
    bytes: int = 0
    reports: Counter[str] = field(default_factory=Counter)
    alarms: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    rss: float = 0.0

    def line(self) -> str:
        """The month as one line for people."""
        told = " ".join(f"{self.reports[what]:4} {what}" for what in ("new", "changed", "vanished"))
        asked = f"{self.portals:6} portal-nights  {self.requests:7} requests  {self.bytes / 1e6:8.1f} MB"
        each = self.cpu * 1000 / max(1, self.portals)
        cost = f"{self.seconds:6.1f} s  {each:6.1f} ms CPU each  {self.rss:5.0f} MiB"
        return f"{self.name}  {asked}  {told}  {self.alarms:4} alarms  {cost}"


@dataclass(slots=True)
class Year:
    """The nights of a country: the names of their runs, what servers were asked, and who was crawled when.

    `seen` are the portals crawled in a night whose reports were to be seen, `answering` those whose server answered.
    `told` is how many requests each host got, as the crawls of a night tell it.
    """

    country: Country
    data_dir: Path
    full_every: float
    runs: list[str] = field(default_factory=list)
    asked: list[Night] = field(default_factory=list)
    told: list[Counter[str]] = field(default_factory=list)
    seen: list[frozenset[int]] = field(default_factory=list)
    answering: list[frozenset[int]] = field(default_factory=list)
    months: list[Month] = field(default_factory=list)


def tonight(country: Country) -> float:
    """The instant at which a night begins, in seconds since the epoch."""
    return datetime.combine(country.day(country.night), BEGINS).timestamp()


def run(country: Country, data_dir: Path, *, seconds: float, full_every: float = 120) -> Year:
    """Run the nights, at most for so many seconds; the first is each portal's first crawl.

    `full_every` are the days between full crawls of a portal.
    """
    year = Year(country, data_dir, full_every)
    ends = time.monotonic() + seconds
    with simulated() as instant, serve(country, tonight(country)) as served:
        instant.begin(tonight(country))
        options = Options(data_dir, delay=0, allow_private=True, settings=SETTINGS)
        with Recording.begin(data_dir, "simulation") as recording:
            running = Running(options, recording)
        running.run(lambda: _nights(year, running, instant, served, ends))
    return year


SETTINGS = {"FIRST_REST": 0.05, "RETRY_TIMES": 1, "LOG_LEVEL": "ERROR"}


async def _nights(year: Year, running: Running, instant: Clock, served: Served, ends: float) -> None:
    country = year.country
    with closing(connect(year.data_dir)) as connection:
        while time.monotonic() < ends and country.night < country.nights and not running.is_stopping:
            begun, cpu = time.monotonic(), _cpu()
            instant.begin(tonight(country))
            gc.collect()  # what a night's process takes along when it ends, such as the hosts that it gave up
            if country.night == 1:
                gc.freeze()  # what is loaded by now stays: to look through it takes longer than a portal's night
            night = _Night(year, running, connection)
            await night.run()
            country.advance()
            year.asked.append(served.advance(tonight(country)))
            _count(year, night, time.monotonic() - begun, _cpu() - cpu)


class _Night:
    """One run: planned, crawled, judged and recorded as `gongkai nightly` does it, with the crawls in this process."""

    def __init__(self, year: Year, running: Running, connection: sqlite3.Connection) -> None:
        self.told: list[PortalSummary] = []
        self.alarms = 0
        self._year = year
        self._running = running
        self._connection = connection

    async def run(self) -> None:
        """Crawl what is due."""
        portals = [Portal(name_of(one.number), (f"{one.origin}/",)) for one in self._year.country.portals]
        terms = Terms(rhythm=Rhythm(full_every=self._year.full_every))
        plan = make(self._connection, portals, terms, clock.epoch())
        with Recording.begin(self._year.data_dir, "nightly", len(plan.due)) as recording:
            self._running.recording = recording
            free = asyncio.Semaphore(AT_ONCE)
            await asyncio.gather(*(self._crawl(free, job_of(due.portal, due.depth)) for due in plan.due))
            judge_run(self._connection, recording.run_id, {one.name: Overrides() for one in portals})
            alarms = of_run(self._connection, recording.run_id)
        self.alarms = sum(alarm.counts for alarm in alarms)
        self._note(recording.run_id)

    async def _crawl(self, free: asyncio.Semaphore, job: Job) -> None:
        async with free:
            summary = await self._running.crawl(job)
            judge(self._connection, summary)
            self.told.append(summary)

    def _note(self, run_id: str) -> None:
        """Keep who was crawled and what was to be seen of them."""
        year = self._year
        crawled = {summary.portal for summary in self.told}
        mine = [one for one in year.country.portals if name_of(one.number) in crawled]
        told: Counter[str] = Counter()
        for summary in self.told:
            told.update({host: tally.requests for host, tally in summary.hosts.items()})
        year.runs.append(run_id)
        year.told.append(told)
        year.seen.append(frozenset(one.number for one in mine if one.is_seen))
        year.answering.append(frozenset(one.number for one in mine if Kind.DOWN not in one.state))


def name_of(number: int) -> str:
    """The name that a portal is registered by."""
    return f"portal-{number:04}"


def _count(year: Year, night: _Night, seconds: float, cpu: float) -> None:
    name = f"{year.country.day(year.country.night - 1):%Y-%m}"
    if not year.months or year.months[-1].name != name:
        if year.months:
            print(year.months[-1].line(), flush=True)
        year.months.append(Month(name))
    month = year.months[-1]
    month.portals += len(night.told)
    month.requests += year.asked[-1].requests.total()
    month.bytes += year.asked[-1].bytes.total()
    month.alarms += night.alarms
    for summary in night.told:
        month.reports.update(summary.reports)
    month.seconds += seconds
    month.cpu += cpu
    month.rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _cpu() -> float:
    """Seconds of computing of this process and of those that read documents for it."""
    serving = {one.pid for one in multiprocessing.active_children()}
    ours = time.process_time()
    return ours + sum(_used(pid) for pid in _children(os.getpid()) if pid not in serving)


def _used(pid: int) -> float:
    """Seconds of computing of a process and of all below it; nothing of one that has just ended."""
    try:
        times = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:15]
        return sum(map(int, times)) / os.sysconf("SC_CLK_TCK") + sum(map(_used, _children(pid)))
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


def _children(pid: int) -> list[int]:
    told = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for one in told for child in one.read_text().split()]
