"""Lines among what a page draws: strokes across and down, and filled shapes so thin that they are lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipelines.reading.layout.placed import Bounds

THIN = 3.0
"""Points up to which a filled shape is a line, above which it is a background."""

SLANT = 0.5
"""Points by which a line may miss the horizontal or vertical."""

Points = Sequence[tuple[float, float]]


def strokes(points: Points) -> Iterator[Bounds]:
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
