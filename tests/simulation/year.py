"""A year of nights, run in simulated time through the same code that a real night runs through."""

from __future__ import annotations

import asyncio
import resource
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from datetime import time as hour
from pathlib import Path

from crawler import clock
from crawler.depth import Depth
from crawler.jobs import Job, Options
from crawler.outcome import PortalSummary
from crawler.run import Running
from tests.simulation.calendar import Kind
from tests.simulation.country import Country
from tests.simulation.serving import Night, Served, serve

BEGINS = hour(1, 0, tzinfo=UTC)


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
    """The nights of a country: the names of their runs, what servers were asked, and the portals that could be seen.

    Portals that are `answering` need not show anything of use.
    """

    country: Country
    data_dir: Path
    runs: list[str] = field(default_factory=list)
    asked: list[Night] = field(default_factory=list)
    seen: list[frozenset[int]] = field(default_factory=list)
    answering: list[frozenset[int]] = field(default_factory=list)
    months: list[Month] = field(default_factory=list)


def tonight(country: Country) -> float:
    """The instant at which a night begins, in seconds since the epoch."""
    return datetime.combine(country.day(country.night), BEGINS).timestamp()


def run(country: Country, data_dir: Path, *, seconds: float, at_once: int = 8) -> Year:
    """Run the nights, at most for so many seconds; the first is each portal's first crawl."""
    year = Year(country, data_dir)
    ends = time.monotonic() + seconds
    with simulated() as instant, serve(country, tonight(country)) as served:
        options = Options(
            data_dir,
            delay=0,
            allow_private=True,
            settings={"FIRST_REST": 0.05, "RETRY_TIMES": 1, "LOG_LEVEL": "ERROR"},
        )
        running = Running(options, "")
        running.run(lambda: _nights(year, running, instant, served, ends=ends, at_once=at_once))
    return year


async def _nights(
    year: Year, running: Running, instant: Clock, served: Served, *, ends: float, at_once: int
) -> None:
    country = year.country
    while time.monotonic() < ends:
        begun, cpu = time.monotonic(), _cpu()
        instant.begin(tonight(country))
        running.run_id = run_of(country)
        told = await _night(country, running, at_once)
        year.runs.append(running.run_id)
        year.seen.append(frozenset(one.number for one in country.portals if one.is_seen))
        year.answering.append(frozenset(one.number for one in country.portals if Kind.DOWN not in one.state))
        country.advance()
        year.asked.append(served.advance(tonight(country)))
        _count(year, told, time.monotonic() - begun, _cpu() - cpu)
        if country.night >= country.nights:
            break


async def _night(country: Country, running: Running, at_once: int) -> list[PortalSummary]:
    free = asyncio.Semaphore(at_once)

    async def crawl(number: int, origin: str) -> PortalSummary:
        async with free:
            return await running.crawl(Job(name_of(number), (f"{origin}/",), depth=Depth.NIGHT))

    return await asyncio.gather(*(crawl(portal.number, portal.origin) for portal in country.portals))


def run_of(country: Country) -> str:
    """The name of tonight's run."""
    return f"{country.day(country.night):%Y%m%d}010000-{country.night:06x}"


def night_of(run: str) -> int:
    """The night of a run."""
    return int(run.rpartition("-")[2], 16)


def name_of(number: int) -> str:
    """The name that a portal is registered by."""
    return f"portal-{number:04}"


def _count(year: Year, told: Sequence[PortalSummary], seconds: float, cpu: float) -> None:
    name = f"{year.country.day(year.country.night - 1):%Y-%m}"
    if not year.months or year.months[-1].name != name:
        if year.months:
            print(year.months[-1].line(), flush=True)
        year.months.append(Month(name))
    month = year.months[-1]
    month.portals += len(told)
    month.requests += year.asked[-1].requests.total()
    month.bytes += year.asked[-1].bytes.total()
    for summary in told:
        month.reports.update(summary.reports)
    month.seconds += seconds
    month.cpu += cpu
    month.rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _cpu() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)
