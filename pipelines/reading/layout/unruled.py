"""Statutory tables without rulings between their columns: columns by how words and numbers line up."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from pipelines.reading.characters import bare
from pipelines.reading.cues import LABEL, NUMERIC, SECTION, is_prose
from pipelines.reading.grid import Printed, expand
from pipelines.reading.layout.lines import chunks_of, text_of, text_of_line
from pipelines.reading.layout.placed import Bounds, Placed, SetPage, SetTable, bounds_of, least_confidence
from pipelines.reading.layout.rulings import NEAR, lines_across

APART = 0.25
"""Part of the type's size from which on a gap may part columns."""

SURELY_APART = 0.5
"""The same where not every line has a chunk in every column to bear it out."""

INDENTED_ALIKE = 2.0
MOST_LABELS = 0.3
"""Part of the lines whose labels begin at the same place, to the right of a column of groups."""

STACKED = 1.5
"""Times the type's size that the lines of one header are apart, at most."""

CLEARLY = 0.75
"""Part of the way to the next row of values that a label's line is from its own, at most."""

ORDINAL = re.compile(r"\d{1,2}[.、．]")
LONGEST = 60
ENOUGH_NUMBERS = 5
WIDE = 0.6
"""Part of a table's width that a ruling between its rows has at least."""


class Chunk(NamedTuple):
    """A run of text on one line, parted from the next by a gap."""

    text: str
    left: float
    right: float
    placed: tuple[Placed, ...]

    @property
    def is_number(self) -> bool:
        """Return whether it is a number or a dash."""
        return bool(NUMERIC.match(self.text)) and not ORDINAL.fullmatch(self.text)


class Row(NamedTuple):
    """A line as chunks."""

    chunks: tuple[Chunk, ...]
    line: Sequence[Placed]

    @property
    def text(self) -> str:
        """Return the chunks run together."""
        return " ".join(chunk.text for chunk in self.chunks)

    @property
    def values(self) -> tuple[Chunk, ...]:
        """Return the numbers that end the line: behind a label, or three and more of them alone."""
        at = len(self.chunks)
        while at and self.chunks[at - 1].is_number:
            at -= 1
        return self.chunks[at:] if at or len(self.chunks) > 2 else ()

    @property
    def is_loose(self) -> bool:
        """Return whether it may stand in a table: a row of values or a label, no sentence, no heading of a section."""
        text = self.text
        short = not is_prose(text) and len(text) <= LONGEST and "。" not in text
        return (bool(self.values) or short) and not SECTION.match(bare(text))


Column = tuple[float, float]
"""Left and right edge of what is printed in a column."""


def rows_of(lines: Sequence[Sequence[Placed]]) -> list[Row]:
    """Return lines as chunks."""
    return [
        Row(
            tuple(
                Chunk(text_of_line(chunk), chunk[0].left, max(each.right for each in chunk), tuple(chunk))
                for chunk in chunks_of(line, APART)
            ),
            line,
        )
        for line in lines
    ]


def unruled_tables(rows: Sequence[Row], page: SetPage) -> list[tuple[range, SetTable]]:
    """Return the statutory tables among lines whose columns are certain, with the lines they take."""
    found = []
    for lines in _zones(rows):
        zone = rows[lines.start : lines.stop]
        columns = _columns(zone)
        if columns and (table := _table(zone, columns, page)):
            found.append((lines, table))
    return found


def _zones(rows: Sequence[Row]) -> Iterator[range]:
    """Yield runs of lines that look like rows of one table, from its header on."""
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and rows[end].is_loose:
            end += 1
        yield from _trimmed(rows, start, end)
        start = end + 1


