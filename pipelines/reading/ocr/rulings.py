"""Ruling lines of a straightened picture, and the cells that they part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from pipelines.reading.ocr.model import Picture

Mask = npt.NDArray[np.bool_]
Position = tuple[int, int]
"""First and last pixel across a ruling."""

FAINT = 6
"""Grey values by which a ruling is at least darker than what is around it."""

INK = 40
"""Grey values by which a character is darker than what is around it."""

SMALLEST, LARGEST = 8, 120
"""Pixels of a character's height."""

NOISE = 3
"""The same, in what a pixel of paper usually differs from those around it."""

WINDOW = 31
"""Pixels around a pixel whose mean it is compared with."""

GAP = 8
"""Part of the text's height that a ruling may be broken for, as its divisor: characters stand farther apart."""

DRAWN = 0.6
"""Part of an edge between two places that is ruled, from which it parts them."""

PALE = 0.4
"""Part of an edge's usual darkness below which a pixel of it shows paper."""

MOST_RULINGS = 400
"""Rulings of one direction in a table; a dotted ground has more."""


class Ruled(NamedTuple):
    """A cell between rulings: first and last row and column it covers, and its inside in pixels.

    `clear` is false where the rulings leave open which cells there are.
    """

    row: int
    column: int
    rowspan: int
    colspan: int
    left: int
    top: int
    right: int
    bottom: int
    clear: bool = True


class Rulings(NamedTuple):
    """Where horizontal and vertical rulings are drawn, and by how much each pixel is darker than what is around it."""

    across: Mask
    down: Mask
    darkness: npt.NDArray[np.int16]


class RuledTable(NamedTuple):
    """A table's cells, in rows from top to bottom, and the middles of its rulings, in pixels."""

    cells: tuple[Ruled, ...]
    columns: tuple[float, ...]
    rows: tuple[float, ...]


def rulings(picture: Picture, size: int) -> Rulings:
    """Return the rulings of a picture; `size` is the height of the text in pixels."""
    smooth = cv2.GaussianBlur(picture, (3, 3), 0)
    mean = cv2.blur(smooth, (WINDOW, WINDOW)).astype(np.int16)
    least = max(FAINT, NOISE * float(np.median(cv2.absdiff(smooth, cv2.medianBlur(smooth, 5)))))
    darkness = mean - smooth.astype(np.int16)
    ink = (darkness > least).astype(np.uint8)
    gap = 1 + size // GAP
    across, down = _long(ink, 4 * size, gap), _long(np.ascontiguousarray(ink.T), 2 * size, gap).T
    return Rulings(across, down, darkness)


