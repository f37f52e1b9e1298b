"""A picture of a page as what is set on it: texts and rulings, each with its place."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from pipelines.body import Box
from pipelines.errors import Unreadable
from pipelines.reading.layout.placed import Bounds, Placed, Ruling, SetPage
from pipelines.reading.ocr import MOST_LINES
from pipelines.reading.ocr.ink import GREY, WHITE, Area, cleared, flattened, lines_in, stands_free
from pipelines.reading.ocr.model import Picture, Recognized, text_map
from pipelines.reading.ocr.pictures import MOST_PIXELS
from pipelines.reading.ocr.readings import Line, read_lines
from pipelines.reading.ocr.rulings import RuledTable, rulings, tables, text_height
from pipelines.reading.ocr.straight import mapped, straightened

LEAST_HEIGHT, MOST_HEIGHT = 18, 48
"""Pixels of the text's height between which a picture is read; others are enlarged or reduced."""

DETECTOR_HEIGHT = 16
"""Pixels of the text's height at which lines of prose are looked for."""

APART = 1.5
"""Heights of the text from which on a gap in a line of prose parts it in two."""


@dataclass(slots=True)
class ScannedPage(SetPage):
    """A page read off a picture, in units of the page as shown, but straight; `back` leads to where it is shown."""

    back: npt.NDArray[np.float64] = field(default_factory=lambda: np.eye(2, 3))

    def box(self, bounds: Bounds) -> Box:
        """Return the upright box, on the page as shown, that holds bounds on the straight page."""
        return Box(self.number, *(round(edge, 2) for edge in mapped(self.back, bounds)))


def scan(picture: Picture, number: int, unit: float = 1.0) -> ScannedPage:
    """Return what a picture of a page shows; `unit` is the size of a pixel, in points where it is rendered."""
    scale = _scale(text_height(picture), picture.size)
    scaled = picture if scale == 1 else _resized(picture, scale)
    straight = straightened(scaled)
    pixels = straight.pixels
    size = text_height(pixels)
    ruled = list(tables(rulings(pixels, size), size))
    paper = flattened(pixels, size)
    lines = [*_in_tables(paper, pixels, ruled, size), *_outside(paper, pixels, ruled, size)]
    if len(lines) > MOST_LINES:
        raise Unreadable(f"a page read off its picture shows more than {MOST_LINES} lines")
    pixel = unit / scale
    return ScannedPage(
        number,
        picture.shape[1] * unit,
        picture.shape[0] * unit,
        texts=[
            _placed(line, read, size, pixel)
            for line, read in zip(lines, read_lines(lines, size), strict=True)
            if read.text.strip()
        ],
        rulings=[edge for table in ruled for edge in _edges(table, pixel)],
        back=straight.back * [1, 1, pixel],
    )


def _scale(height: int, pixels: int) -> float:
    if height < LEAST_HEIGHT:
        return 2.0 if 4 * pixels <= MOST_PIXELS else 1.0
    return 1.0 if height <= MOST_HEIGHT else 0.75 * MOST_HEIGHT / height


def _resized(picture: Picture, scale: float) -> Picture:
    way = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=way).astype(np.uint8)


def _in_tables(paper: Picture, pixels: Picture, ruled: list[RuledTable], size: int) -> Iterator[Line]:
    """Yield the lines of every cell that has ink; detectors of text miss single figures."""
    for table in ruled:
        for cell in table.cells:
            area = Area(cell.left, cell.top, cell.right, cell.bottom)
            if min(area.width, area.height) > size // 3:
                bare, clear = cleared(area.of(paper), size)
                for line, apart in lines_in(bare, size):
                    origin = area.left, area.top
                    free = apart and stands_free(area.of(paper), line, size)
                    yield Line(bare, area.of(pixels), line, origin, clear=clear and cell.clear and free)


def _outside(paper: Picture, pixels: Picture, ruled: list[RuledTable], size: int) -> Iterator[Line]:
    """Yield the lines of prose, found by the detector, with all ink that belongs to them."""
    prose = paper.copy()
    for table in ruled:
        prose[_span(table.rows), _span(table.columns)] = WHITE
    for start, stop in _inked(prose, size):
        yield from _prose(prose[start:stop], pixels[start:stop], start, size)


def _inked(prose: Picture, size: int) -> Iterator[tuple[int, int]]:
    """Yield the first row and the one after the last of the parts of a page that show anything."""
    rows = np.flatnonzero((prose < GREY).sum(axis=1) >= size // 4)
    for part in np.split(rows, np.flatnonzero(np.diff(rows) > 4 * size) + 1):
        if len(part) > size // 3:
            yield max(0, int(part[0]) - size), int(part[-1]) + size


def _prose(prose: Picture, pixels: Picture, start: int, size: int) -> Iterator[Line]:
    scale = min(1.0, DETECTOR_HEIGHT / size)
    across = np.ones((1, int(APART * DETECTOR_HEIGHT)), np.uint8)
    found = cv2.morphologyEx(text_map(_resized(prose, scale)).astype(np.uint8), cv2.MORPH_CLOSE, across)
    _, _, stats, _ = cv2.connectedComponentsWithStats(found)
    whole = Area(0, 0, prose.shape[1], prose.shape[0])
    for left, top, width, height, _ in stats[1:]:
        edges = (left, top, left + width, top + height)
        core = Area(*(round(edge / scale) for edge in edges))
        area = core.grown(max(size // 2, core.height // 2), whole)
        bare = area.of(prose)
        if core.height >= size / 4 and (bare < GREY).any():
            own = Area(0, 0, area.width, area.height)
            yield Line(bare, area.of(pixels), own, (area.left, start + area.top), clear=False)


def _span(middles: tuple[float, ...]) -> slice:
    return slice(int(middles[0]), math.ceil(middles[-1]))


def _placed(line: Line, read: Recognized, size: int, pixel: float) -> Placed:
    """Return a line with its place; its confidence is rounded down."""
    left, top = line.origin[0] + line.area.left, line.origin[1] + line.area.top
    return Placed(
        read.text,
        left * pixel,
        top * pixel,
        (left + line.area.width) * pixel,
        (top + line.area.height) * pixel,
        size * pixel,
        math.floor(read.confidence * 100) / 100,
    )


def _edges(table: RuledTable, pixel: float) -> Iterator[Ruling]:
    """Yield the four edges of each cell."""
    columns, rows = ([middle * pixel for middle in middles] for middles in (table.columns, table.rows))
    for cell in table.cells:
        left, right = columns[cell.column], columns[cell.column + cell.colspan]
        top, bottom = rows[cell.row], rows[cell.row + cell.rowspan]
        yield Ruling(left, top, right, top)
        yield Ruling(left, bottom, right, bottom)
        yield Ruling(left, top, left, bottom)
        yield Ruling(right, top, right, bottom)
