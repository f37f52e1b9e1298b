"""Archive files of every form as sources that can be read at an offset: WARC, ARC, and those inside a WACZ."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, BinaryIO

from archive.arc import arc_as_warc
from archive.capture import Context
from archive.errors import BrokenRecord
from archive.names import OPEN, data_dir_of, portal_folder, stored_name
from archive.scan import Faults, record_at

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

SPOOL_LIMIT = 4 * 1024 * 1024 * 1024
_PIECE = 1024 * 1024
_NAME = re.compile(r".*\.(?:w?arc(?:\.gz|\.zst)?|wacz)(?:\.open)?", re.IGNORECASE)
# The magic numbers of Zstandard: a frame, and the skippable one in which a WARC's dictionary stands.
_ZSTD = (b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")
UNREAD_ZSTD = (
    "compressed with Zstandard, which is not read here; unpack it first (zstd -d, with its dictionary)"
)
ZIP_ERRORS = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What the library raises for zip files that are broken, encrypted or compressed in ways it does not know."""

_WACZ_ENTRY = re.compile(r"archive/[^/]+\.w?arc(?:\.gz)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Source:
    """A run of records: a file, or the part of it from `start` on, `size` bytes long.

    `name` is what a `Place` calls it. `placed` is false for a copy made to be readable at offsets: what is read
    from it has no place in the original.
    """

    path: Path
    name: str
    start: int = 0
    size: int | None = None
    placed: bool = True

    def open(self) -> BinaryIO:
        """Open the source for reading from its own offset 0."""
        file = self.path.open("rb")
        return file if self.size is None else io.BufferedReader(_Window(file, self.start, self.size))

    def name_for(self, context: Context | None) -> str:
        """Return the name in a place: a portal's own file keeps that of its data directory wherever it lies."""
        if context is None or data_dir_of(self.path):
            return self.name
        try:
            return portal_folder(Path(), context.portal).joinpath(Path(self.name).name).as_posix()
        except ValueError:
            return self.name


class _Window(io.RawIOBase):
    """A part of a file as a file."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        super().__init__()
        self._file, self._start, self._size, self._at = file, start, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence])
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        room = memoryview(buffer).cast("B")
        self._file.seek(self._start + self._at)
        piece = self._file.read(max(0, min(len(room), self._size - self._at)))
        room[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def close(self) -> None:
        self._file.close()
        super().close()


def is_archive_name(path: Path) -> bool:
    """Tell by its name whether a file is an archive."""
    return bool(_NAME.fullmatch(path.name))


def is_archive(path: Path) -> bool:
    """Tell by its first bytes whether a file is an archive."""
    return form_of(path) is not None


def is_wacz(path: Path) -> bool:
    """Tell by its first bytes and its entries whether a file is a WACZ."""
    return form_of(path) == "wacz"


def beside(source: Source, name: str) -> Source | None:
    """Return the source of a name that lies beside another: in the same folder, or stored in the same WACZ."""
    if source.size is None:
        path = source.path.with_name(name)
        return Source(path, stored_name(path)) if source.placed and path.is_file() else None
    entries = (entry for entry in _wacz_entries(source.path) if entry.filename.endswith(f"/{name}"))
    entry = next((entry for entry in entries if is_stored(entry)), None)
    return window(source.path, entry) if entry else None


@contextmanager
def open_sources(path: Path, faults: Faults) -> Iterator[list[Source]]:
    """Give the sources in a file; copies made of what cannot be read at offsets last as long as the context."""
    with TemporaryDirectory(prefix="gongkai-") as spool:
        yield list(_sources(path, Path(spool), faults))


def form_of(path: Path) -> str | None:
    """Return `warc`, `arc`, `wacz` or `zstd` by a file's first bytes, `None` for what is no archive."""
    with path.open("rb") as file:
        start = file.read(64 * 1024)
    if start.startswith(b"PK\x03\x04"):
        return "wacz" if any(_wacz_entries(path)) else None
    if start.startswith(_ZSTD) and is_archive_name(path):
        return "zstd"
    if start.startswith(b"\x1f\x8b"):
        with suppress(zlib.error):
            start = zlib.decompressobj(31).decompress(start, 64)
    if start.startswith(b"filedesc://"):
        return "arc"
    return "warc" if start.startswith(b"WARC/") or is_archive_name(path) else None


def _sources(path: Path, spool: Path, faults: Faults) -> Iterator[Source]:
    form = form_of(path)
    if form == "wacz":
        for entry in _wacz_entries(path):
            try:
                yield _seekable(_from_wacz(path, entry, spool, faults), spool, faults)
            except ZIP_ERRORS as error:
                faults(entry.header_offset, "record", f"{entry.filename} cannot be read: {error}")
    elif form == "zstd":
        faults(0, "record", UNREAD_ZSTD)
    elif form == "arc":
        yield _spooled(arc_as_warc(path, faults), path.name.removesuffix(OPEN), spool, faults)
    else:
        yield _seekable(Source(path, stored_name(path)), spool, faults)


def _seekable(source: Source, spool: Path, faults: Faults) -> Source:
    """Return the source, or its copy uncompressed where one gzip member holds several records."""
    with source.open() as file:
        try:
            alone = record_at(file, 0).finish() is not None
        except BrokenRecord:
            alone = True
        if alone:
            return source
        file.seek(0)
        return _spooled(_inflated(file, faults), source.name, spool, faults)


def _inflated(file: BinaryIO, faults: Faults) -> Iterator[bytes]:
    stream, waiting = zlib.decompressobj(31), b""
    while waiting or (waiting := file.read(_PIECE)):
        if stream.eof:
            stream = zlib.decompressobj(31)
        try:
            yield stream.decompress(waiting, _PIECE)
        except zlib.error as error:
            faults(file.tell(), "gzip", str(error))
            return
        waiting = stream.unused_data if stream.eof else stream.unconsumed_tail


def _spooled(pieces: Iterator[bytes], name: str, spool: Path, faults: Faults) -> Source:
    """Write a copy, up to the limit, and return it as a source without places."""
    path = spool / f"{len(list(spool.iterdir()))}.warc"
    room = SPOOL_LIMIT
    with path.open("wb") as copy:
        for piece in pieces:
            room -= len(piece)
            if room < 0:
                faults(0, "record", f"only the first {SPOOL_LIMIT} bytes of {name} are read")
                break
            copy.write(piece)
    return Source(path, name, placed=False)


def _wacz_entries(path: Path) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(path) as wacz:
            return [entry for entry in wacz.infolist() if _WACZ_ENTRY.fullmatch(entry.filename)]
    except ZIP_ERRORS:
        return []


def _from_wacz(path: Path, entry: zipfile.ZipInfo, spool: Path, faults: Faults) -> Source:
    """Return a WARC in a WACZ: in place where it is stored, as the format demands, else a copy."""
    if is_stored(entry):
        return window(path, entry)
    name = f"{path.name}/{entry.filename}"
    with zipfile.ZipFile(path) as wacz, wacz.open(entry) as packed:
        return _spooled(iter(lambda: packed.read(_PIECE), b""), name, spool, faults)


def is_stored(entry: zipfile.ZipInfo) -> bool:
    """Tell whether a member of a zip file lies in it as it is."""
    return entry.compress_type == zipfile.ZIP_STORED and not entry.flag_bits & 1


def window(path: Path, entry: zipfile.ZipInfo) -> Source:
    """Return a stored member as a source of its own."""
    return Source(path, f"{path.name}/{entry.filename}", _content_offset(path, entry), entry.file_size)


def _content_offset(path: Path, entry: zipfile.ZipInfo) -> int:
    """Return where an entry's bytes begin: after its local header, its name and its extra field."""
    with path.open("rb") as file:
        file.seek(entry.header_offset + 26)
        name_length, extra_length = struct.unpack("<HH", file.read(4))
    return int(entry.header_offset + 30 + name_length + extra_length)
