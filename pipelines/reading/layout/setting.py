"""Pages put together: lines to paragraphs, tables over page breaks to one."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from msgspec.structs import replace

from pipelines.body import Grid
from pipelines.reading.characters import close_up
from pipelines.reading.cues import NUMBERED, is_report_title
from pipelines.reading.grid import Printed
from pipelines.reading.layout.placed import Entry, SetLine, SetTable

UNBROKEN = re.compile(r"[!-~]+")
SENTENCE_ENDS = ("。", "；", "！")
ADDRESS_END = re.compile(r"https?://[!-~]+$")
LONG = 15
"""Characters from which on a line tells where the margins are."""

SAME_EDGE = 5.0
"""Points within which columns on two pages have the same edge."""

OTHER_TYPE = 1.15
"""How many times as large a line's type is as that of another paragraph; OCR's sizes are not so sure."""


def flow_of(pages: Sequence[Sequence[Entry]]) -> list[Printed | Grid]:
    """Join lines to paragraphs and what page breaks cut of tables to one.

    A paragraph goes on where the line before is full and the next is neither indented, nor set in type of another
    size, nor a numbered heading below a title or the end of a sentence; a table, as the first thing on a page, where
    the page before ends with one of the same columns.
    """
    margins = _margins(pages)
    flow: list[Printed | Grid] = []
    before: Entry | None = None
    for page in pages:
        for number, entry in enumerate(page):
            whole = _continued(flow[-1], before, entry, margins, is_first=number == 0) if before else None
            if whole is None:
                flow.append(_begun(entry))
            else:
                flow[-1] = whole
            before = entry
    return flow


def _margins(pages: Sequence[Sequence[Entry]]) -> tuple[float, float]:
    lines = [entry for page in pages for entry in page if isinstance(entry, SetLine)]
    long = [line for line in lines if len(line.text) >= LONG]
    return min((line.left for line in long), default=0.0), max(
        (line.right for line in long), default=math.inf
    )


def _begun(entry: Entry) -> Printed | Grid:
    return (
        entry.grid
        if isinstance(entry, SetTable)
        else Printed(entry.text, box=entry.box, confidence=entry.confidence)
    )


def _continued(
    last: Printed | Grid, before: Entry, entry: Entry, margins: tuple[float, float], *, is_first: bool
) -> Printed | Grid | None:
    """Return what came last with an entry that goes on with it, `None` where that begins anew."""
    match last, before, entry:
        case Printed(), SetLine(), SetLine() if _goes_on(before, entry, margins):
            least = min((c for c in (last.confidence, entry.confidence) if c is not None), default=None)
            return replace(last, text=_joined(last.text, entry.text), confidence=least)
        case tuple(), SetTable(), SetTable() if is_first and _same_columns(before, entry):
            return _appended(last, entry.grid)
    return None


def _goes_on(before: SetLine, line: SetLine, margins: tuple[float, float]) -> bool:
    if _in_other_type(before, line) or (_is_whole(before.text) and NUMBERED.match(line.text)):
        return False
    _, right = before.column or margins
    left, _ = line.column or margins
    return before.right > right - _room(line) and line.left < left + 0.8 * line.size


def _is_whole(text: str) -> bool:
    """Tell whether a line ends what it says: a sentence, or a report's title."""
    return text.endswith(SENTENCE_ENDS) or is_report_title(text)


def _in_other_type(one: SetLine, other: SetLine) -> bool:
    """Tell whether two lines are set in type of different size, as a title and the heading below it are."""
    larger, smaller = max(one.size, other.size), min(one.size, other.size)
    return one.confidence is None and larger > OTHER_TYPE * smaller


def _room(line: SetLine) -> float:
    """Return how much room a line's beginning needs: a word or number is not broken, so it may leave a line short."""
    word = UNBROKEN.match(line.text)
    return max(2.0, 0.6 * len(word[0]) if word else 0.0) * line.size


def _joined(before: str, text: str) -> str:
    """Return two lines as one; an address that fills a line goes on without a blank."""
    return before + text if ADDRESS_END.search(before) else close_up(f"{before} {text}")


def _same_columns(one: SetTable, other: SetTable) -> bool:
    return (
        one.is_ruled is other.is_ruled
        and len(one.edges) == len(other.edges)
        and all(abs(a - b) <= SAME_EDGE for a, b in zip(one.edges, other.edges, strict=True))
    )


def _appended(grid: Grid, rest: Grid) -> Grid:
    """Return a grid with the rows of another below its own."""
    moved = {cell: replace(cell, row=cell.row + len(grid)) for row in rest for cell in row if cell}
    return grid + tuple(tuple(moved[cell] if cell else None for cell in row) for row in rest)
