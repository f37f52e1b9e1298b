"""Row definitions ([MS-DOC] 2.6.3): the edges of a row's cells and what merges them."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.reading.office.assembly import Outline
from pipelines.reading.office.doc.binary import i16
from pipelines.reading.office.doc.sprms import (
    T_DEFINITION,
    T_DELETE,
    T_INSERT,
    T_MERGE,
    T_SPLIT,
    T_VERTICAL,
    T_WIDTH,
)

_CELL = 20
"""Bytes of a TC80."""


def outlines(modifiers: Iterable[tuple[int, bytes]]) -> tuple[int, list[Outline]]:
    """Return a row's left edge and its cells, in twips, as its modifiers define and change them."""
    left, cells = 0, list[Outline]()
    for code, operand in modifiers:
        if code == T_DEFINITION and operand:
            left, cells = _defined(operand)
        elif code in {T_MERGE, T_SPLIT} and len(operand) >= 2:
            for number in range(operand[0] + (code == T_MERGE), min(operand[1], len(cells))):
                cells[number].joins_left = code == T_MERGE
        elif code == T_VERTICAL and len(operand) >= 2 and operand[0] < len(cells):
            cells[operand[0]].joins_above = operand[1] & 3 == 1
        elif code == T_DELETE and len(operand) >= 2:
            del cells[operand[0] : operand[1]]
        elif code in {T_WIDTH, T_INSERT} and len(operand) >= 4:
            cells = _widened(left, cells, operand, inserts=code == T_INSERT)
    return left, cells


def _defined(operand: bytes) -> tuple[int, list[Outline]]:
    """Read sprmTDefTable: the number of cells, their edges, and what is known of their properties."""
    count = operand[0]
    if len(operand) < 1 + 2 * (count + 1):
        return 0, []
    edges = [i16(operand, 1 + 2 * number) for number in range(count + 1)]
    cells = []
    for number in range(count):
        at = 3 + 2 * count + _CELL * number
        flags = operand[at] if at < len(operand) else 0
        cells.append(Outline(edges[number + 1], flags & 3 == 1, flags >> 5 & 3 == 1))
    return edges[0], cells


def _widened(left: int, cells: list[Outline], operand: bytes, *, inserts: bool) -> list[Outline]:
    """Give cells another width (sprmTDxaCol), or insert new ones of a width (sprmTInsert); edges after them move."""
    first, last, width = operand[0], operand[0] + operand[1] if inserts else operand[1], i16(operand, 2)
    lefts = [left, *(cell.right for cell in cells)]
    widths = [cell.right - edge for cell, edge in zip(cells, lefts, strict=False)]
    if inserts:
        cells[first:first] = [Outline(0) for _ in range(first, last)]
        widths[first:first] = [width] * (last - first)
    else:
        widths[first:last] = [width] * len(widths[first:last])
    edge = left
    for cell, wide in zip(cells, widths, strict=False):
        edge += wide
        cell.right = edge
    return cells
