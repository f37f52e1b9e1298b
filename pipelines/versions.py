"""What a report said before: the older versions that stay beside it, and all of them in the order of time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.capture import Place
from pipelines.content import content, digest_of
from pipelines.database import connect, has_versions, insert
from pipelines.filing import Filed
from pipelines.report import dumps

_PLACE = ("warc", "offset", "length", "record_id")
_OLDER = """
SELECT source, ordinal, since, until, file, digest, differences, captures FROM versions
WHERE source = ? OR ? IS NULL ORDER BY source, ordinal
"""


@dataclass(frozen=True, slots=True)
class Version:
    """What a report said at its address from one time to another, both when it was captured or else seen.

    `ordinal` counts from 1; `file` is named from the data directory. `differences` is the number of fields in which
    the next version says something else.
    """

    source: str
    ordinal: int
    since: str | None
    until: str | None
    file: str
    digest: str
    differences: int
    captures: tuple[Place, ...]


def older(connection: sqlite3.Connection, source: str | None = None) -> Iterator[Version]:
    """Yield the older versions, those of a source if it is given, the oldest first."""
    if has_versions(connection):
        for row in connection.execute(_OLDER, (source, source)).fetchall():
            yield Version(*row[:-1], captures=tuple(Place(**place) for place in json.loads(row[-1])))


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


def older_documents(
    data_dir: Path, source: str | None = None, *, but: Collection[str] = ()
) -> Iterator[tuple[Version, dict[str, Any]]]:
    """Yield the older versions with their documents, but those in files named; the oldest of a source first."""
    with closing(connect(data_dir)) as connection:
        for version in older(connection, source):
            if version.file not in but:
                yield version, json.loads((data_dir / version.file).read_text("utf-8"))


def named(data_dir: Path, name: str) -> str | None:
    """Return the file of an older version by the report's id and its number, as in `410700-2021.1`."""
    report, _, ordinal = name.rpartition(".")
    if not ordinal.isdecimal():
        return None
    with closing(connect(data_dir)) as connection:
        source = connection.execute("SELECT source FROM reports WHERE id = ?", (report,)).fetchone()
        found = older(connection, source[0]) if source else ()
        return next((each.file for each in found if each.ordinal == int(ordinal)), None)
