"""How far an archive file holds whole groups of records."""

from __future__ import annotations

from pathlib import Path

from archive.contents import CAPTURED
from archive.errors import BrokenRecord
from archive.scan import Faults, Record, ignore, scan


class Extent:
    """How far whole groups go: request, response or revisit, metadata; or resource, metadata.

    `end` is where the last of them ends, `begun` how many were begun behind it, `whole` the ids of what they hold. What
    lies before a `warcinfo` was closed when the file was opened again, so that it belongs to them whatever it is.
    """

    def __init__(self) -> None:
        self.end = 0
        self.begun = 0
        self.whole: set[str] = set()
        self._held: str | None = None

    def add(self, record: Record) -> None:
        """Take the next record into account; raises `BrokenRecord` when it is not whole."""
        end = record.finish()
        if record.kind == "warcinfo":
            self.end, self.begun = record.offset, 0
        if record.kind in {"request", "resource"}:
            self.begun += 1
        answered = record.kind == "metadata" and record.uri_field("WARC-Concurrent-To") == self._held
        if answered and end is not None and self._held:
            self.end, self.begun = end, 0
            self.whole.add(self._held)
        self._held = record.record_id if record.kind in CAPTURED else None


def extent_of(path: Path, start: int = 0, faults: Faults = ignore) -> Extent:
    """Return how far a file holds whole groups from an offset on; what is broken is told and passed over."""
    extent = Extent()
    with path.open("rb") as file:
        for record in scan(file, faults, start):
            try:
                extent.add(record)
            except BrokenRecord:
                continue  # the scan goes on behind it
    return extent
