"""Readers: from one archived response to the blocks of its article, whatever its format."""

from __future__ import annotations

from archive.capture import Capture
from pipelines.body import Reading
from pipelines.errors import Unreadable
from pipelines.reading.charset import decode
from pipelines.reading.html import read_html
from pipelines.reading.text import read_text

__all__ = ["decode", "read"]


def _read_pdf(capture: Capture, index: int) -> Reading:
    from pipelines.reading.pdf import read_pdf  # noqa: PLC0415 - a third of a second that most documents need not

    return read_pdf(capture, index)


READERS = {
    "text/html": read_html,
    "application/xhtml+xml": read_html,
    "application/pdf": _read_pdf,
    "text/plain": read_text,
}


def read(capture: Capture, index: int) -> Reading:
    """Return what a capture says; `index` is its place in the document and goes into the blocks.

    Raises `Unreadable` for a media type no reader is for, and for bytes that cannot or must not be read.
    """
    media_type = capture.media_type.split(";")[0].strip().lower()
    reader = READERS.get(media_type)
    if reader is None:
        raise Unreadable(f"{media_type or 'a body of unknown type'} is not read yet")
    if not capture.payload:
        raise Unreadable("the body is empty")
    return reader(capture, index)
