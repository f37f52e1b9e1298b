"""How far a figure may be from what it was: robust, so that one odd run among many moves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

LAST = 12
"""Runs that a figure is compared with, the newest."""

RECENT = 5
"""Runs whose median is the level: a portal that grows is compared with what it has grown to."""

SURE = 5
"""Runs from which on the bounds are narrow."""

HIGHER = 1.5
"""How many times the most that it ever was a cost may be."""

FEWEST = 1.5
"""By how much a count must fall at least: by two of three, never by one."""

_NORMAL = 1.4826
"""By which a median of distances becomes a standard deviation, where figures are spread normally."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What the last runs say of a figure; `low` and `high` are what it was between, `spread` is from run to run.

    `highest` is what it was in any run that is known, of which there may be more.
    """

    level: float
    spread: float
    low: float
    high: float
    highest: float
    runs: int

    @property
    def is_sure(self) -> bool:
        """Return whether enough runs were seen for narrow bounds."""
        return self.runs >= SURE

    @property
    def text(self) -> str:
        """Return in words what the figure was."""
        between = number(self.low) if self.low == self.high else f"{number(self.low)}-{number(self.high)}"
        return f"{between} in {'the last run' if self.runs == 1 else f'the last {self.runs} runs'}"

    def least(self) -> float:
        """Return below what a count has fallen: a fifth, of few runs a half, more where it always went up and down."""
        share = 0.2 if self.is_sure else 0.5
        return self.level - max(3 * self.spread, share * self.level, FEWEST)

    def most(self, floor: float) -> float:
        """Return above what a cost has risen: four times, of few runs ten times; never below a floor or what it was."""
        times = 4 if self.is_sure else 10
        return max(times * self.level, self.level + 6 * self.spread, floor, HIGHER * self.highest)


def learn(figures: Sequence[float]) -> Learned | None:
    """Return what figures say, the newest first; `None` where there are none."""
    last = list(figures[:LAST])
    if not last:
        return None
    steps = [abs(one - other) for one, other in pairwise(last)]
    spread = _NORMAL * median(steps) if steps else 0.0
    return Learned(median(last[:RECENT]), spread, min(last), max(last), max(figures), len(last))


def number(value: float) -> str:
    """Return a figure as people write it."""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.1f}"
