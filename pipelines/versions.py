"""What a report said before: the older versions that stay beside it, and all of them in the order of time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.content import content, digest_of
from pipelines.database import connect, has_moves, has_versions, insert
from pipelines.filing import Filed
from pipelines.report import dumps

_PLACE = ("warc", "offset", "length", "record_id")

# Where a report was taken away, what it said before is still there.
_ALL = """
SELECT id, versions.source, ordinal, versions.since, until, versions.file, 0, NULL, NULL
FROM versions LEFT JOIN reports ON reports.source = versions.source WHERE versions.source = :source OR :source IS NULL
UNION ALL
SELECT id, source, version, since, seen_at, file, 1, vanished_at, vanished_why FROM reports
WHERE source = :source OR :source IS NULL
ORDER BY 2, 3
"""


@dataclass(frozen=True, slots=True)
class Version:
    """What a report says, or said at its address from one time to another, both when it was captured or else seen.

    `ordinal` counts from 1; `report` is the id that the report has today, `None` where it has been taken away since.
    `file` is named from the data directory. What is current may have vanished.
    """

    report: str | None
    source: str
    ordinal: int
    since: str | None
    seen_at: str | None
    file: str
    is_current: bool
    vanished_at: str | None = None
    vanished_why: str | None = None

    @property
    def name(self) -> str:
        """How commands name it: the report's id, an older one with its number."""
        return f"{self.report}" if self.is_current else f"{self.report or self.source}.{self.ordinal}"


def versions(connection: sqlite3.Connection, source: str | None = None) -> Iterator[Version]:
    """Yield all versions of reports, those of a source if it is given: the oldest first, the current one last."""
    if has_versions(connection):
        for row in connection.execute(_ALL, {"source": source}):
            yield _version(*row)


def _version(report: str | None, source: str, ordinal: int, *stands: Any) -> Version:  # noqa: ANN401 - columns
    return Version(report, source, ordinal, *stands)


def keep(
    connection: sqlite3.Connection,
    filed: Filed,
    document: dict[str, Any],
    *,
    source: str,
    ordinal: int,
    seen: tuple[str | None, str | None],
    differences: int,
) -> None:
    """Enter a document as an older version, within the caller's transaction; `seen` is from when to when."""
    places = [{key: capture[key] for key in _PLACE} for capture in document["captures"]]
    said = digest_of(content(document))
    row = (source, ordinal, *seen, filed.file, filed.digest, said, dumps(places), differences)
    insert(connection, "versions", [row])


def former_addresses(data_dir: Path, source: str) -> list[str]:
    """Return where a report was found before it went on at its address."""
    with closing(connect(data_dir)) as connection:
        query = "SELECT url FROM former_addresses WHERE source = ? ORDER BY url"
        return [url for (url,) in connection.execute(query, (source,))] if has_moves(connection) else []


def has_moved(data_dir: Path, url: str) -> bool:
    """Return whether the report that was found at an address goes on at another."""
    with closing(connect(data_dir)) as connection:
        query = "SELECT 1 FROM former_addresses WHERE url = ?"
        return has_moves(connection) and connection.execute(query, (url,)).fetchone() is not None


def next_ordinal(connection: sqlite3.Connection, source: str) -> int:
    """Return the number of the version that comes after those that are kept."""
    query = "SELECT coalesce(max(ordinal), 0) + 1 FROM versions WHERE source = ?"
    return int(connection.execute(query, (source,)).fetchone()[0])


def captured_at(document: dict[str, Any]) -> str | None:
    """Return when a document was captured, `None` for plain files."""
    moment: str | None = document["captures"][0]["captured_at"]
    return moment


def is_later(one: str | None, other: str | None) -> bool:
    """Tell whether a time comes after another; any does after none. With or without fractions of a second."""
    return (one or "").rstrip("Z") > (other or "").rstrip("Z")


def read_versions(
    data_dir: Path, source: str | None = None, *, but: Collection[str] = (), older: bool = False
) -> Iterator[tuple[Version, dict[str, Any]]]:
    """Yield versions, or only older ones, with their documents in the same order, but those in files named."""
    with closing(connect(data_dir)) as connection:
        for version in versions(connection, source):
            if version.file not in but and not (older and version.is_current):
                yield version, json.loads((data_dir / version.file).read_text("utf-8"))


def older_file(data_dir: Path, name: str) -> str | None:
    """Return the file of an older version by the report's id and its number, as in `410700-2021.1`."""
    report, _, ordinal = name.rpartition(".")
    with closing(connect(data_dir)) as connection:
        row = connection.execute("SELECT source FROM reports WHERE id = ?", (report,)).fetchone()
        found = versions(connection, row[0]) if row else ()
        return next((one.file for one in found if str(one.ordinal) == ordinal), None)
