"""RTF (specification 1.9.1): the main story as it is printed, tables by the marks and row definitions in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from archive.capture import Capture
from pipelines.body import Reading
from pipelines.errors import Unreadable
from pipelines.reading.office.numbering import joined
from pipelines.reading.office.rtf_fonts import fonts
from pipelines.reading.office.rtf_story import ROW_WORDS, OpenStory
from pipelines.reading.office.story import PICTURE, Story, read_story

MAX_RTF = 60_000_000
MAX_GROUPS = 500
"""Groups within groups."""

_TOKEN = re.compile(
    rb"\\'([0-9A-Fa-f]{2})|\\([A-Za-z]{1,32})(-?\d{1,10})? ?|\\([^A-Za-z0-9])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_SKIPPED = {
    "fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "revtbl", "rsidtbl", "info",
    "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "footnote",
    "annotation", "atnid", "atnauthor", "atntime", "atnref", "pnseclvl", "nonshppict", "bkmkstart",
    "bkmkend", "datafield", "formfield", "objdata", "objclass", "objname", "sp", "pn", "pict", "shprslt",
    "nonesttables", "filetbl", "xmlnstbl",
}  # fmt: skip
"""Groups whose text is not part of the story."""

_KNOWN = {"fldinst", "shpinst", "shptxt", "nesttableprops", "ud", "shppict", "listtext", "pntext"}
"""Groups that a reader may skip if it does not know them, and that are known here."""

_TEXTS = {"tab": " ", "line": "\n", "page": "\n", "column": "\n", "emdash": "—", "endash": "–", "lquote": "‘",
          "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ",
          "qmspace": " "}  # fmt: skip
_SYMBOLS = {"~": " ", "_": "-", "{": "{", "}": "}", "\\": "\\"}
_LABELS = {"listtext", "pntext"}
_NAMED = {"field", "fldinst", "nesttableprops", "upr", "ud", "shptxt", *_LABELS}

_UNREAD = {"v": "hidden", "deleted": "deleted", "strike": "struck", "striked": "struck"}
"""What makes a group's text one that is not read."""


@dataclass(slots=True)
class _Group:
    """What holds within a group.

    `name` is its kind; `fallback` is how many characters stand in for one given by its number.
    """

    name: str = ""
    skipped: bool = False
    hidden: bool = False
    deleted: bool = False
    struck: bool = False
    font: int = -1
    fallback: int = 1
    in_table: bool = False
    level: int = 0

    @property
    def silent(self) -> bool:
        """Return whether text is not printed."""
        return self.skipped or self.hidden or self.deleted or self.struck

    @property
    def depth(self) -> int:
        """Return how many tables a paragraph stands in."""
        return max(self.level, 1) if self.in_table else 0


def read_rtf(capture: Capture, index: int) -> Reading:
    """Return the reading of an RTF; raises `Unreadable` where it is too large, nested too deep, cut off or empty."""
    if len(capture.payload) > MAX_RTF:
        raise Unreadable(f"the RTF has {len(capture.payload)} bytes, more than {MAX_RTF}")
    return read_story(_Reader(capture.payload).story(), index)


