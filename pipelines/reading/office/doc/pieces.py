"""The piece table ([MS-DOC] 2.4.1, 2.9.38): where in the file each character of the text lies."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from pipelines.errors import Unreadable
from pipelines.reading.office.doc.binary import plc, u16, u32
from pipelines.reading.office.doc.fib import MAX_TEXT, PIECES, WordFile

_COMPRESSED = 0x40000000
_PRM_TO_SPRM = {0x41: 0x0800, 0x5C: 0x083C}
"""Of the modifiers that a piece names by a byte (2.9.215), those that hide text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters from `begin` to `end` that lie together: at byte `at`, `width` bytes each, `grpprl` applied to all."""

    begin: int
    end: int
    at: int
    width: int
    grpprl: bytes


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces in order, and the text of all stories."""

    pieces: list[Piece]
    text: str

    def byte_of(self, position: int) -> tuple[int, bytes]:
        """Return where in the file a character lies, and its piece's modifiers."""
        piece = self.pieces[max(bisect_right(self.pieces, position, key=lambda one: one.begin) - 1, 0)]
        return piece.at + (position - piece.begin) * piece.width, piece.grpprl


def read_pieces(file: WordFile) -> Pieces:
    """Return the pieces of a document and its text."""
    clx = file.part(PIECES)
    at, modifiers = 0, list[bytes]()
    while clx[at : at + 1] == b"\x01":
        size = u16(clx, at + 1)
        modifiers.append(clx[at + 3 : at + 3 + size])
        at += 3 + size
    if clx[at : at + 1] != b"\x02":
        raise Unreadable("the Word document has no piece table")
    table = clx[at + 5 : at + 5 + u32(clx, at + 1)]
    pieces: list[Piece] = []
    texts: list[str] = []
    reached = 0
    for begin, end, entry in plc(table, 8):
        if begin != reached or end < begin or end > MAX_TEXT + 8:
            raise Unreadable("the Word document's piece table is broken")
        reached = end
        piece = _piece(begin, end, entry, modifiers)
        pieces.append(piece)
        texts.append(_text(file.main, piece))
    if not pieces:
        raise Unreadable("the Word document has no text")
    return Pieces(pieces, "".join(texts))


def _piece(begin: int, end: int, entry: bytes, modifiers: list[bytes]) -> Piece:
    place, prm = u32(entry, 2), u16(entry, 6)
    at = place & 0x3FFFFFFF
    grpprl = _modifiers(prm, modifiers)
    return Piece(begin, end, at // 2, 1, grpprl) if place & _COMPRESSED else Piece(begin, end, at, 2, grpprl)


def _modifiers(prm: int, modifiers: list[bytes]) -> bytes:
    if prm & 1:
        return modifiers[prm >> 1] if prm >> 1 < len(modifiers) else b""
    code = _PRM_TO_SPRM.get(prm >> 1 & 0x7F)
    return b"" if code is None else code.to_bytes(2, "little") + bytes([prm >> 8])


def _text(main: bytes, piece: Piece) -> str:
    """Decode a piece: one byte a character is Windows-1252, whatever the language (2.9.73)."""
    size = (piece.end - piece.begin) * piece.width
    raw = main[piece.at : piece.at + size]
    if len(raw) < size:
        raise Unreadable("the Word document is cut off: its text ends early")
    if piece.width == 1:
        return raw.decode("cp1252", "replace")
    # characters count as UTF-16 units here: one for each half of a surrogate pair
    return "".join(map(chr, memoryview(raw).cast("H"))) if _has_pairs(raw) else raw.decode("utf-16-le")


def _has_pairs(raw: bytes) -> bool:
    return any(0xD8 <= high <= 0xDF for high in raw[1::2])
