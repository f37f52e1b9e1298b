"""What is known of a portal when one of its runs is judged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crawler import history
from crawler.health.alarms import NAMED
from crawler.health.episodes import BRIEF, Episode
from crawler.health.kinds import ACCEPTED, OUTAGES, Kind
from crawler.health.overrides import Overrides
from crawler.history import PortalRun

if TYPE_CHECKING:
    from crawler.outcome import PortalSummary

LOOKED_AT = 40
"""Runs that are looked at first, and mostly are enough."""

LOOKED_BACK = 400
"""Runs that are looked at where those are too few of a kind: a year of nights."""

ENOUGH = 3
"""Runs of a kind that are enough to learn from."""

_DISTORTING = OUTAGES | ACCEPTED | {Kind.REPORTS_NONE, Kind.FAILED}
"""What makes a run no measure for others while it lasts."""

_CAPTURE = """
SELECT url, record_id, warc, "offset" FROM captures WHERE portal = ? AND url = ? ORDER BY rowid DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A portal's run, the alarms that lasted when it ended, and what an operator expects."""

    connection: sqlite3.Connection
    summary: PortalSummary
    run: PortalRun
    episodes: Sequence[Episode]
    overrides: Overrides

    @property
    def is_whole(self) -> bool:
        """Return whether the run came to its end, so that what is missing is missing."""
        return self.run.reason == "finished"

    @property
    def reached(self) -> int:
        """Return how many requests were answered with what was asked for."""
        return sum(n for status, n in self.summary.statuses.items() if status.isdigit() and int(status) < 400)

    def lasting(self, kind: Kind, about: str = "") -> Episode | None:
        """Return the alarm of a kind that lasts."""
        return next(
            (one for one in self.episodes if one.is_open and (one.kind, one.about) == (kind, about)), None
        )

    def past(self, kind: Kind, *, any_depth: bool = False) -> list[PortalRun]:
        """Return earlier runs to compare with, newest first: whole, as deep, and not themselves what alarms are about.

        With `any_depth` all are taken where there are none as deep. What was accepted is a new beginning.
        """
        for limit in (LOOKED_AT, LOOKED_BACK):
            this, *runs = history.of_portal(self.connection, self.run.portal, limit + 1)
            ages = {one.run: age for age, one in enumerate([this, *runs])}
            sound = [one for one in runs if self._is_measure(one, ages, kind)]
            alike = [one for one in sound if one.depth == self.run.depth]
            if len(alike) >= ENOUGH or len(runs) < limit:
                break
        return alike or (sound if any_depth else [])

    def _is_measure(self, run: PortalRun, ages: Mapping[str, int], kind: Kind) -> bool:
        """Return whether others are measured by a run; told by the order of runs, since clocks are put back."""
        if run.reason != "finished" or not run.requests:
            return False
        age = ages[run.run]
        for one in self.episodes:
            began = ages.get(one.since, len(ages))
            if one.accepted and one.kind is kind and age > began:
                return False
            end = ages.get(one.over, len(ages)) if one.over else -1
            if one.kind in ACCEPTED and one.over and one.runs <= BRIEF:
                continue  # what passes by itself is the portal's way
            if one.kind in _DISTORTING and not one.accepted and end < age <= began:
                return False
        return True

    def captures(self, urls: Iterable[str]) -> list[dict[str, Any]]:
        """Return where the newest captures of addresses are in the archive."""
        named = list(dict.fromkeys(urls))[:NAMED]
        rows = [self.connection.execute(_CAPTURE, (self.run.portal, url)).fetchone() for url in named]
        return [dict(zip(("url", "record", "warc", "offset"), row, strict=True)) for row in rows if row]
