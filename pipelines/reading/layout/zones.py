"""Lines that look like rows of a statutory table without rulings, and its columns by how its numbers line up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipelines.reading.characters import bare
from pipelines.reading.cues import LABEL, NUMERIC, SECTION, is_prose
from pipelines.reading.layout.folios import FOLIO
from pipelines.reading.layout.lines import chunks_of, text_of_line
from pipelines.reading.layout.placed import Placed

APART = 0.25
"""Part of the type's size from which on a gap may part columns."""

SURELY_APART = 0.5
"""The same where not every line has a chunk in every column to bear it out."""

ORDINAL = re.compile(r"\d{1,2}[.、．]")
LONGEST = 60
NOTE = "勾稽关系"
"""What the form prints in the corner of its second table, a sentence by its length."""

ENOUGH_NUMBERS = 5


class Chunk(NamedTuple):
    """A run of text on one line, parted from the next by a gap."""

    text: str
    left: float
    right: float
    placed: tuple[Placed, ...]

    @property
    def is_number(self) -> bool:
        """Return whether it is a number or a dash."""
        return bool(NUMERIC.match(self.text)) and not ORDINAL.fullmatch(self.text)


class Row(NamedTuple):
    """A line as chunks."""

    chunks: tuple[Chunk, ...]
    line: Sequence[Placed]

    @property
    def middle(self) -> float:
        """Return how far down its middle stands."""
        return self.line[0].middle

    @property
    def text(self) -> str:
        """Return the chunks run together."""
        return " ".join(chunk.text for chunk in self.chunks)

    @property
    def values(self) -> tuple[Chunk, ...]:
        """Return the numbers that end the line: behind a label, or three and more of them alone."""
        at = len(self.chunks)
        while at and self.chunks[at - 1].is_number:
            at -= 1
        return self.chunks[at:] if at or len(self.chunks) > 2 else ()

    @property
    def is_loose(self) -> bool:
        """Return whether it may stand in a table: a row of values or a label, no sentence, heading or folio."""
        text = self.text
        short = (not is_prose(text) and len(text) <= LONGEST and "。" not in text) or NOTE in text
        return (bool(self.values) or short) and not SECTION.match(bare(text)) and not FOLIO.fullmatch(text)


Column = tuple[float, float]
"""Left and right edge of what is printed in a column."""


def rows_of(lines: Sequence[Sequence[Placed]]) -> list[Row]:
    """Return lines as chunks."""
    return [
        Row(
            tuple(
                Chunk(text_of_line(chunk), chunk[0].left, max(each.right for each in chunk), tuple(chunk))
                for chunk in chunks_of(line, APART)
            ),
            line,
        )
        for line in lines
    ]


def zones(rows: Sequence[Row]) -> Iterator[range]:
    """Yield runs of lines that look like rows of one statutory table, from its header on."""
    start = 0
    while start < len(rows):
        end = start
        while end < len(rows) and rows[end].is_loose:
            end += 1
        yield from _trimmed(rows, start, end)
        start = end + 1


def _trimmed(rows: Sequence[Row], start: int, end: int) -> Iterator[range]:
    values = [index for index in range(start, end) if rows[index].values]
    if not values:
        return
    first = min(chunk.left for index in values for chunk in rows[index].values)
    while start < values[0] and not _begins_table(rows[start], first):
        start += 1
    stop = values[-1] + 1
    zone = rows[start:stop]
    labelled = sum(bool(LABEL.search(bare(row.text))) for row in zone)
    if labelled > 1 or (labelled and (len(values) > 1 or len(rows[values[0]].values) >= ENOUGH_NUMBERS)):
        yield range(start, stop)


def _begins_table(row: Row, first: float) -> bool:
    """Tell whether a line may be a table's first: a label, several heads, or one over the columns of values."""
    over = (row.chunks[0].left + row.chunks[-1].right) / 2 > first
    return over or len(row.chunks) > 1 or bool(LABEL.search(bare(row.text)))


def columns_of(zone: Sequence[Row]) -> list[Column] | None:
    """Return the columns of values, `None` where they are not certain.

    They are where every line has a value in each, or where each is well apart from the next.
    """
    printed = [row.values for row in zone if row.values]
    columns = _merged((chunk.left, chunk.right) for values in printed for chunk in values)
    for values in printed:
        met = [_met(columns, chunk) for chunk in values]
        if len({each[0] for each in met}) < len(met):
            return None
    first = columns[0][0]
    if any(chunk.right > first for row in zone if (own := row.values) for chunk in row.chunks[: -len(own)]):
        return None
    full = len(printed) > 1 and all(len(values) == len(columns) for values in printed)
    size = zone[0].line[0].size
    apart = all(other[0] - one[1] >= SURELY_APART * size for one, other in pairwise(columns))
    return _merged([*columns, *_heads(zone, columns)]) if full or apart else None


def _heads(zone: Sequence[Row], columns: Sequence[Column]) -> Iterator[Column]:
    """Yield what is printed of heads over columns that are blank throughout."""
    for chunk in (chunk for row in zone if not row.values for chunk in row.chunks):
        if chunk.left > columns[0][0] and not _met(columns, chunk):
            yield chunk.left, chunk.right


def _merged(spans: Iterable[Column]) -> list[Column]:
    merged: list[Column] = []
    for left, right in sorted(spans):
        if merged and left < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], right))
        else:
            merged.append((left, right))
    return merged


def _met(columns: Sequence[Column], chunk: Chunk) -> list[int]:
    return [index for index, (left, right) in enumerate(columns) if chunk.left < right and left < chunk.right]
