"""Prose without white space, paragraph by paragraph, in which every character knows where it was printed."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from operator import itemgetter

import msgspec

from pipelines.prose.passage import Passage, Span

_DROPPED = "“”‘’\"'*"
_PECULIAR = re.compile(r"[^\u4e00-\u9fff0-9A-Za-z，。、]")
"""Characters that are not simply kept as they are."""

_ASIDE = re.compile(r"\([^()0-9]{0,40}\)")
_ENDS = "。；：！？;:!?.)）”"
_NUMBERED = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十]+)")
BROKEN = 25
"""Characters from which on a paragraph that ends without a stop was broken by its page."""


Runs = tuple[tuple[int, int], ...]
_begin = itemgetter(0)


class Wording(msgspec.Struct, frozen=True):
    """A paragraph's words without white space, quotation marks, and asides in parentheses that hold no digits.

    Full-width forms are narrowed, the comma apart: only a narrow one separates thousands.

    `runs` are the stretches that stand in the passage as one: the places where each begins, in the wording and in
    the passage.
    """

    text: str
    runs: Runs
    passage: Passage

    def place(self, start: int, end: int, needed: tuple[int, int]) -> tuple[str, Span] | None:
        """Return the printed words of `text[start:end]` and their place in one paragraph.

        Words that a page break divides are cut down to the paragraph that holds the `needed` part; `None` where
        even that is divided or stands in a table cell.
        """
        first, last = _offset(self.runs, start), _offset(self.runs, end - 1) + 1
        if self.passage.locate(first, last) is None:
            segment = self.passage.segment_at(_offset(self.runs, needed[0]))
            if segment is None:
                return None
            first, last = max(first, segment.start), min(last, segment.start + segment.length)
            if _offset(self.runs, needed[1] - 1) >= last:
                return None
        span = self.passage.locate(first, last)
        return (self.passage.text[first:last], span) if span else None


def wordings(passage: Passage) -> Iterator[Wording]:
    """Yield the wording of each paragraph of a passage; paragraphs broken by a page are joined."""
    start = 0
    for end in _paragraph_ends(passage):
        wording = _wording(passage, start, end)
        if wording.text:
            yield wording
        start = end


def _paragraph_ends(passage: Passage) -> Iterator[int]:
    text = passage.text
    begin = 0
    for match in re.finditer(r"[\n\t]|\Z", text):
        line = text[begin : match.start()].rstrip()
        following = text[match.end() : match.end() + 20]
        broken = len(line) > BROKEN and line[-1] not in _ENDS and not _NUMBERED.match(following)
        begin = match.end()
        if not broken or match.start() == len(text) or match.group() == "\t":
            yield match.end()


def _wording(passage: Passage, start: int, end: int) -> Wording:
    kept: list[str] = []
    runs: list[tuple[int, int]] = []
    length = 0
    for words, offset in _pieces(passage.text, start, end):
        runs.append((length, offset))
        kept.append(words)
        length += len(words)
    text = "".join(kept)
    return Wording(*(_without_asides(text, tuple(runs)) if "(" in text else (text, tuple(runs))), passage)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """Yield the words that are kept, as they are or narrowed, each with its place."""
    begin = start
    last = ""
    for match in _PECULIAR.finditer(text, start, end):
        place, character = match.start(), match.group()
        if begin < place:
            yield text[begin:place], begin
            last = text[place - 1]
        begin = place + 1
        if character.isspace():
            character = " " if last.isdecimal() and text[begin : begin + 1].isdecimal() else ""
        elif character in _DROPPED:
            character = ""
        if character:
            last = _narrow(character)
            yield last, place
    if begin < end:
        yield text[begin:end], begin


def _narrow(character: str) -> str:
    narrow = unicodedata.normalize("NFKC", character)
    return narrow if len(narrow) == 1 else character


def _without_asides(text: str, runs: Runs) -> tuple[str, Runs]:
    kept: list[str] = []
    places: list[tuple[int, int]] = []
    length = start = 0
    for end, following in [*(aside.span() for aside in _ASIDE.finditer(text)), (len(text), len(text))]:
        if start < end:
            places.append((length, _offset(runs, start)))
            within = runs[bisect_right(runs, start, key=_begin) : bisect_left(runs, end, key=_begin)]
            places += [(length + at - start, offset) for at, offset in within]
        kept.append(text[start:end])
        length += end - start
        start = following
    return "".join(kept), tuple(places)


def _offset(runs: Runs, position: int) -> int:
    """Return where in the passage the character at a position of the wording stands."""
    begin, offset = runs[bisect_right(runs, position, key=_begin) - 1]
    return offset + position - begin
