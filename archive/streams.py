"""The bytes under the records of a file: gzip members one after another, or the file as it is."""

from __future__ import annotations

import re
import zlib
from abc import ABC, abstractmethod
from typing import BinaryIO

from archive.errors import BrokenRecord

_RAW = 256 * 1024
# Compressed bytes taken apart at a time, and the most that is held of what they hold.
_FEED = 16 * 1024
_PIECE = 1024 * 1024
_SEARCHED = 64 * 1024
# What may stand on both sides of a place where a search reads on.
_OVERLAP = 16 * 1024
_TOLD = 16
_HEAD_END = re.compile(rb"\n\r*\n")
_BLANK_LINES = re.compile(rb"[\r\n]*")
_MEMBER_START = re.compile(rb"\x1f\x8b\x08")
_PLAIN_START = re.compile(rb"(?:\A|\n)(WARC/\d\.\d)")
# What may be read twice of a broken file, in search of where it goes on: so many times its size, and so much more.
_REREADS = 8
_REREAD_FLOOR = 64 * 1024 * 1024


class Stream(ABC):
    """What records are read from: heads, pieces of blocks and blank lines, over the next bytes of the file.

    `start` is where the current record, or its gzip member, begins; `plain_start` what begins one in plain bytes.
    """

    start: int
    plain_start: re.Pattern[bytes] = _PLAIN_START

    def __init__(self, file: BinaryIO, start: int) -> None:
        self.start = start
        self._file = file
        self._reached = start
        self._buffer = b""
        self._at = 0
        self._budget: int | None = None

    @abstractmethod
    def begin(self) -> bool:
        """Go to the next record; tell whether the file goes on."""

    @abstractmethod
    def end_of_record(self) -> int | None:
        """Return where the record read ends, `None` where its gzip member goes on."""

    @abstractmethod
    def resume_after(self, offset: int) -> bool:
        """Go to the next place after a broken one where a record can begin; tell whether there is any."""

    @abstractmethod
    def _more(self) -> bytes:
        """Return the next bytes, none at the end of the member or file."""

    def _fill(self) -> bool:
        """Add to the bytes that wait; tell whether there were any more."""
        more = self._more()
        self._buffer, self._at = self._buffer[self._at :] + more, 0
        return bool(more)

    def head(self, limit: int) -> bytes:
        """Return the lines up to and with the first empty one."""
        while not (end := _HEAD_END.search(self._buffer, self._at)):
            if len(self._buffer) - self._at > limit:
                raise BrokenRecord(f"the record's head is longer than {limit} bytes")
            if not self._fill():
                raise BrokenRecord(f"no record's head: {self._buffer[self._at : self._at + 40]!r}")
        head, self._at = self._buffer[self._at : end.end()], end.end()
        return head

    def line(self, limit: int) -> bytes:
        """Return the bytes up to and with the next line feed."""
        while (end := self._buffer.find(b"\n", self._at)) < 0:
            if len(self._buffer) - self._at > limit or not self._fill():
                raise BrokenRecord(f"no record's first line: {self._buffer[self._at : self._at + 40]!r}")
        line, self._at = self._buffer[self._at : end + 1], end + 1
        return line

    def read(self, size: int) -> bytes:
        """Return at least one byte and at most `size`; nothing at the end."""
        if self._at == len(self._buffer) and not self._fill():
            return b""
        piece = self._buffer[self._at : self._at + size]
        self._at += len(piece)
        return piece

    def blank_lines(self) -> bytes:
        """Return the line ends that follow, the first few where there are many."""
        lines = b""
        while found := _BLANK_LINES.match(self._buffer, self._at):
            lines, self._at = (lines + found[0])[:_TOLD], found.end()
            if self._at < len(self._buffer) or not self._fill():
                break
        return lines

    def goes_on(self) -> bool:
        """Tell whether anything follows in the member or file."""
        return self._at < len(self._buffer) or self._fill()

    def _search(self, offset: int, wanted: re.Pattern[bytes]) -> int | None:
        """Return where the pattern's group, or else the pattern, is next found from an offset on."""
        self._file.seek(offset)
        base, tail = offset, b""
        while raw := self._file.read(_SEARCHED):
            if found := wanted.search(tail + raw):
                return base - len(tail) + found.start(found.lastindex or 0)
            base, tail = base + len(raw), (tail + raw)[-_OVERLAP:]
        return None

    def _next_search(self, offset: int) -> int:
        """Return where to search from: just after the broken place while the budget for reading twice lasts."""
        reached = self._file.tell()
        if self._budget is None:
            self._budget = _REREADS * self._file.seek(0, 2) + _REREAD_FLOOR
        self._budget -= reached - offset
        return offset + 1 if self._budget > 0 else max(reached, offset + 1)


