"""Records of ARC files, versions 1 and 2, the format before WARC: a line that describes, and a block."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archive.errors import BrokenRecord
from archive.records import build
from archive.scan import BLOCK_LIMIT, Faults
from archive.streams import Stream, open_stream

_LINE_LIMIT = 64 * 1024
# URL, IP address, date, type; version 2 goes on with result code, checksum, location, offset and file name. Addresses
# may hold blanks, and so may types.
_HEADER = (
    rb"(?P<url>[a-zA-Z][a-zA-Z0-9+.-]{0,30}:[^\r\n]{0,8000}?) (?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]+|-) "
    rb"(?P<date>\d{12,18}) (?P<type>[^\r\n]{0,200}?)(?: \d{1,3} \S{1,200} \S{1,8000} \d{1,15} \S{1,1000})? "
    rb"(?P<length>\d{1,15})[ \t]*\r?\n"
)
_LINE = re.compile(_HEADER)
_NEXT = re.compile(rb"\n(" + _HEADER + rb")")
_FILEDESC = "filedesc:"
ARC_ID = "urn:arc:"
"""How the ids begin that records of an ARC are given, which have none: they count within their file."""


@dataclass(frozen=True, slots=True)
class ArcRecord:
    """One record: `captured_at` as a WARC-Date, `size` the bytes of the block, of which a beginning may be held.

    `is_cut` says that the file or member ends within the block.
    """

    offset: int
    url: str
    captured_at: str
    media_type: str
    size: int
    block: bytes
    is_cut: bool = False


def arc_as_warc(path: Path, faults: Faults) -> Iterator[bytes]:
    """Yield an ARC's captures as WARC records; what came by HTTP is a response."""
    with path.open("rb") as file:
        for number, record in enumerate(arc_records(file, faults), 1):
            if not record.url.startswith(_FILEDESC):
                yield _as_warc(record, f"{ARC_ID}{number}")


def _as_warc(record: ArcRecord, record_id: str) -> bytes:
    truncated = "unspecified" if record.is_cut else "length" if len(record.block) < record.size else None
    by_http = record.url.lower().startswith("http")
    kind = "response" if by_http else "resource"
    fields = (
        ("WARC-Target-URI", record.url),
        ("WARC-Truncated", truncated),
        ("Content-Type", "application/http;msgtype=response" if by_http else record.media_type),
    )
    return build(kind, record_id, record.captured_at, fields, record.block)


def arc_records(file: BinaryIO, faults: Faults) -> Iterator[ArcRecord]:
    """Yield the records of an ARC, compressed or not; what is broken is told and the next one looked for."""
    stream = open_stream(file, 0)
    stream.plain_start = _NEXT
    while stream.begin():
        offset = stream.start
        try:
            record = _record(stream, offset)
            yield record
            if record.is_cut:
                raise BrokenRecord("the block ends before its length")
            if not stream.blank_lines() and stream.goes_on():
                raise BrokenRecord("the record does not end where its length says")
        except BrokenRecord as broken:
            faults(offset, broken.rule, str(broken))
            if not stream.resume_after(offset):
                return


def _record(stream: Stream, offset: int) -> ArcRecord:
    line = stream.line(_LINE_LIMIT)
    found = _LINE.fullmatch(line)
    if found is None:
        raise BrokenRecord(f"no ARC record begins here: {line[:80]!r}")
    size = int(found["length"])
    held: list[bytes] = []
    left, room = size, BLOCK_LIMIT
    while left:
        piece = stream.read(left)
        if not piece and _NEXT.search(b"".join(held)):
            raise BrokenRecord(f"the block ends {left} bytes before its length, and holds another record")
        if not piece:
            break
        left -= len(piece)
        held.append(piece[:room])
        room -= len(held[-1])
    return ArcRecord(
        offset,
        found["url"].decode("utf-8", "replace"),
        _date(found["date"].decode("ascii")),
        found["type"].decode("latin-1"),
        size,
        b"".join(held),
        is_cut=left > 0,
    )


def _date(digits: str) -> str:
    """Return fourteen digits, or the first fourteen of more, as a WARC-Date; twelve lack the seconds."""
    whole = (digits + "00")[:14]
    date, time = (whole[:4], whole[4:6], whole[6:8]), (whole[8:10], whole[10:12], whole[12:14])
    return f"{'-'.join(date)}T{':'.join(time)}Z"
