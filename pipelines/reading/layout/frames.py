"""How the lines of a table without rulings are parted: into columns of labels and of values."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipelines.reading.layout.placed import SetPage, bounds_of
from pipelines.reading.layout.rulings import NEAR, lines_across
from pipelines.reading.layout.zones import Chunk, Column, Row

WIDE = 0.6
"""Part of a table's width that a ruling between its rows has at least."""

OFTEN = 2
"""Lines that must show the gap between two columns of labels."""


class Frame(NamedTuple):
    """Where a table's columns are parted, `labels` of them of labels, and the rulings between its rows."""

    edges: list[float]
    labels: int
    bands: list[float]

    @property
    def first(self) -> float:
        """Return where the columns of values begin."""
        return self.edges[self.labels]

    def reach(self, chunk: Chunk) -> tuple[int, int]:
        """Return the columns that a chunk stands in; a label stands in that where it begins."""
        middle = (chunk.left + chunk.right) / 2
        if middle < self.first:
            start = max(bisect_right(self.edges, chunk.left, 0, self.labels) - 1, 0)
            return start, start + 1
        last = len(self.edges) - 2
        start = min(max(bisect_right(self.edges, chunk.left) - 1, self.labels), last)
        stop = min(max(bisect_left(self.edges, chunk.right), start + 1), last + 1)
        own = min(bisect_right(self.edges, middle) - 1, last)
        return (start, stop) if stop - start > 2 else (own, own + 1)

    def heads(self, row: Row) -> bool:
        """Tell whether a line is one of a header: no values, but something over their columns."""
        return not row.values and any((chunk.left + chunk.right) / 2 >= self.first for chunk in row.chunks)

    def label(self, row: Row) -> Chunk | None:
        """Return the chunk of a line that labels a row: the last before the values, if not of a group's column."""
        before = [chunk for chunk in row.chunks if (chunk.left + chunk.right) / 2 < self.first]
        is_row = before and (self.labels == 1 or before[-1].right > self.edges[self.labels - 1])
        return before[-1] if is_row else None


def frame_of(zone: Sequence[Row], columns: Sequence[Column], page: SetPage) -> Frame:
    """Return how the lines of a table with these columns of values are parted."""
    left, _, right, _ = bounds_of([each for row in zone for each in row.line])
    inner = [(one[1] + other[0]) / 2 for one, other in pairwise(columns)]
    gutters = list(_gutters(zone, columns[0][0]))
    edges = [left, *gutters, columns[0][0], *inner, max(right, columns[-1][1])]
    bands = [
        span.at
        for span in lines_across(page.rulings, NEAR * zone[0].line[0].size)
        if min(span.end, edges[-1]) - max(span.start, left) > WIDE * (edges[-1] - left)
    ]
    return Frame(edges, 1 + len(gutters), sorted(bands))


def _gutters(zone: Sequence[Row], first: float) -> Iterator[float]:
    """Yield where the columns of labels are parted: in the gap that several lines have at the same place."""
    gaps = sorted(
        (one.right, other.left)
        for row in zone
        for one, other in pairwise([chunk for chunk in row.chunks if chunk.right <= first])
    )
    common: list[tuple[float, float, int]] = []
    for start, end in gaps:
        if common and start < common[-1][1]:
            common[-1] = (start, min(end, common[-1][1]), common[-1][2] + 1)
        else:
            common.append((start, end, 1))
    yield from ((start + end) / 2 for start, end, times in common if times >= OFTEN)
