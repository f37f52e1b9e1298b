"""Prose set in two columns."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.reading.layout.lines import chunks_of, lines_of
from pipelines.reading.layout.placed import Placed, bounds_of

GUTTER = 1.5
"""Times the type's size that columns of prose are apart at least."""

LEAST_LINES = 5
FILLED = 0.7
"""Part of a column's width that most of its lines fill: those of a table do not."""

Column = tuple[float, float]


def text_columns(texts: Sequence[Placed]) -> list[tuple[Column | None, list[Placed]]]:
    """Return texts by the column of prose they are set in, those above and below the columns apart.

    Texts that are not set in two columns come back as one, without a column.
    """
    lines = lines_of(texts)
    parted = [chunks_of(line, GUTTER) for line in lines]
    double = [index for index, chunks in enumerate(parted) if len(chunks) == 2]
    if len(double) < LEAST_LINES:
        return [(None, list(texts))]
    left_end = max(bounds_of(parted[index][0])[2] for index in double)
    right_start = min(bounds_of(parted[index][1])[0] for index in double)
    zone = range(double[0], double[-1] + 1)
    crossing = [chunk for index in zone for chunk in parted[index] if _crosses(chunk, left_end, right_start)]
    if left_end >= right_start or crossing or not _are_filled([parted[index] for index in double]):
        return [(None, list(texts))]
    above = [each for line in lines[: zone.start] for each in line]
    below = [each for line in lines[zone.stop :] for each in line]
    inside = [each for index in zone for each in lines[index]]
    middle = (left_end + right_start) / 2
    columns = [[each for each in inside if (each.left < middle) is first] for first in (True, False)]
    parts = [(None, above), *((bounds_of(own)[::2], own) for own in columns), (None, below)]
    return [(column, own) for column, own in parts if own]


def _crosses(chunk: Sequence[Placed], left_end: float, right_start: float) -> bool:
    left, _, right, _ = bounds_of(chunk)
    return left < left_end and right > right_start


def _are_filled(pairs: Sequence[Sequence[Sequence[Placed]]]) -> bool:
    """Tell whether most lines of both columns reach from edge to edge, as prose does."""
    for side in (0, 1):
        bounds = [bounds_of(pair[side]) for pair in pairs]
        width = max(b[2] for b in bounds) - min(b[0] for b in bounds)
        full = sum(b[2] - b[0] > FILLED * width for b in bounds)
        if 2 * full < len(bounds) or width < 10 * pairs[0][side][0].size:
            return False
    return True
