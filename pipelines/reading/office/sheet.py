"""Sheets of a workbook as flow: tables as grids, the lines above, between and below them as paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from pipelines.body import Cell, Grid, Reading
from pipelines.errors import Unreadable
from pipelines.reading.characters import clean
from pipelines.reading.cues import LABEL, SECTION, is_numbered, is_prose
from pipelines.reading.flow import read_flow
from pipelines.reading.grid import MAX_COLUMNS, MAX_ROWS, cover, squared

MAX_SHEETS = 100
MAX_TEXTS = 100_000
MAX_CHARACTERS = 5_000_000
"""Cells of a workbook that print something, and what they print."""

_FORM = re.compile(r"第二十条第\s*[（(]\s*一|[（(]?\s*本列数据的勾稽关系|申请人情况$|行政复议$")
"""What stands in the first row of each statutory table."""

Place = tuple[int, int]
"""Row and column, from 0."""


@dataclass(slots=True)
class Sheet:
    """What a sheet prints: texts by place, merged areas (first and last place), and the rows and columns hidden."""

    texts: dict[Place, str] = field(default_factory=dict)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


def read_sheets(sheets: Iterable[Sheet], capture: int) -> Reading:
    """Return the reading of a workbook's sheets in order; raises `Unreadable` where nothing is printed."""
    flow: list[str | Grid] = []
    for number, sheet in enumerate(sheets):
        if number >= MAX_SHEETS:
            raise Unreadable(f"the workbook has more than {MAX_SHEETS} sheets")
        flow += _flow(sheet)
    if not flow:
        raise Unreadable("the workbook is empty")
    return read_flow(flow, capture, spanned=True)


class Texts:
    """Counts what a workbook prints; one string may be printed by many cells."""

    def __init__(self) -> None:
        self._count = self._characters = 0

    def counted(self, text: str) -> str:
        """Return a cell's text; raises `Unreadable` when cells and characters are more than any report's."""
        self._count += 1
        self._characters += len(text)
        if self._count > MAX_TEXTS or self._characters > MAX_CHARACTERS:
            raise Unreadable(
                f"the workbook prints more than {MAX_TEXTS} cells or {MAX_CHARACTERS} characters"
            )
        return text


def _flow(sheet: Sheet) -> Iterator[str | Grid]:
    """Yield lines and grids; a blank row ends a table."""
    texts = {
        place: text
        for place, text in sheet.texts.items()
        if clean(text) and place[0] not in sheet.hidden_rows and place[1] not in sheet.hidden_columns
    }
    if not texts:
        return
    ends = max(row for row, _ in texts), max(column for _, column in texts)
    areas = {
        first: (min(last[0], ends[0]), min(last[1], ends[1]))
        for first, last in sheet.merged
        if first in texts
    }
    by_row: dict[int, dict[Place, str]] = defaultdict(dict)
    for place, text in texts.items():
        by_row[place[0]][place] = text
    rows = by_row.keys() | union((first[0], last[0]) for first, last in areas.items())
    for band in _bands(sorted(rows - sheet.hidden_rows), sorted(sheet.hidden_rows)):
        yield from _entries(_Band(band, by_row, areas, sheet.hidden_columns))


def union(spans: Iterable[Place]) -> set[int]:
    """Return all numbers of spans (first and last), each looked at once however many spans overlap."""
    numbers: set[int] = set()
    after = 0
    for first, last in sorted(spans):
        numbers.update(range(max(first, after), last + 1))
        after = max(after, last + 1)
    return numbers


def _bands(rows: Sequence[int], hidden: Sequence[int]) -> Iterator[list[int]]:
    """Yield rows that follow each other, hidden ones not counted."""
    band: list[int] = []
    for row in rows:
        if band:
            between = bisect_left(hidden, row) - bisect_right(hidden, band[-1])
            if row - band[-1] - 1 > between:
                yield band
                band = []
        band.append(row)
    if band:
        yield band


