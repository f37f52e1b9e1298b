"""Writing captures: whole groups of records, handed to the operating system one by one, made durable together."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from archive.capture import Context, Place
from archive.cdxj import write as write_index
from archive.errors import ArchiveError, unwritten
from archive.exchange import Exchange, Rendering
from archive.groups import Group, group_of
from archive.names import OPEN, SUFFIX, index_path, make_folder, portal_folder, sync_folder
from archive.records import Origin, member, new_id

MAX_BYTES = 1_000_000_000
# Room for the heads of a group's records.
_HEADS = 8 * 1024


@dataclass(slots=True)
class _File:
    """A WARC being written: `path` is its final name, `size` what is in it so far, `lines` its index."""

    path: Path
    descriptor: int
    warcinfo_id: str
    size: int = 0
    lines: list[bytes] = field(default_factory=list)

    @property
    def open_path(self) -> Path:
        return self.path.with_name(self.path.name + OPEN)

    def append(self, group: bytes) -> None:
        """Write all of the bytes or, raising, none."""
        try:
            rest = memoryview(group)
            while rest:
                rest = rest[os.write(self.descriptor, rest) :]
        except OSError as error:
            os.ftruncate(self.descriptor, self.size)
            raise unwritten(self.open_path, error) from error
        self.size += len(group)


class WarcWriter:
    """One portal's WARC files in a data directory, the newest named `.open` until it is closed.

    Callers hold the portal's lock and are one thread.
    """

    def __init__(  # noqa: PLR0913 - a file's description is this long
        self,
        data_dir: Path,
        portal: str,
        *,
        run_id: str,
        software: str,
        user_agent: str,
        operator: str | None = None,
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._data_dir = data_dir
        self._portal = portal
        self._folder = portal_folder(data_dir, portal)
        self._origin = Origin(portal, run_id, software, user_agent, operator)
        self._max_bytes = max_bytes
        self._clock = clock
        self._serial = 0
        self._file: _File | None = None

    def write(self, capture: Exchange | Rendering, context: Context) -> Place:
        """Write the records of an exchange or a rendering and return where its response, or its DOM, lies.

        When this returns the operating system has the bytes; `sync` makes them durable. Raises `DiskFull`, with
        the file as it was before, when there is no room for all of them.
        """
        if self._file is not None and self._file.size + _size(capture) > self._max_bytes:
            self.close()
        if self._file is None:
            self._file = self._create()
        return self._append(self._file, group_of(capture, context, self._file.warcinfo_id))

    def _append(self, file: _File, group: Group) -> Place:
        *before, held, metadata = map(member, group.records())
        offset = file.size + sum(map(len, before))
        file.append(b"".join((*before, held, metadata)))
        warc = file.path.relative_to(self._data_dir).as_posix()
        place = Place(warc, offset, len(held), group.record_id)
        file.lines.append(group.entry(place).line())
        return place

    def _create(self) -> _File:
        """Open the next file and describe it in its first record."""
        created_at = self._clock()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        path = self._unused_path(created_at)
        try:
            make_folder(self._folder)
            descriptor = os.open(path.with_name(path.name + OPEN), flags, 0o644)
        except OSError as error:
            raise unwritten(path, error) from error
        file = _File(path, descriptor, new_id())
        try:
            file.append(member(self._origin.record(file.warcinfo_id, path.name, created_at)))
            sync_folder(self._folder)
        except (ArchiveError, OSError):
            os.close(descriptor)
            file.open_path.unlink()
            raise
        return file

    def _unused_path(self, created_at: datetime) -> Path:
        while True:
            self._serial += 1
            name = f"{self._portal}-{created_at:%Y%m%d%H%M%S}-{self._serial:05d}{SUFFIX}"
            path = self._folder / name
            if not path.exists() and not path.with_name(name + OPEN).exists():
                return path

    def sync(self) -> None:
        """Make all that was written before this call outlast a power cut."""
        if self._file is not None:
            os.fsync(self._file.descriptor)

    def close(self) -> None:
        """Give the file its final name and its index; does nothing when none is open."""
        if self._file is None:
            return
        file = self._file
        try:
            self._file = None
            os.fsync(file.descriptor)
            os.close(file.descriptor)
            file.open_path.rename(file.path)
            sync_folder(self._folder)
            write_index(index_path(self._data_dir, file.path), file.lines)
        except OSError as error:
            raise unwritten(file.path, error) from error


def _size(capture: Exchange | Rendering) -> int:
    """Return about how many bytes a capture adds to a file at most."""
    if isinstance(capture, Rendering):
        return len(capture.dom) + _HEADS
    return len(capture.request) + len(capture.response) + _HEADS
