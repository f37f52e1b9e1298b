"""The captures in foreign archives, in a scratch database: what a spider would ask a host for is asked of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Self

from archive.capture import Place
from archive.cdxj import timestamp
from spiders.canonical import canonical

_TABLES = """
CREATE TABLE captures (
    id INTEGER PRIMARY KEY, address TEXT NOT NULL, url TEXT NOT NULL, at TEXT NOT NULL, status INTEGER NOT NULL,
    warc TEXT NOT NULL, "offset" INTEGER NOT NULL, length INTEGER NOT NULL, record_id TEXT NOT NULL,
    target TEXT, to_look_at INTEGER NOT NULL, kind TEXT
) STRICT;
CREATE INDEX by_address ON captures (address);
CREATE INDEX by_target ON captures (target) WHERE target IS NOT NULL;
CREATE TABLE entries (
    address TEXT NOT NULL, title TEXT NOT NULL, sure INTEGER NOT NULL, doubtful INTEGER NOT NULL,
    listing TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE INDEX entries_by_address ON entries (address);
"""
_COLUMNS = 'id, url, at, status, warc, "offset", length, record_id'
_APART = "abs(coalesce(julianday(at) - julianday(:at), 1e6))"
_NEAREST = f"""
SELECT {_COLUMNS}, target FROM captures
WHERE address = :address AND (target IS NOT NULL OR status BETWEEN 200 AND 299)
ORDER BY {_APART}, id LIMIT 1
"""  # noqa: S608 - fixed text
# What calls itself a report, and what an entry calls one and does not deny it; a file also where a sure list doubts.
_CANDIDATES = """
to_look_at AND (kind = 'report' OR (kind IN ('page', 'file') AND EXISTS (
    SELECT 1 FROM entries WHERE (NOT doubtful OR (kind = 'file' AND sure)) AND entries.address IN (
        SELECT captures.address UNION ALL
        SELECT source.address FROM captures AS source WHERE source.target = captures.address
    )
)))
"""
_AT_ONCE = 1000
_NAMED_BY = f"""
SELECT listing, title FROM entries WHERE address = :address
    OR address IN (SELECT address FROM captures WHERE target = :address)
ORDER BY doubtful, NOT sure, {_APART}, listing LIMIT 1
"""  # noqa: S608 - fixed text
_MOST_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """A capture: its row, address, instant (ISO 8601, UTC), HTTP status and place."""

    row: int
    url: str
    at: str
    status: int
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """A link in a listing that is a report's by its words, or in doubt; `sure` of a list of annual reports."""

    url: str
    title: str
    sure: bool
    doubtful: bool


def address_of(url: str) -> str:
    """Return what addresses of one page share, whichever scheme they were archived under."""
    return canonical(url).partition("://")[2] or url


def instant(warc_date: str) -> str:
    """Return a WARC-Date to the second, what a shorter one leaves open at its beginning."""
    at = timestamp(warc_date)
    return f"{at[:4]}-{at[4:6]}-{at[6:8]}T{at[8:10]}:{at[10:12]}:{at[12:]}Z"


class SeenCaptures:
    """The captures of one portal's foreign archives."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    @contextmanager
    def create(cls, path: Path) -> Iterator[Self]:
        """Give an empty database in a file."""
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.executescript("PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY;")
            connection.executescript(_TABLES)
            yield cls(connection)
        finally:
            connection.close()

    @classmethod
    @contextmanager
    def open(cls, path: Path) -> Iterator[Self]:
        """Give the database in a file for reading."""
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        try:
            yield cls(connection)
        finally:
            connection.close()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write much at once."""
        self._db.execute("BEGIN")
        with self._db:
            yield

    def add(
        self, url: str, warc_date: str, status: int, place: Place, *, target: str | None, to_look_at: bool
    ) -> None:
        """Take a capture; `target` is where a redirect leads, `to_look_at` tells whether it may be a report."""
        known = (address_of(url), url, instant(warc_date), status, *astuple(place))
        values = (*known, address_of(target) if target else None, to_look_at)
        self._db.execute(
            "INSERT INTO captures VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
            values,
        )

    def to_look_at(self) -> Iterator[Seen]:
        """Yield the captures that may be reports or listings."""
        yield from self._walk("to_look_at AND target IS NULL")

    def candidates(self) -> Iterator[Seen]:
        """Yield the captures that may begin a report."""
        yield from self._walk(_CANDIDATES)

    def _walk(self, condition: str) -> Iterator[Seen]:
        """Yield the captures that meet a condition, some at once, since they are settled meanwhile."""
        query = f"SELECT {_COLUMNS} FROM captures WHERE id > ? AND {condition} ORDER BY id LIMIT {_AT_ONCE}"  # noqa: S608 - fixed text
        last = 0
        while rows := self._db.execute(query, (last,)).fetchall():
            yield from map(_seen, rows)
            last = rows[-1][0]

    def settle(self, seen: Seen, kind: str, entries: Iterable[Entry], target: str | None) -> None:
        """Note what a capture turned out to be, what it lists, and where it sends its reader."""
        values = (kind, address_of(target) if target else None, seen.row)
        self._db.execute("UPDATE captures SET kind = ?, target = ? WHERE id = ?", values)
        self._db.executemany(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)",
            ((address_of(one.url), one.title, one.sure, one.doubtful, seen.url, seen.at) for one in entries),
        )

    def nearest(self, url: str, at: str) -> Seen | None:
        """Return the capture of an address that is nearest in time to an instant, redirects followed."""
        address = address_of(url)
        for _ in range(_MOST_REDIRECTS):
            row = self._db.execute(_NEAREST, {"address": address, "at": at}).fetchone()
            if row is None or row[-1] is None:
                return _seen(row[:-1]) if row else None
            address = row[-1]
        return None

    def named_by(self, seen: Seen) -> tuple[str, str] | None:
        """Return the address of the listing that names a capture, and its words: the surest, then nearest in time."""
        values = {"address": address_of(seen.url), "at": seen.at}
        found = self._db.execute(_NAMED_BY, values).fetchone()
        return (found[0], found[1]) if found else None


def _seen(row: tuple[int, str, str, int, str, int, int, str]) -> Seen:
    return Seen(*row[:4], Place(*row[4:]))
