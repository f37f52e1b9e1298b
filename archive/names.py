"""Where archive files lie in a data directory, and how a new name is made to last."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

OPEN = ".open"
SUFFIX = ".warc.gz"
IMPORTED = "-imported-"
"""Stands in the names of files from elsewhere, which need not be called what they say."""
_PORTAL = re.compile(r"[A-Za-z0-9\u0080-\U0010ffff_][^\s/\\\x00-\x1f]{0,120}")


def portal_folder(data_dir: Path, portal: str) -> Path:
    """Return the folder of a portal's WARC files.

    Raises `ValueError` for a name that cannot be a folder's.
    """
    if not _PORTAL.fullmatch(portal):
        message = f"no portal can be called {portal!r}: it names a folder"
        raise ValueError(message)
    return data_dir / "warc" / portal


def index_path(data_dir: Path, warc: Path) -> Path:
    """Return where the CDXJ index of a WARC lies; while the file is open, it is that of what was closed before."""
    return data_dir / "index" / f"{warc.name.removesuffix(OPEN)}.cdxj"


def present(warc: Path) -> Path:
    """Return the name that an archive file has now, which a crawl opens and closes; that asked for where it is gone."""
    closed = warc.with_name(warc.name.removesuffix(OPEN))
    # The last is for a file that a crawl closes just now.
    names = (warc, closed, closed.with_name(closed.name + OPEN), closed)
    return next((name for name in names if name.exists()), warc)


def data_dir_of(warc: Path) -> Path | None:
    """Return the data directory a WARC lies in, `None` for a file elsewhere."""
    folders = warc.absolute().parents
    return folders[2] if len(folders) > 2 and folders[1].name == "warc" else None


def stored_name(warc: Path) -> str:
    """Return the name a `Place` gives a file: relative to its data directory, without `.open`."""
    root = data_dir_of(warc)
    name = warc.name.removesuffix(OPEN)
    return f"warc/{warc.absolute().parent.name}/{name}" if root else name


def sync_folder(folder: Path) -> None:
    """Make the names in a folder outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path) -> None:
    """Create a folder and those above it, each made to outlast a power cut."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for path in missing:
        sync_folder(path.parent)


def replace_file(path: Path, content: bytes) -> None:
    """Write a whole file or none, in a folder that is made where it is not there."""
    make_folder(path.parent)
    with replacing(path) as file:
        file.write(content)


def remove_file(path: Path) -> None:
    """Delete a file that may be there, for good: a power cut does not bring it back."""
    with suppress(FileNotFoundError):
        path.unlink()
        sync_folder(path.parent)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a file that takes a path's name when it is whole and durable; on an error nothing is left of it.

    A killed process leaves its draft, a hidden file that whoever writes the same path next begins anew. Raises
    BlockingIOError while another process writes it.
    """
    draft = path.with_name(f".{path.name}.part")
    with _taken(draft) as file:
        try:
            file.truncate()
            yield file
            file.flush()
            os.fsync(file.fileno())
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    sync_folder(path.parent)


def _taken(draft: Path) -> BinaryIO:
    """Open a draft that is this process's alone until it is closed."""
    while True:
        file = os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666), "r+b")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_named(file, draft):  # else it got its path's name before it was locked
                return file
        except OSError as error:
            file.close()
            if isinstance(error, BlockingIOError):
                raise BlockingIOError(error.errno, "another process is writing it", str(draft)) from None
            raise
        file.close()


def _is_named(file: BinaryIO, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