def _trimmed(rows: Sequence[Row], start: int, end: int) -> Iterator[range]:
    values = [index for index in range(start, end) if rows[index].values]
    if not values:
        return
    while start < values[0] and len(rows[start].chunks) < 2 and not LABEL.search(rows[start].text):
        start += 1
    stop = values[-1] + 1
    zone = rows[start:stop]
    labelled = sum(bool(LABEL.search(bare(row.text))) for row in zone)
    if labelled and (len(values) > 1 or len(rows[values[0]].values) >= ENOUGH_NUMBERS):
        yield range(start, stop)


def _columns(zone: Sequence[Row]) -> list[Column] | None:
    """Return the columns of values, `None` where they are not certain.

    They are where every line has a value in each, or where each is well apart from the next.
    """
    printed = [row.values for row in zone if row.values]
    columns = _merged((chunk.left, chunk.right) for values in printed for chunk in values)
    for values in printed:
        met = [_met(columns, chunk) for chunk in values]
        if len({each[0] for each in met}) < len(met):
            return None
    first = columns[0][0]
    if any(chunk.right > first for row in zone if (own := row.values) for chunk in row.chunks[: -len(own)]):
        return None
    full = len(printed) > 1 and all(len(values) == len(columns) for values in printed)
    size = zone[0].line[0].size
    apart = all(other[0] - one[1] >= SURELY_APART * size for one, other in pairwise(columns))
    return _merged([*columns, *_heads(zone, columns)]) if full or apart else None


def _heads(zone: Sequence[Row], columns: Sequence[Column]) -> Iterator[Column]:
    """Yield what is printed of heads over columns that are blank throughout."""
    for chunk in (chunk for row in zone if not row.values for chunk in row.chunks):
        if chunk.left > columns[0][0] and not _met(columns, chunk):
            yield chunk.left, chunk.right


def _merged(spans: Iterable[Column]) -> list[Column]:
    merged: list[Column] = []
    for left, right in sorted(spans):
        if merged and left < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return merged


def _met(columns: Sequence[Column], chunk: Chunk) -> list[int]:
    return [index for index, (left, right) in enumerate(columns) if chunk.left < right and left < chunk.right]


class Frame(NamedTuple):
    """Where a table's columns are parted, `labels` of them of labels, and the rulings between its rows."""

    edges: list[float]
    labels: int
    bands: list[float]

    def reach(self, chunk: Chunk) -> tuple[int, int]:
        """Return the columns that a chunk stands in; a label stands in that where it begins."""
        middle = (chunk.left + chunk.right) / 2
        if middle < self.edges[self.labels]:
            start = int(self.labels > 1 and chunk.left > self.edges[1] - INDENTED_ALIKE)
            return start, start + 1
        last = len(self.edges) - 2
        start = min(max(bisect_right(self.edges, chunk.left) - 1, self.labels), last)
        stop = min(max(bisect_left(self.edges, chunk.right), start + 1), last + 1)
        own = min(bisect_right(self.edges, middle) - 1, last)
        return (start, stop) if stop - start > 2 else (own, own + 1)


def _table(zone: Sequence[Row], columns: Sequence[Column], page: SetPage) -> SetTable:
    frame = _frame(zone, columns, page)
    printed = [row for group in _grouped(zone, frame) for row in _rows(group, frame, page)]
    return SetTable(expand(printed), tuple(frame.edges), is_ruled=False)


def _frame(zone: Sequence[Row], columns: Sequence[Column], page: SetPage) -> Frame:
    left, _, right, _ = bounds_of([each for row in zone for each in row.line])
    inner = [(one[1] + other[0]) / 2 for one, other in pairwise(columns)]
    indented = _indented(zone, columns[0][0])
    edges = [left, *indented, columns[0][0], *inner, max(right, columns[-1][1])]
    bands = [
        span.at
        for span in lines_across(page.rulings, NEAR * zone[0].line[0].size)
        if min(span.end, edges[-1]) - max(span.start, left) > WIDE * (edges[-1] - left)
    ]
    return Frame(edges, 1 + len(indented), sorted(bands))


