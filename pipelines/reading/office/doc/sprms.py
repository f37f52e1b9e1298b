"""Single property modifiers ([MS-DOC] 2.2.5, 2.6): lists of formatting instructions."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.reading.office.doc.binary import u16

P_ISTD = 0x4600
P_IN_TABLE, P_ROW_END = 0x2416, 0x2417
P_DEPTH, P_INNER_CELL, P_INNER_ROW_END = 0x6649, 0x244B, 0x244C
P_LEVEL, P_LIST = 0x260A, 0x460B
P_HUGE, P_HUGE_2, P_TABLE = 0x6645, 0x6646, 0x646B
T_DEFINITION, T_MERGE, T_SPLIT, T_VERTICAL = 0xD608, 0x5624, 0x5625, 0xD62B
T_INSERT, T_DELETE, T_WIDTH = 0x7621, 0x5622, 0x7623
C_STYLE, C_DELETED, C_HIDDEN, C_SYMBOL = 0x4A30, 0x0800, 0x083C, 0x6A09
C_STRUCK, C_STRUCK_TWICE = 0x0837, 0x2A53

_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
_TABS = 0xC615
MAX_SPRMS = 2000
"""Modifiers in one list."""


def sprms(grpprl: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each modifier with its operand, of a variable one without the count; a list that is cut off just ends."""
    at = 0
    for _ in range(MAX_SPRMS):
        if at + 2 > len(grpprl):
            return
        code = u16(grpprl, at)
        begin, size = _operand(grpprl, at + 2, code)
        if begin + size > len(grpprl):
            return
        yield code, grpprl[begin : begin + size]
        at = begin + size


def _operand(grpprl: bytes, at: int, code: int) -> tuple[int, int]:
    """Return where an operand begins and its size."""
    if code >> 13 != 6:
        return at, _SIZES[code >> 13]
    if code == T_DEFINITION:
        return at + 2, u16(grpprl, at) - 1 if at + 2 <= len(grpprl) else 0
    count = grpprl[at] if at < len(grpprl) else 0
    if code == _TABS and count == 255:
        return at + 1, _tabs_size(grpprl, at + 1)
    return at + 1, count


def _tabs_size(grpprl: bytes, at: int) -> int:
    """Return the size of sprmPChgTabs, whose count does not fit a byte: tabs deleted (4 bytes) and added (3)."""
    deleted = grpprl[at] if at < len(grpprl) else 0
    after = at + 1 + 4 * deleted
    return 2 + 4 * deleted + 3 * (grpprl[after] if after < len(grpprl) else 0)
