"""The text of a title, freed of what sites print around it, as printed and as folded for reading."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress

from pipelines.identity import title_words as words
from pipelines.identity.years import arabic

_LONGEST = 300
"""Characters of a text that are looked at: a title is shorter, and whatever is longer is prose."""
_AROUND = (words.DECORATION, words.MARK, words.NOTE, words.TAIL, words.EXTENSION, words.TAIL, words.TWICE)
"""What is taken off a title, in this order: a date may stand before a file's extension and behind it."""
_INVISIBLE = frozenset({"Cf", "Co", "Cs"})
REMEMBERED = 4096
"""Texts kept from the pages before: the menus of a portal say the same on each of them."""


@dataclass(frozen=True, slots=True)
class TitleText:
    """A text as printed and the same folded for reading, character by character: half-width, years in digits."""

    printed: str
    folded: str

    def without(self, pattern: re.Pattern[str]) -> TitleText:
        """Return both without what the pattern finds in the folded one."""
        spans = [found.span() for found in pattern.finditer(self.folded)]
        if not spans:
            return self
        kept = [True] * len(self.folded)
        for start, end in spans:
            kept[start:end] = [False] * (end - start)
        return TitleText(*("".join(compress(text, kept)) for text in (self.printed, self.folded)))


def squeeze(text: str) -> TitleText:
    """Return the beginning of a text in NFC without white space and invisible characters."""
    listed = words.LIST_NUMBER.sub("", text[: 4 * _LONGEST])
    squeezed = "".join(unicodedata.normalize("NFC", listed).split())
    if not squeezed.isprintable():
        squeezed = "".join(each for each in squeezed if unicodedata.category(each) not in _INVISIBLE)
    squeezed = squeezed[:_LONGEST]
    usual = unicodedata.is_normalized("NFKC", squeezed)
    return TitleText(squeezed, arabic(squeezed if usual else "".join(map(_fold, squeezed))))


@lru_cache(REMEMBERED)
def undecorated(squeezed: TitleText) -> TitleText:
    """Return a text without bullets, dates, sizes, file extensions and (图片版), and said once."""
    bare = squeezed
    for pattern in _AROUND:
        bare = bare.without(pattern)
    if words.QUOTED.match(bare.folded):
        bare = TitleText(bare.printed[1:-1], bare.folded[1:-1])
    return bare


@lru_cache(REMEMBERED)
def _fold(character: str) -> str:
    """Return the half-width or usual form of a character where that is one character too."""
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character
