"""Blocks as lines of prose, with the statutory tables and their captions taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec

from pipelines.body import Block, Paragraph, Table
from pipelines.prose.furniture import is_caption
from pipelines.prose.headings import inner_headings, read_heading

Used = frozenset[tuple[int, int]]
"""(capture, block) of the tables that hold statutory rows."""


class ProseLine(msgspec.Struct, frozen=True):
    """A line of prose, the block it stands in, and what separates it from the line before.

    `offset` is where it begins in its paragraph. `only_heading` marks a row of a statutory table: it counts as a
    heading or not at all.
    """

    text: str
    source: Block
    offset: int = 0
    joint: str = "\n"
    only_heading: bool = False

    @property
    def place(self) -> tuple[int, int]:
        """The capture and block it stands in."""
        return self.source.capture, self.source.block


def prose_lines(blocks: Sequence[Block], used: Used, *, rows_head: bool) -> list[ProseLine]:
    """Return the report's lines in reading order.

    `rows_head` says that a row of a statutory table may be a section's heading, which it never is in the statistics
    form: that numbers its own parts (八、机构建设和保障经费情况).
    """
    captions = _captions(blocks, used)
    found: list[ProseLine] = []
    for index, block in enumerate(blocks):
        if index in captions:
            continue
        if isinstance(block, Table):
            statutory = (block.capture, block.block) in used
            found.extend(_table_lines(block, statutory=statutory) if rows_head or not statutory else ())
        else:
            found.extend(_paragraph_lines(block))
    return found


def _captions(blocks: Sequence[Block], used: Used) -> set[int]:
    """Return the blocks that only caption or head a statutory table beside them, directly or over other captions."""
    found: set[int] = set()
    for order in (range(len(blocks)), range(len(blocks) - 1, -1, -1)):
        beside = False
        for index in order:
            block = blocks[index]
            if (block.capture, block.block) in used:
                beside = True
            elif text := _text(block):
                beside = beside and is_caption(text)
                if beside:
                    found.add(index)
    return found


def _text(block: Block) -> str:
    if isinstance(block, Paragraph):
        return block.text.strip()
    return "".join(dict.fromkeys(cell.text for row in block.grid for cell in row if cell))


def _paragraph_lines(paragraph: Paragraph) -> Iterator[ProseLine]:
    text = paragraph.text
    breaks = (match.end() for match in re.finditer("\n", text))
    cuts = sorted({0, *breaks, *inner_headings(text), len(text)})
    for start, end in pairwise(cuts):
        kept = text[start:end].rstrip()
        if kept.strip():
            lead = len(kept) - len(kept.lstrip())
            yield ProseLine(kept[lead:], paragraph, start + lead)


def _table_lines(table: Table, *, statutory: bool) -> Iterator[ProseLine]:
    for index, row in enumerate(table.grid):
        cells = [
            cell
            for column, cell in enumerate(row)
            if cell is not None and cell.text.strip() and _begins(table, index, column)
        ]
        if not statutory:
            for place, cell in enumerate(cells):
                yield ProseLine(cell.text, table, joint="\t" if place else "\n")
        elif len(cells) == 1 and ("。" in cells[0].text or _opens_section(cells[0].text)):
            heading = "。" not in cells[0].text
            yield ProseLine(cells[0].text, table, only_heading=heading)


def _begins(table: Table, row: int, column: int) -> bool:
    """Return whether a cell's first position in the grid is this one: spans stand at every position they cover."""
    cell = table.grid[row][column]
    above = row > 0 and table.grid[row - 1][column] is cell
    before = column > 0 and table.grid[row][column - 1] is cell
    return not above and not before


def _opens_section(text: str) -> bool:
    """Return whether a cell of a statutory table is a section's heading: those carry their ordinal."""
    heading = read_heading(text)
    return heading is not None and heading.style != "bare" and heading.is_telling
