"""A story of an RTF under way: its open paragraph, and the rows that are being defined."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.errors import Unreadable
from pipelines.reading.office.assembly import Assembly, Outline
from pipelines.reading.office.fields import Fields
from pipelines.reading.office.story import Story

MAX_CELLS = 500
"""Cells that the definition of one row draws."""

ROW_WORDS = frozenset({"trowd", "trleft", "cellx", "clmrg", "clvmrg"})
"""Control words that define a row."""


@dataclass(slots=True)
class RowDefinition:
    """A row's definition so far: its left edge and its cells, and the flags of the cell to come."""

    left: int = 0
    outlines: list[Outline] = field(default_factory=list)
    joins_left: bool = False
    joins_above: bool = False

    def draw(self, right: int) -> None:
        """Add the cell that ends at an edge."""
        if len(self.outlines) >= MAX_CELLS:
            raise Unreadable(f"a row of the RTF has more than {MAX_CELLS} cells")
        self.outlines.append(Outline(right, self.joins_left, self.joins_above))
        self.joins_left = self.joins_above = False


class OpenStory:
    """A story under way, the main one or a text box's: its marks, fields, open paragraph and row definitions."""

    def __init__(self) -> None:
        self.assembly, self.fields = Assembly(), Fields()
        self.line: list[str] = []
        self.boxes: list[Story] = []
        self.rows: dict[int, RowDefinition] = {}

    def taken(self) -> str:
        """Return the open paragraph's text and begin another."""
        text = "".join(self.line)
        self.line.clear()
        return text

    def paragraph(self, depth: int) -> None:
        """End a paragraph; text boxes anchored in it follow."""
        self.assembly.paragraph(self.taken(), depth)
        for box in self.boxes:
            self.assembly.insert(box)
        self.boxes.clear()

    def row(self, depth: int) -> RowDefinition:
        """Return the definition of rows of tables at a depth."""
        return self.rows.setdefault(depth, RowDefinition())

    def define(self, word: str, number: int, depth: int) -> None:
        """Take one of the control words that define a row of tables at a depth."""
        if word == "trowd":
            self.rows[depth] = RowDefinition()
        elif word == "trleft":
            self.row(depth).left = number
        elif word == "cellx":
            self.row(depth).draw(number)
        elif word == "clmrg":
            self.row(depth).joins_left = True
        elif word == "clvmrg":
            self.row(depth).joins_above = True

    def finished(self) -> Story:
        """Return the story."""
        if self.line or self.boxes:
            self.paragraph(0)
        return self.assembly.finished()
