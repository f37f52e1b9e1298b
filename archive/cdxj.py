"""CDXJ: the sorted index by which replay tools find a capture, one file for each WARC."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from heapq import merge
from json.encoder import encode_basestring_ascii as _quoted
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO, cast

from archive.contents import CAPTURED, is_not_modified
from archive.errors import BrokenRecord
from archive.http import Response
from archive.names import OPEN, data_dir_of, index_path, replace_file, replacing
from archive.payloads import Payload, read_payload
from archive.scan import Record, ignore, scan

_NEAR = 16 * 1024
"""Bytes of an index that are read rather than divided further."""

_OFFSET = b'"offset": "'  # as `Entry.line` writes it, and in no quoted text

REVISIT = "warc/revisit"
"""What indexes state as the type of a revisit record."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One capture as an index names it: `length` and `offset` are those of its gzip member, in bytes.

    Only what came by HTTP has a status.
    """

    url: str
    captured_at: str
    mime: str
    status: int | None
    digest: str
    offset: int
    length: int
    filename: str

    def line(self) -> bytes:
        """Return the line of the index: sort key, 14-digit time, JSON with text values, as pywb reads it."""
        status = "" if self.status is None else f', "status": "{self.status}"'
        return (
            f"{sort_key(self.url)} {timestamp(self.captured_at)} "
            f'{{"url": {_quoted(self.url)}, "mime": {_quoted(self.mime)}{status}, "digest": {_quoted(self.digest)}, '
            f'"length": "{self.length}", "offset": "{self.offset}", "filename": {_quoted(self.filename)}}}\n'
        ).encode()


# What needs no canonicalization but for case and `www.`: the library takes twenty times as long for it.
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_HOST = rf"((?:[a-z0-9-]+\.)+[a-z]+|(?!0){_OCTET}(?:\.{_OCTET}){{3}})"
_PORT = r"((?::(?!(?:80|443)/)(?:[1-9]\d{1,3}|[1-5]\d{4}))?)"
_PLAIN = re.compile(
    rf"https?://{_HOST}{_PORT}"
    r"((?:/\w+(?:[.-]+\w+)*)+(?:\?(?!\w*(?:cf|sess|sid))\w+=\w+)?)",
    re.ASCII | re.IGNORECASE,
)
_WWW = re.compile(r"^www\d*\.")
_NO_DIGITS = re.compile(r"\D+")


def sort_key(url: str) -> str:
    """Return the SURT of an address, one word; an address that has none is its own key."""
    if plain := _PLAIN.fullmatch(url):
        host = _WWW.sub("", plain[1].lower())
        return f"{','.join(reversed(host.split('.')))}{plain[2]}){plain[3].lower()}"
    try:
        key = canonical_key(url)
    except (ValueError, TypeError, UnicodeError, IndexError):
        key = url
    return re.sub(r"[^\x21-\x7e]", "", key) or "-"


def canonical_key(url: str) -> str:
    """Return the SURT of an address by the library; raises what that raises for one that has none."""
    return _surt()(url)


@cache
def _surt() -> Callable[[str], str]:
    with warnings.catch_warnings():
        # Its patterns hold escapes that Python warns of when it first compiles them.
        warnings.simplefilter("ignore")
        from surt import surt  # noqa: PLC0415 - it takes a fifth of a second, and few addresses need it
    return cast(Callable[[str], str], surt)


def timestamp(date: str) -> str:
    """Return a WARC-Date as 14 digits; what a shorter date leaves open is its beginning."""
    digits = _NO_DIGITS.sub("", date.partition(".")[0])[:14]
    return digits + "00000101000000"[len(digits) :]


def write(path: Path, lines: Iterable[bytes]) -> None:
    """Write the index of one WARC, sorted by byte, whole or not at all."""
    replace_file(path, content(lines))


def extend(path: Path, lines: Iterable[bytes]) -> None:
    """Add the lines of what a WARC has grown by to its index, whole or not at all."""
    with path.open("rb") as before, replacing(path) as file:
        file.writelines(merge(before, sorted(lines)))


def last_offset(path: Path) -> int:
    """Return where the last capture begins that an index names, 0 where it names none; raises ValueError for others."""
    with path.open("rb") as file:
        return max(map(_offset, file), default=0)


def _offset(line: bytes) -> int:
    return int(line.rpartition(_OFFSET)[2].partition(b'"')[0])


def content(lines: Iterable[bytes]) -> bytes:
    """Return an index file's bytes."""
    return b"".join(sorted(lines))


