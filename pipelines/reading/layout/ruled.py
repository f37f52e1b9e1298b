"""Tables that rulings part into cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipelines.reading.grid import Printed, expand
from pipelines.reading.layout.lines import text_of
from pipelines.reading.layout.placed import (
    Bounds,
    Placed,
    SetPage,
    SetTable,
    bounds_of,
    least_confidence,
    type_size,
)
from pipelines.reading.layout.rulings import NEAR, Lattice, Span, is_covered, lattices, positions

SOLID = 0.05
"""Part of the type's size that digits of one number are apart, at most."""

MAX_PLACES = 20_000


class Block(NamedTuple):
    """A cell's first row and column and the row and column after its last."""

    row: int
    column: int
    below: int
    after: int


class RuledTable(NamedTuple):
    """A ruled table before its text is put in: edges of columns and rows, cells, and whose place is whose cell."""

    columns: list[float]
    rows: list[float]
    blocks: list[Block]

    @property
    def bounds(self) -> Bounds:
        """Return the table's outer edges."""
        return self.columns[0], self.rows[0], self.columns[-1], self.rows[-1]


def ruled_tables(page: SetPage) -> list[RuledTable]:
    """Return the tables of two and more columns that lines rule on a page, none that holds another."""
    near = NEAR * type_size(page.texts)
    if not near:
        return []
    found = [table for lattice in lattices(page.rulings, near) if (table := _table(lattice, near))]
    return [table for table in found if not any(_holds_larger(table, other) for other in found)]


def filled(table: RuledTable, page: SetPage, texts: Sequence[Placed]) -> SetTable:
    """Return a table with those of a page's texts that stand in it; a number across a line makes two cells one."""
    owner = {
        (row, column): index
        for index, block in enumerate(table.blocks)
        for row in range(block.row, block.below)
        for column in range(block.column, block.after)
    }
    placed = [(each, owner[place]) for each in texts if (place := _place(table, each)) in owner]
    blocks, cell_of = _united(table.blocks, placed)
    inside: dict[int, list[Placed]] = {}
    for each, index in placed:
        inside.setdefault(cell_of[index], []).append(each)
    rows: list[list[Printed]] = [[] for _ in table.rows[1:]]
    for index, block in sorted(blocks.items(), key=lambda pair: pair[1]):
        rows[block.row].append(_printed(table, block, inside.get(index, []), page))
    return SetTable(expand(rows), tuple(table.columns), is_ruled=True)


def _place(table: RuledTable, each: Placed) -> tuple[int, int]:
    middle = (each.left + each.right) / 2
    return bisect_right(table.rows, each.middle) - 1, bisect_right(table.columns, middle) - 1


def _united(
    blocks: Sequence[Block], placed: Sequence[tuple[Placed, int]]
) -> tuple[dict[int, Block], list[int]]:
    """Return the cells that are left, by index, and for each of all the one that it has become."""
    left, cell_of = dict(enumerate(blocks)), list(range(len(blocks)))
    for (one, before), (other, after) in pairwise(placed):
        first, second = cell_of[before], cell_of[after]
        if first == second or not _run_on(one, other):
            continue
        (row, column, below, start), beside = left[first], left[second]
        if (row, below, start) == (beside.row, beside.below, beside.column):
            left[first] = Block(row, column, below, left.pop(second).after)
            cell_of = [first if index == second else index for index in cell_of]
    return left, cell_of


def _run_on(one: Placed, other: Placed) -> bool:
    """Tell whether two digits are set solid on one line, as those of one number."""
    digits = one.text.isdecimal() and other.text.isdecimal() and one.top == other.top
    return digits and abs(other.left - one.right) < SOLID * one.size


def _printed(table: RuledTable, block: Block, texts: Sequence[Placed], page: SetPage) -> Printed:
    edges = (
        table.columns[block.column],
        table.rows[block.row],
        table.columns[block.after],
        table.rows[block.below],
    )
    return Printed(
        text_of(texts),
        block.below - block.row,
        block.after - block.column,
        box=page.box(bounds_of(texts) if texts else edges),
        confidence=least_confidence(texts),
    )


def _table(lattice: Lattice, near: float) -> RuledTable | None:
    columns = positions((span.at for span in lattice.down), near)
    rows = positions((span.at for span in lattice.across), near)
    if len(columns) < 3 or len(rows) < 2 or len(columns) * len(rows) > MAX_PLACES:
        return None
    blocks = list(_blocks(columns, rows, lattice, near))
    return RuledTable(columns, rows, blocks) if len({block.column for block in blocks}) > 1 else None


def _blocks(columns: list[float], rows: list[float], lattice: Lattice, near: float) -> Iterator[Block]:
    """Yield the cells of a lattice: as far to the right, then as far down as no line stands in the way."""
    walls = _walls(columns, rows, lattice.down, near)
    floors = _walls(rows, columns, lattice.across, near)
    taken: set[tuple[int, int]] = set()
    for row in range(len(rows) - 1):
        for column in range(len(columns) - 1):
            if (row, column) in taken:
                continue
            after = column + 1
            while after < len(columns) - 1 and (after, row) not in walls and (row, after) not in taken:
                after += 1
            below = row + 1
            while below < len(rows) - 1 and _goes_down(below, range(column, after), walls, floors):
                below += 1
            block = Block(row, column, below, after)
            taken.update((r, c) for r in range(row, below) for c in range(column, after))
            yield block


def _goes_down(row: int, columns: range, walls: set[tuple[int, int]], floors: set[tuple[int, int]]) -> bool:
    """Tell whether a cell of these columns reaches into a row: no line above it and none between."""
    return all((row, column) not in floors for column in columns) and all(
        (column, row) not in walls for column in columns[1:]
    )


def _walls(at: list[float], along: list[float], spans: Sequence[Span], near: float) -> set[tuple[int, int]]:
    """Return which stretches of the lines at some positions are ruled, by index of line and of stretch."""
    found = set()
    for line, position in enumerate(at):
        own = [span for span in spans if abs(span.at - position) <= near]
        for stretch, (start, end) in enumerate(pairwise(along)):
            if is_covered(own, position, start, end, near):
                found.add((line, stretch))
    return found


def _holds_larger(table: RuledTable, other: RuledTable) -> bool:
    """Tell whether a table is but a frame laid around another that has more cells."""
    left, top, right, bottom = table.bounds
    inner = other.bounds
    held = left <= inner[0] and top <= inner[1] and right >= inner[2] and bottom >= inner[3]
    return held and table is not other and len(other.blocks) > len(table.blocks)
