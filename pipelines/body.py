"""What a reader makes of one capture: blocks in reading order and what stands around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


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


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: text as printed (NFC, inner line breaks as a space), place as found, spans as bounded.

    `box` and `confidence` are as for paragraphs.
    """

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    image: bool = False
    box: Box | None = None
    confidence: float | None = None


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


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of publication and where it was read: `visible`, `meta`, `script`, `signature`, `address`."""

    on: date
    where: str


@dataclass(frozen=True, slots=True)
class Position:
    """Which page of a multi-page article this is, both 1-based, as its own pager says."""

    current: int
    total: int


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself outside the body: title candidates (best first), dates, breadcrumb, site name."""

    titles: tuple[str, ...] = ()
    dates: tuple[Dated, ...] = ()
    breadcrumb: tuple[str, ...] = ()
    site: str | None = None
    publisher: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One capture, read: its head, its body's blocks, its place in a multi-page article if any, its images' number."""

    head: Head
    blocks: tuple[Block, ...]
    position: Position | None = None
    pictures: int = 0
