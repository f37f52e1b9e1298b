"""List tables ([MS-DOC] 2.9.131, 2.9.147, 2.9.150): how automatically numbered paragraphs are numbered."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.errors import Unreadable
from pipelines.reading.office.doc.binary import i32, u8, u16, u32
from pipelines.reading.office.doc.fib import LIST_OVERRIDES, LISTS, WordFile
from pipelines.reading.office.numbering import LEVELS, Counters, Level

MAX_LISTS = 5000
_STYLES = {
    0: "decimal", 1: "upperRoman", 2: "lowerRoman", 3: "upperLetter", 4: "lowerLetter", 0x0A: "ideographDigital",
    0x0B: "japaneseCounting", 0x0E: "decimalFullWidth", 0x10: "japaneseLegal", 0x11: "japaneseDigitalTenThousand",
    0x12: "decimalEnclosedCircle", 0x13: "decimalFullWidth2", 0x16: "decimalZero", 0x17: "bullet",
    0x1A: "decimalEnclosedFullstop", 0x1B: "decimalEnclosedParen", 0x1C: "decimalEnclosedCircleChinese",
    0x1D: "ideographEnclosedCircle", 0x1E: "ideographTraditional", 0x1F: "ideographZodiac", 0x21: "taiwaneseCounting",
    0x22: "ideographLegalTraditional", 0x23: "taiwaneseCountingThousand", 0x24: "taiwaneseDigital",
    0x25: "chineseCounting", 0x26: "chineseLegalSimplified", 0x27: "chineseCountingThousand", 0xFF: "none",
}  # fmt: skip
"""MSONFC ([MS-OSHARED] 2.2.1.3) by the names of ST_NumberFormat."""

_SUFFIXES = ("tab", "space", "nothing")


@dataclass(slots=True)
class _Override:
    """A list as paragraphs refer to it: the list's identifier, other first numbers and other levels."""

    identifier: int
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)


class Lists:
    """The lists of a document and what they have counted to; a broken table is one that ends there."""

    def __init__(self, file: WordFile) -> None:
        self._levels: dict[int, dict[int, Level]] = {}
        self._overrides: list[_Override] = []
        self._counters = Counters()
        try:
            self._read_lists(file)
            self._read_overrides(file.part(LIST_OVERRIDES))
        except Unreadable:
            return

    def label(self, reference: int, at: int) -> str:
        """Count a paragraph of a list, by the number that its modifier gives from 1, and return what it prints."""
        if not 0 < reference <= len(self._overrides) or not 0 <= at < LEVELS:
            return ""
        override = self._overrides[reference - 1]
        levels = self._levels.get(override.identifier, {}) | override.levels
        start = override.starts.get(at)
        restart = None if start is None else ((reference, at), start)
        return self._counters.label(override.identifier, at, levels, restart)

    def _read_lists(self, file: WordFile) -> None:
        at, size = file.place(LISTS)
        count = u16(file.table, at) if size else 0
        begin = at + size
        for number in range(min(count, MAX_LISTS)):
            entry = at + 2 + 28 * number
            levels: dict[int, Level] = {}
            for level in range(1 if u8(file.table, entry + 26) & 1 else LEVELS):
                levels[level], begin = _level(file.table, begin)
            self._levels[u32(file.table, entry)] = levels

    def _read_overrides(self, table: bytes) -> None:
        count = min(u32(table, 0), MAX_LISTS) if table else 0
        self._overrides = [_Override(u32(table, 4 + 16 * number)) for number in range(count)]
        begin = 4 + 16 * count
        for number, override in enumerate(self._overrides):
            begin += 4
            for _ in range(u8(table, 4 + 16 * number + 12)):
                begin = _override_level(table, begin, override)


def _override_level(table: bytes, at: int, override: _Override) -> int:
    """Read one level's override and return where the next begins."""
    flags = u32(table, at + 4)
    level, other_start, other_format = flags & 0xF, flags & 0x10, flags & 0x20
    if not other_format:
        if other_start:
            override.starts[level] = i32(table, at)
        return at + 8
    override.levels[level], end = _level(table, at + 8)
    if other_start:
        override.starts[level] = override.levels[level].start
    return end


def _level(table: bytes, at: int) -> tuple[Level, int]:
    """Return a level, and where the next begins."""
    flags = u8(table, at + 5)
    text = at + 28 + u8(table, at + 24) + u8(table, at + 25)
    count = u16(table, text)
    units = [u16(table, text + 2 + 2 * number) for number in range(count)]
    template = "".join(f"%{unit + 1}" if unit < LEVELS else chr(unit) for unit in units)
    level = Level(
        start=i32(table, at),
        style=_STYLES.get(u8(table, at + 4), "decimal"),
        template=template,
        suffix=_SUFFIXES[min(u8(table, at + 15), 2)],
        legal=bool(flags & 4),
        restarts=not flags & 8,
    )
    return level, text + 2 + 2 * count
