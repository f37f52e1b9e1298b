"""Rows of a table without rulings, by their labels: an ordinal begins one, lines without go on with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.reading.layout.frames import Frame
from pipelines.reading.layout.zones import Row

STACKED = 1.5
"""Times the type's size that the lines of one header are apart, at most."""

LABEL_STACKED = 2.0
"""The same of one label: the next one's ordinal tells where it ends."""

BEGINS = re.compile(
    r"^\d{1,2}[.、．]|^[一二三四五六七八九十]{1,2}[、.．]|[（(][一二三四五六七八九十]{1,2}[）)]|^其中"
)


@dataclass(slots=True)
class _Block:
    """The lines of one label or header, those of its group beside them, and its line of values."""

    lines: list[Row]
    is_head: bool = False
    is_valued: bool = False
    beside: list[Row] = field(default_factory=list)

    def reaches(self, middle: float) -> bool:
        return self.lines[0].middle < middle < self.lines[-1].middle


def label_blocks(zone: Sequence[Row], frame: Frame) -> list[list[Row]] | None:
    """Return the lines of each row, `None` where it is not certain which values belong to which label.

    Values stand on a line of their label, or between its lines. A line that only holds a part of a group's label
    goes with the row it stands in.
    """
    blocks: list[_Block] = []
    for row in zone:
        if (frame.heads(row) or frame.label(row)) and not _goes_on(blocks, row, frame):
            blocks.append(_Block([], frame.heads(row)))
        elif not frame.heads(row) and not frame.label(row):
            continue
        blocks[-1].lines.append(row)
        blocks[-1].is_valued |= bool(row.values)
    for row in zone:
        if not frame.heads(row) and not frame.label(row) and not _set_beside(blocks, row):
            return None
    return [sorted((*block.lines, *block.beside), key=lambda row: row.middle) for block in blocks]


def _goes_on(blocks: Sequence[_Block], row: Row, frame: Frame) -> bool:
    """Tell whether a line goes on with the label or header above it."""
    if not blocks:
        return False
    block, label = blocks[-1], frame.label(row)
    apart = (row.middle - block.lines[-1].middle) / row.line[0].size
    if block.is_head or frame.heads(row):
        return block.is_head and apart <= STACKED and (frame.heads(row) or not row.values)
    if apart > LABEL_STACKED:
        return False
    begins = label is not None and BEGINS.search(label.text)
    return not begins and not (row.values and block.is_valued)


def _set_beside(blocks: list[_Block], row: Row) -> bool:
    """Put a line without a row's label into the row it stands in, and return false for values of no certain row."""
    around = next((block for block in blocks if block.reaches(row.middle)), None)
    if not row.values:
        nearest = around or min(
            blocks, key=lambda block: abs(block.lines[0].middle - row.middle), default=None
        )
        if nearest is None:
            blocks.append(_Block([row]))
        else:
            nearest.beside.append(row)
        return True
    if around is not None:
        fits = not around.is_valued and not around.is_head
        around.is_valued = True
        around.beside.append(row)
        return fits
    above = [block for block in blocks if block.lines[-1].middle <= row.middle]
    if above and not (above[-1].is_valued or above[-1].is_head):
        return False
    blocks.insert(len(above), _Block([row], is_valued=True))
    return True
