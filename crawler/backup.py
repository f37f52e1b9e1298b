"""A data directory copied while crawls go on, so that the copy is one that a kill could have left: whole.

The database is that of one instant, the reports are those of the same instant, the archive is no older: what the
database names is there, and what came later is taken up or asked for again by the next crawl of the copy. Archive
files are only ever added to; a further backup copies those that are new or have grown.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from archive.names import OPEN, SUFFIX, index_path, make_folder, sync_folder
from archive.recovery import recover
from crawler.errors import PortalLocked
from pipelines.database import DATABASE

_APART = frozenset({"warc", "index", "reports", "locks"})
"""Folders of a data directory that are not copied as they come; locks are of this machine."""

_PIECE = 1024 * 1024


class NoBackup(OSError):  # noqa: N818 - says what is wrong
    """Raised before anything is written, for a folder that cannot become a backup of this data directory."""


def back_up(data_dir: Path, target: Path) -> Counter[str]:
    """Bring a backup up to date; returns how many `files` and `bytes` were copied, `kept` of which only it has.

    Cut off, it is gone on with by the next. Raises NoBackup, PortalLocked where another backup writes there.
    """
    _require_ours(data_dir, target)
    make_folder(target)
    tally: Counter[str] = Counter()
    with _alone(target):
        _copy_below(data_dir / "reports", target / "reports", tally)
        draft = target / f".{DATABASE}.part"
        draft.unlink(missing_ok=True)
        others = [path.name for path in data_dir.iterdir() if path.is_dir() and not _is_apart(path.name)]
        try:
            copied = _snapshot(data_dir, target, draft, tally)
            _copy_archive(data_dir, target, tally)
            for name in others:
                copied |= _copy_below(data_dir / name, target / name, tally)
            _put_in_place(draft, target)
        finally:
            draft.unlink(missing_ok=True)
        for name in ("reports", *others):
            for path in set(_files(target / name)) - copied:
                path.unlink()
    return tally


def _is_apart(name: str) -> bool:
    """Return whether a folder is none of those that are copied as they come; hidden ones are of the user's home."""
    return name in _APART or name.startswith(".")


def _require_ours(data_dir: Path, target: Path) -> None:
    here, there = data_dir.resolve(), target.resolve()
    if here.is_relative_to(there) or there.is_relative_to(here):
        raise NoBackup(
            f"{target} and {data_dir} lie within each other: name a folder elsewhere, on another disk"
        )
    foreign = {path.name for path in target.glob("[!.]*")} - {path.name for path in data_dir.iterdir()}
    if foreign and not (target / DATABASE).exists():
        raise NoBackup(
            f"{target} holds {min(foreign)}, and no backup: name an empty folder, or one to be made"
        )


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    descriptor = os.open(target, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise PortalLocked(f"another backup writes {target}: wait for it") from None
    finally:
        os.close(descriptor)


def _snapshot(data_dir: Path, target: Path, draft: Path, tally: Counter[str]) -> set[Path]:
    """Copy the database, and what changed of the reports, as of one instant; return the reports' files in the copy.

    Reports change within a write transaction: nobody else has one while the last of them are copied and the reading
    begins that the database is copied in.
    """
    with closing(_connect(data_dir)) as writer, closing(_connect(data_dir)) as reader:
        writer.execute("BEGIN IMMEDIATE")
        reports = _copy_below(data_dir / "reports", target / "reports", tally)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        writer.execute("ROLLBACK")
        with closing(sqlite3.connect(draft, isolation_level=None)) as copy:
            reader.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
    tally.update(files=1, bytes=draft.stat().st_size)
    return reports


def _connect(data_dir: Path) -> sqlite3.Connection:
    """Open the database as it is: one of an earlier version is backed up before it is brought up."""
    return sqlite3.connect(data_dir / DATABASE, timeout=60, isolation_level=None)


def _put_in_place(draft: Path, target: Path) -> None:
    """Give the copied database its name, after all else is durable.

    The log of one that was opened there belongs to the database that it replaces.
    """
    os.sync()
    for ending in ("-wal", "-shm"):
        (target / f"{DATABASE}{ending}").unlink(missing_ok=True)
    draft.replace(target / DATABASE)
    sync_folder(target)


def _copy_archive(data_dir: Path, target: Path, tally: Counter[str]) -> None:
    """Copy archive files with their indexes; one that is written just now is cut to whole groups and closed."""
    folder = data_dir / "warc"
    there = {path.with_name(path.name.removesuffix(OPEN)) for path in _files(folder)}
    copies = {
        target / "warc" / path.relative_to(folder)
        for path in sorted(there)
        if _copy_warc(path, data_dir, target, tally)
    }
    for portal in sorted({path.parent.name for path in copies}):
        recover(target, portal)
    tally["kept"] += len(set(_files(target / "warc")) - copies)


def _copy_warc(path: Path, data_dir: Path, target: Path, tally: Counter[str]) -> bool:
    """Copy an archive file under the name that it has; return whether it was there.

    A crawl may open it to go on with it, and close it, at any moment: then it is copied again.
    """
    copied = target / path.relative_to(data_dir)
    opened, open_copy = (one.with_name(one.name + OPEN) for one in (path, copied))
    while path.exists() or opened.exists():
        if _copy_closed(path, copied, data_dir, target, tally):
            open_copy.unlink(missing_ok=True)
            return True
        if _copy(opened, open_copy, tally):
            copied.unlink(missing_ok=True)
            index_path(target, copied).unlink(missing_ok=True)
            return True
    return False


def _copy_closed(path: Path, copied: Path, data_dir: Path, target: Path, tally: Counter[str]) -> bool:
    """Copy a closed file and its index; return whether nobody opened it meanwhile."""
    with suppress(FileNotFoundError):
        before = _stamp(path.stat())
        if not _copy(path, copied, tally):
            return False
        if path.name.endswith(SUFFIX):
            _copy(index_path(data_dir, path), index_path(target, copied), tally)
        return _stamp(path.stat()) == before and copied.stat().st_size == before[0]
    return False


def _copy_below(folder: Path, target: Path, tally: Counter[str]) -> set[Path]:
    """Copy what is new below a folder; return what is in the copy of it."""
    pairs = ((path, target / path.relative_to(folder)) for path in _files(folder))
    return {copied for path, copied in pairs if _copy(path, copied, tally)}


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder but hidden ones, which are drafts."""
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(where, name) for name in sorted(names) if not name.startswith("."))


def _copy(path: Path, copied: Path, tally: Counter[str]) -> bool:
    """Copy a file where the copy is another; return whether there is a copy, and none of what has gone meanwhile."""
    try:
        with path.open("rb") as file:
            told = os.fstat(file.fileno())
            if copied.exists() and _stamp(copied.stat()) == _stamp(told):
                return True
            _write(file, copied, (told.st_atime_ns, told.st_mtime_ns))
    except FileNotFoundError:
        return False
    tally.update(files=1, bytes=told.st_size)
    return True


def _write(file: BinaryIO, copied: Path, times: tuple[int, int]) -> None:
    """Write a whole file or none; it outlasts a power cut together with all others, when the backup ends."""
    copied.parent.mkdir(parents=True, exist_ok=True)
    draft = copied.with_name(f".{copied.name}.part")
    try:
        with draft.open("wb") as written:
            shutil.copyfileobj(file, written, _PIECE)
        os.utime(draft, ns=times)
        draft.replace(copied)
    finally:
        draft.unlink(missing_ok=True)


def _stamp(told: os.stat_result) -> tuple[int, int]:
    return told.st_size, told.st_mtime_ns
