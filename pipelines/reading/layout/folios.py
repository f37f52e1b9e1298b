"""Folios and running heads: what stands at the ends of pages and is no part of their text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipelines.reading.cues import is_report_title
from pipelines.reading.layout.placed import Entry, SetLine

FOLIO = re.compile(
    r"[-—–―－\s·]*(?:第\s*)?\d{1,3}\s*(?:页)?\s*(?:[/／,，]?\s*共?\s*\d{1,3}\s*页?)?[-—–―－\s·]*"
)
NUMBER = re.compile(r"\d+")
OUTER_LINES = 3
"""Lines at either end of a page that may be running heads and feet."""

SAME_PLACE = 4.0
"""Points within which running heads stand at the same height."""


def without_folios(pages: Sequence[Sequence[Entry]]) -> list[list[Entry]]:
    """Return each page's entries but outer lines that are a folio or stand at the same place of most pages.

    The outermost may hold a number that differs from page to page.
    """
    marks = Counter(mark for page in pages for mark in set(_marks(page)) | set(_marks(page[::-1])))
    repeated = {mark for mark, times in marks.items() if times >= max(3, len(pages) // 2 + 1)}
    kept = []
    for number, page in enumerate(pages):
        start = _runs(page, repeated)
        if number == 0 and any(
            isinstance(each, SetLine) and is_report_title(each.text) for each in page[:start]
        ):
            start = 0
        rest = page[start:]
        kept.append(list(rest[: len(rest) - _runs(rest[::-1], repeated)]))
    return kept


def _marks(entries: Sequence[Entry]) -> Iterator[tuple[str, int]]:
    """Yield what running heads have in common on all pages: text and height, for entries from the outermost on."""
    for number, entry in enumerate(entries[:OUTER_LINES]):
        if not isinstance(entry, SetLine):
            return
        text = entry.text if number else NUMBER.sub("0", entry.text)
        yield text, round(entry.box.top / SAME_PLACE)


def _runs(entries: Sequence[Entry], repeated: set[tuple[str, int]]) -> int:
    """Return how many of some entries, from the outermost on, are folios or running heads."""
    count = 0
    for entry, mark in zip(entries, _marks(entries), strict=False):
        if not isinstance(entry, SetLine) or not (mark in repeated or FOLIO.fullmatch(entry.text)):
            break
        count += 1
    return count
