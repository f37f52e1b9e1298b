"""The archive's way out: captures and documents by their places, or all that files hold."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from archive.capture import Capture, Document, Place
from archive.captures import captures, read_at
from archive.documents import documents
from archive.errors import MissingRecord
from archive.files import from_files
from archive.names import OPEN
from archive.sources import Source

__all__ = ["captures", "documents", "from_files", "read_capture", "read_document"]


def read_capture(data_dir: Path, place: Place) -> Capture:
    """Return the capture at a place, with the context that the record after it holds.

    Raises `MissingRecord` where there is no such file or record, `BrokenRecord` where it cannot be read.
    """
    closed = _path(data_dir, place)
    # The last is for a file that a crawl closes just now.
    for path in (closed, closed.with_name(closed.name + OPEN), closed):
        with suppress(FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return read_at(Source(path, place.warc), place)
    raise MissingRecord(f"{closed} is gone")


def read_document(data_dir: Path, places: Sequence[Place]) -> Document:
    """Return the captures at the places, in their order, as one document."""
    return Document(tuple(read_capture(data_dir, place) for place in places))


def _path(data_dir: Path, place: Place) -> Path:
    """Return the file a place names, which must lie in the data directory."""
    root, path = data_dir.absolute(), (data_dir / place.warc).absolute()
    if ".." in path.parts or root not in path.parents:
        raise MissingRecord(f"{place.warc!r} is no file of the data directory")
    return path
