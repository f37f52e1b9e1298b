"""Printed tables as lines of distinct cells with their quantities."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.body import Cell, Table
from pipelines.tables.labels import Label, labels
from pipelines.tables.numbers import Quantity, read_quantity, several

SURE = 0.8
"""Confidence of OCR from which a number counts as read: measured, see `docs/decisions/0015-ocr.md`."""

_WORDS = re.compile(r"[\u4e00-\u9fff].*[\u4e00-\u9fff]")


@dataclass(eq=False, slots=True)
class Spot:
    """A cell where a line meets it: first grid column and number of columns it covers there.

    `carried` cells began in a line above and reach down into this one. `labels` are those that the cell prints, none
    for a number, a dash or a blank.
    """

    cell: Cell
    column: int
    width: int
    carried: bool
    quantity: Quantity
    labels: tuple[Label, ...] = ()

    @property
    def printed(self) -> bool:
        """Return whether anything stands in the cell."""
        return self.quantity.status != "blank"


@dataclass(eq=False, slots=True)
class Line:
    """A row of a table as its distinct cells in printed order; empty grid places are left out.

    `named` are the cells that print labels, `numbers` is how many hold a number.
    """

    spots: tuple[Spot, ...]
    named: tuple[Spot, ...] = field(init=False)
    numbers: int = field(init=False)

    def __post_init__(self) -> None:
        self.named = tuple([spot for spot in self.spots if spot.labels])
        self.numbers = sum([spot.quantity.is_number for spot in self.spots])

    @property
    def blank(self) -> bool:
        """Return whether nothing stands in the line but dashes, as in a ruled line of text."""
        if self.numbers or self.named:
            return False
        return all(spot.quantity.status in {"blank", "dash"} for spot in self.spots)

    @property
    def empty(self) -> bool:
        """Return whether nothing at all stands in the line."""
        return not (self.numbers or self.named or any(spot.printed for spot in self.spots))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its lines."""

    table: Table
    lines: tuple[Line, ...]

    @property
    def place(self) -> tuple[int, int]:
        """Return the capture and block of the table."""
        return self.table.capture, self.table.block


def sheets(tables: Sequence[Table]) -> tuple[Sheet, ...]:
    """Return the tables in reading order as lines."""
    return tuple(Sheet(table, _lines(table)) for table in tables)


def _lines(table: Table) -> tuple[Line, ...]:
    above: tuple[Cell | None, ...] = ()
    found = []
    for row in table.grid:
        found.append(Line(_spots(row, above)))
        above = row
    return tuple(found)


def _spots(row: tuple[Cell | None, ...], above: tuple[Cell | None, ...]) -> tuple[Spot, ...]:
    spots: list[Spot] = []
    for column, cell in enumerate(row):
        if cell is None:
            continue
        if spots and _is_same(cell, spots[-1].cell):
            spots[-1].width = column - spots[-1].column + 1
            continue
        carried = column < len(above) and _is_same(cell, above[column])
        quantity = _quantity(cell)
        found = labels(cell.text) if quantity.status == "text" else ()
        spots.append(Spot(cell, column, 1, carried, quantity, found))
    return tuple(spots)


def _is_same(cell: Cell, other: Cell | None) -> bool:
    return other is not None and cell.column == other.column and cell.row == other.row


def _quantity(cell: Cell) -> Quantity:
    """Return what a cell says; what OCR is not sure of is a picture of a number, not one, unless it is words."""
    quantity = read_quantity(cell.text, image=cell.image, one_line=cell.one_line)
    if cell.confidence is None or quantity.status == "blank" or _WORDS.search(cell.text):
        return quantity
    doubtful = cell.confidence < SURE or several(cell.text)
    return Quantity(None, "image") if doubtful else quantity
