"""From table markup and rows of text to grids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from pipelines.body import Box, Cell, Grid
from pipelines.errors import Unreadable
from pipelines.reading.characters import clean, join_breaks
from pipelines.reading.tree import BLOCKS, is_unseen, walk

MAX_SPAN = 100
MAX_ROWS = 5000
MAX_COLUMNS = 200
MAX_CELLS = 200_000


@dataclass(frozen=True, slots=True)
class Printed:
    """A cell as the source gives it; a `rowspan` of 0 reaches to the table's end."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    image: bool = False
    box: Box | None = None
    confidence: float | None = None


def expand(rows: Sequence[Sequence[Printed]]) -> Grid:
    """Return the grid of a table's rows, spans expanded the way HTML lays tables out.

    Spans are cut to 100 and to the table; where spans overlap the first cell keeps the place. Raises `Unreadable`
    for more than 5,000 rows, 200 columns or 200,000 places.
    """
    places: list[dict[int, Cell]] = [{} for _ in rows]
    for number, row in enumerate(rows):
        column = 0
        for printed in row:
            while column in places[number]:
                column += 1
            cell = _placed(printed, number, column, len(rows))
            cover(places, cell)
            column += cell.colspan
        _check_size(len(rows), column)
    width = max((max(row, default=-1) + 1 for row in places), default=0)
    _check_size(len(rows), width)
    return squared(places, width)


def one_cell(text: str) -> Grid:
    """Return the grid of a table's row that stands outside it as a line."""
    return ((Cell(text, 0, 0),),)


def _placed(printed: Printed, row: int, column: int, rows: int) -> Cell:
    rowspan = min(printed.rowspan or rows, MAX_SPAN, rows - row)
    colspan = min(max(printed.colspan, 1), MAX_SPAN)
    return Cell(printed.text, row, column, rowspan, colspan, printed.image, printed.box, printed.confidence)


def cover(places: Sequence[dict[int, Cell]], cell: Cell) -> None:
    """Put a cell at all places of its spans, rows of cells by column, that no other has."""
    for row in range(cell.row, cell.row + cell.rowspan):
        for column in range(cell.column, cell.column + cell.colspan):
            places[row].setdefault(column, cell)


def squared(places: Sequence[dict[int, Cell]], width: int) -> Grid:
    """Return rows of cells by column as a grid of that many columns."""
    return tuple(tuple(row.get(column) for column in range(width)) for row in places)


def _check_size(rows: int, columns: int) -> None:
    if rows > MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        raise Unreadable(f"a table of {rows} rows and {columns} columns is too large")


def rows_of(table: etree._Element) -> list[list[Printed]]:
    """Return a table element's own rows; tables nested in its cells count as those cells' text."""
    rows: list[list[Printed]] = []
    pending: list[etree._Element] = list(reversed(table))
    while pending:
        element = pending.pop()
        if not isinstance(element.tag, str) or is_unseen(element):
            continue
        if element.tag in {"td", "th"}:
            (rows or _begun(rows))[-1].append(_printed(element))
            _check_size(len(rows), len(rows[-1]))
            continue
        if element.tag == "tr":
            rows.append([])
        if element.tag != "table":
            pending.extend(reversed(element))
    return [row for row in rows if row]


def _begun(rows: list[list[Printed]]) -> list[list[Printed]]:
    rows.append([])
    return rows


def _printed(cell: etree._Element) -> Printed:
    text = clean("".join(_pieces(cell)))
    image = not text and cell.find(".//img") is not None
    return Printed(text, _span(cell, "rowspan", 0), _span(cell, "colspan", 1), image)


def _span(cell: etree._Element, name: str, least: int) -> int:
    value = (cell.get(name) or "1").strip()
    return max(int(value[:6]), least) if value.isascii() and value.isdigit() else 1


def _pieces(cell: etree._Element) -> Iterator[str]:
    """Yield a cell's text; inline elements join with nothing, blocks and line breaks with a space."""
    for event, element in walk(cell):
        text = element.text if event == "start" else element.tail
        yield " " if event != "skip" and element.tag in BLOCKS else ""
        yield "" if event == "end" and element is cell else join_breaks(text or "")
