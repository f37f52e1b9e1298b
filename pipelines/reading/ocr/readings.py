"""Lines read several ways; what the readings do not agree on is not taken for read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from pipelines.reading.ocr.ink import WHITE, Area, framed
from pipelines.reading.ocr.model import Picture, Recognized, recognize

ILLEGIBLE = "□"
"""What stands where something is printed that cannot be read."""

SURE = 0.9
"""Confidence that the readings of a number must reach, the surest of them, and on average but for a tenth."""

FIRM = 0.8
"""Confidence from which a reading that says otherwise makes a number doubtful."""

MAJORITY = 3
"""Of four readings of a number, those that must agree, the wide one among them."""

LONGEST = 20
"""Characters of a line that may be a number with its unit or note; others hold numbers among words."""

BLACK = 190
"""Grey value below which a pixel is black in black and white."""

# What a 0 looks like: it bears out a 0 that others read, and is none by itself.
_ROUND = str.maketrans("Oo〇○", "0000")
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# A stop and a comma look alike: this may be thousands.
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}\.\d{3}(?!\d)")
_FIGURES = re.compile(r"[0-9０-９](?:[0-9０-９.,．，%％]*[0-9０-９%％])?")
_WORDS = re.compile(r"[\u4e00-\u9fff]{3}")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of ink: `area` within a cleared cell, the same cell as it was, and where the cell's corner lies.

    `clear` is false where no rulings say for certain in which cell it stands.
    """

    bare: Picture
    raw: Picture
    area: Area
    origin: tuple[int, int]
    clear: bool = True


def narrow(line: Line, size: int) -> Picture:
    """Return a line cut close, on white."""
    return framed(line.area.of(line.bare), size, 0.2)


def wide(line: Line, size: int) -> Picture:
    """Return a line as it is, with what is around it: what was taken for no ink, a faint minus say, is seen here."""
    height, width = line.bare.shape
    edge = min(size // 8, line.area.top, line.area.left)
    inside = Area(edge, edge, max(width - edge, line.area.right), max(height - edge, line.area.bottom))
    return line.area.grown(size // 2, inside).of(line.raw)


def stark(line: Line, size: int) -> Picture:
    """Return a line in black and white, smaller in its frame."""
    return np.where(framed(line.area.of(line.bare), size, 0.35) < BLACK, 0, WHITE).astype(np.uint8)


def small(line: Line, size: int) -> Picture:
    """Return a line much smaller in its frame."""
    return framed(line.area.of(line.bare), size, 0.5)


def read_lines(lines: Sequence[Line], size: int) -> list[Recognized]:
    """Return what lines say, `size` being the height of their text in pixels.

    A line that may be a number is read four ways: confidence is 0 where they disagree, or where its cell is not clear.
    Of other lines the figures are read twice: those that differ become `ILLEGIBLE`. So does ink that says nothing.
    """
    first = recognize([narrow(line, size) for line in lines])
    numbers = [at for at, read in enumerate(first) if _may_be_number(read.text)]
    words = sorted(set(range(len(first))) - set(numbers))
    mixed = [at for at in words if _FIGURES.search(first[at].text)]
    views = [view(lines[at], size) for at in numbers for view in (wide, stark, small)]
    again = recognize([*views, *(wide(lines[at], size) for at in mixed)])
    result = list(first)
    for place, at in enumerate(numbers):
        said = settled((first[at], *again[3 * place : 3 * place + 3]))
        result[at] = said if lines[at].clear else said._replace(sure=(0.0,))
    for at, other in zip(mixed, again[len(views) :], strict=True):
        result[at] = agreed(first[at], other)
    return result


def _may_be_number(text: str) -> bool:
    """Tell whether a line may be a number; a single figure is often taken for a letter or a word of one stroke."""
    return len(text) <= LONGEST and not _WORDS.search(text)


def settled(readings: Sequence[Recognized]) -> Recognized:
    """Return what most readings of a number say, with confidence 0 where they do not agree well enough."""
    said = [read.text.strip().translate(_HALF_WIDTH) for read in readings]
    (best, times), *_ = Counter(said).most_common(1)
    agree = [read.confidence for read, text in zip(readings, said, strict=True) if text == best]
    doubt = max(
        (read.confidence for read, text in zip(readings, said, strict=True) if text != best), default=0.0
    )
    average = sum(agree) / times
    holds = (
        said[1].translate(_ROUND) == best
        and times >= MAJORITY
        and doubt < FIRM
        and not _THOUSANDS.search(best)
    )
    sure = average if holds and best and max(agree) >= SURE and average >= SURE - 0.1 else 0.0
    return Recognized(best or ILLEGIBLE, (sure,))


def agreed(read: Recognized, other: Recognized) -> Recognized:
    """Return a reading without the figures that another has not, in order."""
    found = [match.span() for match in _FIGURES.finditer(read.text)]
    mine = [read.text[start:stop].translate(_HALF_WIDTH) for start, stop in found]
    theirs = [match[0].translate(_HALF_WIDTH) for match in _FIGURES.finditer(other.text)]
    blocks = SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
    shared = {at for block in blocks for at in range(block.a, block.a + block.size)}
    text, sure = read
    for at, (start, stop) in reversed(list(enumerate(found))):
        if at not in shared or min(sure[start:stop]) < FIRM:
            text = text[:start] + ILLEGIBLE + text[stop:]
            sure = (*sure[:start], 1.0, *sure[stop:])
    return Recognized(text, sure)