class _Band:
    """Rows that follow each other, as cells at their places."""

    def __init__(
        self,
        rows: Sequence[int],
        texts: Mapping[int, dict[Place, str]],
        areas: Mapping[Place, Place],
        hidden_columns: set[int],
    ) -> None:
        inside = {place: text for row in rows for place, text in texts.get(row, {}).items()}
        merged = {first: areas[first] for first in inside if first in areas}
        used = {column for _, column in inside}
        used |= union((first[1], last[1]) for first, last in merged.items())
        columns = sorted(used - hidden_columns)
        self.width = len(columns)
        if len(rows) > MAX_ROWS or self.width > MAX_COLUMNS:
            raise Unreadable(f"a table of {len(rows)} rows and {self.width} columns is too large")
        self.places: list[dict[int, Cell]] = [{} for _ in rows]
        for first in sorted(inside, key=lambda place: (place not in merged, place)):
            last = merged.get(first, first)
            top, left = bisect_left(rows, first[0]), bisect_left(columns, first[1])
            down, across = bisect_right(rows, last[0]) - top, bisect_right(columns, last[1]) - left
            if left not in self.places[top]:
                cell = _cell(inside[first], top, left)
                cover(self.places, replace(cell, rowspan=max(down, 1), colspan=max(across, 1)))
        for row, cells in enumerate(self.places):
            for column in range(self.width):
                cells.setdefault(column, Cell("", row, column))

    def begins_form(self, row: int) -> bool:
        """Tell whether one of the statutory tables begins at a row."""
        cells = self.places[row].values() if row < len(self.places) else ()
        return any(_FORM.match(cell.text) for cell in cells if cell.row == row)

    def lone(self, row: int) -> Cell | None:
        """Return the one cell of a row that prints something, if it is the row's own and no others' do."""
        printed = {id(cell): cell for cell in self.places[row].values() if cell.text}
        cell = next(iter(printed.values()), None)
        return cell if cell and len(printed) == 1 and cell.rowspan == 1 else None


def _cell(text: str, row: int, column: int) -> Cell:
    return Cell(clean(text), row, column, one_line="\n" not in text.strip())


def _entries(band: _Band) -> Iterator[str | Grid]:
    """Yield a band's lines as text and what stands between them as grids."""
    lone = [band.lone(row) for row in range(len(band.places))]
    lines = {
        row
        for row, cell in enumerate(lone)
        if cell and (_is_line(cell, band.width) or band.begins_form(row + 1))
    }
    # beside a line, or above and below all, another line: a title, a signature, a date
    for rows in (range(len(lone)), reversed(range(len(lone)))):
        beside = True
        for row in rows:
            cell = lone[row]
            beside = row in lines or (beside and cell is not None and not LABEL.search(cell.text))
            lines |= {row} if beside else set()
    begun = 0
    for row in sorted(lines):
        yield from _grid(band, begun, row)
        cell = lone[row]
        yield cell.text if cell else ""
        begun = row + 1
    yield from _grid(band, begun, len(lone))


def _is_line(cell: Cell, width: int) -> bool:
    """Tell whether what stands alone in its row is no part of the table around: a heading, a sentence, a caption."""
    text = cell.text
    if "。" in text:
        return True
    if LABEL.search(text.replace(" ", "")):
        return bool(SECTION.match(text.replace(" ", "")))
    is_caption = cell.colspan == width > 1 and not is_numbered(text)
    return is_caption or is_prose(text)


def _grid(band: _Band, begin: int, end: int) -> Iterator[Grid]:
    """Yield the rows of a band as a grid of their own, if there are any, without the columns that are blank there."""
    cells = [
        replace(cell, row=row - begin, rowspan=min(cell.rowspan, end - row))
        for row in range(begin, end)
        for column, cell in band.places[row].items()
        if (cell.row, cell.column) == (row, column)
    ]
    used = sorted({column for cell in cells if cell.text for column in _columns(cell)})
    places: list[dict[int, Cell]] = [{} for _ in range(begin, end)]
    for cell in cells:
        if kept := [column for column in _columns(cell) if column in used]:
            cover(places, replace(cell, column=used.index(kept[0]), colspan=len(kept)))
    if used:
        yield squared(places, len(used))


def _columns(cell: Cell) -> range:
    return range(cell.column, cell.column + cell.colspan)
