"""What a run's page shows of its portals, gathered in one pass: a short row of each, a bounded number of the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crawler.runs.words import losses, weight

DETAILED = 150
"""Portals whose details the page holds: those that need looking at most."""

NAMED = 200
"""Reports of each outcome, failed documents, dead addresses and short lists that the page names."""


@dataclass(frozen=True, slots=True)
class Row:
    """A portal in a line; `stated` and `seen` are entries of the lists that state how many they hold."""

    weight: tuple[int, ...]
    portal: str
    reason: str
    alarms: int
    lists: int
    stated: int
    seen: int
    stored: int
    new: int
    changed: int
    vanished: int
    failed: int
    dead: int
    losses: int
    requests: int
    bytes: int
    seconds: float


@dataclass(slots=True)
class Bounded:
    """The first of many things, and how many there are."""

    first: list[tuple[str, Any]] = field(default_factory=list)
    count: int = 0

    def add(self, portal: str, things: Iterable[Any]) -> None:
        """Add what a portal has of them."""
        for thing in things:
            self.count += 1
            if len(self.first) < NAMED:
                self.first.append((portal, thing))


@dataclass(slots=True)
class Gathered:
    """What is gathered; `rows` by how much they need looking at, `detailed` the names of the first of them."""

    rows: list[Row] = field(default_factory=list)
    detailed: frozenset[str] = frozenset()
    changes: dict[str, Bounded] = field(
        default_factory=lambda: {name: Bounded() for name in ("new", "changed", "vanished")}
    )
    failed: Bounded = field(default_factory=Bounded)
    dead: Bounded = field(default_factory=Bounded)
    short: Bounded = field(default_factory=Bounded)

    @classmethod
    def of(cls, portals: Iterable[Mapping[str, Any]], alarms: Sequence[Mapping[str, Any]]) -> Gathered:
        """Gather from the portals' objects of a summary."""
        gathered = cls()
        alarming = Counter(alarm["portal"] for alarm in alarms if alarm.get("state") != "over")
        for portal in portals:
            gathered._add(portal, alarming[portal["portal"]])
        gathered.rows.sort(key=lambda row: (*(-part for part in row.weight), row.portal))
        looked_at = (row.portal for row in gathered.rows if len(gathered.rows) <= DETAILED or any(row.weight))
        gathered.detailed = frozenset(name for name, _ in zip(looked_at, range(DETAILED), strict=False))
        return gathered

    def _add(self, portal: Mapping[str, Any], alarms: int) -> None:
        name = portal["portal"]
        for change in portal["changes"]:
            self.changes[change["outcome"]].add(name, [change])
        self.failed.add(name, portal["failed"])
        self.dead.add(name, portal["dead"])
        self.short.add(name, _short(portal["lists"]))
        stating = [one for one in portal["lists"] if one["records_stated"] is not None]
        reports = portal["reports"]
        self.rows.append(
            Row(
                weight=weight(portal, alarms),
                portal=name,
                reason=portal["reason"],
                alarms=alarms,
                lists=len(portal["lists"]),
                stated=sum(one["records_stated"] for one in stating),
                seen=sum(one["seen"] for one in stating),
                stored=portal["stored"],
                new=reports.get("new", 0),
                changed=reports.get("changed", 0),
                vanished=reports.get("vanished", 0),
                failed=len(portal["failed"]),
                dead=sum(portal["dead_reasons"].values()),
                losses=losses(portal),
                requests=portal["requests"],
                bytes=portal["bytes"],
                seconds=portal["seconds"],
            )
        )


def _short(lists: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the lists that held fewer entries than they state."""
    return (one for one in lists if (one["records_stated"] or 0) > one["seen"])
