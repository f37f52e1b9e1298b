"""PDF files with a text layer: lines joined into paragraphs, ruled tables as grids."""

from __future__ import annotations

import io
import logging
import math
import re
import zlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pdfplumber
from pdfminer import pdftypes
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page
from pdfplumber.table import Table as Ruled
from pdfplumber.utils.text import chars_to_textmap, extract_text

from archive.capture import Capture
from pipelines.body import Cell, Grid, Reading
from pipelines.errors import Unreadable
from pipelines.reading.characters import clean, close_up
from pipelines.reading.flow import read_flow

MAX_PDF = 50_000_000
MAX_INFLATED = 200_000_000
MAX_STREAM = 60_000_000
MAX_DRAWING = 10_000_000
"""Bytes of operators that draw one page."""

MAX_PAGES = 200
MAX_OBJECTS = 20_000
"""Characters, lines and rectangles on one page."""

THIN = 3.0
"""Points up to which a filled rectangle is a ruling line, above which it is a background."""

NEAR = 3.0
"""Points within which cell edges are the same ruling."""

HAIR = 1.0
"""Points within which the same character twice is one."""

BELOW = 0.14
"""Part of its size by which a Chinese character reaches below the baseline."""

UNBROKEN = re.compile(r"[!-~]+")
ADDRESS_END = re.compile(r"https?://[!-~]+$")
STREAM = re.compile(rb"stream\r?\n")
FOLIO = re.compile(
    r"[-—–―－\s·]*(?:第\s*)?\d{1,3}\s*(?:页)?\s*(?:[/／,，]?\s*共?\s*\d{1,3}\s*页?)?[-—–―－\s·]*"
)

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every font without a bounding box


def _inflate(data: bytes) -> bytes:
    """Return what a stream holds; raises `Unreadable` for one that inflates without end."""
    inflated = zlib.decompressobj().decompress(data, MAX_STREAM + 1)
    if len(inflated) > MAX_STREAM:
        raise Unreadable(f"a stream of the PDF holds more than {MAX_STREAM} bytes")
    return inflated


# Filters may be chained (hexadecimal digits of a deflated stream of a deflated stream), so that no look at the file
# shows what it inflates to; pdfminer has no limit of its own.
setattr(  # noqa: B010 - a name that its module does not export
    pdftypes, "zlib", SimpleNamespace(decompress=_inflate, decompressobj=zlib.decompressobj, error=zlib.error)
)

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Printed:
    """A line of prose as set: text, left and right edge, height of its type; `begins` where a table is above."""

    text: str
    left: float
    right: float
    size: float


def read_pdf(capture: Capture, index: int) -> Reading:
    """Return the reading of a PDF; raises `Unreadable` where it is encrypted, broken, too large or only images."""
    _check(capture.payload)
    try:
        pages = _pages(capture.payload)
    except Unreadable:
        raise
    except Exception as error:  # pdfminer raises whatever its parser trips over
        raise Unreadable(f"the PDF cannot be read: {_reason(error)}") from error
    entries = [entry for page in _without_folios(pages) for entry in page]
    if sum(len(entry.text) for entry in entries if isinstance(entry, Printed)) < 20:
        raise Unreadable("the PDF has no text layer (scanned images)")
    return read_flow(_paragraphs(entries), index, spanned=True)


def _reason(error: Exception) -> str:
    """Return what went wrong in words; pdfplumber wraps the parser's own errors."""
    inner = error.args[0] if error.args and isinstance(error.args[0], Exception) else error
    if isinstance(inner, PDFPasswordIncorrect):
        return "it is encrypted"
    return f"{type(inner).__name__} {inner}".strip()


def _check(payload: bytes) -> None:
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


def _pages(payload: bytes) -> list[list[Printed | Grid]]:
    with pdfplumber.open(io.BytesIO(payload)) as pdf:
        if len(pdf.pages) > MAX_PAGES:
            raise Unreadable(f"the PDF has {len(pdf.pages)} pages, more than {MAX_PAGES}")
        pages = []
        for page in pdf.pages:
            _check_drawing(page)
            pages.append(_entries(page))
            page.close()
        return pages


def _check_drawing(page: Page) -> None:
    streams = (pdftypes.stream_value(stream) for stream in page.page_obj.contents)
    if sum(len(stream.get_data()) for stream in streams) > MAX_DRAWING:
        raise Unreadable(f"page {page.page_number} of the PDF is drawn by more than {MAX_DRAWING} bytes")


def _entries(page: Page) -> list[Printed | Grid]:
    """Return a page's lines and tables from top to bottom."""
    if sum(len(objects) for objects in page.objects.values()) > MAX_OBJECTS:
        raise Unreadable(f"page {page.page_number} of the PDF holds more than {MAX_OBJECTS} objects")
    printed = _Once()
    ruled = page.filter(lambda thing: _is_no_background(thing) and printed(thing))
    settings = {"explicit_horizontal_lines": _ends(ruled.vertical_edges)}
    tables = [table for table in ruled.find_tables(settings) if _columns(table) > 1]
    characters = [_on_its_line(character) for character in ruled.chars]
    prose = [each for each in characters if not any(_holds(table.bbox, each) for table in tables)]
    found: list[tuple[float, Printed | Grid]] = [
        (table.bbox[1], _grid(table, characters)) for table in tables
    ]
    lines = chars_to_textmap(prose).extract_text_lines(return_chars=False) if prose else []
    found += [(line["top"], _printed(line)) for line in lines]
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]


