"""Characters as they stand on a page, put together to lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.reading.characters import clean, close_up
from pipelines.reading.layout.placed import Placed

BLANK = 0.25
"""Part of the type's size from which on a gap is a blank."""

DIGITS_APART = 0.6
"""The same between digits: kerning and letter-spacing split numbers."""

SET_BLANK = 0.1
"""The same where the source sets a blank there."""

OF_NUMBERS = frozenset("0123456789０１２３４５６７８９.,，．%％")


def lines_of(texts: Sequence[Placed]) -> list[list[Placed]]:
    """Return texts as lines from top to bottom, each from left to right."""
    lines: list[list[Placed]] = []
    middle = size = 0.0
    for each in sorted(texts, key=lambda each: each.middle):
        if lines and each.middle - middle <= 0.5 * min(size, each.size):
            lines[-1].append(each)
            middle += (each.middle - middle) / len(lines[-1])
            size = max(size, each.size)
        else:
            lines.append([each])
            middle, size = each.middle, each.size
    for line in lines:
        line.sort(key=lambda each: each.left)
    return lines


def text_of_line(line: Sequence[Placed]) -> str:
    """Return a line's text; gaps are blanks, but not those of justified Chinese."""
    pieces: list[str] = []
    before: Placed | None = None
    blank = False
    for each in line:
        if not each.text.strip():
            blank = True
            continue
        if before is not None and _is_parted(before, each, blank=blank):
            pieces.append(" ")
        pieces.append(each.text)
        before, blank = each, False
    return close_up(clean("".join(pieces)))


def text_of(texts: Sequence[Placed]) -> str:
    """Return the text of a cell: its lines run on."""
    lines = [text for line in lines_of(texts) if (text := text_of_line(line))]
    return close_up(clean("\n".join(lines)))


def _is_parted(before: Placed, after: Placed, *, blank: bool) -> bool:
    gap = (after.left - before.right) / (min(before.size, after.size) or 1.0)
    if blank:
        return gap > SET_BLANK
    numeric = before.text[-1] in OF_NUMBERS and after.text[0] in OF_NUMBERS
    return gap > (DIGITS_APART if numeric else BLANK)


def chunks_of(line: Sequence[Placed], apart: float) -> list[list[Placed]]:
    """Return the runs of a line's texts that are further apart than so many times the type's size."""
    chunks: list[list[Placed]] = []
    for each in line:
        if not each.text.strip():
            continue
        if chunks and each.left - chunks[-1][-1].right <= apart * min(each.size, chunks[-1][-1].size):
            chunks[-1].append(each)
        else:
            chunks.append([each])
    return chunks
