"""The way back from a report to the bytes, gone with other libraries than ours: fastwarc, Beautiful Soup, pypdfium2.

Nothing here uses what the project reads with, so that both can only agree where both are right.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections import defaultdict
from io import BytesIO

import pypdfium2
from bs4 import BeautifulSoup
from fastwarc.warc import ArchiveIterator, WarcRecordType


def payload_at(data_dir, entry):
    """The body of the response at a capture's place, without transfer and content coding."""
    with (data_dir / entry["warc"]).open("rb") as stream:
        stream.seek(entry["offset"])
        member = stream.read(entry["length"])
    record = next(iter(ArchiveIterator(BytesIO(member), record_types=WarcRecordType.response)))
    assert record.record_id.strip("<>") == entry["record_id"]
    body = record.reader.read()
    coding = record.http_headers.get("Content-Encoding")
    return gzip.decompress(body) if coding == "gzip" else body


def unfound(payload, media_type, observations):
    """The keys of a capture's observations that its payload does not show where they say."""
    if media_type == "application/pdf":
        return unfound_in_boxes(payload, observations)
    if media_type == "text/plain":
        return unfound_in_lines(payload.decode("utf-8"), observations)
    return unfound_in_page(BeautifulSoup(payload, "html.parser"), observations)


def by_capture(document):
    """A report's observations by the index of their capture."""
    found = defaultdict(list)
    for each in document["observations"]:
        found[each["capture"]].append(each)
    return found


def squeezed(text):
    """A text without white space and what has no width."""
    return re.sub(r"[\s\u200b-\u200d\ufeff]", "", unicodedata.normalize("NFC", text))


def split(observations):
    """The observations of cells by table, and those of prose."""
    tables, prose = defaultdict(list), []
    for each in observations:
        if "table" in each["locator"]:
            tables[each["locator"]["table"]].append(each)
        else:
            prose.append(each)
    return tables, prose


def unfound_in_grids(grids, tables):
    """The keys of cells for which there is no grid, behind that of the table before, that shows the whole table."""
    wrong, first = [], 0
    for _, observations in sorted(tables.items()):
        at = next((n for n in range(first, len(grids)) if shows(grids[n], observations)), None)
        if at is None:
            wrong += [each["key"] for each in observations]
        else:
            first = at + 1
    return wrong


def shows(grid, observations):
    spots = ((each["locator"]["row"], each["locator"]["column"], each["raw"]) for each in observations)
    return all(squeezed(grid.get((row, column), "\0")) == squeezed(raw) for row, column, raw in spots)


def unfound_in_page(soup, observations):
    for hidden in soup(["script", "style", "template", "noscript"]):
        hidden.decompose()
    tables, prose = split(observations)
    text = squeezed(soup.get_text())
    wrong = unfound_in_grids([expanded(table) for table in soup("table")], tables)
    return wrong + [each["key"] for each in prose if squeezed(each["raw"]) not in text]


def expanded(table):
    """Cells by row and column, laid out as HTML's table model says: a row fills the places left by spans above."""
    rows = [row for row in table("tr") if row.find_parent("table") is table]
    rows = [row for row in rows if own_cells(row)]
    grid, taken = {}, set()
    for number, row in enumerate(rows):
        column = 0
        for cell in own_cells(row):
            while (number, column) in taken:
                column += 1
            down, right = span(cell, "rowspan"), span(cell, "colspan")
            grid[number, column] = cell.get_text()
            taken |= {(number + r, column + c) for r in range(down or len(rows)) for c in range(right or 1)}
            column += right or 1
    return grid


def own_cells(row):
    return [cell for cell in row(["td", "th"]) if cell.find_parent("tr") is row]


def span(cell, name):
    value = str(cell.get(name, "1")).strip()
    return int(value) if value.isdecimal() else 1


def unfound_in_lines(text, observations):
    """Runs of lines with tabs are the tables of a text, and each line of one is a row."""
    tables, prose = split(observations)
    grids, run = [], None
    lines = [line for line in text.splitlines() if not re.fullmatch(r"[\s|-]*-{3}[\s|-]*", line)]
    for line in lines:
        cells = line.split("\t")
        if len(cells) < 2:
            run = None
            continue
        if run is None:
            run = []
            grids.append(run)
        run.append(cells)
    numbered = [
        {(row, column): cell for row, cells in enumerate(grid) for column, cell in enumerate(cells)}
        for grid in grids
    ]
    whole = [squeezed(line) for line in lines]
    wrong = unfound_in_grids(numbered, tables)
    return wrong + [each["key"] for each in prose if not any(squeezed(each["raw"]) in line for line in whole)]


def unfound_in_boxes(payload, observations):
    """A cell's box holds its text; that of prose is where its paragraph begins, which may go on overleaf."""
    document = pypdfium2.PdfDocument(payload)
    return [
        each["key"] for each in observations if not in_box(document, each["locator"], squeezed(each["raw"]))
    ]


def in_box(document, at, raw):
    number = at["page"] - 1
    height, text = document[number].get_height(), document[number].get_textpage()
    left, top, right, bottom = at["box"]
    inside = squeezed(text.get_text_bounded(left - 1, height - bottom - 1, right + 1, height - top + 1))
    if "table" in at:
        return raw in inside
    pages = [
        document[each].get_textpage().get_text_bounded()
        for each in range(number, min(number + 2, len(document)))
    ]
    return bool(inside) and raw in squeezed("".join(pages))
