"""What is set on a page, whatever it was read from: texts and rulings, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.body import Box, Grid

MAX_PAGES = 200
MAX_CHARACTERS = 50_000
"""Characters on one page; a full one has some two thousand."""

MAX_NESTING = 8
"""Forms or blocks within one another."""

Bounds = tuple[float, float, float, float]
"""Left, top, right and bottom in the unit of the page, from its upper left corner."""


def turned(bounds: Bounds, turns: int, width: float, height: float) -> Bounds:
    """Return bounds on a page of this size after so many quarter turns clockwise of the page."""
    left, top, right, bottom = bounds
    match turns % 4:
        case 1:
            return height - bottom, left, height - top, right
        case 2:
            return width - right, height - bottom, width - left, height - top
        case 3:
            return top, width - right, bottom, width - left
    return bounds


class Placed(NamedTuple):
    """A character, or a run of characters that nothing parts; `size` is the height of its type."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    confidence: float | None = None

    @property
    def middle(self) -> float:
        """Return how far down its middle stands."""
        return (self.top + self.bottom) / 2


class Ruling(NamedTuple):
    """A line across or down a page as the box it covers."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_across(self) -> bool:
        """Return whether it runs from left to right."""
        return self.right - self.left >= self.bottom - self.top


@dataclass(slots=True)
class SetPage:
    """A page as set, turned so that most of its text stands upright.

    `turn` counts the quarter turns, clockwise, from the page as shown to this one; `width` and `height` are those
    of the page as shown, in points (of a picture: pixels).
    """

    number: int
    width: float
    height: float
    texts: list[Placed] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    turn: int = 0

    def box(self, bounds: Bounds) -> Box:
        """Return where bounds on this page lie on the page as shown."""
        size = (self.height, self.width) if self.turn % 2 else (self.width, self.height)
        return Box(self.number, *(round(edge, 2) for edge in turned(bounds, -self.turn, *size)))


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line of prose: left and right edge, size of its type, and the column of text that it is set in, if several."""

    text: str
    left: float
    right: float
    size: float
    box: Box
    confidence: float | None = None
    column: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class SetTable:
    """A table with the positions of its columns' edges; `is_ruled` tells whether lines say so."""

    grid: Grid
    edges: tuple[float, ...]
    is_ruled: bool


Entry = SetLine | SetTable


def bounds_of(texts: Iterable[Placed]) -> Bounds:
    """Return the bounds of some texts, at least one."""
    lefts, tops, rights, bottoms = zip(*((each[1:5]) for each in texts), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def least_confidence(texts: Iterable[Placed]) -> float | None:
    """Return the least confidence of some texts, `None` where none was read by OCR."""
    return min((each.confidence for each in texts if each.confidence is not None), default=None)


def type_size(texts: Sequence[Placed]) -> float:
    """Return the size of a page's smaller type, as tables are set in: a quarter of the text is no larger."""
    sizes = sorted(each.size for each in texts)
    return sizes[len(sizes) // 4] if sizes else 0.0
