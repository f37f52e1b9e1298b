"""What a reader makes of one capture: blocks in reading order and what stands around them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import msgspec


class Box(NamedTuple):
    """Where something stands on a paged capture: page from 1; edges from the upper left corner, in points.

    A picture has one page, and its edges are in pixels.
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A run of prose. `capture` is the index of its capture in the document, `block` its ordinal in the reading.

    `box` is where it begins, for paged captures; `confidence` the least that OCR gave its characters, 0 to 1, `None`
    for text that the capture itself holds.
    """

    text: str
    capture: int
    block: int
    box: Box | None = None
    confidence: float | None = None


class Cell(msgspec.Struct, frozen=True):
    """A table cell: text as printed (NFC, inner line breaks as a space), place as found, spans as bounded.

    `box` and `confidence` are as for paragraphs. `one_line` is true where the source is known to print all of the text
    in one line, so that it is one number if it can be one.
    """

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    image: bool = False
    box: Box | None = None
    confidence: float | None = None
    one_line: bool = False


Grid = tuple[tuple[Cell | None, ...], ...]
"""Rows of equal length; a cell with spans stands at every position it covers, `None` where nothing covers."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as a grid. `table` is its ordinal among the tables of its capture, `block` that among all blocks.

    `spanned` is false where the source gives no spans (flattened text), so that columns cannot be trusted.
    """

    grid: Grid
    capture: int
    block: int
    table: int
    spanned: bool = True


Block = Paragraph | Table


def is_by_ocr(block: Block) -> bool:
    """Return whether a block, or any of its cells, was read by optical character recognition."""
    if isinstance(block, Paragraph):
        return block.confidence is not None
    return any(cell.confidence is not None for row in block.grid for cell in row if cell)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of publication, where it was read, and how it stands there.

    `where` is `visible`, `catalogue`, `meta`, `script`, `signature` or `address`.
    """

    on: date
    where: str
    raw: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Mention:
    """What a source says outside its text, as printed, and where.

    `where` is `title` (shown above the text), `title_element`, `meta`, `imprint`, `visible` (a line like 来源：…),
    `catalogue` (the table with the 索引号) or `signature`.
    """

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Position:
    """Which page of a multi-page article this is, both 1-based, as its own pager says."""

    current: int
    total: int


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself around its text: title candidates (best first), dates, breadcrumb, site name.

    `publisher` is the body it names as publisher or source, `signatory` the one that signs the text at its end;
    `capture` is the index of its capture in the document.
    """

    titles: tuple[Mention, ...] = ()
    dates: tuple[Dated, ...] = ()
    breadcrumb: tuple[str, ...] = ()
    site: Mention | None = None
    publisher: Mention | None = None
    signatory: Mention | None = None
    capture: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """One capture, read: its head, its body's blocks, its place in a multi-page article if any, its images' number."""

    head: Head
    blocks: tuple[Block, ...]
    position: Position | None = None
    pictures: int = 0
