"""Formatted disk pages ([MS-DOC] 2.9.33, 2.9.174): which formatting applies to which bytes of the text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from pipelines.reading.office.doc.binary import plc, u16, u32
from pipelines.reading.office.doc.fib import CHARACTERS, PARAGRAPHS, WordFile

_PAGE = 512
Entry = Callable[[bytes, int, int], bytes]


@dataclass(frozen=True, slots=True)
class Runs:
    """Formatting in the order of the bytes that it applies to; `ends` go with `begins`."""

    begins: list[int]
    ends: list[int]
    properties: list[bytes]

    def at(self, place: int) -> bytes:
        """Return the formatting of a byte, empty where none is given."""
        number = bisect_right(self.begins, place) - 1
        return self.properties[number] if number >= 0 and place < self.ends[number] else b""

    def between(self, begin: int, end: int) -> range:
        """Return which runs overlap these bytes."""
        return range(bisect_right(self.ends, begin), bisect_right(self.begins, end - 1))


def character_runs(file: WordFile) -> Runs:
    """Return the modifiers of characters."""
    return _runs(file, CHARACTERS, _chpx)


def paragraph_runs(file: WordFile) -> Runs:
    """Return style and modifiers of paragraphs: two bytes of the style's index, then a list."""
    return _runs(file, PARAGRAPHS, _papx)


def _runs(file: WordFile, part: int, entry: Entry) -> Runs:
    found: list[tuple[int, int, bytes]] = []
    seen: set[int] = set()
    for _, _, reference in plc(file.part(part), 4):
        number = u32(reference, 0) & 0x3FFFFF
        page = file.main[number * _PAGE : (number + 1) * _PAGE]
        if number not in seen and len(page) == _PAGE:
            seen.add(number)
            found += _in_page(page, entry)
    return _in_order(found)


def _in_page(page: bytes, entry: Entry) -> list[tuple[int, int, bytes]]:
    count = page[-1]
    if 4 * (count + 1) + count > _PAGE - 1:
        return []
    bounds = [u32(page, 4 * number) for number in range(count + 1)]
    return [
        (bounds[number], bounds[number + 1], entry(page, 4 * (count + 1), number)) for number in range(count)
    ]


def _in_order(found: list[tuple[int, int, bytes]]) -> Runs:
    """Return runs without overlaps, whatever the file says."""
    runs = Runs([], [], [])
    reached = 0
    for begin, end, properties in sorted(found, key=lambda one: one[:2]):
        if max(begin, reached) < end:
            runs.begins.append(max(begin, reached))
            runs.ends.append(end)
            runs.properties.append(properties)
            reached = end
    return runs


def _chpx(page: bytes, first: int, number: int) -> bytes:
    at = 2 * page[first + number]
    return page[at + 1 : at + 1 + page[at]] if at else b""


def _papx(page: bytes, first: int, number: int) -> bytes:
    if first + 13 * number >= _PAGE:
        return b""
    at = 2 * page[first + 13 * number]
    if not at:
        return b""
    if page[at]:
        return page[at + 1 : at + 2 * page[at]]
    return page[at + 2 : at + 2 + 2 * page[min(at + 1, _PAGE - 1)]]


def style_of(papx: bytes) -> int:
    """Return the index of a paragraph's style."""
    return u16(papx, 0) if len(papx) >= 2 else 0
