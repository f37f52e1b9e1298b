"""What a crash took from the archive goes back to the frontier.

A row is done only after the fsync that covers its capture, so that a crash takes nothing that counts. A disk that
lies, or a data directory brought back from a copy, may: then the frontier must not rest on what is not there.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag

from archive.capture import Role
from archive.names import OPEN
from archive.recovery import Recovered
from crawler.database import transaction
from crawler.origins import origin_of
from spiders.found import Finding, FindingKind

_RECORD_ID = re.compile(r"urn:uuid:[0-9a-f-]{36}")

_OF_FILE = "SELECT record_id, url, role FROM captures WHERE portal = ? AND warc = ?"
_FILES = "SELECT DISTINCT warc FROM captures WHERE +portal = ? AND job = ?"  # by the index of jobs
_ROWS = "SELECT id, url, state, request FROM requests WHERE portal = ?"
_AGAIN = """
UPDATE requests SET state = 'queued', job = ?, status = NULL, reason = NULL, document = NULL, successor = NULL
WHERE id = ?
"""
_DOUBT = "UPDATE documents SET content = NULL WHERE portal = ? AND url = ?"
_PENDING = "SELECT id, places FROM documents WHERE portal = ? AND state = 'pending'"


@dataclass(frozen=True, slots=True)
class _Lost:
    """A capture that the database has and the archive has not."""

    record_id: str
    url: str
    role: str


def settle(
    connection: sqlite3.Connection, data_dir: Path, portal: str, job: int, recovered: Sequence[Recovered]
) -> list[Finding]:
    """Have asked for again, in a job, what was captured and the archive has lost; return what to say of it.

    `recovered` are the files that were left open; of others it is noticed when they are gone and the job wrote to them.
    """
    found = []
    for name, file in _files(connection, data_dir, portal, job, recovered):
        lost = _lost(connection, portal, name, file)
        _put_back(connection, portal, job, lost)
        if lost or (file and file.cut):
            found.append(Finding(FindingKind.ARCHIVE_CUT, name, _said(file, len(lost))))
    return found


def _files(
    connection: sqlite3.Connection, data_dir: Path, portal: str, job: int, recovered: Sequence[Recovered]
) -> Iterator[tuple[str, Recovered | None]]:
    """Yield the files that were left open, and those the job wrote to that are gone."""
    opened = {
        file.warc.relative_to(data_dir).as_posix(): file for file in recovered if file.whole is not None
    }
    yield from opened.items()
    for (name,) in connection.execute(_FILES, (portal, job)).fetchall():
        path = data_dir / name
        if name not in opened and not path.exists() and not path.with_name(path.name + OPEN).exists():
            yield name, None


def _lost(connection: sqlite3.Connection, portal: str, name: str, file: Recovered | None) -> list[_Lost]:
    whole = file.whole if file and file.whole else frozenset()
    captures = (_Lost(*row) for row in connection.execute(_OF_FILE, (portal, name)))
    return [capture for capture in captures if capture.record_id not in whole]


def _put_back(connection: sqlite3.Connection, portal: str, job: int, lost: Sequence[_Lost]) -> None:
    """Queue the requests of lost captures, and drop what was found by them: it is found again."""
    ids, urls = {one.record_id for one in lost}, {one.url for one in lost}
    stale, again = [], []
    for row, url, state, request in connection.execute(_ROWS, (portal,)) if lost else ():
        if _names(request, ids):
            stale.append((row,))
        if state in {"done", "dead"} and urldefrag(url).url in urls:
            again.append((job, row))
    pending = connection.execute(_PENDING, (portal,)).fetchall() if lost else ()
    with transaction(connection):
        connection.executemany(_AGAIN, again)
        connection.executemany("DELETE FROM requests WHERE id = ?", stale)
        connection.executemany("DELETE FROM captures WHERE record_id = ?", [(one,) for one in ids])
        connection.executemany(
            "DELETE FROM documents WHERE id = ?", [(row,) for row, places in pending if _names(places, ids)]
        )
        connection.executemany(_DOUBT, [(portal, url) for url in urls])
        connection.executemany(
            "DELETE FROM robots WHERE origin = ?",
            [(origin_of(one.url),) for one in lost if one.role == Role.ROBOTS],
        )


def _names(text: str, ids: set[str]) -> bool:
    """Return whether a request or a document's places name any of the records."""
    return not ids.isdisjoint(_RECORD_ID.findall(text))


def _said(file: Recovered | None, captures: int) -> str:
    if file is None:
        what = "is gone"
    elif not file.kept:
        what = f"was left open with nothing whole in it: {file.cut} bytes removed"
    else:
        what = f"was left open: {file.cut} bytes of an unfinished exchange cut off"
    again = f", {captures} captures are made again" if captures else ""
    return f"a WARC file {what}{again}"
