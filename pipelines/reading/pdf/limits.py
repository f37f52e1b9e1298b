"""What a PDF may ask of the machine: size, what its streams decode to, pages and what stands on them."""

from __future__ import annotations

import re
import zlib

from pipelines.errors import Unreadable
from pipelines.reading.layout.placed import MAX_CHARACTERS, MAX_PAGES

MAX_PDF = 50_000_000
MAX_INFLATED = 200_000_000
"""Bytes that all deflated streams of a file hold together."""

MAX_DRAWING = 20_000_000
"""Bytes that a stream other than a picture or a font holds: the operators that draw a page, at most."""

MAX_OBJECTS = 200_000
"""Texts, paths and pictures on one page, and the corners of its paths."""

STREAM = re.compile(rb"stream\r?\n")
OTHER_STREAM = re.compile(
    rb"/Subtype\s*/Image|/Length1|/FontFile|/Subtype\s*/(?:Type1C|CIDFontType0C|OpenType)"
)
CHUNK = 1_000_000
"""Bytes inflated at a time; of a stream deflated again so many are looked at."""

FED = 8_192
"""Bytes of a stream that are looked at together: what follows a stream's end is not copied."""

DICTIONARY = 1_000
"""Bytes before a stream in which its dictionary stands."""


def check_file(payload: bytes) -> None:
    """Refuse what would take the machine before the parser sees it: size, and streams that inflate without end."""
    if len(payload) > MAX_PDF:
        raise Unreadable(f"the PDF has {len(payload)} bytes, more than {MAX_PDF}")
    left, end, view = MAX_INFLATED, 0, memoryview(payload)
    for start in STREAM.finditer(payload):
        if end < start.end() and (end := payload.find(b"endstream", start.end())) < 0:
            end = len(payload)
        inflated = _inflated(view[start.end() : end], left)
        left -= inflated
        if left <= 0:
            raise Unreadable(f"the PDF's streams hold more than {MAX_INFLATED} bytes")
        dictionary = payload[max(0, start.start() - DICTIONARY) : start.start()].rpartition(b" obj")[2]
        if inflated > MAX_DRAWING and not OTHER_STREAM.search(dictionary):
            raise Unreadable(f"a stream of the PDF holds more than {MAX_DRAWING} bytes to draw")


def _inflated(stream: memoryview, most: int, layers: int = 3) -> int:
    """Return how many bytes a deflated stream holds, or the one deflated in it, but hardly more than `most`.

    It is 0 for a stream that is not deflated.
    """
    decoder, total, start, at = zlib.decompressobj(), 0, b"", 0
    try:
        while (at < len(stream) or decoder.unconsumed_tail) and total < most and not decoder.eof:
            fed = decoder.unconsumed_tail or stream[at : at + FED]
            at += 0 if decoder.unconsumed_tail else FED
            piece = decoder.decompress(fed, CHUNK)
            start = start or piece
            total += len(piece)
    except zlib.error:
        pass
    inner = _inflated(memoryview(start), most, layers - 1) if start and layers else 0
    return max(total, inner)


def check_pages(count: int) -> None:
    """Refuse a file of too many pages."""
    if count > MAX_PAGES:
        raise Unreadable(f"the PDF has {count} pages, more than {MAX_PAGES}")


def check_page(number: int, characters: int, objects: int) -> None:
    """Refuse a page that holds more than tables and prose need."""
    if characters > MAX_CHARACTERS:
        raise Unreadable(f"page {number} of the PDF holds more than {MAX_CHARACTERS} characters")
    if objects > MAX_OBJECTS:
        raise Unreadable(f"page {number} of the PDF holds more than {MAX_OBJECTS} objects")
