"""Prose without white space, paragraph by paragraph, in which every character knows where it was printed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.prose.outline import Outline, Passage, Span

_DROPPED = "“”‘’\"'*"
_ASIDE = re.compile(r"\([^()0-9]{0,40}\)")
_ENDS = "。；：！？;:!?.)）”"
_NUMBERED = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|第[一二三四五六七八九十]+)")
BROKEN = 25
"""Characters from which on a paragraph that ends without a stop was broken by its page."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A paragraph's words without white space, quotation marks, and asides in parentheses that hold no digits.

    Full-width forms are narrowed, the comma apart: only a narrow one separates thousands.

    `offsets[i]` is the place of `text[i]` in the passage.
    """

    text: str
    offsets: tuple[int, ...]
    passage: Passage

    def place(self, start: int, end: int, needed: tuple[int, int]) -> tuple[str, Span] | None:
        """Return the printed words of `text[start:end]` and their place in one paragraph.

        Words that a page break divides are cut down to the paragraph that holds the `needed` part; `None` where
        even that is divided or stands in a table cell.
        """
        first, last = self.offsets[start], self.offsets[end - 1] + 1
        if self.passage.locate(first, last) is None:
            segment = self.passage.segment_at(self.offsets[needed[0]])
            if segment is None:
                return None
            first, last = max(first, segment.start), min(last, segment.start + segment.length)
            if self.offsets[needed[1] - 1] >= last:
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


def sentences(outline: Outline) -> Iterator[str]:
    """Yield the words of each sentence of a report; a semicolon ends one too."""
    for _, passage in outline.passages():
        for wording in wordings(passage):
            yield from re.split(r"[。;!?]", wording.text)


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
    offsets: list[int] = []
    text = passage.text
    for place in range(start, end):
        character = text[place]
        if character.isspace():
            if _between_digits(text, kept, place):
                kept.append(" ")
                offsets.append(place)
        elif character not in _DROPPED:
            kept.append(character if character == "，" else _narrow(character))
            offsets.append(place)
    return _without_asides("".join(kept), offsets, passage)


def _between_digits(text: str, kept: list[str], place: int) -> bool:
    """White space that divides two numbers stays: taken out it would make one number of them."""
    return bool(kept) and kept[-1].isdecimal() and text[place + 1 : place + 2].isdecimal()


def _narrow(character: str) -> str:
    narrow = unicodedata.normalize("NFKC", character)
    return narrow if len(narrow) == 1 else character


def _without_asides(text: str, offsets: list[int], passage: Passage) -> Wording:
    kept: list[str] = []
    places: list[int] = []
    start = 0
    for aside in _ASIDE.finditer(text):
        kept.append(text[start : aside.start()])
        places += offsets[start : aside.start()]
        start = aside.end()
    return Wording("".join([*kept, text[start:]]), tuple(places + offsets[start:]), passage)
