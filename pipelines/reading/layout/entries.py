"""The lines and tables of a page from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.body import Cell
from pipelines.reading.characters import bare
from pipelines.reading.cues import LABEL, NUMERIC
from pipelines.reading.layout.lines import lines_of, text_of_line
from pipelines.reading.layout.placed import (
    Bounds,
    Entry,
    Placed,
    SetLine,
    SetPage,
    SetTable,
    bounds_of,
    least_confidence,
)
from pipelines.reading.layout.ruled import filled, ruled_tables
from pipelines.reading.layout.text_columns import text_columns
from pipelines.reading.layout.unruled import unruled_tables
from pipelines.reading.layout.zones import rows_of

SEVERAL = 3
"""Numbers in one cell that are a column's, not a cell's; labels in one row that are those of several."""


MOST_ROWS = 3
"""Ruled rows that a table has whose lines rule only its columns; a number may be broken over lines in any other."""


def entries_of(page: SetPage) -> list[Entry]:
    """Return a page's lines and tables from top to bottom, one column of text after the other."""
    ruled = [(table, filled(table, page, page.texts)) for table in ruled_tables(page)]
    ruled = [(table, entry) for table, entry in ruled if not _runs_together(entry)]
    prose = [each for each in page.texts if not any(_holds(table.bounds, each) for table, _ in ruled)]
    found: list[tuple[float, Entry]] = [(table.rows[0], entry) for table, entry in ruled]
    entries: list[Entry] = []
    tops = sorted(top for top, _ in found)
    for above, below in zip([float("-inf"), *tops], [*tops, float("inf")], strict=True):
        entries += [entry for top, entry in found if top == above]
        entries += _between([each for each in prose if above <= each.middle < below], page)
    return entries


def _runs_together(table: SetTable) -> bool:
    """Tell whether lines rule only the columns of a table: labels and numbers of several rows stand in its cells."""
    if len(table.grid) > MOST_ROWS:
        return False
    for row in table.grid:
        cells = {id(cell): cell for cell in row if cell}.values()
        labels = sum(len(LABEL.findall(bare(cell.text))) for cell in cells)
        if labels >= SEVERAL and sum(map(_is_column, cells)) > 1:
            return True
    return False


def _is_column(cell: Cell) -> bool:
    """Tell whether a cell holds a column of numbers; OCR reads each cell by itself, so that its rulings are sure."""
    words = cell.text.split() if cell.confidence is None else []
    numbers = sum(bool(NUMERIC.match(word)) for word in words)
    return numbers >= SEVERAL and 2 * numbers > len(words)


def _between(texts: Sequence[Placed], page: SetPage) -> Iterator[Entry]:
    """Yield the lines and unruled tables of the part of a page between two ruled tables."""
    for column, own in text_columns(texts):
        lines = lines_of(own)
        rows = rows_of([line for line in lines if any(each.text.strip() for each in line)])
        tables = {lines.start: (lines, table) for lines, table in unruled_tables(rows, page)}
        at = 0
        while at < len(rows):
            taken, table = tables.get(at, (range(at, at + 1), None))
            yield table or _set_line(rows[at].line, page, column)
            at = taken.stop


def _set_line(line: Sequence[Placed], page: SetPage, column: tuple[float, float] | None) -> SetLine:
    printed = [each for each in line if each.text.strip()]
    bounds = bounds_of(printed)
    return SetLine(
        text_of_line(line),
        bounds[0],
        bounds[2],
        max(each.size for each in printed),
        page.box(bounds),
        least_confidence(printed),
        column,
    )


def _holds(bounds: Bounds, each: Placed) -> bool:
    left, top, right, bottom = bounds
    return left <= (each.left + each.right) / 2 <= right and top <= each.middle <= bottom
