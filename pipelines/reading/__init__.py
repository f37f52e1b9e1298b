"""Readers: from one archived response to the blocks of its article, whatever its format."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module

from archive.capture import Capture
from archive.media import PICTURES
from pipelines.body import Cell, Paragraph, Reading
from pipelines.errors import Unreadable
from pipelines.reading.charset import decode
from pipelines.reading.loose import gridded

__all__ = ["decode", "read"]

READERS = {
    "text/html": "html.read_html",
    "application/xhtml+xml": "html.read_html",
    "application/pdf": "pdf.read_pdf",
    "application/ofd": "ofd.read_ofd",
    "text/plain": "text.read_text",
    **dict.fromkeys(PICTURES, "ocr.read_picture"),
    "application/rtf": "office.rtf.read_rtf",
    "application/msword": "office.ole.read_ole",
    "application/vnd.ms-excel": "office.ole.read_ole",
    "application/x-ole-storage": "office.ole.read_ole",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "office.docx.read_docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "office.xlsx.read_xlsx",
    "application/zip": "zipped.read_zip",
    "multipart/related": "mhtml.read_mhtml",
}
"""The reader of each media type, by module and function; a module is loaded with the first document that needs it."""


MOST = 10_000_000
"""Characters and cells; the longest reports have some hundred thousand."""


def read(capture: Capture, index: int) -> Reading:
    """Return what a capture says; `index` is its place in the document and goes into the blocks.

    Raises `Unreadable` for a media type no reader is for, and for bytes that cannot or must not be read.
    """
    media_type = capture.media_type.split(";")[0].strip().lower()
    reader = READERS.get(media_type)
    if reader is None:
        raise Unreadable(f"{media_type or 'a body of unknown type'} is not read")
    if not capture.payload:
        raise Unreadable("the body is empty")
    module, _, function = reader.rpartition(".")
    reading: Reading = getattr(import_module(f"{__name__}.{module}"), function)(capture, index)
    _check_size(reading)
    return replace(reading, blocks=gridded(reading.blocks))


def _check_size(reading: Reading) -> None:
    """Bound what any reader may hand on, whatever its format: characters of text and places of grids."""
    size = 0
    for block in reading.blocks:
        size += len(block.text) if isinstance(block, Paragraph) else sum(map(_size_of_row, block.grid))
        if size > MOST:
            raise Unreadable(f"it says more than {MOST} characters and cells")


def _size_of_row(row: tuple[Cell | None, ...]) -> int:
    return len(row) + sum([len(cell.text) for cell in row if cell])
