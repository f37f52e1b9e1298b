"""Which way up text stands on a page, and how it stands on its line."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from pipelines.reading.layout.placed import Placed, bounds_of

ASKEW = 5.0
"""Degrees off the upright from which on text is a watermark."""

BELOW = 0.14
"""Part of its size by which a Chinese character reaches below the baseline."""


def quarter_of(along: float, beside: float) -> int | None:
    """Return how many quarters a line of text is turned that runs in a direction, `None` where it stands askew."""
    angle = math.degrees(math.atan2(beside, along))
    quarter = round(angle / 90)
    return quarter % 4 if abs(angle - 90 * quarter) <= ASKEW else None


def main_turn(turns: Iterable[int]) -> int:
    """Return the turn that most characters have, the least where several have as many."""
    count = Counter(turns)
    return max(count, key=lambda turn: (count[turn], -turn), default=0)


def as_one(characters: Sequence[Placed]) -> Placed:
    """Return characters that stand across the others of their page as one text."""
    text = "".join(each.text for each in characters)
    return Placed(text, *bounds_of(characters), characters[0].size)