class _Reader:
    def __init__(self, payload: bytes) -> None:
        self._payload = payload
        self._codec, self._fonts, default = fonts(payload)
        self._groups = [_Group(font=default)]
        self._texts = [OpenStory()]
        self._bytes = bytearray()
        self._at = self._skip = 0
        self._starred = False

    def story(self) -> Story:
        """Return the story up to the end of the outermost group, which must be there."""
        while found := _TOKEN.search(self._payload, self._at):
            self._at = found.end()
            code, word, number, symbol, brace, plain = found.groups()
            if code or plain:
                self._take(bytes([int(code, 16)]) if code else plain)
                continue
            if word or symbol or brace:
                self._flush()
            if brace == b"{":
                self._open()
            elif brace:
                self._close()
                if len(self._groups) == 1:
                    return self._texts[0].finished()
            elif word:
                self._word(word.decode("ascii"), int(number) if number else None)
            elif symbol:
                self._symbol(symbol.decode("latin-1"))
        raise Unreadable("the RTF is cut off")

    def _open(self) -> None:
        if len(self._groups) > MAX_GROUPS:
            raise Unreadable(f"groups of the RTF are nested more than {MAX_GROUPS} deep")
        self._groups.append(replace(self._groups[-1], name=""))
        self._skip = 0

    def _close(self) -> None:
        group = self._groups.pop()
        self._skip = 0
        if group.name == "shptxt" and len(self._texts) > 1:
            box = self._texts.pop()
            self._texts[-1].boxes.append(box.finished())
        elif group.name in _LABELS:
            self._label()
        elif group.name == "fldinst":
            self._texts[-1].fields.mark("separate")
        elif group.name == "field":
            self._texts[-1].fields.mark("end")

    def _label(self) -> None:
        """Set a paragraph's number, all there is of the paragraph so far, apart from its text; bullets are none."""
        label = self._texts[-1].taken().strip()
        if any(character.isalnum() for character in label):
            self._texts[-1].line.append(joined(label, "tab"))

    def _take(self, raw: bytes) -> None:
        """Keep bytes of text; characters of two bytes may come as one escape and one letter."""
        if self._groups[-1].silent:
            return
        if self._skip:
            skipped = min(self._skip, len(raw))
            self._skip -= skipped
            raw = raw[skipped:]
        self._bytes += raw

    def _flush(self) -> None:
        if self._bytes:
            codec = self._fonts.get(self._groups[-1].font, self._codec)
            self._print(self._bytes.decode(codec, "replace"))
            self._bytes.clear()

    def _print(self, text: str) -> None:
        group, fields = self._groups[-1], self._texts[-1].fields
        if group.silent:
            return
        if fields.printed:
            self._texts[-1].line.append(text)
        else:
            fields.instruct(text)

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self._starred = True
        elif symbol in _SYMBOLS:
            self._print(_SYMBOLS[symbol])
        elif symbol in "\r\n":
            self._mark("par")

    def _word(self, word: str, number: int | None) -> None:
        group, starred = self._groups[-1], self._starred
        self._starred = False
        if word in _SKIPPED or (starred and word not in _KNOWN):
            if word == "pict" and not group.silent:
                self._print(PICTURE)
            group.skipped = True
        elif word in _NAMED:
            self._named(word, group)
        elif word == "bin":
            self._at += max(number or 0, 0)
        elif word == "u" and number is not None:
            self._unicode(number, group)
        elif word in _TEXTS:
            self._print(_TEXTS[word])
        elif not group.skipped:
            self._format(word, number, group)
            self._mark(word)

    def _named(self, word: str, group: _Group) -> None:
        """Begin a group of a kind."""
        group.name = word
        fields = self._texts[-1].fields
        if word == "field":
            fields.mark("begin")
        elif word == "shptxt":
            group.in_table = False
            self._texts.append(OpenStory())
        elif word == "upr":
            group.skipped = True
        elif word == "ud":
            group.skipped = self._groups[-3].skipped if len(self._groups) > 3 else False

    def _unicode(self, number: int, group: _Group) -> None:
        self._skip = group.fallback
        if -0x8000 <= number <= 0xFFFF:
            self._print(chr(number & 0xFFFF))

    def _format(self, word: str, number: int | None, group: _Group) -> None:
        """Take what changes how text is read or printed, or how a row is drawn."""
        is_on = number != 0
        if word == "f":
            group.font = -1 if number is None else number
        elif word == "uc":
            group.fallback = min(max(number or 0, 0), 10)
        elif word in _UNREAD:
            setattr(group, _UNREAD[word], is_on)
        elif word == "plain":
            group.hidden = group.deleted = group.struck = False
        elif word == "pard":
            group.in_table, group.level = False, 0
        elif word == "intbl":
            group.in_table = True
        elif word == "itap":
            group.in_table, group.level = bool(number), number or 0
        elif word in ROW_WORDS:
            self._texts[-1].define(word, number or 0, self._row_depth())

    def _row_depth(self) -> int:
        """Return at which depth the row lies that is being defined."""
        nested = any(group.name == "nesttableprops" for group in self._groups)
        return max(self._groups[-1].level, 2) if nested else 1

    def _mark(self, word: str) -> None:
        """End a paragraph, a cell or a row."""
        text, group = self._texts[-1], self._groups[-1]
        depth = max(group.level, 2) if word.startswith("nest") else 1
        if word in {"par", "sect"} and not group.deleted:
            text.paragraph(group.depth)
        elif word in {"cell", "nestcell"}:
            text.assembly.cell(text.taken(), depth)
        elif word in {"row", "nestrow"}:
            row = text.row(depth)
            text.assembly.row(depth, row.left, row.outlines)
