"""Printed tables as lines of distinct cells with their quantities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pipelines.body import Cell, Table
from pipelines.tables.labels import Label, labels
from pipelines.tables.numbers import Quantity, read_quantity


@dataclass(frozen=True)
class Spot:
    """A cell where a line meets it: first grid column and number of columns it covers there.

    `carried` cells began in a line above and reach down into this one.
    """

    cell: Cell
    column: int
    width: int
    carried: bool
    quantity: Quantity

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        """Return the labels that the cell prints, none for a number, a dash or a blank."""
        return labels(self.cell.text) if self.quantity.status == "text" else ()

    @property
    def printed(self) -> bool:
        """Return whether anything stands in the cell."""
        return self.quantity.status != "blank"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table as its distinct cells in printed order; empty grid places are left out."""

    spots: tuple[Spot, ...]

    @property
    def numbers(self) -> int:
        """Return how many cells hold a number."""
        return sum(spot.quantity.is_number for spot in self.spots)

    @property
    def blank(self) -> bool:
        """Return whether nothing stands in the line but dashes, as in a ruled line of text."""
        return all(spot.quantity.status in {"blank", "dash"} for spot in self.spots)

    @property
    def empty(self) -> bool:
        """Return whether nothing at all stands in the line."""
        return not any(spot.printed for spot in self.spots)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its lines."""

    table: Table
    lines: tuple[Line, ...]


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
        if spots and spots[-1].cell == cell:
            spots[-1] = replace(spots[-1], width=column - spots[-1].column + 1)
            continue
        carried = column < len(above) and above[column] == cell
        spots.append(Spot(cell, column, 1, carried, read_quantity(cell.text, image=cell.image)))
    return tuple(spots)
