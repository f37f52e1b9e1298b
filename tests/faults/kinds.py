"""The kinds of faults: how a run is struck, and what may come of it."""

from __future__ import annotations

import errno
import os
import random
import resource
import signal
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from archive.scan import ignore, scan
from crawler.commits import UNCOMMITTED
from crawler.leasing import PER_HOST
from tests.faults.journal import Disk
from tests.faults.portal import Served
from tests.faults.shim import Action, Kind, Shim
from tests.faults.started import Started, parent

IN_FLIGHT = UNCOMMITTED + PER_HOST + 1
"""Requests that a killed run may make again: what was not committed, what was on the wire, robots.txt."""

KILLED = -signal.SIGKILL
_TERMINATED = (6, -signal.SIGTERM)
NIGHTS = ("nightly", "later")
CRAWLS = ("crawl", *NIGHTS)
ALL = (*CRAWLS, "import", "pack")
FIRST = ("crawl", "nightly")
"""Commands that look through whole portals: what has lost its database or an archive file does so again."""
_PAGE = 4096
"""Bytes of a page of the database."""
_STRUCK = (Kind.WRITE, Kind.SYNC, Kind.RENAME, Kind.UNLINK, Kind.CREATE, Kind.TRUNCATE)


@dataclass
class Strike:
    """One start that is struck: the run, its data directory, its portals, and how an undisturbed one went."""

    data: Path
    sites: Sequence[Served]
    shim: Shim
    chance: random.Random
    counts: dict[Kind, int]
    disk: Disk | None = None
    said: str = ""

    def at_operation(self, action: Action, *kinds: Kind, error: int = 0) -> None:
        """Strike exactly before or after an operation, some way into the run."""
        control = self.shim.control
        kind = self.chance.choice([kind for kind in kinds or _STRUCK if self.counts.get(kind)])
        control.strike_kind, control.action, control.error = kind, action, error
        control.strike_after = self.chance.randint(0, 1)
        control.strike_at = self.chance.randint(1, self.counts[kind])
        self.said = f"{'after' if control.strike_after else 'before'} {kind.name.lower()} {control.strike_at}"


Step = Callable[[Strike], None]
During = Callable[[Strike, Started], None]


def nothing(_: Strike) -> None:
    """Leave all as it is."""


def watching(_: Strike, __: Started) -> None:
    """Let the run go on."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault.

    `prepare` comes before the run starts, `strike` while it goes on, `mend` once it has ended. `codes` are the exit
    codes it may have where it was struck before its end. `repeats` bounds the requests made again of a portal, `None`
    where what is lost cannot be told beforehand. `on` are the commands that may meet it. Where the database is
    `spoilt`, the next start may say so, and the documented remedy is applied.
    """

    name: str
    codes: tuple[int, ...]
    repeats: int | None = IN_FLIGHT
    prepare: Step = nothing
    strike: During = watching
    mend: Step = nothing
    journal: bool = False
    browser: bool = False
    on: tuple[str, ...] = CRAWLS
    spoilt: bool = False


def _sleep(strike: Strike, started: Started) -> None:
    """Wait until the run has written so much, which a busy machine only puts off, and a moment more."""
    writes, more = strike.chance.randint(1, strike.counts[Kind.WRITE]), strike.chance.uniform(0, 0.05)
    strike.said = f"{more:.3f} s after write {writes}"
    while strike.shim.control.counts[Kind.WRITE] < writes and started.code is None:
        time.sleep(0.002)
    time.sleep(more)


def _after_a_while(send: Callable[[Started], None]) -> During:
    def strike(strike: Strike, started: Started) -> None:
        _sleep(strike, started)
        with suppress(ProcessLookupError):
            send(started)

    return strike


def _twice(started: Started) -> None:
    started.send(signal.SIGTERM)
    time.sleep(0.05)
    started.send(signal.SIGTERM)


def _stopped(started: Started) -> None:
    started.send(signal.SIGSTOP)
    time.sleep(0.5)
    started.send(signal.SIGCONT)


