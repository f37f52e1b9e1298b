"""The gate before every host: one request at a time, whichever portal, process or component makes it.

A file lock is the turn, so that it ends with the process that held it; the table `hosts` keeps when the next
request may be made. Portals of one process stand in line in order; processes take their chance.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote
from weakref import WeakValueDictionary

from crawler import clock
from crawler.database import Durably
from crawler.errors import HostGivenUp, HostResting
from crawler.origins import host_of
from crawler.politeness import Host, Limits
from crawler.robotstxt import LONGEST_DELAY

LOOK = 0.5
"""Seconds after which one that waits looks whether its crawl is stopping."""

POLL = 0.02
"""Seconds between two looks at a lock that another process holds."""

_KEEP = """
INSERT INTO hosts (host, next_at, resting_until, reason, noted_at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (host) DO UPDATE SET next_at = excluded.next_at, resting_until = excluded.resting_until,
    reason = excluded.reason, noted_at = excluded.noted_at
"""


@dataclass(eq=False)
class _Street:
    """The hosts that a process talks to, and the lines before them while somebody stands there.

    A few hundred bytes a host: how many hosts a portal leads to is bounded by what the spider asks for.
    """

    hosts: dict[str, Host] = field(default_factory=dict)
    lines: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)


_streets: WeakValueDictionary[Path, _Street] = WeakValueDictionary()


class Gate:
    """One crawl's way to the hosts that all crawls of the data directory share.

    `durably` guards what is written; `is_stopping` tells one that waits to give its turn back.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        data_dir: Path,
        limits: Limits,
        *,
        durably: Durably,
        is_stopping: Callable[[], bool],
    ) -> None:
        self._db = connection
        self._folder = data_dir / "locks" / "hosts"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._limits = limits
        self._durably = durably
        self._is_stopping = is_stopping
        self._street = _streets.setdefault(data_dir, _Street())
        self._asked: dict[str, Host] = {}

    @asynccontextmanager
    async def turn(self, url: str) -> AsyncIterator[Host]:
        """Hold the host of an address until its exchange is over.

        Raises HostResting while nothing may be asked of it and HostGivenUp when nothing will be in this run.
        """
        name = host_of(url)
        async with self.line(name):
            lock = await self._enter(name)
            try:
                yield self._host(name)
            finally:
                os.close(lock)

    def took(self, url: str, seconds: float) -> None:
        """Note how long the head of a response took."""
        host = self._host(host_of(url))
        if host.took(seconds, clock.epoch()):
            self._keep(host_of(url))

    def crawl_delay(self, url: str, seconds: float) -> None:
        """Keep the distance between requests that a host asks for."""
        self._host(host_of(url)).crawl_delay = seconds

    @contextmanager
    def noting(self, url: str) -> Iterator[Host]:
        """Give a host to be noted something about, and keep what it comes to."""
        host = self._host(host_of(url))
        before = (host.resting_until, host.reason)
        yield host
        if before != (host.resting_until, host.reason):
            self._keep(host_of(url))

    def line(self, name: str) -> asyncio.Lock:
        """Return what lets one at a time do something that all crawls of the process would do alike."""
        return self._street.lines.setdefault(name, asyncio.Lock())

    def must_wait(self, url: str) -> bool:
        """Return whether nothing may be asked of an address's host just now."""
        return self._is_stopping() or _rests(self._host(host_of(url)), clock.epoch())

    def is_given_up(self, name: str) -> bool:
        """Return whether nothing is asked of a host any more in this run."""
        host = self._street.hosts.get(name)
        return host is not None and host.given_up

    def resting(self) -> dict[str, float]:
        """Return the hosts that will be asked again, with the seconds until then."""
        now = clock.epoch()
        for host in self._street.hosts.values():
            host.look(now)
        hosts = self._street.hosts.items()
        return {name: host.resting_until - now for name, host in hosts if _rests(host, now)}

    def refusing(self) -> list[tuple[str, str]]:
        """Return the hosts that this crawl asked and that are resting or given up, with the reason."""
        return [(name, host.reason) for name, host in self._asked.items() if host.reason]

    def rested(self) -> dict[str, float]:
        """Return how many seconds the hosts that this crawl asked were let alone in all, until now."""
        now = clock.epoch()
        rests = {name: host.rested - max(host.resting_until - now, 0.0) for name, host in self._asked.items()}
        return {name: seconds for name, seconds in rests.items() if seconds > 0}

    async def _enter(self, name: str) -> int:
        """Wait until nobody else talks to a host and its delay has passed; return the lock held."""
        while True:
            self._refuse(name)
            lock, wait = None, POLL
            with self._durably():
                lock = self._lock(name)
                if lock is not None and (wait := self._wait(name)) <= 0:
                    if self._asked[name].begin(clock.epoch()):
                        self._keep(name)
                    return lock
            if lock is not None:
                os.close(lock)
            await asyncio.sleep(min(wait, LOOK))

    def _refuse(self, name: str) -> None:
        host = self._asked[name] = self._host(name)
        if host.given_up:
            raise HostGivenUp(host.reason or "given up")
        if host.resting_until > clock.epoch() or self._is_stopping():
            raise HostResting(host.reason or "stopping")

    def _lock(self, name: str) -> int | None:
        """Return a lock on a host, `None` while another process has it."""
        path = self._folder / f"{quote(name, safe=':')[:200]}.lock"
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            return None
        return lock

    def _wait(self, name: str) -> float:
        """Return the seconds until a host may be asked, as any process has left them."""
        host, now = self._host(name), clock.epoch()
        self._look_up(name, host, now)
        return max(host.next_at, host.resting_until) - now

    def _host(self, name: str) -> Host:
        host = self._street.hosts.get(name)
        if host is None:
            host = self._street.hosts[name] = Host(self._limits)
            self._look_up(name, host, clock.epoch())
        host.look(clock.epoch())
        return host

    def _look_up(self, name: str, host: Host, now: float) -> None:
        query = "SELECT next_at, resting_until, reason, noted_at FROM hosts WHERE host = ?"
        if row := self._db.execute(query, (name,)).fetchone():
            next_at, resting_until, reason, noted_at = row
            back = max(0.0, noted_at - now)  # how far the clock was put back since
            host.next_at = max(host.next_at, min(next_at - back, now + LONGEST_DELAY))
            host.resume(resting_until - back, reason, now)
            if back:
                self._keep(name)

    def _keep(self, name: str) -> None:
        host = self._host(name)
        with self._durably():
            self._db.execute(_KEEP, (name, host.next_at, host.resting_until, host.reason, clock.epoch()))


def _rests(host: Host, now: float) -> bool:
    return not host.given_up and host.resting_until > now
