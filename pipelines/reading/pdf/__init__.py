"""PDF files with a text layer: lines joined into paragraphs, ruled tables as grids."""

from __future__ import annotations

import io
import logging
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.utils.text import chars_to_textmap

from archive.capture import Capture
from pipelines.body import Reading
from pipelines.errors import Unreadable
from pipelines.reading.characters import clean, close_up
from pipelines.reading.flow import read_flow
from pipelines.reading.pdf.limits import (
    bounded_decoding,
    check_drawing,
    check_file,
    check_objects,
    check_pages,
)
from pipelines.reading.pdf.ruled import grid_of, holds, may_rule, ruled_tables
from pipelines.reading.pdf.setting import Entry, SetLine, paragraphs, without_folios

HAIR = 1.0
"""Points within which the same character twice is one."""

BELOW = 0.14
"""Part of its size by which a Chinese character reaches below the baseline."""

LEAST_TEXT = 20
"""Characters below which a file has no text layer, only, say, the stamp of the program that scanned it."""

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every font without a bounding box


def read_pdf(capture: Capture, index: int) -> Reading:
    """Return the reading of a PDF; raises `Unreadable` where it is encrypted, broken, too large or only images."""
    check_file(capture.payload)
    try:
        with bounded_decoding():
            pages = _pages(capture.payload)
    except Unreadable:
        raise
    except Exception as error:  # pdfminer raises whatever its parser trips over
        raise Unreadable(f"the PDF cannot be read: {_reason(error)}") from error
    entries = without_folios(pages)
    if sum(len(entry.text) for entry in entries if isinstance(entry, SetLine)) < LEAST_TEXT:
        raise Unreadable("the PDF has no text layer (scanned images)")
    return read_flow(paragraphs(entries), index, spanned=True)


def _reason(error: Exception) -> str:
    """Return what went wrong in words; pdfplumber wraps the parser's own errors."""
    inner = error.args[0] if error.args and isinstance(error.args[0], Exception) else error
    if isinstance(inner, PDFPasswordIncorrect):
        return "it is encrypted"
    return f"{type(inner).__name__} {inner}".strip()


def _pages(payload: bytes) -> list[list[Entry]]:
    with pdfplumber.open(io.BytesIO(payload)) as pdf:
        check_pages(len(pdf.pages))
        pages = []
        for page in pdf.pages:
            check_drawing(page)
            check_objects(page)
            pages.append(_entries(page))
            page.close()
        return pages


def _entries(page: Page) -> list[Entry]:
    """Return a page's lines and tables from top to bottom."""
    is_first = _Once()
    drawn = page.filter(lambda thing: may_rule(thing) and is_first(thing))
    tables = ruled_tables(drawn)
    characters = [_on_its_line(character) for character in drawn.chars]
    prose = [each for each in characters if not any(holds(table.bbox, each) for table in tables)]
    found: list[tuple[float, Entry]] = [(table.bbox[1], grid_of(table, characters)) for table in tables]
    lines = chars_to_textmap(prose).extract_text_lines(return_chars=False) if prose else []
    found += [(line["top"], _set_line(line)) for line in lines]
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]


def _on_its_line(character: dict[str, Any]) -> dict[str, Any]:
    """Return a character with its height told from the baseline: fonts on one line differ in how far they reach."""
    if not character["upright"]:
        return character
    baseline = character["bottom"] + character["y0"] - character["matrix"][5]
    bottom = baseline + BELOW * character["size"]
    return character | {"top": bottom - character["size"], "bottom": bottom}


def _set_line(line: dict[str, Any]) -> SetLine:
    return SetLine(close_up(clean(line["text"])), line["x0"], line["x1"], line["bottom"] - line["top"])


class _Once:
    """Lets each character through once: bold is often the same character set twice, a hair apart."""

    def __init__(self) -> None:
        self.seen: dict[tuple[str, int], list[float]] = {}

    def __call__(self, thing: dict[str, Any]) -> bool:
        if thing["object_type"] != "char":
            return True
        lefts = self.seen.setdefault((thing["text"], round(thing["top"])), [])
        again = any(abs(left - thing["x0"]) < HAIR for left in lefts)
        lefts.append(thing["x0"])
        return not again
