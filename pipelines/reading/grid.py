"""From table markup and rows of text to grids."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pipelines.body import Box, Cell, Grid
from pipelines.errors import Unreadable
from pipelines.reading.markup import attribute
from pipelines.reading.page import Page, Region
from pipelines.remembering import remembered

MAX_SPAN = 100
MAX_ROWS = 5000
MAX_COLUMNS = 200
MAX_CELLS = 200_000
CELLS = frozenset(("td", "th"))


class Printed(msgspec.Struct):
    """A cell as the source gives it; a `rowspan` of 0 reaches to the table's end."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    image: bool = False
    box: Box | None = None
    confidence: float | None = None
    one_line: bool = False


def expand(rows: Sequence[Sequence[Printed]]) -> Grid:
    """Return the grid of a table's rows, spans expanded the way HTML lays tables out.

    Spans are cut to 100 and to the table; where spans overlap the first cell keeps the place. Raises `Unreadable`
    for more than 5,000 rows, 200 columns or 200,000 places.
    """
    places: list[dict[int, Cell]] = [{} for _ in rows]
    width = 0
    for number, row in enumerate(rows):
        column, taken = 0, places[number]
        for printed in row:
            while column in taken:
                column += 1
            if printed.rowspan == printed.colspan == 1:
                taken[column] = _cell(printed, number, column, 1, 1)
                column += 1
            else:
                cell = _spanning(printed, number, column, len(rows))
                cover(places, cell)
                column += cell.colspan
        width = max(width, column)
        check_size(len(rows), width)
    return squared(places, width)


def one_cell(text: str) -> Grid:
    """Return the grid of a table's row that stands outside it as a line."""
    return ((Cell(text, 0, 0),),)


def _spanning(printed: Printed, row: int, column: int, rows: int) -> Cell:
    rowspan = min(printed.rowspan or rows, MAX_SPAN, rows - row)
    return _cell(printed, row, column, rowspan, min(max(printed.colspan, 1), MAX_SPAN))


def _cell(printed: Printed, row: int, column: int, rowspan: int, colspan: int) -> Cell:
    return Cell(
        printed.text,
        row,
        column,
        rowspan,
        colspan,
        printed.image,
        printed.box,
        printed.confidence,
        printed.one_line,
    )


def cover(places: Sequence[dict[int, Cell]], cell: Cell) -> None:
    """Put a cell at all places of its spans, rows of cells by column, that no other has."""
    for row in range(cell.row, cell.row + cell.rowspan):
        for column in range(cell.column, cell.column + cell.colspan):
            places[row].setdefault(column, cell)


def squared(places: Sequence[dict[int, Cell]], width: int) -> Grid:
    """Return rows of cells by column as a grid of that many columns."""
    return tuple([tuple(map(row.get, range(width))) for row in places])


def check_size(rows: int, columns: int) -> None:
    """Raise `Unreadable` for more than 5,000 rows, 200 columns or 200,000 places."""
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise Unreadable(f"a table of {rows} rows and {columns} columns is too large")


def rows_of(page: Page, table: int) -> list[list[Printed]]:
    """Return the own rows of the table element that a region is; tables in its cells count as those cells' text."""
    rows: list[list[Printed]] = []
    row: list[Printed] = []
    regions, index, behind = page.regions, table + 1, page.regions[table].after
    while index < behind:
        region = regions[index]
        name = region.name
        if name in CELLS:
            if not rows:
                rows.append(row)
            row.append(_printed(page, index, region))
            if len(row) > MAX_COLUMNS or len(rows) * len(row) > MAX_ROWS:
                check_size(len(rows), len(row))
            index = region.after
        elif name == "tr":
            row = []
            rows.append(row)
            index += 1
        else:
            index = region.after if name == "table" else index + 1
    return [row for row in rows if row]


def _printed(page: Page, index: int, cell: Region) -> Printed:
    start, end = cell.start, cell.end
    rowspan, colspan = _spans(cell.tag.markup)
    if end - start == 1:
        return Printed(page.lines[start].text, rowspan, colspan, one_line=True)
    text = " ".join([line.text for line in page.lines[start:end]])
    image = not text and any(region.image for region in page.regions[index : cell.after])
    return Printed(text, rowspan, colspan, image)


@remembered
def _spans(cell: str) -> tuple[int, int]:
    """Return how many rows and columns a cell's tag says it covers."""
    if "span" not in cell:
        return 1, 1
    return _span(attribute(cell, "rowspan"), 0), _span(attribute(cell, "colspan"), 1)


def _span(value: str | None, least: int) -> int:
    if value is None:
        return 1
    value = value.strip()
    return max(int(value[:6]), least) if value.isascii() and value.isdigit() else 1
