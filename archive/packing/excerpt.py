"""Archive files as they go into a package: whole and byte for byte, or the records that were chosen of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import BinaryIO
from uuid import NAMESPACE_URL, uuid5

from archive import cdxj
from archive.capture import Place
from archive.contents import CAPTURED
from archive.errors import ArchiveError
from archive.fields import format_fields
from archive.members import member
from archive.names import data_dir_of, index_path
from archive.packing.catalogue import Listed, linked
from archive.records import CONFORMS_TO, FIELDS_TYPE, build
from archive.scan import Record, ignore, scan

_PIECE = 1024 * 1024
Span = tuple[int, int]


@dataclass(frozen=True)
class Excerpt:
    """A file of a package: `spans` of an archive file behind a `warcinfo` of its own, or all of it."""

    warc: Path
    name: str
    head: bytes = b""
    spans: tuple[Span, ...] | None = None

    @property
    def size(self) -> int:
        """Return the length in bytes."""
        return len(self.head) + sum(end - start for start, end in self._spans)

    def pieces(self) -> Iterator[bytes]:
        """Yield the file's bytes."""
        if self.head:
            yield self.head
        with self.warc.open("rb") as file:
            for start, end in self._spans:
                file.seek(start)
                yield from _pieces(file, end - start)

    def lines(self, captures: Iterable[Listed]) -> list[bytes]:
        """Return the index in order; `captures` are all that the archive file holds."""
        lines = _index_of(self.warc, {listed.place.offset for listed in captures if listed.is_indexed})
        if self.spans is None:
            return lines
        return [self._moved_line(line) for line in lines if _offset(line) in self._moved]

    def _moved_line(self, line: bytes) -> bytes:
        key, time, described = line.decode().split(" ", 2)
        place = {"offset": str(self._moved[_offset(line)]), "filename": self.name}
        return f"{key} {time} {json.dumps(json.loads(described) | place)}\n".encode()

    def place(self, place: Place) -> Place:
        """Return where a record of the archive file lies in this one."""
        folder = place.warc.rpartition("/")[0]
        warc = f"{folder}/{self.name}" if folder else self.name
        moved = place.offset if self.spans is None else self._moved[place.offset]
        return replace(place, warc=warc, offset=moved)

    @property
    def _spans(self) -> tuple[Span, ...]:
        return ((0, self.warc.stat().st_size),) if self.spans is None else self.spans

    @cached_property
    def _moved(self) -> dict[int, int]:
        moved, at = {}, len(self.head)
        for start, end in self._spans:
            moved[start] = at
            at += end - start
        return moved


def _pieces(file: BinaryIO, size: int) -> Iterator[bytes]:
    while size and (piece := file.read(min(_PIECE, size))):
        size -= len(piece)
        yield piece


def _offset(line: bytes) -> int:
    return int(json.loads(line.split(b" ", 2)[2])["offset"])


def _index_of(warc: Path, offsets: Collection[int]) -> list[bytes]:
    """Return a file's index in order: the one at hand if it names just the captures at the offsets, else anew."""
    root = data_dir_of(warc)
    if root is not None:
        with suppress(OSError, ValueError, LookupError):
            lines = index_path(root, warc).read_bytes().splitlines(keepends=True)
            if {_offset(line) for line in lines} == offsets:
                return lines
    return sorted(cdxj.lines_of(warc))


def excerpt(warc: Path, name: str, chosen: Collection[Listed]) -> Excerpt | None:
    """Return what the captures chosen make of a file, with the records that speak of them; `None` for nothing.

    A file of contexts holds no captures, only what is said of those of another. Raises `ArchiveError` where a record
    cannot be copied because it shares its gzip member with others.
    """
    ids = {listed.place.record_id for listed in chosen}
    with warc.open("rb") as file:
        spans = list(
            _spans(warc, scan(file, ignore), ids, {one for listed in chosen for one in listed.partners})
        )
    if not any(is_about for _, is_about in spans):
        return None
    head = _head(warc, name, max(listed.captured_at for listed in chosen))
    return Excerpt(warc, name, head, tuple(span for span, _ in spans))


def _spans(
    warc: Path, records: Iterable[Record], ids: Collection[str], partners: Collection[str]
) -> Iterator[tuple[Span, bool]]:
    """Yield where the records lie that are copied, and whether each is about a capture rather than the file.

    A capture that refers to a chosen one, a revisit or another rendering of the same response, is not chosen by that.
    """
    for record in records:
        links = set(linked(record, "warc-concurrent-to", "warc-refers-to"))
        told = links if record.kind not in CAPTURED else ()
        is_about = record.record_id in partners or any(one in ids for one in (record.record_id, *told))
        of_file = record.kind == "warcinfo" or (record.kind == "metadata" and not links)
        if is_about or of_file:
            end = record.finish()
            if end is None:
                raise ArchiveError(f"{warc} at {record.offset}: the record cannot be copied alone")
            yield (record.offset, end), is_about


def _head(warc: Path, name: str, date: str) -> bytes:
    """Return the `warcinfo` that says where the records are from; its id and date follow from them."""
    block = format_fields(
        (
            ("software", "gongkai-pack"),
            ("format", "WARC File Format 1.1"),
            ("conformsTo", CONFORMS_TO),
            ("description", f"records chosen from {warc.name}, copied byte for byte"),
        )
    )
    fields = (("WARC-Filename", name), ("Content-Type", FIELDS_TYPE))
    record_id = f"urn:uuid:{uuid5(NAMESPACE_URL, f'{name} {date}')}"
    record = build("warcinfo", record_id, date, fields, block)
    return member(record) if name.endswith(".gz") else record
