"""What portals' archives take of the disk, and when it will be full.

The archive's files are measured once in a while; in between, what each crawl added is summed up from the history.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from archive.openfile import RESERVE
from crawler import clock
from crawler.database import transaction
from pipelines.database import DATABASE

LOOKED_BACK = 30
"""Days of the past that the forecast goes by."""

MEASURED_FOR = 30
"""Days for which a measured size is good: so files that were deleted or brought in are noticed."""

WORRYING = 30
"""Days until the disk is full at which somebody must be told."""

_SIZES = """
SELECT portal, bytes + coalesce((
    SELECT sum(archived) FROM portal_runs AS later WHERE later.portal = archive_sizes.portal AND later.id > after
), 0) FROM archive_sizes WHERE measured_at BETWEEN ? AND ?
"""

# A first crawl says nothing of how a portal grows: nights and full crawls do.
_GROWN = """
SELECT portal, sum(archived), count(*), julianday(:now) - julianday(min(started_at)) FROM portal_runs
WHERE started_at > :since AND depth IN ('night', 'full') AND ended_at IS NOT NULL GROUP BY portal
"""
_MEASURED = """
INSERT OR REPLACE INTO archive_sizes VALUES (?, ?, coalesce((SELECT max(id) FROM portal_runs WHERE portal = ?), 0), ?)
"""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the archive takes and will take: bytes now and grown a day, by portal; bytes of the disk that are free.

    `others` is what a day adds beside the archive, database and reports, in proportion; `kept_free` is not to be used.
    """

    sizes: Mapping[str, int]
    growth: Mapping[str, float]
    others: float
    free: int
    kept_free: int

    @property
    def a_day(self) -> float:
        """Return the bytes that all portals add in a day."""
        return sum(self.growth.values()) + self.others

    @property
    def days_left(self) -> float | None:
        """Return the days until there is no more room, `None` where nothing grows."""
        usable = max(self.free - self.kept_free - RESERVE, 0)
        return usable / self.a_day if self.a_day > 0 else None

    @property
    def worry(self) -> str | None:
        """Return in words that the disk will soon be full, `None` where it will not."""
        if self.days_left is None or self.days_left > WORRYING:
            return None
        return f"full in {self.days_left:.0f} days: {size(self.a_day)} a day, {size(self.free)} free"


def forecast(
    connection: sqlite3.Connection | None,
    data_dir: Path,
    portals: Iterable[str],
    *,
    every: float,
    keep_free: int = 0,
) -> Forecast:
    """Return what the archives of portals take and will take; `every` is in hours between their nights.

    Writes nothing: a portal that was not measured lately is measured and forgotten.
    """
    sizes = _known_sizes(connection) if connection else {}
    sizes = {portal: sizes[portal] if portal in sizes else measured(data_dir, portal) for portal in portals}
    growth = (
        {portal: rate for portal, rate in _growth(connection, every).items() if portal in sizes}
        if connection
        else {}
    )
    archived = sum(sizes.values())
    beside = sum(path.stat().st_size for path in data_dir.glob(f"{DATABASE}*"))
    others = sum(growth.values()) * beside / archived if archived else 0.0
    place = next(path for path in (data_dir, *data_dir.resolve().parents) if path.is_dir())
    return Forecast(sizes, growth, others, shutil.disk_usage(place).free, keep_free)


def measured(data_dir: Path, portal: str) -> int:
    """Return the bytes of a portal's archive files, those of the disk that they fill; 0 where nobody can tell."""
    try:
        with os.scandir(data_dir / "warc" / portal) as files:
            return sum(file.stat().st_blocks * 512 for file in files)
    except OSError:  # there is none yet, or its own crawl says what is wrong
        return 0


def remember(connection: sqlite3.Connection, data_dir: Path, portals: Iterable[str]) -> None:
    """Measure the archives of portals that were not measured lately, so that the next forecast need not."""
    known = _known_sizes(connection)
    sizes = [(portal, measured(data_dir, portal)) for portal in portals if portal not in known]
    with transaction(connection):
        connection.executemany(_MEASURED, [(portal, size, portal, clock.now()) for portal, size in sizes])


def _known_sizes(connection: sqlite3.Connection) -> dict[str, int]:
    return dict(connection.execute(_SIZES, (_days_ago(MEASURED_FOR), clock.now())).fetchall())


def _growth(connection: sqlite3.Connection, every: float) -> dict[str, float]:
    """Return the bytes that each portal adds in a day, by its nights of the last weeks."""
    rows = connection.execute(_GROWN, {"now": clock.now(), "since": _days_ago(LOOKED_BACK)})
    return {portal: grown / max(nights * every / 24, days, 1 / 24) for portal, grown, nights, days in rows}


def _days_ago(days: int) -> str:
    return (clock.instant() - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")


def size(count: float) -> str:
    """Return a number of bytes as people read it."""
    for unit in ("B", "kB", "MB", "GB"):
        if abs(count) < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"