def _indented(zone: Sequence[Row], first: float) -> list[float]:
    """Return where labels begin beside a column of groups, if many of them do."""
    starts = sorted(chunk.left for row in zone for chunk in row.chunks if chunk.right <= first)
    alike = [[start for start in starts if abs(start - at) <= INDENTED_ALIKE] for at in starts]
    most = max(alike, key=len, default=[])
    enough = len(most) > MOST_LABELS * len(zone) and most[0] > starts[0] + 2 * INDENTED_ALIKE
    return [most[0]] if enough else []


def _grouped(zone: Sequence[Row], frame: Frame) -> list[list[Row]]:
    """Return the lines of each row: those between two rulings, otherwise each line but those of one header."""
    places = [bisect_right(frame.bands, row.line[0].middle) for row in zone]
    valued = [place for place, row in zip(places, zone, strict=True) if row.values]
    ruled = len(set(valued)) == len(valued) > 1
    nearest = places if ruled else _nearest(zone, frame)
    groups: list[list[Row]] = []
    for at, row in enumerate(zone):
        if at and (nearest[at] == nearest[at - 1] or (not ruled and _is_stacked(zone[at - 1], row, frame))):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _nearest(zone: Sequence[Row], frame: Frame) -> list[int]:
    """Return for each line that of the values it stands with: a label may be set in several lines about them.

    A line that is no nearer to values above than to those below, or far from both, stands for itself.
    """
    valued = [(index, row.line[0].middle) for index, row in enumerate(zone) if row.values]
    found = list(range(len(zone)))
    for at, row in enumerate(zone):
        if row.values or row.chunks[-1].right > frame.edges[frame.labels]:
            continue
        middle, size = row.line[0].middle, row.line[0].size
        ranked = sorted((abs(down - middle), index) for index, down in valued)[:2]
        clear = len(ranked) == 1 or ranked[0][0] < CLEARLY * ranked[1][0]
        if ranked[0][0] <= STACKED * size and clear:
            found[at] = ranked[0][1]
    return found


def _is_stacked(above: Row, row: Row, frame: Frame) -> bool:
    """Tell whether two lines belong to one header: no numbers, close together, both over the columns of values."""
    first = frame.edges[frame.labels]
    heads = all(not each.values and each.chunks[-1].right > first for each in (above, row))
    return heads and row.line[0].middle - above.line[0].middle < STACKED * row.line[0].size


def _rows(group: Sequence[Row], frame: Frame, page: SetPage) -> Iterator[list[Printed]]:
    """Yield what a group of lines prints as rows: over several columns first, then one cell for each column."""
    wide: list[Chunk] = []
    cells: list[list[Placed]] = [[] for _ in frame.edges[1:]]
    for chunk in (chunk for row in group for chunk in row.chunks):
        start, stop = frame.reach(chunk)
        if stop - start > 1:
            wide.append(chunk)
        else:
            cells[start].extend(chunk.placed)
    if wide:
        yield _spanned(wide, frame, page)
    if any(cells):
        _, top, _, bottom = bounds_of([each for row in group for each in row.line])
        yield [
            _printed(placed, (left, top, right, bottom), page)
            for placed, (left, right) in zip(cells, pairwise(frame.edges), strict=True)
        ]


def _spanned(wide: Sequence[Chunk], frame: Frame, page: SetPage) -> list[Printed]:
    row: list[Printed] = []
    at = 0
    for chunk in sorted(wide, key=lambda chunk: chunk.left):
        start, stop = frame.reach(chunk)
        if start < at:
            continue
        row += [Printed("")] * (start - at)
        cell = _printed(chunk.placed, bounds_of(chunk.placed), page)
        row.append(replace(cell, colspan=stop - start))
        at = stop
    return row + [Printed("")] * (len(frame.edges) - 1 - at)


def _printed(placed: Sequence[Placed], place: Bounds, page: SetPage) -> Printed:
    box = page.box(bounds_of(placed) if placed else place)
    return Printed(text_of(placed), box=box, confidence=least_confidence(placed))
