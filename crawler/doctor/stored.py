"""What a data directory holds: its database, who uses it, and what killed runs left."""

from __future__ import annotations

import math
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from archive.names import OPEN
from crawler.database import VERSION
from crawler.doctor.diagnosis import Case, Diagnosis, fault, ok, warning
from crawler.errors import is_locked
from crawler.nightly.disk import size
from pipelines.database import DATABASE

LARGE_LOG = 500_000_000
"""Bytes of SQLite's log above which somebody keeps it from being taken over."""

_SECONDS = 5.0
_PATIENCE = 3.0
"""Seconds for which no transaction of a crawl lasts."""

_WRITE_BYTE = 120
"""Of the index of SQLite's log, locked by who writes."""

_LOOKED_AT = 100_000
"""Files looked at for leftovers, so that a large archive is no long wait."""


def database(case: Case) -> Iterator[Diagnosis]:
    """Open the database for reading and check it, as far as some seconds take one."""
    path = case.data / DATABASE
    if not path.is_file() or not path.stat().st_size:
        if (case.data / "warc").is_dir():
            remedy = f"restore a backup, or make it again: gongkai reparse --apply --data {case.data}"
            yield fault("database", f"there is an archive, but no {DATABASE}", remedy)
        else:
            yield ok("database", "none yet; the first crawl makes it")
        return
    try:
        with closing(reading(path)) as connection:
            yield from _sound(path, connection)
            yield _version(path, connection)
    except sqlite3.Error as error:
        yield fault("database", f"{path}: {error}", _WAIT if is_locked(error) else _RESTORE)
    if writer := _lasting_writer(path):
        text = f"process {writer} has been writing to it for {_PATIENCE:.0f} s; nobody else can"
        yield warning("database", text, _WAIT)
    log = path.with_name(f"{DATABASE}-wal")
    if log.exists() and log.stat().st_size > LARGE_LOG:
        text = f"its log has {size(log.stat().st_size)}: a program that reads it never comes to an end"
        yield warning("database", text, f"end what uses it (lsof {path}); the next crawl takes the log over")


_WAIT = "wait; where it lasts, look at what it is (ps -fp PID, lsof gongkai.db), and end it"
_RESTORE = "restore a backup; without one move it away and run gongkai reparse --apply (docs/operations.md)"


def _lasting_writer(path: Path) -> str:
    """Return the process that keeps the right to write for as long as nothing of ours does."""
    until = time.monotonic() + _PATIENCE
    first = writer = _writer(path)
    while writer and writer == first and time.monotonic() < until:
        time.sleep(0.2)
        writer = _writer(path)
    return writer if writer == first else ""


def _writer(path: Path) -> str:
    """Return the process that may write just now: it holds a byte of the log's index, as SQLite's format says."""
    index = _inode(path.with_name(f"{path.name}-shm"))
    held = (line.split() for line in _lines(Path("/proc/locks")) if " POSIX " in line and "->" not in line)
    return next(
        (lock[4] for lock in held if lock[5] == index and int(lock[6]) <= _WRITE_BYTE <= _last(lock[7])), ""
    )


def _last(byte: str) -> float:
    return math.inf if byte == "EOF" else int(byte)


def reading(path: Path) -> sqlite3.Connection:
    """Open a database without making a file beside it: where its log is not there, all is in the file."""
    alone = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{alone}", uri=True, timeout=2)


def _sound(path: Path, connection: sqlite3.Connection) -> Iterator[Diagnosis]:
    until = time.monotonic() + _SECONDS
    connection.set_progress_handler(lambda: time.monotonic() > until, 1_000)
    try:
        said = [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
    except sqlite3.OperationalError as error:
        if "interrupted" not in str(error):
            raise
        yield ok(
            "database",
            f"{size(path.stat().st_size)}, too much to check it now: sqlite3 {path} 'PRAGMA quick_check'",
        )
    else:
        if said == ["ok"]:
            yield ok("database", f"{path} is sound ({size(path.stat().st_size)})")
        else:
            yield fault("database", f"{path} is damaged: {'; '.join(said)}", _RESTORE)
    connection.set_progress_handler(None, 0)


def _version(path: Path, connection: sqlite3.Connection) -> Diagnosis:
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        text = f"{path} is of a later version of the program (schema {version}, this one knows {VERSION})"
        return fault("schema", text, "use that version, or restore a backup made before it")
    if version < VERSION:
        return ok(
            "schema",
            f"{version}; the next start brings it to {VERSION}: make a backup first (gongkai backup)",
        )
    return ok("schema", f"{version}, this program's")


def leftovers(case: Case) -> Iterator[Diagnosis]:
    """Name who uses the data directory now, and what runs that were killed left."""
    if not case.data.is_dir():
        return
    users, locked = held(case.data), _locked()
    yield ok("locks", f"held now: {', '.join(users)}" if users else "none held")
    drafts, left = [], []
    for path in islice(_files(case.data), _LOOKED_AT):
        if path.name.startswith(".") and path.name.endswith(".part"):
            drafts += [path] if _inode(path) not in {"", *locked} else []
        elif path.name.endswith(OPEN) and path.parent.name not in users:
            left.append(path)
    if left:
        yield ok(
            "leftovers",
            f"{len(left)} archive files of killed runs; the next crawl of their portals closes them",
        )
    if drafts:
        text = f"{len(drafts)} unfinished files of killed runs, such as {drafts[0]}"
        yield warning("leftovers", text, f"find {case.data} -name '.*.part' -mtime +1 -delete")


def held(data: Path) -> list[str]:
    """Return the names of what is locked now, as the system tells it: to try a lock might be in somebody's way."""
    locked = _locked()
    return [path.stem for path in sorted(data.glob("locks/*.lock")) if _inode(path) in locked]


def _locked() -> set[str]:
    """Return the files that are locked whole, by device and number."""
    return {line.split()[5] for line in _lines(Path("/proc/locks")) if " FLOCK " in line and "->" not in line}


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("ascii").splitlines()
    except OSError:
        return []


def _inode(path: Path) -> str:
    """Return the device and number of a file as the system lists its locks; nothing for one that has gone."""
    try:
        told = path.stat()
    except FileNotFoundError:
        return ""
    return f"{os.major(told.st_dev):02x}:{os.minor(told.st_dev):02x}:{told.st_ino}"


def _files(folder: Path) -> Iterator[Path]:
    for where, _, names in os.walk(folder):
        yield from (Path(where, name) for name in names)


def newest(data: Path) -> datetime | None:
    """Return the latest instant that a data directory knows of: of its runs, or of its archive's folders."""
    known = [path.stat().st_mtime for path in islice(data.glob("warc/*"), 10_000)]
    instants = [datetime.fromtimestamp(max(known), UTC)] if known else []
    with suppress(sqlite3.Error, ValueError), closing(reading(data / DATABASE)) as connection:
        (told,) = connection.execute("SELECT max(coalesce(ended_at, started_at)) FROM runs").fetchone()
        if told:
            instants.append(datetime.fromisoformat(told))
    return max(instants, default=None)
