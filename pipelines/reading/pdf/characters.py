"""The characters of a PDF page with their places, upright, each once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from ctypes import addressof, c_double
from typing import NamedTuple

from pypdfium2 import PdfPage, raw

from pipelines.reading.layout import Placed
from pipelines.reading.layout.upright import BELOW, as_one, main_turn, quarter_of
from pipelines.reading.pdf.frame import Frame, Handle
from pipelines.reading.pdf.limits import check_page

HAIR = 0.15
"""Part of its size within which the same character twice is one: bold is often set so."""

WIDEST = 2.5
"""Times its size that a character is wide at most."""

HIDDEN = frozenset({raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP})
MOSTLY_HIDDEN = 10
"""Times as much hidden text as visible makes a page one of a scanner that set what it recognized behind the picture."""

UNKNOWN = "\ufffd"
"""Stands for a character whose font does not say what it prints."""


class Set(NamedTuple):
    """A character as PDFium gives it: edges and origin in the page's own space, quarter turns, and its text object."""

    text: str
    bounds: tuple[float, float, float, float]
    origin: tuple[float, float]
    run: Run


class Run(NamedTuple):
    """What the characters of one text object share; `quarter` is `None` where they stand askew."""

    size: float
    quarter: int | None
    hidden: bool
    at: int


def characters_of(page: PdfPage, number: int) -> list[Set]:
    """Return the characters of a page that can be seen or, where it is a scanned one, that were set behind it."""
    text_page = page.get_textpage()
    try:
        check_page(number, raw.FPDFText_CountChars(text_page), 0)
        found = [each for each in _set(text_page) if each.run.quarter is not None]
    finally:
        text_page.close()
    seen = sum(not each.run.hidden for each in found)
    if seen * MOSTLY_HIDDEN >= len(found):
        found = [each for each in found if not each.run.hidden]
    return list(_once(found))


def main_quarter(found: Iterable[Set]) -> int:
    """Return how many quarter turns clockwise most of the characters need to stand upright."""
    return main_turn(each.run.quarter for each in found if each.run.quarter is not None)


def placed(found: Sequence[Set], frame: Frame, quarter: int) -> list[Placed]:
    """Return characters in a frame: upright ones one by one, those across the others as whole runs."""
    upright = [_placed(each, frame) for each in found if each.run.quarter == quarter]
    across: dict[int, list[Set]] = {}
    for each in found:
        if each.run.quarter != quarter:
            across.setdefault(each.run.at, []).append(each)
    runs = [as_one([_boxed(each, frame) for each in run]) for run in across.values()]
    return [each for each in (*upright, *runs) if frame.holds(each)]


def _set(text_page: Handle) -> Iterator[Set]:
    box, x, y = raw.FS_RECTF(), c_double(), c_double()
    runs: dict[int, Run] = {}
    for index in range(raw.FPDFText_CountChars(text_page)):
        text_object = raw.FPDFText_GetTextObject(text_page, index)
        if not text_object:  # a blank or line break that PDFium put in
            continue
        at = addressof(text_object.contents)
        run = runs.get(at) or runs.setdefault(at, _shared(text_page, index, text_object, at))
        if not raw.FPDFText_GetLooseCharBox(text_page, index, box):
            continue
        raw.FPDFText_GetCharOrigin(text_page, index, x, y)
        bounds = (box.left, box.bottom, box.right, box.top)
        yield Set(_character(text_page, index), bounds, (x.value, y.value), run)


def _character(text_page: Handle, index: int) -> str:
    code = raw.FPDFText_GetUnicode(text_page, index)
    if raw.FPDFText_IsHyphen(text_page, index) == 1:
        return "-"
    if raw.FPDFText_HasUnicodeMapError(text_page, index) == 1 or not 0 < code < 0x110000:
        return UNKNOWN
    return UNKNOWN if 0xD800 <= code < 0xE000 else chr(code)


def _shared(text_page: Handle, index: int, text_object: Handle, at: int) -> Run:
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text_page, index, matrix)
    size = raw.FPDFText_GetFontSize(text_page, index) * math.hypot(matrix.c, matrix.d)
    hidden = raw.FPDFTextObj_GetTextRenderMode(text_object) in HIDDEN
    return Run(size, quarter_of(matrix.a, matrix.b), hidden, at)


def _once(found: Iterable[Set]) -> Iterator[Set]:
    """Yield each character once that is set twice a hair apart."""
    seen: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for each in found:
        (x, y), hair = each.origin, HAIR * each.run.size
        places = seen.setdefault((each.text, round(y / (each.run.size or 1.0))), [])
        if not any(abs(x - left) < hair and abs(y - down) < hair for left, down in places):
            places.append((x, y))
            yield each


def _placed(each: Set, frame: Frame) -> Placed:
    """Return an upright character with its height told from the baseline: fonts on one line differ in their reach."""
    left, _, right, _ = frame.rectangle(each.bounds)
    across, baseline = frame.point(*each.origin)
    size = each.run.size
    if right - left > WIDEST * size:  # PDFium does not scale the boxes of text set downwards
        left, right = across, across + size
    bottom = baseline + BELOW * size
    return Placed(each.text, left, bottom - size, right, bottom, size)


def _boxed(each: Set, frame: Frame) -> Placed:
    return Placed(each.text, *frame.rectangle(each.bounds), each.run.size)