def _on_its_line(character: dict[str, Any]) -> dict[str, Any]:
    """Return a character with its height told from the baseline: fonts on one line differ in how far they reach."""
    if not character["upright"]:
        return character
    baseline = character["bottom"] + character["y0"] - character["matrix"][5]
    bottom = baseline + BELOW * character["size"]
    return character | {"top": bottom - character["size"], "bottom": bottom}


def _printed(line: dict[str, Any]) -> Printed:
    return Printed(close_up(clean(line["text"])), line["x0"], line["x1"], line["bottom"] - line["top"])


def _is_no_background(thing: dict[str, Any]) -> bool:
    """Tell whether an object may rule a table: backgrounds painted behind text may not."""
    thin = min(thing["width"], thing["height"]) <= THIN
    return bool(thing["object_type"] != "rect" or thing.get("stroke") or thin)


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


def _ends(verticals: Sequence[dict[str, Any]]) -> list[float]:
    """Return where groups of vertical rulings begin and end: a page break leaves tables open above and below."""
    ends: list[float] = []
    for edge in sorted(verticals, key=lambda edge: edge["top"]):
        if ends and edge["top"] <= ends[-1] + NEAR:
            ends[-1] = max(ends[-1], edge["bottom"])
        else:
            ends += [edge["top"], edge["bottom"]]
    return ends


def _holds(box: Box, thing: dict[str, Any]) -> bool:
    across, down = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return bool(box[0] <= across <= box[2] and box[1] <= down <= box[3])


def _columns(table: Ruled) -> int:
    return len(_rulings(cell[0] for cell in table.cells))


def _rulings(edges: Iterable[float]) -> list[float]:
    """Return the distinct positions among edges that differ by more than a line's width."""
    distinct: list[float] = []
    for edge in sorted(edges):
        if not distinct or edge - distinct[-1] > NEAR:
            distinct.append(edge)
    return distinct


def _grid(table: Ruled, characters: Sequence[dict[str, Any]]) -> Grid:
    inside = [character for character in characters if _holds(table.bbox, character)]
    columns = _rulings(edge for cell in table.cells for edge in (cell[0], cell[2]))
    rows = _rulings(edge for cell in table.cells for edge in (cell[1], cell[3]))
    places: list[list[Cell | None]] = [[None] * (len(columns) - 1) for _ in rows[:-1]]
    for box in sorted(table.cells, key=lambda box: (box[1], box[0])):
        cell = _cell(box, rows, columns, [character for character in inside if _holds(box, character)])
        for row in range(cell.row, cell.row + cell.rowspan):
            for column in range(cell.column, cell.column + cell.colspan):
                places[row][column] = places[row][column] or cell
    return tuple(tuple(row) for row in places)


def _cell(box: Box, rows: list[float], columns: list[float], characters: list[dict[str, Any]]) -> Cell:
    left, top, right, bottom = (
        bisect_left(rulings, edge - NEAR)
        for rulings, edge in zip((columns, rows, columns, rows), box, strict=True)
    )
    text = close_up(clean(extract_text(characters))) if characters else ""
    return Cell(text, top, left, max(bottom - top, 1), max(right - left, 1))


def _without_folios(pages: list[list[Printed | Grid]]) -> list[list[Printed | Grid]]:
    """Drop page numbers and running heads: first and last lines that are a number or repeat on most pages."""
    ends = Counter(
        entry.text for page in pages for entry in (*page[:1], *page[-1:]) if isinstance(entry, Printed)
    )
    often = max(3, len(pages) // 2 + 1)
    kept = []
    for page in pages:
        edges = {0, len(page) - 1}
        kept.append(
            [
                entry
                for number, entry in enumerate(page)
                if not (
                    number in edges
                    and isinstance(entry, Printed)
                    and _is_folio(entry.text, ends[entry.text] >= often)
                )
            ]
        )
    return kept


def _is_folio(text: str, repeated: bool) -> bool:
    return repeated or bool(FOLIO.fullmatch(text))


def _paragraphs(entries: Sequence[Printed | Grid]) -> list[str | Grid]:
    """Join lines: a paragraph goes on where the line before is full and the next is not indented."""
    long = [entry for entry in entries if isinstance(entry, Printed) and len(entry.text) >= 15]
    left = min((line.left for line in long), default=0.0)
    right = max((line.right for line in long), default=math.inf)
    flow: list[str | Grid] = []
    before: Printed | None = None
    for entry in entries:
        if not isinstance(entry, Printed):
            flow.append(entry)
            before = None
            continue
        goes_on = before and before.right > right - _room(entry) and entry.left < left + 0.8 * entry.size
        if goes_on and flow and isinstance(flow[-1], str):
            flow[-1] = _joined(flow[-1], entry.text)
        else:
            flow.append(entry.text)
        before = entry
    return flow


def _room(line: Printed) -> float:
    """Return how much room a line's beginning needs: a word or number is not broken, so it may leave a line short."""
    word = UNBROKEN.match(line.text)
    return max(2.0, 0.6 * len(word[0]) if word else 0.0) * line.size


def _joined(before: str, text: str) -> str:
    """Return two lines as one; an address that fills a line goes on without a blank."""
    return before + text if ADDRESS_END.search(before) else close_up(f"{before} {text}")
