"""What a PDF page draws: paths as rulings, and its pictures."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import c_float, c_int
from typing import NamedTuple

from pypdfium2 import PdfMatrix, PdfPage, raw

from pipelines.reading.layout.placed import MAX_NESTING
from pipelines.reading.layout.shapes import THIN, Segment, around, lines_of, thin
from pipelines.reading.pdf.frame import Handle
from pipelines.reading.pdf.limits import MAX_OBJECTS, check_page

SMALLEST_PICTURE = 100.0
"""Points; no table can be read off less."""

Rectangle = tuple[float, float, float, float]
"""Left, bottom, right and top in the page's own space."""


class Drawn(NamedTuple):
    """A page's lines and how many pictures on it are large enough to show something."""

    lines: list[Rectangle]
    pictures: int


def drawn_on(page: PdfPage, number: int) -> Drawn:
    """Return what a page draws besides text; raises `Unreadable` for more than tables need.

    What characters are read from the page hereafter are those of its fonts, not of its `ActualText`.
    """
    lines: list[Rectangle] = []
    pictures = corners = 0
    for drawing, matrix in _objects(page.raw, PdfMatrix(), 0):
        kind = raw.FPDFPageObj_GetType(drawing)
        corners += 1 + (raw.FPDFPath_CountSegments(drawing) if kind == raw.FPDF_PAGEOBJ_PATH else 0)
        check_page(number, 0, corners)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            _as_printed(drawing)
        elif kind == raw.FPDF_PAGEOBJ_PATH:
            lines += _lines(drawing, matrix)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = _shown(drawing, matrix)
            if min(right - left, top - bottom) <= THIN:
                lines += thin((left, bottom, right, top))
            pictures += min(right - left, top - bottom) >= SMALLEST_PICTURE
    return Drawn(lines, pictures)


def _objects(holder: Handle, matrix: PdfMatrix, depth: int) -> Iterator[tuple[Handle, PdfMatrix]]:
    """Yield the objects of a page or form, and of the forms in it, with the way from their space to the page's."""
    count, get = (
        (raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject)
        if depth
        else (raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject)
    )
    for index in range(min(count(holder), MAX_OBJECTS + 1)):
        drawing = get(holder, index)
        if not drawing:
            continue
        yield drawing, matrix
        if raw.FPDFPageObj_GetType(drawing) == raw.FPDF_PAGEOBJ_FORM and depth < MAX_NESTING:
            yield from _objects(drawing, _own_matrix(drawing).multiply(matrix), depth + 1)


def _as_printed(text: Handle) -> None:
    """Take the words away that a file gives for a text: PDFium would put them all at its beginning."""
    for index in reversed(range(raw.FPDFPageObj_CountMarks(text))):
        mark = raw.FPDFPageObj_GetMark(text, index)
        if raw.FPDFPageObjMark_GetParamValueType(mark, b"ActualText") != raw.FPDF_OBJECT_UNKNOWN:
            raw.FPDFPageObj_RemoveMark(text, mark)


def _own_matrix(drawing: Handle) -> PdfMatrix:
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(drawing, matrix)
    return PdfMatrix.from_raw(matrix)


def _shown(drawing: Handle, matrix: PdfMatrix) -> Rectangle:
    edges = [c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(drawing, *edges)
    left, bottom, right, top = (edge.value for edge in edges)
    return around([matrix.on_point(x, y) for x in (left, right) for y in (bottom, top)])


def _lines(path: Handle, matrix: PdfMatrix) -> Iterator[Rectangle]:
    fill, stroke = c_int(), c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    segments = _segments(path, _own_matrix(path).multiply(matrix))
    return lines_of(segments, stroked=bool(stroke.value), filled=bool(fill.value))


def _segments(path: Handle, matrix: PdfMatrix) -> Iterator[Segment]:
    x, y = c_float(), c_float()
    for index in range(raw.FPDFPath_CountSegments(path)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        kind = raw.FPDFPathSegment_GetType(segment)
        yield Segment(
            [matrix.on_point(x.value, y.value)],
            begins=kind == raw.FPDF_SEGMENT_MOVETO,
            is_curve=kind == raw.FPDF_SEGMENT_BEZIERTO,
            closes=bool(raw.FPDFPathSegment_GetClose(segment)),
        )
