"""Where archive files lie in a data directory, and how a new name is made to last."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
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
    """Return where the CDXJ index of a closed WARC lies."""
    return data_dir / "index" / f"{warc.name}.cdxj"


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


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a file that takes a path's name when it is whole and durable; on an error nothing is left of it.

    A killed process leaves its draft, a hidden file that ends in the process's number.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)
