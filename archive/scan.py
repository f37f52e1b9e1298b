"""Records read one after another from a WARC, compressed by members or plain, in one pass and bounded memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from archive.capture import Headers
from archive.errors import BrokenRecord
from archive.fields import parse_fields
from archive.streams import Stream, open_stream

BLOCK_LIMIT = 256 * 1024 * 1024
_HEAD_LIMIT = 256 * 1024
_VERSION = re.compile(rb"WARC/(\d\.\d+)[ \t]*\r*\n")
_LENGTH = re.compile(r"[0-9]{1,18}")

Faults = Callable[[int, str, str], None]
"""Called with the offset, the rule broken (`gzip`, `record`, `separator`, `members`) and a sentence."""


def ignore(offset: int, rule: str, message: str) -> None:
    """Pass over what is broken."""


class Record:
    """One record whose block is read on demand; `offset` is where its gzip member, or it itself, begins.

    `head` is its lines as they stand, `fields` what they say, `named` the first value of each by its lower-case name;
    `kind` the WARC-Type in lower case, `record_id` and `url` the URIs of record and target without angle brackets.
    """

    def __init__(self, stream: Stream, offset: int, head: bytes) -> None:
        line = _VERSION.match(head)
        if line is None:
            raise BrokenRecord(f"no WARC record begins here: {head[:40]!r}")
        self.offset = offset
        self.head = head
        self.version = line[1].decode("ascii")
        self.fields: Headers = parse_fields(head[line.end() :])
        self.named = {name.lower(): value for name, value in reversed(self.fields)}
        self.kind = self.named.get("warc-type", "").lower()
        self.record_id = _bare(self.named.get("warc-record-id", ""))
        self.url = _bare(self.named.get("warc-target-uri", ""))
        self.size = self._stated_size()
        self.separator: bytes | None = None
        self._stream = stream
        self._left = self.size
        self._end: int | None = None

    def _stated_size(self) -> int:
        stated = self.named.get("content-length", "")
        if not _LENGTH.fullmatch(stated):
            raise BrokenRecord(f"the record's Content-Length is {stated[:40]!r}")
        return int(stated)

    def field(self, name: str) -> str | None:
        """Return the first value of a named field."""
        return self.named.get(name.lower())

    def uri_field(self, name: str) -> str | None:
        """Return a field's URI without the angle brackets some versions put round it."""
        value = self.field(name)
        return _bare(value) if value is not None else None

    def uri_fields(self, name: str) -> list[str]:
        """Return the URIs of a field that is there and may be repeated."""
        found = [self.named[name.lower()]]
        if len(self.named) < len(self.fields):
            found = [value for key, value in self.fields if key.lower() == name.lower()]
        return [_bare(value) for value in found]

    def pieces(self) -> Iterator[bytes]:
        """Yield what is left of the block, piece by piece."""
        while self._left:
            yield self._read(self._left)

    def block(self, limit: int) -> bytes:
        """Return the block's first bytes, at most `limit`."""
        kept: list[bytes] = []
        room = limit
        while room > 0 and self._left:
            kept.append(self._read(min(room, self._left)))
            room -= len(kept[-1])
        return b"".join(kept)

    def _read(self, size: int) -> bytes:
        piece = self._stream.read(size)
        if not piece:
            raise BrokenRecord(f"the block ends {self._left} bytes before its Content-Length")
        self._left -= len(piece)
        return piece

    def finish(self) -> int | None:
        """Read to the record's end and return it as an offset in the file.

        `None` says that the member goes on with another record, so that this one cannot be read by its offset.
        """
        if self.separator is None:
            while self._left:
                self._read(self._left)
            self.separator = self._stream.blank_lines()
            self._end = self._stream.end_of_record()
        return self._end


def _bare(uri: str) -> str:
    return uri.removeprefix("<").removesuffix(">")


def scan(file: BinaryIO, faults: Faults, start: int = 0) -> Iterator[Record]:
    """Yield the records of a file from an offset on.

    What is broken is told to `faults`; reading goes on at the next place where a record can begin. A record
    stays readable until the next one is asked for.
    """
    stream = open_stream(file, start)
    while stream.begin():
        offset = stream.start
        try:
            record = Record(stream, offset, stream.head(_HEAD_LIMIT))
            yield record
            end = record.finish()
            if not record.separator and stream.goes_on():
                raise BrokenRecord("the record does not end where its Content-Length says")
        except BrokenRecord as broken:
            faults(offset, broken.rule, str(broken))
            if not stream.resume_after(offset):
                return
            continue
        if record.separator != b"\r\n\r\n":
            faults(offset, "separator", "the record is not followed by exactly two line ends")
        if end is None:
            faults(offset, "members", "the gzip member goes on after its record")


def record_at(file: BinaryIO, offset: int) -> Record:
    """Return the record that begins at an offset; raises `BrokenRecord` where none does."""
    stream = open_stream(file, max(offset, 0))
    if offset < 0 or not stream.begin():
        raise BrokenRecord("the offset lies outside the file")
    return Record(stream, offset, stream.head(_HEAD_LIMIT))
