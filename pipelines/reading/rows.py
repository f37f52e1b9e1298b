"""Lines of plain text that are rows of a flattened table: how their cells are parted, and which lines belong to one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from pipelines.reading.characters import bare, clean
from pipelines.reading.cues import LABEL, NUMBERED, NUMERIC

RULE = re.compile(r"(?=[^\w]*[-—=_]{3})[\s|+:\-—=_]+")
"""A row of dashes that only draws a line; markup left over from a conversion."""

INDICATOR = re.compile(
    r"(?:数量?|费用|经费|人次|秘密|隐私|情形|社会稳定|政府信息)(?:[（(][^（）()]{1,40}[）)])?$"
)
"""How labels of the statistics form end; so do others, a few together are its."""

FEW = 3
"""Such labels that make lines rows of that form."""

GAP = re.compile(r"[ \u3000\xa0]{2,}")
HEADS = re.compile(
    r"(?:\d{1,2}\s+)?(?:[（(][一二三四五六七八九十]{1,2}[)）]|[一二三四五六七八九十]{1,2}、)[^，。；：]{2,40}"
)
SERIAL = re.compile(r"\d{1,2}")
HALVES = 2
LONGEST = 60
"""Characters of a cell; the longest label of the form has 45."""

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line that may be a row of a table. `sure` where tabs part its cells: nothing else needs to bear it out."""

    cells: Cells
    sure: bool

    @property
    def numbers(self) -> int:
        """Return how many cells hold a number or a dash."""
        return sum(_is_numeric(cell) for cell in self.cells)


def rows_and_lines(printed: Sequence[str]) -> Iterator[str | list[Cells]]:
    """Yield lines of prose and runs of rows, in order; a blank line ends a run, as does a line of prose.

    Cells not parted by tabs make rows only in a run that holds numbers and labels of the form, or one of them where
    the other stands in a run from which nothing but blank lines and numbered headings part it.
    """
    marked = [(row_of(line), line) for line in printed if not RULE.fullmatch(line.strip())]
    runs = [_Run(list(run)) for _, run in groupby(marked, key=lambda each: each[0].sure if each[0] else None)]
    together: list[_Run] = []
    for run in runs:
        if not run.is_blank and not run.rows and not run.heads:
            yield from _told(together)
            together = []
        together.append(run)
    yield from _told(together)


@dataclass(slots=True)
class _Run:
    """Lines that are all rows alike, or all none."""

    lines: list[tuple[Row | None, str]]

    @property
    def rows(self) -> list[Row]:
        return [row for row, _ in self.lines if row]

    @property
    def heads(self) -> bool:
        """Whether the lines are such as head rows of a form: short and numbered."""
        return all(HEADS.fullmatch(line.strip()) for _, line in self.lines)

    @property
    def is_blank(self) -> bool:
        return not any(line.strip() for _, line in self.lines)


def _told(together: Sequence[_Run]) -> Iterator[str | list[Cells]]:
    """Yield what runs are that stand together: of the doubtful ones with a label or a number, all are rows or none."""
    doubtful = [run.rows for run in together if run.rows and not run.rows[0].sure]
    is_table = _is_table([row for rows in doubtful for row in rows])
    for run in together:
        rows = run.rows
        if rows and (rows[0].sure or (is_table and (_prints_labels(rows) or _is_numbered(rows)))):
            yield [row.cells for row in rows]
        else:
            yield from (text for _, line in run.lines if (text := clean(line)))


def row_of(line: str) -> Row | None:
    """Return the row that a line may be: cells parted by tabs, by bars, by wide gaps, or numbers behind a label."""
    if not clean(line):
        return None
    if "\t" in line:
        return Row(tuple(clean(cell) for cell in line.split("\t")), sure=True)
    if len(bars := line.strip().removeprefix("|").removesuffix("|").split("|")) > 1:
        return _possible(bars)
    if len(wide := GAP.split(line.strip())) > 1:
        return _possible(wide)
    words = line.split()
    return _possible(words) if is_tight(words) else None


def _possible(parts: Sequence[str]) -> Row | None:
    """Return the row unless a cell is prose or the line is a numbered heading."""
    row = Row(tuple(clean(part) for part in parts), sure=False)
    prose = any(len(bare(cell)) > LONGEST or "。" in cell for cell in row.cells)
    heading = not row.numbers and NUMBERED.match("".join(row.cells))
    return None if prose or heading else row


def is_tight(words: Sequence[str]) -> bool:
    """Return whether single blanks part cells: a label of the form or three numbers, and nothing behind the numbers.

    A row of a form set in two halves is two such; a serial number may come first.
    """
    if len(words) > 2 and SERIAL.fullmatch(words[0]):
        words = words[1:]
    numeric = [_is_numeric(word) for word in words]
    starts = [at for at, (before, here) in enumerate(pairwise(numeric), start=1) if before and not here]
    parts = [words[start:end] for start, end in pairwise([0, *starts, len(words)])]
    behind = len(parts) > 1 and not numeric[-1]
    return len(parts) <= HALVES and not behind and all(map(_is_labelled_row, parts))


def _is_labelled_row(words: Sequence[str]) -> bool:
    values = next((at for at, word in enumerate(words) if _is_numeric(word)), len(words))
    label = "".join(words[:values])
    return len(words) > 1 and (
        len(words) - values >= 3 or bool(LABEL.search(label) or INDICATOR.search(label))
    )


def _is_numeric(cell: str) -> bool:
    return bool(cell) and bool(NUMERIC.match(cell))


def _is_table(rows: Sequence[Row]) -> bool:
    return _prints_labels(rows) and _is_numbered(rows)


def _prints_labels(rows: Sequence[Row]) -> bool:
    return is_labelled(cell for row in rows for cell in row.cells)


def is_labelled(printed: Iterable[str]) -> bool:
    """Return whether some cells hold what hardly stands anywhere but in the forms' labels."""
    cells = [bare(cell) for cell in printed]
    return any(map(LABEL.search, cells)) or sum(map(bool, map(INDICATOR.search, cells))) >= FEW


def _is_numbered(rows: Sequence[Row]) -> bool:
    return any(row.numbers for row in rows)
