"""After a crash: files left open are cut to whole groups of records, closed and indexed."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from archive import cdxj
from archive.contents import CAPTURED
from archive.errors import ArchiveError, BrokenRecord
from archive.names import OPEN, SUFFIX, index_path, portal_folder, sync_folder
from archive.scan import Record, ignore, scan


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was done to a file that a run left open: `cut` bytes of `lost` unfinished groups taken off its end.

    `kept` is false when no whole group was left and the file was removed. `whole` are the record ids of the captures
    in it, `None` of a file that was closed and lacked only its index.
    """

    warc: Path
    cut: int = 0
    lost: int = 0
    kept: bool = True
    whole: frozenset[str] | None = field(default=None, compare=False)


class _Extent:
    """How far a file holds whole groups: request, response or revisit, metadata; or resource, metadata."""

    def __init__(self) -> None:
        self.end = 0
        self.begun = 0
        self.whole: set[str] = set()
        self._held: str | None = None

    def add(self, record: Record) -> None:
        """Take the next record into account; raises `BrokenRecord` when it is not whole."""
        end = record.finish()
        if record.kind in {"request", "resource"}:
            self.begun += 1
        answered = record.kind == "metadata" and record.uri_field("WARC-Concurrent-To") == self._held
        if answered and end is not None and self._held:
            self.end, self.begun = end, 0
            self.whole.add(self._held)
        self._held = record.record_id if record.kind in CAPTURED else None


def recover(data_dir: Path, portal: str) -> list[Recovered]:
    """Close the files a killed run left open and index those without an index; the caller holds the portal's lock.

    Groups are kept up to the last whole one. Raises `ArchiveError` when a file cannot be closed.
    """
    folder = portal_folder(data_dir, portal)
    recovered = [_close(path) for path in sorted(folder.glob(f"*{SUFFIX}{OPEN}"))]
    for closed in recovered:
        if closed.kept:
            cdxj.build(closed.warc)
    for warc in sorted(folder.glob(f"*{SUFFIX}")):
        if not index_path(data_dir, warc).exists():
            cdxj.build(warc)
            recovered.append(Recovered(warc))
    return recovered


def _close(path: Path) -> Recovered:
    """Cut a file to its whole groups and give it its final name."""
    extent, size = _extent(path), path.stat().st_size
    final, cut = path.with_name(path.name.removesuffix(OPEN)), size - extent.end
    lost = max(extent.begun, 1 if cut and extent.end else 0)
    if not extent.end:
        path.unlink()
    elif final.exists():
        raise ArchiveError(f"{path} cannot be closed: {final.name} is there already")
    else:
        _truncate(path, extent.end)
        path.rename(final)
    sync_folder(path.parent)
    return Recovered(final, cut, lost, kept=extent.end > 0, whole=frozenset(extent.whole))


def _extent(path: Path) -> _Extent:
    extent = _Extent()
    with path.open("rb") as file:
        for record in scan(file, ignore):
            try:
                extent.add(record)
            except BrokenRecord:
                continue  # the scan goes on behind it
    return extent


def _truncate(path: Path, size: int) -> None:
    with path.open("rb+") as file:
        file.truncate(size)
        os.fsync(file.fileno())
