"""From table markup and rows of text to grids."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from pipelines.body import Box, Cell, Grid
from pipelines.errors import Unreadable
from pipelines.reading.markup import Tag
from pipelines.reading.page import Page

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
            cell = _placed(printed, number, column, len(rows))
            cover(places, cell)
            column += cell.colspan
        width = max(width, column)
        check_size(len(rows), width)
    return squared(places, width)


def one_cell(text: str) -> Grid:
    """Return the grid of a table's row that stands outside it as a line."""
    return ((Cell(text, 0, 0),),)


def _placed(printed: Printed, row: int, column: int, rows: int) -> Cell:
    rowspan, colspan = printed.rowspan, printed.colspan
    if rowspan != 1:
        rowspan = min(rowspan or rows, MAX_SPAN, rows - row)
    if colspan != 1:
        colspan = min(max(colspan, 1), MAX_SPAN)
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
    if cell.rowspan == cell.colspan == 1:
        places[cell.row].setdefault(cell.column, cell)
        return
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
    regions, index = page.regions, table + 1
    while index < regions[table].after:
        region = regions[index]
        if region.name in CELLS:
            if not rows:
                rows.append([])
            rows[-1].append(_printed(page, index))
            check_size(len(rows), len(rows[-1]))
        elif region.name == "tr":
            rows.append([])
        index = region.after if region.name in CELLS or region.name == "table" else index + 1
    return [row for row in rows if row]


def _printed(page: Page, index: int) -> Printed:
    cell = page.regions[index]
    one_line = cell.end - cell.start == 1
    lines = page.lines
    text = (
        lines[cell.start].text if one_line else " ".join([line.text for line in lines[cell.start : cell.end]])
    )
    image = not text and any(region.image for region in page.regions[index : cell.after])
    if "span" not in cell.tag.markup:
        return Printed(text, image=image, one_line=one_line)
    rowspan, colspan = _span(cell.tag, "rowspan", 0), _span(cell.tag, "colspan", 1)
    return Printed(text, rowspan, colspan, image, one_line=one_line)


def _span(cell: Tag, name: str, least: int) -> int:
    value = cell.get(name)
    if value is None:
        return 1
    value = value.strip()
    return max(int(value[:6]), least) if value.isascii() and value.isdigit() else 1
