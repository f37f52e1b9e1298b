"""Archive files from elsewhere, taken into a data directory as they are.

Only where no record could be read alone (ARC, a whole file in one gzip member, a WARC that a WACZ holds compressed) are
the records written anew.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from archive.arc import ARC_ID
from archive.captures import responses
from archive.cdxj import build as build_index
from archive.contents import is_asked_for
from archive.contexts import Contexts, contexts_of, is_contexts_name
from archive.documents import read_head
from archive.errors import ArchiveError, BrokenRecord, unwritten
from archive.faults import Fault, Report
from archive.http import Response
from archive.media import is_document
from archive.names import IMPORTED, SUFFIX, index_path, make_folder, portal_folder, replacing
from archive.records import Pairs, date
from archive.scan import BLOCK_LIMIT, Record, ignore, scan
from archive.sources import Source, is_archive, is_archive_name, is_wacz, open_sources

_PIECE = 1024 * 1024
_NAMED_BY = 20
"""Characters of the SHA-256 by which a file is named."""

_LOSSES = frozenset({"gzip", "record"})


@dataclass(slots=True)
class Incoming:
    """An archive file looked through before it is taken in.

    `name` is what it is called where it comes from, `sha256` that of its bytes, `container` that of the WACZ it lies
    in. `origins` counts its documents and pages by scheme and host, `portals` by what metadata records of ours say,
    `losses` what could not be read. `contexts` is what a file of ours beside it says of its captures.
    """

    name: str
    source: Source
    sha256: str
    size: int
    container: str | None
    contexts: Contexts
    captures: int = 0
    losses: int = 0
    origins: Counter[str] = field(default_factory=Counter)
    portals: Counter[str] = field(default_factory=Counter)

    def path_in(self, data_dir: Path, portal: str) -> Path:
        """Return where it lies once taken in: the same place for the same bytes."""
        with self.source.open() as file:
            plain = self.source.placed and file.read(2) != b"\x1f\x8b"
        name = f"{portal}{IMPORTED}{self.sha256[:_NAMED_BY]}{'.warc' if plain else SUFFIX}"
        return portal_folder(data_dir, portal) / name

    def provenance(self, imported_at: datetime) -> Pairs:
        """Return what is kept of where it came from, as fields."""
        anew = None if self.source.placed else "written anew by record: none could be read alone"
        return (
            ("imported-from", self.name),
            ("imported-at", date(imported_at)),
            ("source-sha256", self.sha256),
            ("source-bytes", str(self.size)),
            ("container-sha256", self.container),
            ("records", anew),
            ("unreadable", str(self.losses) if self.losses else None),
        )


def archive_files(path: Path) -> list[Path]:
    """Return the archive files that a path names, itself or those in a folder; raises ArchiveError where none is."""
    if path.is_dir():
        found = sorted(file for file in path.rglob("*") if is_archive_name(file) and file.is_file())
    else:
        found = [path] if path.is_file() and is_archive(path) else []
    if not found:
        raise ArchiveError(f"{path} is no WARC, ARC or WACZ file, and no folder with one")
    return [file for file in found if not is_contexts_name(file.name)]


@contextmanager
def incoming(path: Path, report: Report) -> Iterator[Iterator[Incoming]]:
    """Give the archive files in a file, each looked through when it is asked for.

    What cannot be read of them is told to `report`. Raises OSError where the file cannot be read.
    """
    opening: list[Fault] = []
    with open_sources(path, lambda *fault: opening.append(Fault(str(path), *fault))) as sources:
        for fault in opening:
            report(fault)
        yield (
            _surveyed(path, source, len(opening), report)
            for source in sources
            if not is_contexts_name(source.name)
        )


def _surveyed(path: Path, source: Source, losses: int, report: Report) -> Incoming:
    sha256, size = _hashed(path.open("rb"))
    name, container = str(path.absolute()), None
    if is_wacz(path):
        container, (sha256, size) = sha256, _hashed(source.open())
        name = str(path.absolute().parent / source.name)
    found = Incoming(name, source, sha256, size, container, contexts_of(source), losses=losses)

    def tell(offset: int, rule: str, message: str) -> None:
        if rule in _LOSSES:
            found.losses += 1
            report(Fault(name, offset, rule, message))

    for record, response, context in responses(source, tell, read_head):
        found.captures += 1
        if context:
            found.portals[context.portal] += 1
        elif is_asked_for(record) and _may_be_page(response):
            found.origins[_origin(record.url)] += 1
    return found


def _may_be_page(response: Response) -> bool:
    return 200 <= response.status < 300 and is_document(response.declared_type() or "text/html")


def _origin(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}/"


def _hashed(file: BinaryIO) -> tuple[str, int]:
    """Return a file's SHA-256 and size; closes it."""
    hashed, size = hashlib.sha256(), 0
    with file:
        while piece := file.read(_PIECE):
            hashed.update(piece)
            size += len(piece)
    return hashed.hexdigest(), size


