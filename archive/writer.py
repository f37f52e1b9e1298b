"""Writing captures: whole groups of records, handed to the operating system one by one, made durable together."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from threading import Lock

from archive.capture import Context, Place
from archive.errors import ArchiveError
from archive.exchange import Exchange, Rendering
from archive.groups import Group, group_of
from archive.growing import growing
from archive.members import deflated, member
from archive.names import OPEN, SUFFIX, index_path, portal_folder
from archive.openfile import OpenFile
from archive.originals import Find, Original, none
from archive.records import Origin, Pieces, new_id

MAX_BYTES = 1_000_000_000
QUICK = 128 * 1024
"""Bytes of a capture that are digested and compressed in a millisecond or two."""

# Room for the heads of a group's records.
_HEADS = 8 * 1024


class WarcWriter:
    """One portal's WARC files in a data directory, the newest named `.open` until it is closed.

    The first is the portal's newest, gone on with, where that may grow (`archive.growing`), and else a new one.
    Callers hold the portal's lock; captures are written one at a time, in whichever thread. What `originals` knows is
    written as a revisit; it may be asked from any of these threads.
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
        originals: Find = none,
        max_bytes: int = MAX_BYTES,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._data_dir = data_dir
        self._portal = portal
        self._folder = portal_folder(data_dir, portal)
        self._origin = Origin(portal, run_id, software, user_agent, operator)
        self._originals = originals
        self._pending: list[Original] = []
        self._max_bytes = max_bytes
        self._clock = clock
        self._serial = 0
        self._has_begun = False
        self._file: OpenFile | None = None
        self._warcinfo_id = self._warc = ""
        self._turn = Lock()

    def is_quick(self, capture: Exchange | Rendering) -> bool:
        """Return whether writing a capture takes a moment: it is small, and no file is opened or closed for it."""
        return self._file is not None and _size(capture) < QUICK and not self._is_full(capture)

    def write(self, capture: Exchange | Rendering, context: Context) -> Place:
        """Write the records of an exchange or a rendering and return where its response, or its DOM, lies.

        When this returns the operating system has the bytes; `sync` makes them durable. Raises `DiskFull`, with
        the file as it was before, when there is no room for all of them.
        """
        with self._turn:
            if self._is_full(capture):
                self._close()
            if self._file is None:
                self._file = self._begin(self._max_bytes - _size(capture))
            return self._append(self._file, group_of(capture, context, self._warcinfo_id, self._originals))

    def _is_full(self, capture: Exchange | Rendering) -> bool:
        return self._file is not None and self._file.size + _size(capture) > self._max_bytes

    def _append(self, file: OpenFile, group: Group) -> Place:
        *before, held, metadata = map(deflated, group.records())
        offset, length = file.size + _length(*before), _length(held)
        file.append(*chain(*before, held, metadata))
        place = Place(self._warc, offset, length, group.record_id)
        entry, original = group.entry(place), group.original(place)
        file.enter(entry.line() if entry else b"")
        if original is not None:
            self._pending.append(original)
        return place

    def _begin(self, most: int) -> OpenFile:
        """Open the next file, one that is there only below so many bytes, and say in it who goes on with it."""
        now = self._clock()
        file = self._grown(now, most) or OpenFile(self._unused_path(now))
        self._warcinfo_id, self._warc = new_id(), file.path.relative_to(self._data_dir).as_posix()
        file.begin(member(self._origin.record(self._warcinfo_id, file.path.name, now)))
        return file

    def _grown(self, now: datetime, most: int) -> OpenFile | None:
        """Open the file again that earlier sessions wrote; nothing is undone of what this one closed."""
        first, self._has_begun = not self._has_begun, True
        path = growing(self._data_dir, self._origin, now, most) if first else None
        if path is not None:
            with suppress(ArchiveError):
                return OpenFile(path, index_path(self._data_dir, path))
        return None

    def _unused_path(self, created_at: datetime) -> Path:
        """Return a name that no file has or, going by the indexes, had: the clock may have been put back."""
        while True:
            self._serial += 1
            name = f"{self._portal}-{created_at:%Y%m%d%H%M%S}-{self._serial:05d}{SUFFIX}"
            path = self._folder / name
            used = (path, path.with_name(name + OPEN), index_path(self._data_dir, path))
            if not any(one.exists() for one in used):
                return path

    def sync(self) -> tuple[Original, ...]:
        """Make all that was written before this call outlast a power cut; return what revisits may now refer to.

        May run beside a write that is quick; one that is not, and closing, must wait for it.
        """
        covered, self._pending = self._pending, []
        if self._file is not None:
            self._file.sync()
        return tuple(covered)

    def close(self) -> None:
        """Give the file its final name and its index; does nothing when none is open."""
        with self._turn:
            self._close()

    def _close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            file.close(self._data_dir)


def _length(*members: Pieces) -> int:
    return sum(map(len, chain(*members)))


def _size(capture: Exchange | Rendering) -> int:
    """Return about how many bytes a capture adds to a file at most."""
    if isinstance(capture, Rendering):
        return len(capture.dom) + _HEADS
    return len(capture.request) + len(capture.response) + _HEADS
