"""The registry of portals: what is known of each, read from a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from urllib.parse import urlsplit

from spiders import hosts

REGISTRY = Path(__file__).with_name("portals.toml")


class TlsDemand(StrEnum):
    """What a server's TLS must be.

    `VERIFIED`: TLS 1.2 or newer, a certificate for this host from an issuer the system trusts. `UNVERIFIED`: any
    certificate. `LEGACY`: any certificate, TLS 1.0 and 1.1, weak ciphers, keys and signatures too.
    """

    VERIFIED = "verified"
    UNVERIFIED = "unverified"
    LEGACY = "legacy"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file of portals and what to do about it; `line` where it is known."""

    line: int | None
    text: str


class RegistryError(Exception):
    """Raised when a file of portals cannot be used; names everything wrong in it, the command ends with exit code 2."""

    def __init__(self, path: Path, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: problem.line or 0)
        super().__init__("\n".join(self._lines(path)))

    def _lines(self, path: Path) -> Iterator[str]:
        if len(self.problems) > 1:
            yield f"{path}: {len(self.problems)} errors; no portal was read"
        for problem in self.problems:
            yield f"{path}:{problem.line}: {problem.text}" if problem.line else f"{path}: {problem.text}"


@dataclass(frozen=True, slots=True)
class Pause:
    """That a portal is not to be crawled, why, and the first day on which it is again; `None` for no end."""

    reason: str
    until: date | None = None

    def holds(self, today: date) -> bool:
        """Return whether the portal rests on a day."""
        return self.until is None or today < self.until

    def __str__(self) -> str:
        until = f" until {self.until}" if self.until else ""
        return f"paused{until}{f': {self.reason}' if self.reason else ''}"


@dataclass(frozen=True, slots=True)
class Portal:
    """A portal as registered, named by its host.

    `addresses` are its home pages (any of its hosts), `entries` the pages a crawl starts from where they are
    known (annual-report columns); `division` is the GB/T 2260 code of what `issuer` governs; `tls` is what its
    servers' TLS must be, where it cannot be what is demanded of others. `exclude` holds path patterns that are never
    asked for; `delay` is in seconds between requests, `every` in hours between nights and `full_every` in days between
    full crawls, each in place of the run's. `expect` is what the operator expects of it, as the file has it.
    """

    name: str
    addresses: tuple[str, ...]
    issuer: str | None = None
    division: str | None = None
    entries: tuple[str, ...] = ()
    tls: TlsDemand | None = None
    paused: Pause | None = None
    exclude: tuple[str, ...] = ()
    delay: float | None = None
    every: float | None = None
    full_every: float | None = None
    contact: str | None = None
    expect: Mapping[str, object] = field(default_factory=dict)

    @property
    def starts(self) -> tuple[str, ...]:
        """Return where a crawl starts: the entry points, else the home pages."""
        return self.entries or self.addresses

    @property
    def hosts(self) -> set[str]:
        """Return the hosts of its addresses and entry points."""
        return {hosts.host(url) for url in (*self.addresses, *self.entries)}

    def reach(self, url: str) -> int:
        """Return how much of an address's path its addresses on that host lead to; 0 where it is below none of them."""
        own = (one for one in (*self.addresses, *self.entries) if hosts.host(one) == hosts.host(url))
        return max((_shared(urlsplit(one).path, urlsplit(url).path) for one in own), default=0)


def _shared(above: str, path: str) -> int:
    """Return the length of the page, or of the folder, that an address names where a path is that or lies within it."""
    if path == above:
        return len(above) + 1
    is_file = "." in above.rpartition("/")[2]
    folder = above[: above.rfind("/") + 1] if is_file else f"{above.rstrip('/')}/"
    return len(folder) if (path or "/").startswith(folder) else 0


@dataclass(frozen=True)
class Registry:
    """The registered portals, found by name or by the host of an address; `expect` is what is expected of all."""

    portals: tuple[Portal, ...]
    expect: Mapping[str, object] = field(default_factory=dict)

    def named(self, name: str) -> Portal | None:
        """Return the portal of this name, `None` when none has it."""
        return self._names.get(name)

    def of(self, url: str) -> Portal | None:
        """Return the portal one of whose addresses or entry points is on this address's host.

        Where several share a host, the one that has an address nearest above it; `None` where that does not tell.
        """
        sharing = self._hosts.get(hosts.host(url), ())
        if len(sharing) < 2:
            return sharing[0] if sharing else None
        first, second = sorted(sharing, key=lambda portal: portal.reach(url), reverse=True)[:2]
        return first if first.reach(url) > second.reach(url) else None

    @cached_property
    def _names(self) -> Mapping[str, Portal]:
        return {portal.name: portal for portal in self.portals}

    @cached_property
    def _hosts(self) -> Mapping[str, Sequence[Portal]]:
        found = defaultdict[str, list[Portal]](list)
        for portal in self.portals:
            for host in portal.hosts:
                found[host].append(portal)
        return found


Expectation = Callable[[Mapping[str, object]], object]
"""What checks an operator's expectations; raises ValueError with what is wrong."""


def read_registry(path: Path = REGISTRY, expectation: Expectation = dict) -> Registry:
    """Return the registry in a TOML file of `[[portal]]` tables, or in a CSV file of a portal a line.

    Raises RegistryError with all that is wrong in it.
    """
    return _bundled() if path == REGISTRY else _read(path, expectation)


@cache
def _bundled() -> Registry:
    return _read(REGISTRY, dict)


def _read(path: Path, expectation: Expectation) -> Registry:
    from spiders.registering import checks, tables  # noqa: PLC0415 - they build what is defined here

    table = tables.read(path)
    registry, problems = checks.registry(table, expectation)
    if table.problems or problems:
        raise RegistryError(path, [*table.problems, *problems])
    return registry
