"""One WARC file while it is written: `.open` until it is closed, and never torn by a full disk."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from archive.cdxj import write as write_index
from archive.errors import ArchiveError, DiskFull, unwritten
from archive.names import OPEN, index_path, make_folder, sync_folder

RESERVE = 8 * 1024 * 1024
"""Room in bytes that no record takes, so that what ends a crawl still fits: its database, reports and summary."""

_LOOK = 64 * 1024
"""Bytes written between two looks at how much is free."""


class OpenFile:
    """A file that takes groups of records; `path` is its final name, `size` what is in it so far, in bytes.

    One thread at a time writes to it; `sync` may run beside. Raises `DiskFull` where there is no room and
    `ArchiveError` for all else the system refuses.
    """

    def __init__(self, path: Path) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        self.path = path
        self.open_path = path.with_name(path.name + OPEN)
        self.size = 0
        self._lines: list[bytes] = []
        self._index_bytes = 0
        self._enough_until = 0
        self._torn = False
        try:
            make_folder(path.parent)
            self._descriptor = os.open(self.open_path, flags, 0o644)
        except OSError as error:
            raise unwritten(self.open_path, error) from error

    def begin(self, warcinfo: bytes) -> None:
        """Write the first record and make the file's name outlast a power cut; failing that, remove the file."""
        try:
            self.append(warcinfo)
            sync_folder(self.path.parent)
        except OSError as error:
            self._remove()
            raise unwritten(self.open_path, error) from error
        except ArchiveError:
            self._remove()
            raise

    def append(self, *group: bytes) -> None:
        """Hand all of the bytes to the operating system or, raising, none."""
        if self._torn:
            raise ArchiveError(f"{self.open_path} has a torn end that could not be taken off")
        try:
            size = sum(map(len, group))
            self._need_room(size)
            written = 0
            while written < size:
                rest = (b"".join(group)[written:],) if written else group
                written += os.writev(self._descriptor, rest)
        except OSError as error:
            self._take_off_tail()
            raise unwritten(self.open_path, error) from error
        self.size += size

    def _need_room(self, size: int) -> None:
        """Raise `DiskFull` where a group would not leave the reserve; looks once for every few groups."""
        if self.size + size < self._enough_until:
            return
        self._enough_until = self.size + size + _LOOK
        disk = os.fstatvfs(self._descriptor)
        free, kept = disk.f_bavail * disk.f_frsize, RESERVE + self._index_bytes
        if disk.f_blocks and free < size + kept:  # one without blocks does not tell its size
            self._enough_until = 0
            raise DiskFull(f"{self.open_path}: {free} bytes are free, and {kept} are kept to end well")

    def _take_off_tail(self) -> None:
        try:
            os.ftruncate(self._descriptor, self.size)
        except OSError:
            self._torn = True  # the next start cuts it

    def enter(self, line: bytes) -> None:
        """Take a line of the index that the file gets when it is closed."""
        self._lines.append(line)
        self._index_bytes += len(line)

    def sync(self) -> None:
        """Make all that was appended before this call outlast a power cut."""
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            raise unwritten(self.open_path, error) from error

    def close(self, data_dir: Path) -> None:
        """Give the file its final name and its index; one that holds no capture is removed."""
        if not self._lines:
            self._remove()
            return
        try:
            self.sync()
        finally:
            os.close(self._descriptor)
        if self.path.exists():
            raise ArchiveError(f"{self.open_path} cannot be closed: {self.path.name} is there already")
        try:
            self.open_path.rename(self.path)
            sync_folder(self.path.parent)
            write_index(index_path(data_dir, self.path), self._lines)
        except OSError as error:
            raise unwritten(self.path, error) from error

    def _remove(self) -> None:
        os.close(self._descriptor)
        with suppress(OSError):
            self.open_path.unlink()