def build(warc: Path) -> Path:
    """Index a WARC again from its records, beside its data directory's other indexes or beside the file."""
    root = data_dir_of(warc)
    path = index_path(root, warc) if root else warc.with_name(f"{warc.name}.cdxj")
    write(path, lines_of(warc))
    return path


def entries(path: Path, url: str | None = None, since: int = 0) -> Iterator[Entry]:
    """Yield what an index file says, of one address if it is given, and of what lies from an offset on.

    A line that is none is passed over; where there is no such file there are none.
    """
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    wanted = b"" if url is None else f"{sort_key(url)} ".encode()
    with file:
        _seek(file, wanted)
        for line in _run(file, wanted):
            with suppress(ValueError, KeyError, TypeError):
                if since <= 0 or _offset(line) >= since:
                    yield _entry(line)


def _seek(file: BinaryIO, start: bytes) -> None:
    """Go to a line of a sorted file, not far before those that begin so."""
    low, high = 0, file.seek(0, SEEK_END)
    while high - low > _NEAR:
        middle = (low + high) // 2
        file.seek(middle)
        file.readline()
        if b"" < file.readline() < start:
            low = middle
        else:
            high = middle
    file.seek(low)
    if low:
        file.readline()


def _run(lines: Iterable[bytes], start: bytes) -> Iterator[bytes]:
    """Yield the lines that begin so, which in a sorted file lie together."""
    begun = False
    for line in lines:
        if line.startswith(start):
            begun = True
            yield line
        elif begun:
            return


def _entry(line: bytes) -> Entry:
    _, time, described = line.split(b" ", 2)
    said = json.loads(described)
    status = said.get("status")
    return Entry(
        url=said["url"],
        captured_at=time.decode(),
        mime=said["mime"],
        status=None if status is None else int(status),
        digest=said.get("digest", "-"),
        offset=int(said["offset"]),
        length=int(said["length"]),
        filename=said["filename"],
    )


def lines_of(warc: Path) -> Iterator[bytes]:
    """Yield the line of each capture of a file that can be read, in the file's order."""
    name = warc.name.removesuffix(OPEN)
    with warc.open("rb") as file:
        for record in scan(file, ignore):
            if record.kind in CAPTURED:
                with suppress(BrokenRecord):  # verifying names it
                    entry = entry_of(record, read_payload(record), name)
                    if entry is not None:
                        yield entry.line()


def entry_of(record: Record, payload: Payload, filename: str) -> Entry | None:
    """Return the index entry of a capture that was read, `None` if it cannot be read by offset.

    A revisit for which there was nothing but a 304 has none: replay would show that in place of its original.
    """
    end = record.finish()
    if end is None or is_not_modified(record):
        return None
    response = payload.response
    return Entry(
        url=record.url,
        captured_at=record.field("WARC-Date") or "",
        mime=REVISIT if record.kind == "revisit" else mime_of(response),
        status=_status(record, response),
        digest=_payload_digest(record, payload),
        offset=record.offset,
        length=end - record.offset,
        filename=filename,
    )


def _status(record: Record, response: Response) -> int | None:
    """Return the status that came by HTTP; a revisit may have been kept without its head."""
    if record.kind == "revisit":
        return response.status or None
    return response.status if record.kind == "response" else None


def _payload_digest(record: Record, payload: Payload) -> str:
    """Return the digest of a capture's payload: that of a revisit lies elsewhere, and is what it states."""
    if record.kind == "revisit":
        return record.field("WARC-Payload-Digest") or "-"
    return payload.digests.text()


def mime_of(response: Response) -> str:
    """Return the type an index states: the server's claim, `unk` without one."""
    return response.declared_type() or "unk"
