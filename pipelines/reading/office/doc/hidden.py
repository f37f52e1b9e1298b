"""Which characters of a DOC are not read: hidden, deleted or struck through, or symbols of picture fonts."""

from __future__ import annotations

from pipelines.reading.office.doc.binary import u16
from pipelines.reading.office.doc.fib import WordFile
from pipelines.reading.office.doc.formatting import Runs, character_runs
from pipelines.reading.office.doc.pieces import Piece, Pieces
from pipelines.reading.office.doc.sprms import (
    C_DELETED,
    C_HIDDEN,
    C_STRUCK,
    C_STRUCK_TWICE,
    C_STYLE,
    C_SYMBOL,
    P_ISTD,
    sprms,
)
from pipelines.reading.office.doc.styles import Properties, Styles, is_on

_UNSAID, _SHOWN, _HIDDEN, _AS_STYLE, _AGAINST_STYLE = range(5)


class Hidden:
    """What is known of each character; the paragraph's style decides where nothing is said of it."""

    def __init__(self, file: WordFile, pieces: Pieces, styles: Styles) -> None:
        self._styles = styles
        self._states = bytearray(len(pieces.text))
        runs = character_runs(file)
        states = [self._state(properties) for properties in runs.properties]
        for piece in pieces.pieces:
            self._mark(piece, runs, states)

    def at(self, position: int, *, default: bool = False) -> bool:
        """Return whether a character is hidden; `default` is what its paragraph's style says."""
        state = self._states[position]
        if state in {_UNSAID, _AS_STYLE}:
            return default
        return not default if state == _AGAINST_STYLE else state == _HIDDEN

    def by_style(self, properties: Properties) -> bool:
        """Return whether a paragraph's style hides its characters."""
        return is_on(self._styles.character(u16(properties[P_ISTD], 0)), C_HIDDEN)

    def _mark(self, piece: Piece, runs: Runs, states: list[int]) -> None:
        of_piece = self._state(piece.grpprl) if piece.grpprl else _UNSAID
        if of_piece != _UNSAID:
            self._states[piece.begin : piece.end] = bytes([of_piece]) * (piece.end - piece.begin)
            return
        size = (piece.end - piece.begin) * piece.width
        for number in runs.between(piece.at, piece.at + size):
            if states[number] != _UNSAID:
                begin = piece.begin + max(runs.begins[number] - piece.at, 0) // piece.width
                end = piece.begin + min(runs.ends[number] - piece.at, size) // piece.width
                self._states[begin:end] = bytes([states[number]]) * (end - begin)

    def _state(self, grpprl: bytes) -> int:
        properties: Properties = dict(sprms(grpprl))
        struck = is_on(properties, C_STRUCK) or is_on(properties, C_STRUCK_TWICE)
        if struck or any(properties.get(C_DELETED, b"")) or C_SYMBOL in properties:
            return _HIDDEN
        style = properties.get(C_STYLE, b"")
        if C_HIDDEN not in properties:
            named = len(style) == 2 and is_on(self._styles.character(u16(style, 0)), C_HIDDEN)
            return _HIDDEN if named else _UNSAID
        toggle = properties[C_HIDDEN][:1]
        return {b"\0": _SHOWN, b"\1": _HIDDEN, b"\x81": _AGAINST_STYLE}.get(toggle, _AS_STYLE)