def take_in(found: Incoming, path: Path, software: str) -> None:
    """Write a file's bytes, or its records anew, whole or not at all, and its index; the caller holds the lock.

    Raises DiskFull, or ArchiveError where the file changed since it was looked through or cannot be written.
    """
    try:
        make_folder(path.parent)
        with replacing(path) as file:
            if found.source.placed:
                _copy(found, file)
            else:
                _write_anew(found, file, software, path.name)
        build_index(path)
    except OSError as error:
        raise unwritten(path, error) from error


def is_taken_in(path: Path, data_dir: Path) -> bool:
    """Tell whether a file is there from an earlier import; one cut off before its index was written gets it now."""
    if path.is_file() and not index_path(data_dir, path).exists():
        build_index(path)
    return path.is_file()


def _copy(found: Incoming, file: BinaryIO) -> None:
    hashed = hashlib.sha256()
    with found.source.open() as original:
        while piece := original.read(_PIECE):
            hashed.update(piece)
            file.write(piece)
    if hashed.hexdigest() != found.sha256:
        raise ArchiveError(f"{found.name} changed while it was read")


class _Copying(WARCWriter):  # type: ignore[misc] # the library states no types
    """Writes records as they are, without digests that their writers did not state."""

    def ensure_digest(self, record: ArcWarcRecord, block: bool = True, payload: bool = True) -> None:
        """Add none."""


def _write_anew(found: Incoming, file: BinaryIO, software: str, filename: str) -> None:
    """Write each record as a gzip member of its own, after one that says so where the source describes itself not."""
    writer = _Copying(file, gzip=True)
    with found.source.open() as original:
        for number, record in enumerate(scan(original, ignore)):
            if number == 0 and record.kind != "warcinfo":
                about = {"software": software, "format": "WARC File Format 1.0", "source": found.name}
                writer.write_record(writer.create_warcinfo_record(filename, about))
            with suppress(BrokenRecord):  # named when the file was looked through
                writer.write_record(_anew(record, found.sha256))


def _anew(record: Record, sha256: str) -> ArcWarcRecord:
    """Return a record to write; one that had no id gets one that is the same whenever the source is taken in."""
    block = record.block(BLOCK_LIMIT)
    if len(block) < record.size:
        raise BrokenRecord(f"the block has more than {BLOCK_LIMIT} bytes")
    fields = list(record.fields)
    if not record.record_id or record.record_id.startswith(ARC_ID):
        made = f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{sha256}#{record.record_id}')}>"
        fields = [(name, value) for name, value in fields if name != "WARC-Record-ID"]
        fields.append(("WARC-Record-ID", made))
    head = StatusAndHeaders("", fields, protocol=f"WARC/{record.version}")
    return ArcWarcRecord("warc", record.kind, head, BytesIO(block), None, None, len(block))
