"""Readers: from one archived response to the blocks of its article, whatever its format."""

from __future__ import annotations

from importlib import import_module

from archive.capture import Capture
from pipelines.body import Reading
from pipelines.errors import Unreadable
from pipelines.reading.charset import decode

__all__ = ["decode", "read"]

READERS = {
    "text/html": "html.read_html",
    "application/xhtml+xml": "html.read_html",
    "application/pdf": "pdf.read_pdf",
    "text/plain": "text.read_text",
}
"""The reader of each media type, by module and function; a module is loaded with the first document that needs it."""


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
    return reading
