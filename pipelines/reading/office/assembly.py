"""Tables put together from marks in running text, as DOC and RTF write them: ends of paragraph, cell and row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.errors import Unreadable
from pipelines.reading.grid import MAX_ROWS
from pipelines.reading.office.story import MAX_DEPTH, Framed, Ruled, Story

NEAR = 80
"""Twips (4 points) by which the edges of rows that were drawn to line up may miss each other."""

BROAD = 500
"""Twips that a cell is given for whose edge the row's definition has no place."""


@dataclass(slots=True)
class Outline:
    """A cell as a row's definition draws it: its right edge, and whether it belongs to the one left of or above it."""

    right: int
    joins_left: bool = False
    joins_above: bool = False


@dataclass(slots=True)
class _Open:
    """A table, or at depth 0 the text itself, up to here: finished rows, finished cells, and the story under way."""

    rows: list[list[Framed]] = field(default_factory=list)
    cells: list[Story] = field(default_factory=list)
    story: Story = field(default_factory=list)


class Assembly:
    """Builds a story; depth 0 is the text, 1 a table, 2 a table in a cell of it."""

    def __init__(self) -> None:
        self._open = [_Open()]

    def paragraph(self, text: str, depth: int) -> None:
        """End a paragraph."""
        self._at(depth).story.append(text)

    def insert(self, story: Story) -> None:
        """Put in what stands apart, such as a text box, where the text has come to."""
        self._open[-1].story.extend(story)

    def cell(self, text: str, depth: int) -> None:
        """End a cell with its last paragraph."""
        table = self._at(max(depth, 1))
        table.cells.append([*table.story, text])
        table.story = []

    def row(self, depth: int, left: int, outlines: Sequence[Outline]) -> None:
        """End a row whose definition begins at an edge and draws these cells."""
        table = self._at(max(depth, 1))
        if len(table.rows) >= MAX_ROWS:
            raise Unreadable(f"a table has more than {MAX_ROWS} rows")
        table.rows.append(_framed(table.cells, left, outlines))
        table.cells = []

    def finished(self) -> Story:
        """Return the story."""
        return self._at(0).story

    def _at(self, depth: int) -> _Open:
        if depth > MAX_DEPTH:
            raise Unreadable(f"tables are nested more than {MAX_DEPTH} deep")
        while len(self._open) - 1 > depth:
            self._close()
        while len(self._open) - 1 < depth:
            self._open.append(_Open())
        return self._open[-1]

    def _close(self) -> None:
        """Give a table to the text around it; what is left of a row without an end follows as text."""
        table = self._open.pop()
        around = self._open[-1].story
        if any(table.rows):
            around.append(Ruled([row for row in table.rows if row], NEAR))
        for story in (*table.cells, table.story):
            around.extend(story)


def _framed(cells: Sequence[Story], left: int, outlines: Sequence[Outline]) -> list[Framed]:
    row: list[Framed] = []
    for number, story in enumerate(cells):
        outline = outlines[number] if number < len(outlines) else Outline(left + BROAD)
        right = max(outline.right, left)
        if outline.joins_left and row:
            row[-1].right = right
        elif right > left or any(part for part in story):
            row.append(Framed(left, max(right, left + 1), story, outline.joins_above))
        left = max(right, row[-1].right if row else right)
    return row
