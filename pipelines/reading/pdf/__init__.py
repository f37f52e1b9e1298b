"""PDF files with a text layer, read by PDFium."""

from __future__ import annotations

from dataclasses import replace

from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from archive.capture import Capture
from pipelines.body import Reading
from pipelines.errors import Unreadable
from pipelines.reading.layout import Ruling, SetPage, read_pages
from pipelines.reading.pdf.characters import characters_of, is_garbled, main_quarter, placed
from pipelines.reading.pdf.frame import frame_of
from pipelines.reading.pdf.limits import check_file, check_pages
from pipelines.reading.pdf.paths import drawn_on

LEAST_TEXT = 20
"""Characters below which a file has no text layer, only, say, the stamp of the program that scanned it."""


def read_pdf(capture: Capture, index: int) -> Reading:
    """Return the reading of a PDF; raises `Unreadable` where it is encrypted, broken, too large or only images."""
    check_file(capture.payload)
    try:
        document = PdfDocument(capture.payload)
    except PdfiumError as error:
        raise Unreadable(f"the PDF cannot be read: {_reason(error)}") from error
    try:
        check_pages(len(document))
        pages = [_page(document, number) for number in range(1, len(document) + 1)]
    finally:
        document.close()
    texts = ["".join(each.text for each in page.texts) for page, _ in pages]
    garbled = [is_garbled(text) for text in texts]
    readable = [page for (page, _), unread in zip(pages, garbled, strict=True) if not unread]
    if sum(len(text.strip()) for text, unread in zip(texts, garbled, strict=True) if not unread) < LEAST_TEXT:
        raise Unreadable(
            "the PDF's fonts do not say which characters they print"
            if any(garbled)
            else "the PDF has no text layer (scanned images)"
        )
    return replace(
        read_pages(readable, index), pictures=sum(pictures for _, pictures in pages) + sum(garbled)
    )


def _reason(error: PdfiumError) -> str:
    """Return what went wrong in words."""
    return "it is encrypted" if "password" in str(error).lower() else str(error)


def _page(document: PdfDocument, number: int) -> tuple[SetPage, int]:
    """Return a page as set and the number of its pictures."""
    try:
        page = document[number - 1]
    except PdfiumError as error:
        raise Unreadable(f"page {number} of the PDF cannot be read: {error}") from error
    try:
        return _as_set(page, number)
    finally:
        page.close()


def _as_set(page: PdfPage, number: int) -> tuple[SetPage, int]:
    drawn = drawn_on(page, number)
    found = characters_of(page, number)
    quarter, shown = main_quarter(found), page.get_rotation() // 90
    frame = frame_of(page, quarter)
    width, height = page.get_size()
    texts = placed(found, frame, quarter)
    rulings = [Ruling(*frame.rectangle(line)) for line in drawn.lines]
    return SetPage(number, width, height, texts, rulings, (quarter - shown) % 4), drawn.pictures
