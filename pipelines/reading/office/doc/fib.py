"""The file information block ([MS-DOC] 2.5): what kind of Word document this is and where its parts lie."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.errors import Unreadable
from pipelines.reading.office.doc.binary import i32, u16, u32

WORD_97 = 0x00C1
_MAGIC = 0xA5EC
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_LENGTHS = 64
_PLACES = 154
_COUNTS = {"main": 3, "footnotes": 4, "headers": 5, "macros": 6, "comments": 7, "endnotes": 8, "boxes": 9}

STYLES, SECTIONS, CHARACTERS, PARAGRAPHS = 1, 6, 12, 13
PIECES = 33
SHAPES, BOXES = 40, 56
LISTS, LIST_OVERRIDES = 73, 74
"""Places of `fcXxx` and `lcbXxx` in FibRgFcLcb97 (2.5.6)."""

MAX_TEXT = 5_000_000
"""Characters."""


@dataclass(frozen=True, slots=True)
class WordFile:
    """The streams of a document, and the lengths of its stories in characters."""

    main: bytes
    table: bytes
    data: bytes
    counts: dict[str, int]

    def part(self, number: int) -> bytes:
        """Return a structure of the table stream by its place in FibRgFcLcb97, empty where there is none."""
        at, size = self.place(number)
        return self.table[at : at + size]

    def place(self, number: int) -> tuple[int, int]:
        """Return where in the table stream a structure lies, and its size."""
        return u32(self.main, _PLACES + 8 * number), u32(self.main, _PLACES + 8 * number + 4)


def open_word(read: Callable[[str], bytes]) -> WordFile:
    """Return the document whose streams `read` gives; raises `Unreadable` for encrypted ones and before Word 97."""
    main = read("WordDocument")
    version, flags = u16(main, 2), u16(main, 10)
    if u16(main, 0) != _MAGIC or version < WORD_97:
        raise Unreadable("the document is of Word 95 or older")
    if flags & _ENCRYPTED:
        raise Unreadable("the document is encrypted")
    table = read("1Table" if flags & _SECOND_TABLE else "0Table")
    if not table:
        raise Unreadable("the Word document has no table stream")
    counts = {name: i32(main, _LENGTHS + 4 * at) for name, at in _COUNTS.items()}
    if min(counts.values()) < 0 or sum(counts.values()) > MAX_TEXT:
        raise Unreadable(f"the Word document says that it has {sum(counts.values())} characters")
    return WordFile(main, table, read("Data"), counts)