def _long(ink: npt.NDArray[np.uint8], length: int, gap: int) -> Mask:
    """Return the runs of ink that go on for a length across; gaps are bridged, slants followed."""
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    closed = cv2.morphologyEx(thick, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    return opened.astype(bool)


def text_height(picture: Picture) -> int:
    """Return the height in pixels of a picture's characters: that of most shapes about as wide as high."""
    mean = cv2.blur(picture, (WINDOW, WINDOW)).astype(np.int16)
    ink = (picture.astype(np.int16) < mean - INK).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    width, height = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    square = (height >= SMALLEST) & (height <= LARGEST) & (width < 1.5 * height) & (height < 1.7 * width)
    return round(float(np.percentile(height[square], 70))) if square.any() else SMALLEST


def tables(found: Rulings, size: int) -> Iterator[RuledTable]:
    """Yield the ruled tables of two and more columns, from top to bottom."""
    both = cv2.dilate((found.across | found.down).astype(np.uint8), np.ones((5, 5), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(both)
    regions = sorted((tuple(map(int, one[:4])) for one in stats[1:]), key=lambda one: (one[1], one[0]))
    for left, top, width, height in regions:
        if width > 6 * size and height > 1.2 * size:
            yield from _table(found, np.s_[top : top + height, left : left + width], size)


def _table(found: Rulings, region: tuple[slice, slice], size: int) -> Iterator[RuledTable]:
    rows = _positions(found.across[region].sum(axis=1), 3 * size, size, region[0].start)
    columns = _positions(found.down[region].sum(axis=0), size, size, region[1].start)
    if not (1 < len(rows) <= MOST_RULINGS and 2 < len(columns) <= MOST_RULINGS):
        return
    rows = [*_open(found.down, rows, columns, size)]
    cells = tuple(_cells(found, rows, columns, size))
    if len(cells) > 1:
        yield RuledTable(cells, tuple(map(_middle, columns)), tuple(map(_middle, rows)))


def _open(down: Mask, rows: Sequence[Position], columns: Sequence[Position], size: int) -> Iterator[Position]:
    """Yield the rows' rulings, and where a first and last row end that a page's break leaves open.

    Both sides of the table must be drawn there, and not be cut off by the picture's edge: figures may be, too.
    """
    sides = [down[:, max(0, first - 1) : last + 2].any(axis=1) for first, last in (columns[0], columns[-1])]
    both = sides[0] & sides[1]
    bare = np.flatnonzero(~both)
    top = int(bare[bare < rows[0][0] - 1].max(initial=-1)) + 1
    bottom = int(bare[bare > rows[-1][1] + 1].min(initial=len(down))) - 1
    blurred = max(2, size // 10)
    if 0 < top < rows[0][0] - 1.2 * size:
        yield top, top + blurred
    yield from rows
    if rows[-1][1] + 1.2 * size < bottom < len(down) - 1:
        yield bottom - blurred, bottom


def _middle(position: Position) -> float:
    return (position[0] + position[1] + 1) / 2


def _positions(drawn: npt.NDArray[np.int64], least: int, size: int, start: int) -> list[Position]:
    """Return where rulings stand, by how many pixels of each row or column they take; near ones are one.

    The first of the rows or columns is that of the number `start`.
    """
    found: list[Position] = []
    for at in np.flatnonzero(drawn >= least) + start:
        if found and at - found[-1][1] <= max(2, size // 3):
            found[-1] = found[-1][0], int(at)
        else:
            found.append((int(at), int(at)))
    return found


def _cells(
    found: Rulings, rows: Sequence[Position], columns: Sequence[Position], size: int
) -> Iterator[Ruled]:
    """Yield the cells: places between neighbouring rulings, joined where no ruling is drawn between them."""
    across, down = (found.across, found.darkness), (found.down.T, found.darkness.T)
    slack = max(1, size // 4)
    height, width = len(rows) - 1, len(columns) - 1
    parent = list(range(height * width))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for row in range(height):
        for column in range(width):
            place = row * width + column
            if column + 1 < width and not _is_drawn(down, columns[column + 1], rows[row : row + 2], slack):
                parent[root(place + 1)] = root(place)
            if row + 1 < height and not _is_drawn(across, rows[row + 1], columns[column : column + 2], slack):
                parent[root(place + width)] = root(place)
    joined: dict[int, list[tuple[int, int]]] = {}
    for place in range(height * width):
        joined.setdefault(root(place), []).append(divmod(place, width))
    for places in sorted(joined.values()):
        yield from _ruled(places, rows, columns)


def _is_drawn(
    seen: tuple[Mask, npt.NDArray[np.int16]], ruling: Position, between: Sequence[Position], slack: int
) -> bool:
    """Tell whether a ruling is drawn from one that crosses it to the next, whole at the ends, which no text reaches.

    `seen` is where rulings are drawn, bridged where they are broken, and how dark they are.
    """
    mask, darkness = seen
    start, stop = between[0][1] + 1, between[1][0]
    place = np.s_[max(0, ruling[0] - slack) : ruling[1] + slack + 1, start:stop]
    drawn, end = np.asarray(mask[place].any(axis=0)), max(2, slack)
    if not drawn.size:
        return True
    if min(drawn.mean(), drawn[:end].mean(), drawn[-end:].mean()) < DRAWN:
        return False
    return not _is_text(darkness[place].max(axis=0), end)


def _is_text(dark: npt.NDArray[np.int16], end: int) -> bool:
    """Tell whether what is dark between two rulings stands off one: strokes do, while dots are pale all along."""
    pale = dark < PALE * np.median(dark)
    ends = max(pale[:end].sum(), pale[-end:].sum())
    return bool(ends > 1 and ends / end > 2 * pale[end:-end].mean()) if len(dark) > 2 * end else False


def _ruled(
    places: Sequence[tuple[int, int]], rows: Sequence[Position], columns: Sequence[Position]
) -> Iterator[Ruled]:
    """Yield the one cell of places that make a rectangle, else each place alone and not clear."""
    top, bottom = min(row for row, _ in places), max(row for row, _ in places)
    left, right = min(column for _, column in places), max(column for _, column in places)
    if (bottom - top + 1) * (right - left + 1) == len(places):
        yield _between(rows, columns, top, left, bottom, right)
        return
    for row, column in places:
        yield _between(rows, columns, row, column, row, column)._replace(clear=False)


def _between(
    rows: Sequence[Position], columns: Sequence[Position], top: int, left: int, bottom: int, right: int
) -> Ruled:
    return Ruled(
        row=top,
        column=left,
        rowspan=bottom - top + 1,
        colspan=right - left + 1,
        left=columns[left][1] + 1,
        top=rows[top][1] + 1,
        right=columns[right + 1][0],
        bottom=rows[bottom + 1][0],
    )
