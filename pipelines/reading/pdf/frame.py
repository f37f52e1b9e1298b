"""From a PDF page's own space, whose y runs upwards, to the page as shown and to the page as read."""

from __future__ import annotations

from typing import Any, NamedTuple

from pypdfium2 import PdfPage

from pipelines.reading.layout import Placed
from pipelines.reading.layout.placed import Bounds, turned

Handle = Any
"""What PDFium's functions take and give for an object of a page; its binding has no types."""


class Frame(NamedTuple):
    """The visible part of a page in its own space, and the quarter turns clockwise from there to the page as read."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return how far right and down a point of the page's own space lies on the page as read."""
        return self.rectangle((x, y, x, y))[:2]

    def rectangle(self, edges: tuple[float, float, float, float]) -> Bounds:
        """Return the bounds on the page as read of a rectangle given as left, bottom, right and top."""
        left, bottom, right, top = edges
        shown = (left - self.left, self.top - top, right - self.left, self.top - bottom)
        return turned(shown, self.turns, self.right - self.left, self.top - self.bottom)

    def holds(self, each: Placed) -> bool:
        """Tell whether the middle of a text lies on the visible part."""
        width, height = self.right - self.left, self.top - self.bottom
        if self.turns % 2:
            width, height = height, width
        return 0 <= (each.left + each.right) / 2 <= width and 0 <= each.middle <= height


def frame_of(page: PdfPage, turns: int) -> Frame:
    """Return the frame of a page: what its crop box shows."""
    left, bottom, right, top = page.get_bbox()
    return Frame(left, bottom, right, top, turns)
