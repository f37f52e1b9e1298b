"""Names for distortions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from benchmarks.reports.model import Draft

Apply = Callable[[Draft, Random], None]
DISTORTIONS: dict[str, Distortion] = {}


@dataclass(frozen=True, slots=True)
class Distortion:
    """A way to print a report otherwise. Of one `group` only one is drawn.

    `needs` are what a report must have: `tables` of any form, the three of the formats since 2019 (`tabled`), a
    `grid`, so that a blank cell can be told from none, `html`.
    """

    name: str
    apply: Apply
    needs: frozenset[str]
    group: str | None

    def fits(self, draft: Draft) -> bool:
        has = {draft.looks.format}
        has |= {"tabled"} if draft.tabled else set()
        has |= {"tables"} if draft.tables() else set()
        has |= {"grid"} if draft.looks.format != "text" else set()
        return self.needs <= has


def distortion(*needs: str, group: str | None = None) -> Callable[[Apply], Apply]:
    """Register a distortion under its function's name."""

    def register(apply: Apply) -> Apply:
        name = apply.__name__.replace("_", " ")
        DISTORTIONS[name] = Distortion(name, apply, frozenset(needs), group)
        return apply

    return register
