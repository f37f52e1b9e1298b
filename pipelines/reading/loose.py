"""Tables that a source prints as lines: each cell, or each row, a paragraph of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from pipelines.body import Block, Grid, Table
from pipelines.reading.characters import bare
from pipelines.reading.cues import LABEL, LONGEST_HEADING, NUMERIC, SECTION
from pipelines.reading.grid import Printed, expand
from pipelines.reading.rows import is_labelled, is_tight

ENOUGH = 6
"""Numbers, among labels of the forms, that no prose sets line by line."""

FEWEST = 3
"""Lines of a form's shortest table, its header among them."""

COLUMNS = re.compile(r"行政(?:复议|诉讼)|申请人情况|自然人")
"""What heads columns of a form before any of its labels."""

OUTCOME = re.compile(r"结果维持|结果纠正|其他结果|尚未审结")
"""What ends a head above values that have no label of their own."""

YEAR = re.compile(r"(?:19|20)\d\d年度?")
"""What heads the form of a year where those of several are printed."""


def gridded(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return blocks with runs of lines that are cells or rows of a statutory form as tables.

    What follows a label up to the next one are its values. Lines of paged captures stay as they are: where they stand
    would tell columns, and whoever placed them saw none.
    """
    runs = [(is_cell, list(run)) for is_cell, run in groupby(blocks, key=_may_be_cell)]
    if not any(is_cell and len(run) >= FEWEST for is_cell, run in runs):
        return blocks
    made = [block for is_cell, run in runs for block in (_told(run) if is_cell else run)]
    return tuple(_numbered(made)) if len(made) < len(blocks) else blocks


def _may_be_cell(block: Block) -> bool:
    text = _line(block)
    return (
        text is not None
        and len(text) <= 2 * LONGEST_HEADING
        and "。" not in text
        and not (SECTION.match(text) or YEAR.fullmatch(text.strip()))
    )


def _line(block: Block) -> str | None:
    """Return a line's text, also that of a table's row that stands outside it, `None` for a table and placed text."""
    if isinstance(block, Table):
        cell = block.grid[0][0] if len(block.grid) == 1 and len(block.grid[0]) == 1 else None
        return cell.text if cell and not cell.box else None
    return block.text if block.box is None and block.confidence is None else None


def _told(run: Sequence[Block]) -> list[Block]:
    """Return a run of short lines with the part of it that is a table, from its first label to its last number."""
    lines = [_line(block) or "" for block in run]
    cells = [_cells(line) for line in lines]
    with_values = [at for at, line in enumerate(cells) if _is_values(line) or _is_row(line)]
    numbers = sum(bool(NUMERIC.match(cell)) for at in with_values for cell in cells[at])
    if numbers < ENOUGH or not is_labelled(lines):
        return list(run)
    labels = (at for at, line in enumerate(cells) if any(map(_begins_form, line)))
    start, stop = min(next(labels, with_values[0]), max(with_values[0] - 1, 0)), with_values[-1] + 1
    table = Table(_grid(cells[start:stop]), run[0].capture, run[start].block, 0, spanned=False)
    return [*run[:start], table, *run[stop:]]


def _begins_form(cell: str) -> bool:
    text = bare(cell)
    return bool(COLUMNS.fullmatch(text) or LABEL.search(text))


def _grid(lines: Sequence[Sequence[str]]) -> Grid:
    return expand([[Printed(cell, one_line=True) for cell in row] for row in _rows(lines)])


def _rows(lines: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    """Yield rows: a label with the values after it, and what stands before the label by itself."""
    texts: list[str] = []
    values: list[str] = []
    for line in (*lines, ()):
        if line and _is_values(line):
            values += line
            continue
        is_row = _is_row(line)
        if values or is_row or not line:
            label = texts[-1:] if values and not (texts and OUTCOME.fullmatch(bare(texts[-1]))) else []
            yield from filter(None, (texts[: len(texts) - len(label)], [*label, *values]))
            texts, values = [], []
        if is_row:
            yield line
        else:
            texts += line


def _cells(line: str) -> list[str]:
    """Return what tabs part; without any what blanks part, unless two words make one label."""
    if "\t" in line:
        return line.split("\t")
    words = line.split()
    is_label = len(words) == 2 and not is_tight(words) and LABEL.search("".join(words))
    return ["".join(words)] if is_label else words


def _is_row(line: Sequence[str]) -> bool:
    """Return whether cells are a label and its values, of which some may be blank."""
    if len(line) < 2 or not NUMERIC.match(line[-1]):
        return False
    return is_tight(line) or ("" in line and not NUMERIC.match(line[0]))


def _is_values(line: Sequence[str]) -> bool:
    return all(map(NUMERIC.match, line))


def _numbered(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield blocks and tables counted anew."""
    tables = 0
    for number, block in enumerate(blocks):
        if isinstance(block, Table):
            yield replace(block, block=number, table=tables)
            tables += 1
        else:
            yield replace(block, block=number)
