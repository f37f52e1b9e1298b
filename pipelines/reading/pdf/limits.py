"""What a PDF may ask of the machine: size, and what its streams decode to."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

from pdfminer import pdftypes
from pdfminer.lzw import LZWDecoder
from pdfminer.runlength import rldecode
from pdfplumber.page import Page

from pipelines.errors import Unreadable

MAX_PDF = 50_000_000
MAX_INFLATED = 200_000_000
"""Bytes that all deflated streams of a file hold together."""

MAX_STREAM = 60_000_000
MAX_DRAWING = 10_000_000
"""Bytes of operators that draw one page."""

MAX_PAGES = 200
MAX_OBJECTS = 20_000
"""Characters, lines and rectangles on one page."""

STREAM = re.compile(rb"stream\r?\n")
CHECKSUM = 3
"""Bytes at a stream's end that may be wrong without harm: pdfminer takes an error there for one of the checksum."""


def check_file(payload: bytes) -> None:
    """Refuse what would take the machine before the parser sees it: size, and streams that inflate without end."""
    if len(payload) > MAX_PDF:
        raise Unreadable(f"the PDF has {len(payload)} bytes, more than {MAX_PDF}")
    left = MAX_INFLATED
    for start in STREAM.finditer(payload):
        end = payload.find(b"endstream", start.end())
        try:
            inflated = zlib.decompressobj().decompress(payload[start.end() : end], left)
        except zlib.error:
            continue
        left -= len(inflated)
        if left <= 0:
            raise Unreadable(f"the PDF's streams hold more than {MAX_INFLATED} bytes")


def check_pages(count: int) -> None:
    """Refuse a file of too many pages."""
    if count > MAX_PAGES:
        raise Unreadable(f"the PDF has {count} pages, more than {MAX_PAGES}")


def check_drawing(page: Page) -> None:
    """Refuse a page that is drawn without end, before it is drawn."""
    streams = (pdftypes.stream_value(stream) for stream in page.page_obj.contents)
    if sum(len(stream.get_data()) for stream in streams) > MAX_DRAWING:
        raise Unreadable(f"page {page.page_number} of the PDF is drawn by more than {MAX_DRAWING} bytes")


def check_objects(page: Page) -> None:
    """Refuse a page that holds more than tables and prose need."""
    if sum(len(objects) for objects in page.objects.values()) > MAX_OBJECTS:
        raise Unreadable(f"page {page.page_number} of the PDF holds more than {MAX_OBJECTS} objects")


@contextmanager
def bounded_decoding() -> Iterator[None]:
    """Bound what pdfminer decodes within this context, in this process.

    Filters may be chained (a deflated stream of a deflated stream), so that no look at the file shows what it
    decodes to, and pdfminer knows no limit. Its decoders are names of the module that applies them; each that makes
    more of what it is given is replaced by one that raises `Unreadable` beyond `MAX_STREAM` bytes.
    """
    names = vars(pdftypes)
    own = {name: names[name] for name in _BOUNDED}
    names.update(_BOUNDED)
    try:
        yield
    finally:
        names.update(own)


def _check_decoded(size: int) -> None:
    if size > MAX_STREAM:
        raise Unreadable(f"a stream of the PDF holds more than {MAX_STREAM} bytes")


def _inflate(data: bytes) -> bytes:
    inflated = zlib.decompressobj().decompress(data, MAX_STREAM + 1)
    _check_decoded(len(inflated))
    return inflated


def _inflate_corrupted(data: bytes) -> bytes:
    return _inflate(data[:-CHECKSUM])


def _decode_lzw(data: bytes) -> bytes:
    decoded = bytearray()
    for piece in LZWDecoder(io.BytesIO(data)).run():
        decoded += piece
        _check_decoded(len(decoded))
    return bytes(decoded)


def _decode_runs(data: bytes) -> bytes:
    """Decode run lengths, having counted what they come to: 128 bytes of two at most."""
    at = total = 0
    while at < len(data) and data[at] != 128:
        literal = data[at] < 128
        total += data[at] + 1 if literal else 257 - data[at]
        at += data[at] + 2 if literal else 2
        _check_decoded(total)
    return rldecode(data)


_BOUNDED: dict[str, object] = {
    "zlib": SimpleNamespace(decompress=_inflate, error=zlib.error),
    "decompress_corrupted": _inflate_corrupted,
    "lzwdecode": _decode_lzw,
    "rldecode": _decode_runs,
}
