"""Lines among what a page draws: strokes across and down, and filled shapes so thin that they are lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipelines.reading.layout.placed import Bounds

THIN = 3.0
"""Points up to which a filled shape is a line, above which it is a background."""

SLANT = 0.5
"""Points by which a line may miss the horizontal or vertical."""

Points = Sequence[tuple[float, float]]


class Segment(NamedTuple):
    """A step of a path: the points it leads through, whether it begins an outline, is a curve, closes the outline."""

    points: Points
    begins: bool = False
    is_curve: bool = False
    closes: bool = False


def lines_of(path: Iterable[Segment], *, stroked: bool, filled: bool) -> Iterator[Bounds]:
    """Yield the lines that a path draws: its strokes, or the thin shapes that it fills."""
    for points, is_straight in _outlines(path):
        if stroked and is_straight:
            yield from _strokes(points)
        elif filled:
            yield from thin(around(points))


def _outlines(path: Iterable[Segment]) -> Iterator[tuple[Points, bool]]:
    """Yield the pieces of a path as points, and whether they have no curves."""
    points: list[tuple[float, float]] = []
    straight = True
    for segment in path:
        if segment.begins and points:
            yield points, straight
            points, straight = [], True
        straight = straight and not segment.is_curve
        points += segment.points
        if segment.closes and points:
            points.append(points[0])
    if points:
        yield points, straight


def _strokes(points: Points) -> Iterator[Bounds]:
    """Yield the stretches of an outline that run across or down."""
    for one, other in pairwise(points):
        if min(abs(one[0] - other[0]), abs(one[1] - other[1])) <= SLANT:
            yield around([one, other])


def thin(shape: Bounds) -> Iterator[Bounds]:
    """Yield the line that a thin shape is; a dot may be one of a line across or of one down."""
    left, low, right, high = shape
    width, height = right - left, high - low
    if width <= THIN and 2 * width <= 3 * height:
        yield (left + right) / 2, low, (left + right) / 2, high
    if height <= THIN and 2 * height <= 3 * width:
        yield left, (low + high) / 2, right, (low + high) / 2


def around(points: Points) -> Bounds:
    """Return the bounds of points: least and greatest of each coordinate, whichever way it runs."""
    across, down = zip(*points, strict=True)
    return min(across), min(down), max(across), max(down)
