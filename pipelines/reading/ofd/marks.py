"""Texts and lines of a page as they are met in it, before it is known which way up it is read."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.reading.layout import Placed, Ruling
from pipelines.reading.layout.placed import Bounds, turned
from pipelines.reading.layout.upright import as_one, main_turn

NUMBER = re.compile(r"[-+]?(?:\d{1,12}(?:\.\d{0,12})?|\.\d{1,12})(?:[eE][-+]?\d{1,2})?")
FARTHEST = 1e6
"""Millimetres or points beyond which nothing stands."""


class Matrix(NamedTuple):
    """A transformation: x' = ax + cy + e, y' = bx + dy + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point comes to lie."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def after(self, inner: Matrix) -> Matrix:
        """Return the transformation that does another one first."""
        a, b = self.a * inner.a + self.c * inner.b, self.b * inner.a + self.d * inner.b
        c, d = self.a * inner.c + self.c * inner.d, self.b * inner.c + self.d * inner.d
        return Matrix(a, b, c, d, *self.point(inner.e, inner.f))

    @property
    def scale(self) -> float:
        """Return how much taller type becomes."""
        return math.hypot(self.c, self.d)


@dataclass(slots=True)
class Marks:
    """Runs of characters by the quarter turns that would set them upright, and lines; the page as shown, in points."""

    runs: list[tuple[int, list[Placed]]] = field(default_factory=list)
    lines: list[Bounds] = field(default_factory=list)
    objects: int = 0

    def main_turn(self) -> int:
        """Return the turn that sets most of the text upright."""
        return main_turn(turn for turn, run in self.runs for _ in run)

    def turned(self, turn: int, width: float, height: float) -> tuple[list[Placed], list[Ruling]]:
        """Return texts and rulings on the page so turned; runs across the others come as one text each."""
        texts: list[Placed] = []
        for own, run in self.runs:
            moved = [Placed(each.text, *turned(each[1:5], turn, width, height), each.size) for each in run]
            if own == turn:
                texts += moved
            elif moved:
                texts.append(as_one(moved))
        return texts, [Ruling(*turned(line, turn, width, height)) for line in self.lines]


def numbers(text: str | None) -> list[float]:
    """Return the numbers of a list, those beyond all reason cut."""
    found = (float(match) for match in NUMBER.findall(text or ""))
    return [min(max(number, -FARTHEST), FARTHEST) for number in found]
