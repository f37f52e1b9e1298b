"""What is printed in a part of a picture: ink told from paper, and the lines it makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pipelines.reading.ocr.model import Picture

Mask = npt.NDArray[np.bool_]

WHITE = 255
DARK, GREY = 190, 220
"""Grey values, on flattened paper, below which a pixel is ink, and below which it is ink beside other ink."""

SMOOTH = 24
"""Part of the text's height, as its divisor, over which noise is evened out before ink is told from it."""

SHORTEST = 4
"""Part of the text's height, as its divisor, that the shortest dash is long."""


HIGHEST = 1.5
"""Heights of the text from which on what seems one line is several that touch."""

LEADING = 1.15
"""Heights of the text from one such line to the next."""


class Area(NamedTuple):
    """A part of a picture in pixels; `right` and `bottom` are the first outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def height(self) -> int:
        """Return the number of rows."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return self.right - self.left

    def of(self, picture: Picture) -> Picture:
        """Return the area's part of a picture."""
        return picture[self.top : self.bottom, self.left : self.right]

    def grown(self, by: int, within: Area) -> Area:
        """Return the area with more around it, as far as another reaches."""
        return Area(
            max(self.left - by, within.left),
            max(self.top - by, within.top),
            min(self.right + by, within.right),
            min(self.bottom + by, within.bottom),
        )


def flattened(picture: Picture, size: int) -> Picture:
    """Return a picture with its paper made white: shadows and tinted bands are brighter than any ink on them."""
    reach = 2 * (size // 2) + 1
    paper = cv2.medianBlur(cv2.dilate(picture, np.ones((reach, reach), np.uint8)), reach)
    scaled = picture.astype(np.float32) * WHITE / np.maximum(paper, 1)
    return np.clip(scaled, 0, WHITE).astype(np.uint8)


def cleared(cell: Picture, size: int) -> tuple[Picture, bool]:
    """Return a flattened cell without specks and what the rulings around it leave, and whether that was clear.

    It is not where a stroke no longer than a figure lies at a side: it may be the rest of a ruling, a minus or a 1.
    """
    smooth = cv2.GaussianBlur(cell, (0, 0), size / SMOOTH)
    count, labels, stats, _ = cv2.connectedComponentsWithStats((smooth < GREY).astype(np.uint8))
    darkest = np.full(count, WHITE, np.uint8)
    np.minimum.at(darkest, labels.astype(np.intp).ravel(), smooth.astype(np.uint8).ravel())
    left, top, wide, high, area = stats.T
    height, width = cell.shape
    thin = max(2, size // 5)
    upright = ((left <= 1) | (left + wide >= width - 1)) & (wide <= thin)
    level = ((top <= 1) | (top + high >= height - 1)) & (high <= thin)
    inked = (darkest < DARK) & (area >= max(2, (size / 10) ** 2))
    inked[0] = False
    doubtful = inked & upright & ~level & (high < 1.3 * size)
    keep = inked & ~upright & ~level
    near = cv2.dilate(keep[labels].astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    bare = np.where(near & (keep[labels] | (labels == 0)), cell, WHITE).astype(np.uint8)
    return bare, not doubtful.any()


def stands_free(cell: Picture, line: Area, size: int) -> bool:
    """Tell whether nothing, not even what is too faint for ink, is before a line where its minus would be."""
    middle, reach = (line.top + line.bottom) // 2, max(1, size // 5)
    before = cell[max(0, middle - reach) : middle + reach, max(0, line.left - size) : line.left]
    return line.left > 1 and not bool((cv2.blur(before, (3, 3)) < GREY).any())


def lines_in(cell: Picture, size: int) -> Iterator[tuple[Area, bool]]:
    """Yield the lines of ink in a cleared cell, from top to bottom, and whether each stands apart from the others.

    Strokes of one character stay together.
    """
    ink = cell < GREY
    joined: list[tuple[int, int]] = []
    for start, stop in _runs(np.asarray(ink.any(axis=1))):
        if joined and stop - joined[-1][0] <= 1.25 * size and start - joined[-1][1] < size / 3:
            joined[-1] = joined[-1][0], stop
        else:
            joined.append((start, stop))
    for whole in joined:
        for start, stop in _parted(ink.sum(axis=1), *whole, size):
            columns = np.flatnonzero(ink[start:stop].any(axis=0))
            line = Area(int(columns[0]), start, int(columns[-1]) + 1, stop)
            if max(line.width, line.height) > size / SHORTEST:
                yield line, line.height < HIGHEST * size and (start, stop) == whole


def _parted(ink: npt.NDArray[np.int64], start: int, stop: int, size: int) -> Iterator[tuple[int, int]]:
    """Yield the lines between two rows that touch, parted where the rows between them have least ink."""
    count = round((stop - start) / (LEADING * size)) if stop - start >= HIGHEST * size else 1
    reach, step = size // 4, (stop - start) / max(1, count)
    for number in range(1, count):
        first = round(stop - (count - number) * step) - reach
        cut = first + int(ink[first : first + 2 * reach + 1].argmin())
        yield start, cut
        start = cut
    yield start, stop


def _runs(filled: Mask) -> list[tuple[int, int]]:
    """Return where runs of true begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], filled, [False])).astype(np.int8)))
    return [(int(start), int(stop)) for start, stop in zip(edges[::2], edges[1::2], strict=True)]


def framed(line: Picture, size: int, margin: float) -> Picture:
    """Return a line with white around it; a dash or a dot keeps its place in a line of the text's height."""
    around = round(margin * max(line.shape[0], size))
    middle = max(0, (size - line.shape[0]) // 2)
    edges = around + middle, around + middle, around, around
    return cv2.copyMakeBorder(line, *edges, cv2.BORDER_CONSTANT, value=WHITE).astype(np.uint8)
