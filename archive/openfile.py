"""One WARC file while it is written: `.open` until it is closed, and never torn by a full disk."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from archive import cdxj
from archive.errors import ArchiveError, DiskFull, unwritten
from archive.names import OPEN, index_path, make_folder, sync_folder

RESERVE = 8 * 1024 * 1024
"""Room in bytes that no record takes, so that what ends a crawl still fits: its database, reports and summary."""

_APPENDING = os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC
_LOOK = 64 * 1024
"""Bytes written between two looks at how much is free."""


class OpenFile:
    """A file that takes groups of records; `path` is its final name, `size` what is in it so far, in bytes.

    It is a new file or, with the `index` of one that is closed, that. One thread at a time writes to it; `sync` may run
    beside. Raises `DiskFull` where there is no room and `ArchiveError` for all else the system refuses.
    """

    def __init__(self, path: Path, index: Path | None = None) -> None:
        self.path = path
        self.open_path = path.with_name(path.name + OPEN)
        self._lines: list[bytes] = []
        self._enough_until = 0
        self._torn = False
        try:
            make_folder(path.parent)
            self._index_bytes = 0 if index is None else index.stat().st_size
            self._descriptor = self._create() if index is None else self._open_again()
            self._closed = self.size = os.fstat(self._descriptor).st_size
        except OSError as error:
            raise unwritten(self.open_path, error) from error

    def _create(self) -> int:
        return os.open(self.open_path, _APPENDING | os.O_CREAT | os.O_EXCL, 0o644)

    def _open_again(self) -> int:
        descriptor = os.open(self.path, _APPENDING | os.O_NOFOLLOW)
        try:
            self.path.rename(self.open_path)
        except OSError:
            os.close(descriptor)
            raise
        return descriptor

    def begin(self, warcinfo: bytes) -> None:
        """Make the file's name outlast a power cut and write what is first in it; failing that, undo both."""
        try:
            sync_folder(self.path.parent)
            self.append(warcinfo)
        except OSError as error:
            self._undo()
            raise unwritten(self.open_path, error) from error
        except ArchiveError:
            self._undo()
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
            self._torn = True

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
        """Give the file its index and its final name; one that took no capture is as it was before, or removed.

        The index comes first: a closed file has one, and that of a file left open is made again.
        """
        if not self._lines:
            self._undo()
            return
        try:
            self.sync()
        finally:
            os.close(self._descriptor)
        if self._torn:
            raise ArchiveError(f"{self.open_path} is left open: the next start takes its torn end off")
        if self.path.exists():
            raise ArchiveError(f"{self.open_path} cannot be closed: {self.path.name} is there already")
        index = index_path(data_dir, self.path)
        try:
            (cdxj.extend if self._closed else cdxj.write)(index, self._lines)
            self.open_path.rename(self.path)
            sync_folder(self.path.parent)
        except OSError as error:
            raise unwritten(self.path, error) from error

    def _undo(self) -> None:
        """Leave what was there before the file was opened; where that fails, the next start does it."""
        with suppress(OSError):
            if self._closed:
                os.ftruncate(self._descriptor, self._closed)
                os.fsync(self._descriptor)
                self.open_path.rename(self.path)
            else:
                self.open_path.unlink()
        os.close(self._descriptor)
