"""Statutory tables without rulings between their columns."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec.structs import replace

from pipelines.reading.grid import Printed, expand
from pipelines.reading.layout.frames import Frame, frame_of
from pipelines.reading.layout.label_blocks import label_blocks
from pipelines.reading.layout.lines import text_of
from pipelines.reading.layout.placed import Bounds, Placed, SetPage, SetTable, bounds_of, least_confidence
from pipelines.reading.layout.zones import Chunk, Row, columns_of, zones


def unruled_tables(rows: Sequence[Row], page: SetPage) -> list[tuple[range, SetTable]]:
    """Return the statutory tables among lines whose columns and rows are certain, with the lines they take."""
    found = []
    for lines in zones(rows):
        zone = rows[lines.start : lines.stop]
        columns = columns_of(zone)
        if columns and (table := _table(zone, frame_of(zone, columns, page), page)):
            found.append((lines, table))
    return found


def _table(zone: Sequence[Row], frame: Frame, page: SetPage) -> SetTable | None:
    groups = _banded(zone, frame) or label_blocks(zone, frame)
    if groups is None:
        return None
    printed = [row for group in groups for row in _rows(group, frame, page)]
    return SetTable(expand(printed), tuple(frame.edges), is_ruled=False)


def _banded(zone: Sequence[Row], frame: Frame) -> list[list[Row]] | None:
    """Return the lines between rulings as one row each, `None` where some have several lines of values between."""
    places = [bisect_right(frame.bands, row.middle) for row in zone]
    valued = [place for place, row in zip(places, zone, strict=True) if row.values]
    if len(set(valued)) < len(valued) or len(valued) < 2:
        return None
    return [
        [row for row, own in zip(zone, places, strict=True) if own == place] for place in sorted(set(places))
    ]


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
