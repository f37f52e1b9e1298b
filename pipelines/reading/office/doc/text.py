"""Stories of a DOC: paragraphs, cells and rows by the marks in the text ([MS-DOC] 2.4.2-2.4.5)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from pipelines.reading.office.assembly import Assembly
from pipelines.reading.office.doc.binary import i16, plc, u16, u32
from pipelines.reading.office.doc.fib import BOXES, SECTIONS, SHAPES, WordFile
from pipelines.reading.office.doc.formatting import paragraph_runs, style_of
from pipelines.reading.office.doc.hidden import Hidden
from pipelines.reading.office.doc.lists import Lists
from pipelines.reading.office.doc.pieces import read_pieces
from pipelines.reading.office.doc.rows import outlines
from pipelines.reading.office.doc.sprms import (
    P_DEPTH,
    P_HUGE,
    P_HUGE_2,
    P_IN_TABLE,
    P_INNER_CELL,
    P_INNER_ROW_END,
    P_ISTD,
    P_LEVEL,
    P_LIST,
    P_ROW_END,
    P_TABLE,
    sprms,
)
from pipelines.reading.office.doc.styles import Properties, Styles, is_on
from pipelines.reading.office.fields import Fields
from pipelines.reading.office.story import PICTURE, Story

_MARK = re.compile("[\r\x07\x0c]")
_CELL_MARK = "\x07"
_BREAK = "\x0c"
"""Ends a page, and a paragraph only where a section ends."""

_FIELD = {"\x13": "begin", "\x14": "separate", "\x15": "end"}
_PRINTED = {"\x01": PICTURE, "\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\t": " ", "\x1e": "-", "\xa0": " "}
_MAX_BOXES = 1000
BEFORE_BOXES = ("main", "footnotes", "headers", "macros", "comments", "endnotes")
"""The stories that lie before the text boxes."""


class Text:
    """A document's text with its formatting; stories are read off it in order, lists counting on."""

    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._pieces = read_pieces(file)
        self._styles = Styles(file)
        self._hidden = Hidden(file, self._pieces, self._styles)
        self._paragraphs = paragraph_runs(file)
        self._lists = Lists(file)
        self._boxes = _anchored(file)
        self._sections = {end for _, end, _ in plc(file.part(SECTIONS), 12)}

    def main(self) -> Story:
        """Return the main story: text boxes after the paragraphs they are anchored in, those of groups at the end."""
        story = self._story(0, self._file.counts["main"], boxes=True)
        for begin, end in self._boxes.get(None, ()):
            story += self._story(begin, end)
        return story

    def _story(self, begin: int, end: int, *, boxes: bool = False) -> Story:
        assembly, fields, held, depth = Assembly(), Fields(), "", 0
        for first, after in self._spans(begin, end):
            modifiers, properties = self._formatting(after - 1)
            hidden = self._hidden.by_style(properties)
            shown = "".join(self._visible(first, after - 1, fields, hidden=hidden))
            mark = self._pieces.text[after - 1]
            if held and _depth(properties) != depth:
                assembly.paragraph(held, depth)  # text runs on into a paragraph, not into a table
                held = ""
            held, depth = held + shown, _depth(properties)
            if mark != _CELL_MARK and self._hidden.at(after - 1, default=hidden):
                continue  # an end that is deleted or hidden
            self._end(assembly, held, mark, modifiers, properties)
            held = ""
            for box in self._inside(first, after) if boxes else ():
                assembly.insert(box)
        if held:
            assembly.paragraph(held, depth)
        return assembly.finished()

    def _end(
        self, assembly: Assembly, text: str, mark: str, modifiers: bytes, properties: Properties
    ) -> None:
        """End a paragraph, a cell or a row, by its mark and its formatting."""
        depth = _depth(properties)
        if is_on(properties, P_ROW_END) or is_on(properties, P_INNER_ROW_END):
            assembly.row(depth, *outlines(self._stored(modifiers)))
            return
        line = self._label(properties) + text.lstrip()
        if mark == _CELL_MARK or is_on(properties, P_INNER_CELL):
            assembly.cell(line, depth)
        else:
            assembly.paragraph(line, depth)

    def _label(self, properties: Properties) -> str:
        reference = properties.get(P_LIST, b"")
        level = properties.get(P_LEVEL, b"\0")
        return self._lists.label(i16(reference, 0), level[0]) if len(reference) == 2 and level else ""

    def _spans(self, begin: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield where each paragraph begins and where, after its mark, it ends."""
        end = min(end, len(self._pieces.text))
        for found in _MARK.finditer(self._pieces.text, begin, end):
            if found[0] != _BREAK or found.end() in self._sections:
                yield begin, found.end()
                begin = found.end()

    def _formatting(self, mark: int) -> tuple[bytes, Properties]:
        """Return a paragraph's modifiers, and all its properties, the style's among them."""
        place, of_piece = self._pieces.byte_of(mark)
        papx = self._paragraphs.at(place)
        modifiers = papx[2:] + of_piece
        style = style_of(papx)
        own = dict(self._stored(modifiers))
        properties = self._styles.paragraph(style) | own
        properties[P_ISTD] = style.to_bytes(2, "little")
        return modifiers, properties

    def _stored(self, modifiers: bytes) -> Iterator[tuple[int, bytes]]:
        """Yield modifiers; long lists lie in the data stream, where another modifier refers to them (2.9.211)."""
        for code, operand in sprms(modifiers):
            if code in {P_HUGE, P_HUGE_2, P_TABLE} and len(operand) == 4:
                at = u32(operand, 0)
                size = u16(self._file.data, at) if at + 2 <= len(self._file.data) else 0
                yield from sprms(self._file.data[at + 2 : at + 2 + size])
            else:
                yield code, operand

    def _visible(self, begin: int, end: int, fields: Fields, *, hidden: bool) -> Iterator[str]:
        """Yield what is printed of the characters, fields followed through."""
        for position in range(begin, end):
            character = self._pieces.text[position]
            if character in _FIELD:
                fields.mark(_FIELD[character])
            elif not fields.printed:
                fields.instruct(character)
            elif not self._hidden.at(position, default=hidden):
                yield _PRINTED.get(character, character if character >= " " else "")

    def _inside(self, begin: int, end: int) -> Iterator[Story]:
        for position in range(begin, end) if self._boxes else ():
            for box in self._boxes.get(position, ()):
                yield self._story(*box)


def _depth(properties: Properties) -> int:
    """Return how many tables a paragraph stands in; Word 97 knew one only and says nothing of depth."""
    depth = properties.get(P_DEPTH, b"")
    if len(depth) == 4:
        return min(max(u32(depth, 0), 0), 1000)
    return int(is_on(properties, P_IN_TABLE))


def _anchored(file: WordFile) -> dict[int | None, list[tuple[int, int]]]:
    """Return the text boxes' stories by the position of the character they are anchored at (2.8.37, 2.8.34).

    A box in a group of shapes has no anchor of its own: `None`.
    """
    first = sum(file.counts[name] for name in BEFORE_BOXES)
    anchors = {u32(spa, 0): at for at, _, spa in plc(file.part(SHAPES), 26)}
    stories: defaultdict[int | None, list[tuple[int, int]]] = defaultdict(list)
    for begin, end, box in islice(plc(file.part(BOXES), 22), _MAX_BOXES):
        if begin < end <= file.counts["boxes"]:
            stories[anchors.get(u32(box, 14))].append((first + begin, first + end))
    return stories
