"""What befalls the portals of a simulated country: events by night, drawn from a seed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from random import Random

QUIET = 3
"""Nights after the first in which nothing happens yet, so that there is something to compare with."""

SEASON = (1, 2, 3, 4)
"""Months in which reports on the year before are published."""


class Kind(StrEnum):
    """What may happen to a portal. Those of `CATASTROPHES` an operator must hear of."""

    NEW = "new"
    TITLE = "title"
    VALUE = "value"
    WITHDRAWN = "withdrawn"
    GONE = "gone"
    DELISTED = "delisted"
    REORDERED = "reordered"
    MOVED = "column moved"
    YEAR_COLUMN = "column of a year"
    SLOW = "slow"
    CHARSET = "charset"
    LATE = "published late"
    DOWN = "down"
    BLOCKED = "block pages"
    FLOOD = "broken tables"
    EMPTIED = "column emptied"
    FORBIDDEN = "robots"
    MIGRATED = "migrated"
    CLOSED = "closed"


CATASTROPHES = (
    Kind.DOWN,
    Kind.BLOCKED,
    Kind.FLOOD,
    Kind.EMPTIED,
    Kind.FORBIDDEN,
    Kind.MIGRATED,
    Kind.CLOSED,
)

A_YEAR = {
    Kind.TITLE: 1.0,
    Kind.VALUE: 2.0,
    Kind.WITHDRAWN: 0.5,
    Kind.GONE: 0.5,
    Kind.DELISTED: 0.2,
    Kind.REORDERED: 0.4,
    Kind.MOVED: 0.2,
    Kind.YEAR_COLUMN: 0.1,
    Kind.SLOW: 0.3,
    Kind.CHARSET: 0.2,
    Kind.LATE: 0.5,
    Kind.DOWN: 0.5,
    Kind.BLOCKED: 0.5,
    Kind.FLOOD: 0.15,
    Kind.EMPTIED: 0.15,
    Kind.FORBIDDEN: 0.15,
    Kind.MIGRATED: 0.1,
    Kind.CLOSED: 0.05,
}
"""How often each happens to a portal in a year; each happens at least once in a country."""

NIGHTS = {Kind.DOWN: 6, Kind.BLOCKED: 1, Kind.FORBIDDEN: 5, Kind.EMPTIED: 5, Kind.SLOW: 5}
"""How many nights it lasts at most; what is not named lasts."""

LASTING = (Kind.MIGRATED, Kind.CLOSED)
AFTER = 5
"""Nights at the end in which nothing new happens, so that what happened last is seen."""
APART = 6
"""Nights between two catastrophes of a portal, so that each is told by itself."""


OFFICES = 5
"""Issuers on each portal, each of which publishes a report a year."""

FAMILIES = 5
"""Kinds of software that portals go by in turn: see `country.FAMILIES`."""

ONLY = {Kind.YEAR_COLUMN: [0], Kind.MOVED: [3, 4]}
"""What happens only with some software: others have no such columns, or move their articles along."""

TRIES = 1000


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens before a night; it is over before the night `until`, `None` where it stays."""

    night: int
    host: int
    kind: Kind
    until: int | None = None


def draw(seed: int, hosts: int, nights: int, *, season: Sequence[int]) -> dict[int, list[Event]]:
    """The events of a country by night. `season` are the nights in which reports are published."""
    rng = Random(f"calendar {seed}")
    told = list(_told(rng, hosts, nights))
    ends = {one.host: one.night for one in told if one.kind is Kind.CLOSED}
    by_night: defaultdict[int, list[Event]] = defaultdict(list)
    for event in (*told, *_published(rng, hosts, season)):
        if event.night <= ends.get(event.host, nights):
            by_night[event.night].append(event)
    return dict(by_night)


def _published(rng: Random, hosts: int, season: Sequence[int]) -> Iterator[Event]:
    """Yield for each portal the nights in which its offices publish, each one report."""
    for host in range(hosts):
        for _ in range(OFFICES if season else 0):
            yield Event(rng.choice(season), host, Kind.NEW)


def _told(rng: Random, hosts: int, nights: int) -> Iterator[Event]:
    """Yield what happens besides, catastrophes of one portal apart from each other."""
    taken: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for kind in sorted(A_YEAR, key=lambda kind: kind not in LASTING):
        for _ in range(max(1, round(A_YEAR[kind] * hosts * nights / 365))):
            drawn = (_event(rng, kind, hosts, nights) for _ in range(TRIES))
            fitting = (
                one for one in drawn if kind not in CATASTROPHES or _is_free(taken[one.host], one, nights)
            )
            yield from islice(fitting, 1)


def _event(rng: Random, kind: Kind, hosts: int, nights: int) -> Event:
    family = rng.choice(ONLY.get(kind, range(FAMILIES)))
    host = rng.choice([host for host in range(hosts) if host % FAMILIES == family] or [0])
    latest = max(QUIET + 2, nights - AFTER)
    night = rng.randrange(latest // 2 if kind in LASTING else QUIET + 1, latest)
    lasts = NIGHTS.get(kind)
    return Event(night, host, kind, night + (rng.randint(3, lasts) if lasts > 1 else 1) if lasts else None)


def _is_free(taken: list[tuple[int, int]], event: Event, nights: int) -> bool:
    """Whether nothing else befalls the portal about then; if so, it is taken."""
    end = nights if event.kind in LASTING else (event.until or event.night + 1)
    if any(begun - APART < end and event.night < over + APART for begun, over in taken):
        return False
    taken.append((event.night, end))
    return True
