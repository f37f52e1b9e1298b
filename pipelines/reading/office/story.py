"""What the readers of word processors' files make: paragraphs and ruled tables, nested as the source nests them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from msgspec import structs

from pipelines.body import Cell, Grid, Reading
from pipelines.errors import Unreadable
from pipelines.reading.characters import clean
from pipelines.reading.cues import LABEL, NUMERIC, SECTION, is_prose
from pipelines.reading.flow import read_flow
from pipelines.reading.grid import MAX_CELLS, MAX_ROWS, check_size, cover, squared
from pipelines.reading.office.edges import columns_of
from pipelines.reading.value_tables import ENOUGH_NUMBERS, MAX_PROSE

PICTURE = "\ufffc"
"""Stands in a paragraph's text for a picture; a line feed there is a soft line break."""

_SYMBOLS = re.compile(f"[{PICTURE}\uf000-\uf0ff]")
"""Pictures, and characters of symbol fonts, which mean nothing in another."""

_UNITS = re.compile("[\ud800-\udfff]")
MAX_DEPTH = 20
"""Tables within tables."""


@dataclass(slots=True)
class Framed:
    """A table cell: its left and right edge, what stands in it, and whether it goes on from the cell above."""

    left: int
    right: int
    story: Story = field(default_factory=list)
    goes_on: bool = False


@dataclass(slots=True)
class Ruled:
    """A table. Edges count grid columns, or they measure, and those up to `near` apart are one."""

    rows: list[list[Framed]]
    near: int = 0


Part = str | Ruled
Story = list[Part]


def read_story(story: Story, capture: int) -> Reading:
    """Return the reading of a story; raises `Unreadable` where nothing is printed in it."""
    flow = list(_flow(story))
    pictures = sum(text.count(PICTURE) for text in _texts(story))
    if not flow and not pictures:
        raise Unreadable("the document is empty")
    return replace(read_flow(flow, capture, spanned=True), pictures=pictures)


def _flow(story: Story, depth: int = 0) -> Iterator[str | Grid]:
    """Yield lines and grids in order; a table that only lays out the page gives what stands in its cells."""
    if depth > MAX_DEPTH:
        raise Unreadable(f"tables are nested more than {MAX_DEPTH} deep")
    for part in story:
        if isinstance(part, str):
            yield from filter(None, (_printed(line) for line in part.split("\n")))
            continue
        for table in _apart(part):
            if not _lays_out(table):
                yield _grid(table)
                continue
            for cell in (cell for row in table.rows for cell in row):
                yield from _flow(cell.story, depth + 1)


def _apart(table: Ruled) -> Iterator[Ruled]:
    """Yield a table in parts: a row that is one cell around a table is no part of the grid around."""
    for _, rows in groupby(table.rows, key=_is_frame):
        yield Ruled(list(rows), table.near)


def _is_frame(row: Sequence[Framed]) -> bool:
    return len(row) == 1 and any(isinstance(part, Ruled) for part in row[0].story)


def _grid(table: Ruled) -> Grid:
    """Return a table as a grid; raises `Unreadable` where it is too large."""
    edges = [(cell.left, cell.right) for row in table.rows for cell in row]
    if len(table.rows) > MAX_ROWS or len(edges) > MAX_CELLS:
        raise Unreadable(f"a table of {len(table.rows)} rows and {len(edges)} cells is too large")
    columns = columns_of([[(cell.left, cell.right) for cell in row] for row in table.rows], table.near)
    width = max(columns.values(), default=0)
    check_size(len(table.rows), width)
    places: list[dict[int, Cell]] = [{} for _ in table.rows]
    for cell in _cells(table, columns):
        cover(places, cell)
    return squared(places, width)


def _cells(table: Ruled, columns: dict[int, int]) -> list[Cell]:
    """Return the cells with their spans; one that goes on from none above is a cell of its own."""
    above: dict[int, Cell] = {}
    done: list[Cell] = []
    for number, row in enumerate(table.rows):
        open_cells: dict[int, Cell] = {}
        for framed in row:
            left, right = columns[framed.left], columns[framed.right]
            if framed.goes_on and left in above:
                cell = structs.replace(above[left], rowspan=number - above[left].row + 1)
            else:
                cell = _cell(framed.story, number, left, right - left)
            open_cells[left] = cell
        done += (cell for left, cell in above.items() if _ended(cell, open_cells.get(left)))
        above = open_cells
    return sorted([*done, *above.values()], key=lambda cell: (cell.row, cell.column))


def _ended(cell: Cell, below: Cell | None) -> bool:
    return below is None or below.row != cell.row


def _cell(story: Story, row: int, column: int, width: int) -> Cell:
    texts = [text for text in _texts(story) if text.strip()]
    text = clean(" ".join(map(_printed, texts)))
    is_image = not text and any(PICTURE in each for each in texts)
    one_line = len(texts) == 1 and "\n" not in texts[0].strip()
    return Cell(text, row, column, 1, max(width, 1), is_image, one_line=one_line)


def _texts(story: Story) -> Iterator[str]:
    """Yield all paragraphs, those of nested tables too."""
    for part in story:
        if isinstance(part, str):
            yield part
        else:
            for row in part.rows:
                for cell in row:
                    yield from _texts(cell.story)


def _printed(line: str) -> str:
    """Return what is printed of a text: without marks, and characters of two UTF-16 units put together."""
    if _UNITS.search(line):
        line = line.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return clean(_SYMBOLS.sub("", line))


def _lays_out(table: Ruled) -> bool:
    """Tell whether a table only sets the page: a frame, one around tables, one whose cells hold running text.

    What the page's tables are judged by (`value_tables`), on cells instead of elements.
    """
    cells = [cell for row in table.rows for cell in row]
    own = [[_printed(part) for part in cell.story if isinstance(part, str)] for cell in cells]
    holds_tables = any(isinstance(part, Ruled) for cell in cells for part in cell.story)
    if len(cells) == 1 or any(_prose(texts) > MAX_PROSE for texts in own):
        return True
    if holds_tables and _count(LABEL.search, own) < 2:
        return True
    numbers = sum(bool(text) and bool(NUMERIC.match(text)) for texts in own for text in texts)
    return _count(SECTION.match, own) > 0 and (holds_tables or numbers < ENOUGH_NUMBERS)


def _prose(texts: Sequence[str]) -> int:
    return sum(len(text) for text in texts if is_prose(text))


def _count(found: Callable[[str], object], cells: Sequence[Sequence[str]]) -> int:
    return sum(bool(found(text.replace(" ", ""))) for texts in cells for text in texts)
