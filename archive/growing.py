"""Which closed archive file a session goes on with, so that many nights make one file."""

from __future__ import annotations

import re
import stat
from datetime import datetime
from pathlib import Path

from archive.cdxj import last_offset
from archive.errors import BrokenRecord
from archive.extents import extent_of
from archive.fields import first, parse_fields
from archive.names import OPEN, SUFFIX, index_path, portal_folder
from archive.records import Origin
from archive.scan import record_at

MOST = 16_000_000
"""Bytes from which on a file is left as it is: so much is read again after a crash, and copied again by a backup."""

_FIELDS_LIMIT = 64 * 1024


def growing(data_dir: Path, origin: Origin, now: datetime, most: int) -> Path | None:
    """Return the newest file that a portal began in this month, `None` where that is to be left as it is.

    It grows below `most` bytes, and where it is a session's own: begun by the same software, under its own name, to
    be written by its owner and known under no other name, with an index and a whole group at its end. Behind that
    end nothing was closed, which is how recovery knows what it may cut.
    """
    path = _newest(portal_folder(data_dir, origin.portal), f"{origin.portal}-{now:%Y%m}")
    try:
        grows = path is not None and _is_own(path, origin, min(most, MOST)) and _is_whole(data_dir, path)
    except (OSError, ValueError, BrokenRecord):
        return None
    return path if grows else None


def _newest(folder: Path, begins: str) -> Path | None:
    name = re.compile(rf"{re.escape(begins)}\d{{8}}-\d{{5,}}{re.escape(SUFFIX)}", re.ASCII)
    try:
        return max((path for path in folder.iterdir() if name.fullmatch(path.name)), default=None)
    except FileNotFoundError:
        return None


def _is_own(path: Path, origin: Origin, most: int) -> bool:
    told = path.lstat()
    if not stat.S_ISREG(told.st_mode) or not told.st_mode & stat.S_IWUSR or told.st_nlink > 1:
        return False
    return (
        told.st_size < most and not path.with_name(path.name + OPEN).exists() and _begins_with(path, origin)
    )


def _begins_with(path: Path, origin: Origin) -> bool:
    with path.open("rb") as file:
        record = record_at(file, 0)
        said = parse_fields(record.block(_FIELDS_LIMIT))
    stated = record.kind, record.field("WARC-Filename"), first(said, "software"), first(said, "isPartOf")
    return stated == ("warcinfo", path.name, origin.software, origin.portal)


def _is_whole(data_dir: Path, path: Path) -> bool:
    """Tell whether a file ends with whole groups, read from the last capture on that its index names."""
    faults: list[int] = []
    last = last_offset(index_path(data_dir, path))
    extent = extent_of(path, last, lambda offset, *_: faults.append(offset))
    return not faults and extent.end == path.stat().st_size
