"""Printed tables as lines of distinct cells with their quantities."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import msgspec

from pipelines.body import Cell, Table
from pipelines.remembering import remembered
from pipelines.tables.labels import Label, labels
from pipelines.tables.numbers import Quantity, read_quantity, several

SURE = 0.8
"""Confidence of OCR from which a number counts as read: measured, see `docs/decisions/0015-ocr.md`."""

Row = tuple[Cell | None, ...]
Said = tuple[Quantity, tuple[Label, ...]]

_PICTURE = Quantity(None, "image")
_WORDS = re.compile(r"[\u4e00-\u9fff].*[\u4e00-\u9fff]")


class Spot(msgspec.Struct, eq=False):
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


class Line(msgspec.Struct, eq=False):
    """A row of a table as its distinct cells in printed order; empty grid places are left out.

    `named` are the cells that print labels, `numbers` is how many hold a number.
    """

    spots: tuple[Spot, ...]
    named: tuple[Spot, ...]
    numbers: int

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
    above: Row = ()
    found = []
    for row in table.grid:
        found.append(_line(row, above))
        above = row
    return tuple(found)


def _line(row: Row, above: Row) -> Line:
    spots: list[Spot] = []
    last: Cell | None = None
    for column, cell in enumerate(row):
        if cell is None:
            continue
        if cell is last:
            spots[-1].width = column - spots[-1].column + 1
            continue
        quantity, found = _in_one_line(cell.text) if cell.one_line else _in_lines(cell.text)
        if cell.image or cell.confidence is not None:
            quantity, found = _by_sight(cell, quantity, found)
        carried = column < len(above) and cell is above[column]
        spots.append(Spot(cell, column, 1, carried, quantity, found))
        last = cell
    numbers = sum([spot.quantity.is_number for spot in spots])
    return Line(tuple(spots), tuple([spot for spot in spots if spot.labels]), numbers)


def _said(text: str, *, one_line: bool) -> Said:
    """Return the quantity that a text is, or its labels."""
    quantity = read_quantity(text, one_line=one_line)
    return quantity, labels(text) if quantity.status == "text" else ()


_in_one_line = remembered(partial(_said, one_line=True))
_in_lines = remembered(partial(_said, one_line=False))


def _by_sight(cell: Cell, quantity: Quantity, labels: tuple[Label, ...]) -> Said:
    """Return what a cell says; what OCR is not sure of is a picture of a number, not one, unless it is words."""
    if quantity.status == "blank":
        return (_PICTURE if cell.image else quantity), labels
    if cell.confidence is None or _WORDS.search(cell.text):
        return quantity, labels
    doubtful = cell.confidence < SURE or several(cell.text)
    return (_PICTURE, ()) if doubtful else (quantity, labels)