class GzipStream(Stream):
    """Members of a gzip file."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        super().__init__(file, start)
        self._raw = b""
        self._fed = 0
        self._inflater: zlib._Decompress | None = None

    def begin(self) -> bool:
        """Go to the next record of the member, or to the next member."""
        if self._at < len(self._buffer) or (self._inflater and not self._inflater.eof):
            return True
        self.start = self._tell()
        self._inflater = zlib.decompressobj(31)
        return self._fed < len(self._raw) or self._read_raw()

    def _tell(self) -> int:
        return self._reached - len(self._raw) + self._fed

    def _read_raw(self) -> bool:
        """Replace the compressed bytes, all of them used, by the next; tell whether there are any."""
        self._raw, self._fed = self._file.read(_RAW), 0
        self._reached += len(self._raw)
        return bool(self._raw)

    def _more(self) -> bytes:
        inflater = self._inflater
        while inflater is not None and not inflater.eof:
            if self._fed == len(self._raw):
                self._read_raw()
            fed = self._raw[self._fed : self._fed + _FEED]
            try:
                piece = inflater.decompress(fed, _PIECE)
            except zlib.error as error:
                raise BrokenRecord(f"not a whole gzip member: {error}", "gzip") from error
            self._fed += len(fed) - len(inflater.unused_data or inflater.unconsumed_tail)
            if piece:
                return piece
            if not fed and not inflater.eof:
                raise BrokenRecord("the file ends inside a gzip member", "gzip")
        return b""

    def end_of_record(self) -> int | None:
        """Return the member's end, `None` where it goes on."""
        return None if self.goes_on() else self._tell()

    def resume_after(self, offset: int) -> bool:
        """Go to the next bytes after a broken place that can begin a member."""
        found = self._search(self._next_search(offset), _MEMBER_START)
        if found is None:
            return False
        self._file.seek(found)
        self._reached, self._raw, self._fed, self._inflater = found, b"", 0, None
        self._buffer, self._at = b"", 0
        return True


class PlainStream(Stream):
    """An uncompressed file."""

    def begin(self) -> bool:
        """Go to the next record."""
        self.start = self._tell()
        return self.goes_on()

    def _tell(self) -> int:
        return self._reached - (len(self._buffer) - self._at)

    def _more(self) -> bytes:
        raw = self._file.read(_SEARCHED)
        self._reached += len(raw)
        return raw

    def end_of_record(self) -> int:
        """Return where the next record begins."""
        return self._tell()

    def resume_after(self, offset: int) -> bool:
        """Go to the next line after a broken place that can begin a record."""
        found = self._search(self._next_search(offset), self.plain_start)
        if found is None:
            return False
        self._file.seek(found)
        self._reached, self._buffer, self._at = found, b"", 0
        return True


def open_stream(file: BinaryIO, start: int) -> Stream:
    """Return the stream of a file from an offset on, gzip or plain as the file's first bytes say."""
    file.seek(0)
    compressed = file.read(2) == b"\x1f\x8b"
    file.seek(start)
    return GzipStream(file, start) if compressed else PlainStream(file, start)
