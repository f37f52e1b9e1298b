"""PDF files, read by PDFium: the text layer, and pages that only show text by OCR where that is installed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from archive.capture import Capture
from pipelines.body import Reading
from pipelines.errors import Unreadable
from pipelines.reading import ocr
from pipelines.reading.layout import Ruling, SetPage, read_pages
from pipelines.reading.layout.unreadable import LEAST_TEXT, is_garbled
from pipelines.reading.pdf.characters import characters_of, main_quarter, placed
from pipelines.reading.pdf.frame import frame_of
from pipelines.reading.pdf.limits import check_file, check_pages
from pipelines.reading.pdf.paths import drawn_on

SCANNED = "the PDF has no text layer (scanned images)"
GARBLED = "the PDF's fonts do not say which characters they print"


class Seen(NamedTuple):
    """A page as set and its number of pictures; `problem` says why its text is none, if it is none."""

    page: SetPage
    pictures: int
    problem: str | None

    @property
    def text(self) -> str:
        """Return all of its characters."""
        return "".join(each.text for each in self.page.texts)


def read_pdf(capture: Capture, index: int) -> Reading:
    """Return the reading of a PDF; raises `Unreadable` where it is encrypted, broken, too large or only images."""
    check_file(capture.payload)
    try:
        document = PdfDocument(capture.payload)
    except PdfiumError as error:
        raise Unreadable(f"the PDF cannot be read: {_reason(error)}") from error
    try:
        check_pages(len(document))
        seen = list(_pages(document))
    finally:
        document.close()
    read = [each for each in seen if not each.problem]
    if sum(len(each.text.strip()) for each in read) < LEAST_TEXT:
        raise Unreadable(_refusal(seen))
    pictures = sum(each.pictures or bool(each.problem) for each in seen)
    return replace(read_pages([each.page for each in read], index), pictures=pictures)


def _reason(error: PdfiumError) -> str:
    """Return what went wrong in words."""
    return "it is encrypted" if "password" in str(error).lower() else str(error)


def _refusal(seen: Sequence[Seen]) -> str:
    problems = [each.problem for each in seen if each.problem]
    return "; ".join(filter(None, [GARBLED if GARBLED in problems else SCANNED, ocr.missing()]))


def _pages(document: PdfDocument) -> Iterator[Seen]:
    """Yield a document's pages as their text layer has them, those without one as OCR reads them."""
    scanned: list[SetPage] = []
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
        except PdfiumError as error:
            raise Unreadable(f"page {number} of the PDF cannot be read: {error}") from error
        try:
            seen = seen_on(page, number)
            if seen.problem and not ocr.missing():
                if len(scanned) == ocr.MOST_PAGES:
                    raise Unreadable(f"the PDF has more than {ocr.MOST_PAGES} scanned pages")
                scanned.append(ocr.recognized(page, number))
                ocr.check_lines(scanned)
                seen = Seen(scanned[-1], 0, None) if scanned[-1].texts else seen
            yield seen
        finally:
            page.close()


def seen_on(page: PdfPage, number: int) -> Seen:
    """Return a page as its text layer has it, turned so that most of its text stands upright."""
    drawn = drawn_on(page, number)  # first: it takes `ActualText` off the characters
    found = characters_of(page, number)
    quarter, shown = main_quarter(found), page.get_rotation() // 90
    frame = frame_of(page, quarter)
    width, height = page.get_size()
    rulings = [Ruling(*frame.rectangle(line)) for line in drawn.lines]
    turn = (quarter - shown) % 4
    seen = Seen(
        SetPage(number, width, height, placed(found, frame, quarter), rulings, turn), drawn.pictures, None
    )
    return seen._replace(problem=_problem(seen))


def _problem(seen: Seen) -> str | None:
    if is_garbled(seen.text):
        return GARBLED
    return SCANNED if seen.pictures and len(seen.text.strip()) < LEAST_TEXT else None
