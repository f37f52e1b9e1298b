"""The originals of a portal's archive: which payload is archived already, and where.

The table holds nothing that the WARC files and their indexes do not say: what it lacks, because the database is lost or
older than it, because a run was killed or files came from elsewhere, is taken from the indexes when a crawl begins.
What is found by it is read again in the archive before anything refers to it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from archive.cdxj import REVISIT, entries
from archive.names import index_path, portal_folder
from archive.originals import Original
from archive.revisits import original_at
from crawler.database import transaction
from pipelines.database import DATABASE

_ENTER = 'INSERT OR REPLACE INTO originals (portal, digest, warc, "offset", length) VALUES (?, ?, ?, ?, ?)'
_ADD = _ENTER.replace("REPLACE", "IGNORE")
_INDEXED = "INSERT OR REPLACE INTO indexed (portal, name, size) VALUES (?, ?, ?)"
_FIND = 'SELECT warc, "offset", length FROM originals WHERE portal = ? AND digest = ?'


def enter(connection: sqlite3.Connection, originals: Iterable[Original]) -> None:
    """Take originals whose records outlast a power cut, each for the portal whose file it is in.

    Part of the caller's transaction.
    """
    for original in originals:
        place = original.place
        portal = place.warc.split("/")[1]
        connection.execute(_ENTER, (portal, original.digest, place.warc, place.offset, place.length))


def catch_up(connection: sqlite3.Connection, data_dir: Path, portal: str) -> None:
    """Take from their indexes the originals of closed files, as far as these were not looked through yet.

    The caller holds the portal's lock: a file that was looked through has since grown at its end, if at all.
    """
    known = dict(connection.execute("SELECT name, size FROM indexed WHERE portal = ?", (portal,)))
    for warc in sorted(portal_folder(data_dir, portal).glob("*")):
        size, before = warc.stat().st_size, known.get(warc.name, -1)
        if size != before and index_path(data_dir, warc).exists():
            with transaction(connection):
                connection.executemany(_ADD, _rows(data_dir, portal, warc, before if before < size else 0))
                connection.execute(_INDEXED, (portal, warc.name, size))


def _rows(data_dir: Path, portal: str, warc: Path, since: int) -> Iterator[tuple[str, str, str, int, int]]:
    """Yield the originals that lie in a file from an offset on."""
    name = warc.relative_to(data_dir).as_posix()
    for entry in entries(index_path(data_dir, warc), since=since):
        if entry.status is not None and entry.mime != REVISIT:
            yield portal, entry.digest, name, entry.offset, entry.length


class Originals:
    """Looks originals up for the writer, in whichever thread it runs, over a connection of its own."""

    def __init__(self, data_dir: Path, portal: str) -> None:
        self._data_dir = data_dir
        self._portal = portal
        self._db = sqlite3.connect(data_dir / DATABASE, timeout=60, check_same_thread=False)

    def find(self, digest: str) -> Original | None:
        """Return the original with a payload digest, `None` where there is none, or none any more."""
        row = self._db.execute(_FIND, (self._portal, digest)).fetchone()
        return original_at(self._data_dir, digest, *row) if row else None

    def close(self) -> None:
        """Close the connection."""
        self._db.close()
