"""What a night crawls, in which order and why."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from crawler.depth import Depth
from crawler.exclusions import Exclusions
from crawler.nightly.need import Due, Past, Rhythm, Waiting, need
from crawler.nightly.past import Cost, pasts
from spiders.registry import Portal


@dataclass(frozen=True, slots=True)
class Terms:
    """How nights are planned: how often, and whether what is not due is crawled all the same.

    `exclude` holds the path patterns that count for all portals.
    """

    rhythm: Rhythm = field(default_factory=Rhythm)
    take_all: bool = False
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The portals that are due, the most urgent first; those that wait; those that are paused or excluded whole.

    `costs` has what earlier nights of each portal took.
    """

    due: tuple[Due, ...]
    waiting: tuple[Waiting, ...]
    left_out: tuple[Waiting, ...]
    costs: Mapping[str, Mapping[Depth, Cost]]

    def cost(self, due: Due) -> Cost | None:
        """Return what a portal's night is expected to take: as others of its depth, else as its other nights."""
        known = self.costs.get(due.portal.name, {})
        return known.get(due.depth) or next(iter(known.values()), None)


def make(connection: sqlite3.Connection | None, portals: Iterable[Portal], terms: Terms, now: float) -> Plan:
    """Plan a night; without a database, there is no past."""
    portals = list(portals)
    left_out = [one for portal in portals if (one := _left_out(portal, terms, now))]
    barred = {one.portal.name for one in left_out}
    wanted = [portal for portal in portals if portal.name not in barred]
    known = pasts(connection, (portal.name for portal in wanted)) if connection else {}
    needs = [
        need(
            portal, known[portal.name][0] if known else Past(), now, terms.rhythm, at_any_rate=terms.take_all
        )
        for portal in wanted
    ]
    due = sorted((one for one in needs if isinstance(one, Due)), key=lambda one: (one.rank, one.since))
    waiting = tuple(one for one in needs if isinstance(one, Waiting))
    return Plan(tuple(due), waiting, tuple(left_out), {name: costs for name, (_, costs) in known.items()})


def _left_out(portal: Portal, terms: Terms, now: float) -> Waiting | None:
    today = datetime.fromtimestamp(now).date()  # noqa: DTZ006 - a pause ends where the operator is
    if portal.paused and portal.paused.holds(today):
        ends = portal.paused.until
        until = None if ends is None else datetime.combine(ends, time()).timestamp()
        return Waiting(portal, until, str(portal.paused))
    exclusions = Exclusions((*terms.exclude, *portal.exclude))
    if all(exclusions.cover(url) for url in portal.starts):
        return Waiting(portal, None, "excluded: every address that it starts from")
    return None