def _kill_child(word: str) -> Callable[[Started], None]:
    def kill(started: Started) -> None:
        until = time.monotonic() + 5
        while not (found := started.children(word)) and started.code is None and time.monotonic() < until:
            time.sleep(0.002)
        for pid in found[-1:]:
            os.kill(pid, signal.SIGKILL)

    return kill


def _limit_worker(started: Started) -> None:
    forked = started.children("forkserver")
    for pid in forked:
        with suppress(OSError):  # it has ended
            if parent(pid) not in forked:
                continue  # the process that workers are forked from
            resource.prlimit(pid, resource.RLIMIT_AS, (1, 1))


def _limit_files(started: Started) -> None:
    for pid in started.children("crawler.nightly") or [started.pid]:
        with suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (8, 8))


def _power(strike: Strike) -> None:
    strike.disk = Disk(strike.data)
    strike.at_operation(Action.KILL_ALL)


def _all_at_once(strike: Strike, started: Started) -> None:
    """End, as soon as one process was struck, those of other process groups too."""
    while not strike.shim.control.struck and started.code is None:
        time.sleep(0.002)
    if strike.shim.control.struck:
        started.kill_all()


def _restore(strike: Strike) -> None:
    assert strike.disk is not None
    assert strike.shim.journal is not None
    strike.disk.replay(strike.shim.journal)
    strike.disk.restore(strike.chance)


def _failing(error: int) -> Step:
    return lambda strike: strike.at_operation(Action.FAIL, Kind.WRITE, Kind.SYNC, Kind.CREATE, error=error)


def _clock(seconds: int) -> During:
    def strike(strike: Strike, started: Started) -> None:
        _sleep(strike, started)
        strike.shim.control.clock_offset += seconds

    return strike


def _no_names(strike: Strike, started: Started) -> None:
    if strike.chance.random() < 0.7:
        _sleep(strike, started)
    strike.shim.control.no_names = 1


def _locked(strike: Strike, started: Started) -> None:
    strike.shim.control.impatient = 1
    _sleep(strike, started)
    if not (strike.data / "gongkai.db").exists():
        return
    with closing(sqlite3.connect(strike.data / "gongkai.db", isolation_level=None)) as held:
        with suppress(sqlite3.OperationalError):
            held.execute("BEGIN IMMEDIATE")
        started.wait()


def _dying(strike: Strike, started: Started) -> None:
    _sleep(strike, started)
    site = strike.chance.choice(strike.sites)
    site.dying = strike.chance.randint(1, 2)
    started.wait()
    site.dying = 0


def _database_gone(strike: Strike) -> None:
    for path in strike.data.glob("gongkai.db*"):
        path.unlink()


def _database_cut(strike: Strike) -> None:
    if (database := strike.data / "gongkai.db").exists():
        os.truncate(database, strike.chance.randint(0, database.stat().st_size))


