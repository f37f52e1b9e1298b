"""The style sheet ([MS-DOC] 2.9.271): what paragraphs and runs get from their styles."""

from __future__ import annotations

from pipelines.errors import Unreadable
from pipelines.reading.office.doc.binary import u16
from pipelines.reading.office.doc.fib import STYLES, WordFile
from pipelines.reading.office.doc.sprms import C_HIDDEN, sprms

MAX_CHAIN = 20
_NONE = 0x0FFF
_PARAGRAPH, _CHARACTER = 1, 2

Properties = dict[int, bytes]
"""Operands by modifier, the last of each."""


def is_on(properties: Properties, code: int) -> bool:
    """Return whether a modifier that is on or off is on."""
    return properties.get(code, b"\0")[:1] == b"\1"


class Styles:
    """Styles by their indices; what is broken in a style sheet is a style that says nothing."""

    def __init__(self, file: WordFile) -> None:
        self._bases: dict[int, int] = {}
        self._own: dict[int, tuple[Properties, Properties]] = {}
        try:
            self._read(file.part(STYLES))
        except Unreadable:
            return  # cut off: the styles before count

    def paragraph(self, index: int) -> Properties:
        """Return what a style says of paragraphs."""
        return self._inherited(index, 0)

    def character(self, index: int) -> Properties:
        """Return what a style says of characters."""
        return self._inherited(index, 1)

    def _inherited(self, index: int, kind: int) -> Properties:
        chain = [index]
        while len(chain) < MAX_CHAIN and self._bases.get(chain[-1], _NONE) != _NONE:
            chain.append(self._bases[chain[-1]])
        properties: Properties = {}
        for style in reversed(chain):
            own = self._own.get(style, ({}, {}))[kind]
            relative = own.get(C_HIDDEN, b"\x80") in {b"\x81", b"\x80"}
            before = is_on(properties, C_HIDDEN)
            properties |= own
            if relative and kind:  # as the style it is based on, or the opposite
                properties[C_HIDDEN] = bytes([before != (own.get(C_HIDDEN) == b"\x81")])
        return properties

    def _read(self, sheet: bytes) -> None:
        if not sheet:
            return
        header = u16(sheet, 0)
        count, base = u16(sheet, 2), u16(sheet, 4)
        at = 2 + header
        for index in range(count):
            size = u16(sheet, at)
            if size:
                self._style(index, sheet[at + 2 : at + 2 + size], base)
            at += 2 + size

    def _style(self, index: int, style: bytes, base: int) -> None:
        kind = u16(style, 2) & 0xF
        self._bases[index] = u16(style, 2) >> 4
        formats = u16(style, 4) & 0xF
        at = base + 2 + 2 * u16(style, base) + 2
        updates: list[bytes] = []
        for _ in range(formats):
            at += at & 1
            size = u16(style, at)
            updates.append(style[at + 2 : at + 2 + size])
            at += 2 + size
        if kind == _PARAGRAPH and len(updates) >= 2:
            self._own[index] = dict(sprms(updates[0][2:])), dict(sprms(updates[1]))
        elif kind == _CHARACTER and updates:
            self._own[index] = {}, dict(sprms(updates[0]))
