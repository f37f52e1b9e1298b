"""Lines as they are set on pages, joined into paragraphs; page numbers and running heads are dropped."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.body import Grid
from pipelines.reading.characters import close_up

UNBROKEN = re.compile(r"[!-~]+")
ADDRESS_END = re.compile(r"https?://[!-~]+$")
FOLIO = re.compile(
    r"[-—–―－\s·]*(?:第\s*)?\d{1,3}\s*(?:页)?\s*(?:[/／,，]?\s*共?\s*\d{1,3}\s*页?)?[-—–―－\s·]*"
)


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line of prose as set: text, left and right edge and height of its type, in points."""

    text: str
    left: float
    right: float
    size: float


Entry = SetLine | Grid


def without_folios(pages: Sequence[Sequence[Entry]]) -> list[Entry]:
    """Return the entries of all pages but first and last lines that are a number or repeat on most pages."""
    ends = Counter(
        entry.text for page in pages for entry in (*page[:1], *page[-1:]) if isinstance(entry, SetLine)
    )
    often = max(3, len(pages) // 2 + 1)
    repeated = {text for text, times in ends.items() if times >= often}
    return [
        entry
        for page in pages
        for number, entry in enumerate(page)
        if number not in {0, len(page) - 1} or not _is_folio(entry, repeated)
    ]


def _is_folio(entry: Entry, repeated: set[str]) -> bool:
    return isinstance(entry, SetLine) and (entry.text in repeated or bool(FOLIO.fullmatch(entry.text)))


def paragraphs(entries: Sequence[Entry]) -> list[str | Grid]:
    """Join lines: a paragraph goes on where the line before is full and the next is not indented."""
    long = [entry for entry in entries if isinstance(entry, SetLine) and len(entry.text) >= 15]
    left = min((line.left for line in long), default=0.0)
    right = max((line.right for line in long), default=math.inf)
    flow: list[str | Grid] = []
    before: SetLine | None = None
    for entry in entries:
        if not isinstance(entry, SetLine):
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


def _room(line: SetLine) -> float:
    """Return how much room a line's beginning needs: a word or number is not broken, so it may leave a line short."""
    word = UNBROKEN.match(line.text)
    return max(2.0, 0.6 * len(word[0]) if word else 0.0) * line.size


def _joined(before: str, text: str) -> str:
    """Return two lines as one; an address that fills a line goes on without a blank."""
    return before + text if ADDRESS_END.search(before) else close_up(f"{before} {text}")