def _database_torn(strike: Strike) -> None:
    database = strike.data / "gongkai.db"
    if not database.exists() or not (pages := database.stat().st_size // _PAGE):
        return
    with database.open("r+b") as file:
        for _ in range(strike.chance.randint(1, 5)):
            file.seek(strike.chance.randrange(pages) * _PAGE)
            file.write(strike.chance.choice([bytes(_PAGE), strike.chance.randbytes(_PAGE)]))


def _copied(strike: Strike, started: Started) -> None:
    """Take a copy of the database, as a backup does, and kill the run a while later."""
    _sleep(strike, started)
    if (strike.data / "gongkai.db").exists():
        with closing(sqlite3.connect(strike.data / "gongkai.db")) as source, closing(_old(strike)) as copy:
            source.backup(copy)
    _kill_in_time(strike, started)


def _old(strike: Strike) -> sqlite3.Connection:
    return sqlite3.connect(strike.data.with_name("old.db"))


def _database_old(strike: Strike) -> None:
    old = strike.data.with_name("old.db")
    if old.exists():
        _database_gone(strike)
        old.rename(strike.data / "gongkai.db")


def _archive_gone(strike: Strike) -> None:
    for path in strike.data.glob("warc/*/*.open"):
        path.unlink()


def _archive_cut(strike: Strike) -> None:
    """Take off of what is open some of what was added to it: the rest is durable."""
    for path in strike.data.glob("warc/*/*.open"):
        with path.open("rb") as file:
            begun = max((one.offset for one in scan(file, ignore) if one.kind == "warcinfo"), default=0)
        os.truncate(path, strike.chance.randint(begun, path.stat().st_size))


def _kill_in_time(strike: Strike, started: Started) -> None:
    _sleep(strike, started)
    if started.code is None:
        started.kill_all()


FAULTS = (
    Fault("kill", (KILLED,), strike=_after_a_while(lambda started: started.send(signal.SIGKILL)), on=ALL),
    Fault("kill-at", (KILLED, 0), prepare=lambda strike: strike.at_operation(Action.KILL), on=ALL),
    Fault("kill-lane", (0,), strike=_after_a_while(_kill_child("crawler.nightly")), on=NIGHTS),
    Fault("kill-worker", (0,), strike=_after_a_while(_kill_child("forkserver")), on=ALL),
    Fault("term", _TERMINATED, strike=_after_a_while(lambda started: started.send(signal.SIGTERM)), on=ALL),
    Fault("term-at", (*_TERMINATED, 0), prepare=lambda strike: strike.at_operation(Action.TERMINATE), on=ALL),
    Fault("term-twice", _TERMINATED, strike=_after_a_while(_twice)),
    Fault("interrupt", (6, 130), strike=_after_a_while(lambda started: started.send(signal.SIGINT)), on=ALL),
    Fault("stop", (0,), 0, strike=_after_a_while(_stopped)),
    Fault("power", (KILLED,), None, prepare=_power, strike=_all_at_once, mend=_restore, journal=True, on=ALL),
    Fault("disk-full", (5,), prepare=_failing(errno.ENOSPC), on=ALL),
    Fault("disk-fails", (1,), prepare=_failing(errno.EIO), on=ALL),
    Fault("read-only", (1, 2), prepare=_failing(errno.EROFS), on=ALL),
    Fault("year-ahead", (0,), 2, strike=_clock(366 * 86400)),
    Fault("day-back", (0,), 2, strike=_clock(-86400)),
    Fault("no-names", (6,), strike=_no_names),
    Fault("database-locked", (4,), strike=_locked),
    Fault("database-gone", (KILLED,), None, strike=_kill_in_time, mend=_database_gone, on=FIRST),
    Fault("database-cut", (KILLED,), None, strike=_kill_in_time, mend=_database_cut, spoilt=True, on=FIRST),
    Fault("database-torn", (KILLED,), None, strike=_kill_in_time, mend=_database_torn, spoilt=True, on=FIRST),
    Fault("database-old", (KILLED,), None, strike=_copied, mend=_database_old, on=FIRST),
    Fault("archive-gone", (KILLED,), None, strike=_kill_in_time, mend=_archive_gone, on=FIRST),
    Fault("archive-cut", (KILLED,), None, strike=_kill_in_time, mend=_archive_cut),
    Fault("memory", (0,), strike=_after_a_while(_limit_worker)),
    Fault("open-files", (1, 6), strike=_after_a_while(_limit_files)),
    Fault("host-dies", (0,), 6, strike=_dying),
    Fault(
        "browser-killed", (0,), 10, strike=_after_a_while(_kill_child("chrom")), browser=True, on=("crawl",)
    ),
    Fault(
        "driver-killed",
        (0,),
        10,
        strike=_after_a_while(_kill_child("playwright")),
        browser=True,
        on=("crawl",),
    ),
)


def named(names: str) -> tuple[Fault, ...]:
    """Return the kinds with these names, separated by commas; all for none. Raises ValueError for one unknown."""
    wanted = [name for name in names.split(",") if name]
    if unknown := set(wanted) - {fault.name for fault in FAULTS}:
        raise ValueError(f"no such kinds: {sorted(unknown)}; there are {[fault.name for fault in FAULTS]}")
    known = {fault.name: fault for fault in FAULTS}
    return tuple(known[name] for name in wanted or known)
