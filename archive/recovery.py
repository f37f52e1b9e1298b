"""After a crash: files left open are cut to whole groups of records, closed and indexed."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from archive import cdxj
from archive.errors import ArchiveError
from archive.extents import extent_of
from archive.names import OPEN, SUFFIX, index_path, portal_folder, remove_file, sync_folder

_STEP = 1 << 20


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


def recover(data_dir: Path, portal: str) -> list[Recovered]:
    """Close the files a killed run left open and index those without an index; the caller holds the portal's lock.

    Groups are kept up to the last whole one. Raises `ArchiveError` when a file cannot be closed.
    """
    folder = portal_folder(data_dir, portal)
    recovered = [_close(data_dir, path) for path in sorted(folder.glob(f"*{SUFFIX}{OPEN}"))]
    for warc in sorted(folder.glob(f"*{SUFFIX}")):
        if not index_path(data_dir, warc).exists():
            cdxj.build(warc)
            recovered.append(Recovered(warc))
    return recovered


def _close(data_dir: Path, path: Path) -> Recovered:
    """Cut a file to its whole groups, index it and give it its final name.

    What was closed before it was opened again ends with a whole group (`archive.growing`) and is never cut. A copy made
    meanwhile may have the file under both names: of two of which one goes on where the other ends, the longer stays.
    """
    extent, size = extent_of(path), path.stat().st_size
    final, cut = path.with_name(path.name.removesuffix(OPEN)), size - extent.end
    lost = max(extent.begun, 1 if cut and extent.end else 0)
    if final.exists() and _goes_on(final, path, extent.end):
        cdxj.build(final)
        remove_file(path)
        return Recovered(final)
    if not extent.end:
        remove_file(index_path(data_dir, path))
        path.unlink()
    elif final.exists() and not _goes_on(path, final, final.stat().st_size):
        raise ArchiveError(
            f"{path} cannot be closed: {final.name} is there already and holds something else; move one of the two "
            "out of the archive, and bring it in again with gongkai import"
        )
    else:
        _truncate(path, extent.end)
        cdxj.build(path)
        path.rename(final)
    sync_folder(path.parent)
    return Recovered(final, cut, lost, kept=extent.end > 0, whole=frozenset(extent.whole))


def _goes_on(longer: Path, shorter: Path, size: int) -> bool:
    """Return whether a file begins with so many bytes that another begins with."""
    with longer.open("rb") as one, shorter.open("rb") as other:
        steps = (min(_STEP, size - at) for at in range(0, size, _STEP))
        return longer.stat().st_size >= size and all(one.read(step) == other.read(step) for step in steps)


def _truncate(path: Path, size: int) -> None:
    with path.open("rb+") as file:
        file.truncate(size)
        os.fsync(file.fileno())
