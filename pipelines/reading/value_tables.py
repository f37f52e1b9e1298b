"""Which table elements hold values and which only lay out the page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.reading.characters import bare
from pipelines.reading.cues import LABEL, LONGEST_HEADING, NUMERIC, SECTION, is_prose
from pipelines.reading.grid import CELLS
from pipelines.reading.page import Page
from pipelines.remembering import remembered

MAX_PROSE = 300
"""Characters of running text in one cell above which the table is no table of values."""

ROW_LEFT_BLANK = 8
"""Cells, all but a label or two empty, of a table that is but a row of the second form."""

ENOUGH_NUMBERS = 20
"""Cells with numbers from which on a table is one of values though sections begin in it: all forms set as one."""


@dataclass(slots=True)
class _Shape:
    """What a table element holds outside the tables in it; `around` is the table that it stands in."""

    around: _Shape | None = None
    lines: list[str] = field(default_factory=list)
    rows: int = 0
    cells: int = 0
    labels: int = 0
    numbers: int = 0
    sections: int = 0
    prose: int = 0
    holds_values: bool = False
    inner_labels: int = 0

    def count(self) -> None:
        """Count what its lines are signs of."""
        labels, numbers, sections, prose = zip(*map(_signs, self.lines), strict=True)
        self.labels, self.numbers, self.sections = sum(labels), sum(numbers), sum(sections)
        self.prose = max(prose)

    def is_of_values(self) -> bool:
        """Tell whether the table itself, not one nested in it, is the table to read."""
        is_column_of_text = self.prose > 0 and not self.numbers and self.cells <= self.rows
        if self.prose > MAX_PROSE or is_column_of_text:
            return False
        if self.holds_values and (self.labels < 2 or self.labels <= self.inner_labels):
            return False
        if self.sections and (self.holds_values or self.numbers < ENOUGH_NUMBERS):
            return False
        is_row_left_blank = self.rows == 1 and self.cells >= ROW_LEFT_BLANK and 1 <= len(self.lines) <= 2
        is_grid = self.rows >= 2 and self.cells >= 2 * self.rows
        return bool(self.labels) or self.numbers >= 2 or is_grid or is_row_left_blank


def value_tables(page: Page) -> dict[int, int]:
    """Return the region of each outermost table of values, keyed by the index of its first line."""
    shapes = _shapes(page)
    chosen = [index for index in reversed(shapes) if _judge(shapes[index])]
    found: dict[int, int] = {}
    covered = 0
    for index in sorted(chosen):
        region = page.regions[index]
        if region.start >= covered and region.end > region.start:
            found[region.start] = index
            covered = region.end
    return found


def _judge(inner: _Shape) -> bool:
    """Judge a table after those nested in it, and tell the one around it."""
    verdict = inner.is_of_values()
    if around := inner.around:
        around.holds_values |= verdict or inner.holds_values
        around.inner_labels += max(inner.inner_labels, inner.labels if verdict else 0)
        around.sections += inner.sections
    return verdict


def _shapes(page: Page) -> dict[int, _Shape]:
    """Return the shape of each table by its region."""
    shapes: dict[int, _Shape] = {}
    behind = 0
    for index in [index for index, region in enumerate(page.regions) if region.name == "table"]:
        if index >= behind:
            behind = page.regions[index].after
            _measure(page, index, shapes)
    for shape in shapes.values():
        if shape.lines:
            shape.count()
    return shapes


def _measure(page: Page, outermost: int, shapes: dict[int, _Shape]) -> None:
    """Add the shapes of a table that stands in no other and of those within it."""
    regions, table = page.regions, page.regions[outermost]
    shapes[outermost] = _Shape()
    within: dict[int | None, _Shape] = {outermost: shapes[outermost]}
    for index in range(outermost + 1, table.after):
        region = regions[index]
        owner, name = within[region.parent], region.name
        if name == "table":
            owner = shapes[index] = _Shape(owner)
        elif name in CELLS:
            owner.cells += 1
        elif name == "tr":
            owner.rows += 1
        within[index] = owner
    for line in page.lines[table.start : table.end]:
        within[line.region].lines.append(line.text)


class _Signs(NamedTuple):
    """What a line is a sign of."""

    label: bool
    number: bool
    section: bool
    prose: int


@remembered
def _signs(printed: str) -> _Signs:
    text = bare(printed)
    is_label = len(text) < LONGEST_HEADING and bool(LABEL.search(text))
    prose = len(text) if is_prose(text) else 0
    return _Signs(is_label, bool(NUMERIC.match(text)), bool(SECTION.match(text)), prose)
