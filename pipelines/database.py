"""The tables of reports in the database of a data directory."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

DATABASE = "gongkai.db"

_TABLES = """
CREATE TABLE IF NOT EXISTS reports (
    id TEXT PRIMARY KEY, base_id TEXT NOT NULL, source TEXT NOT NULL UNIQUE, portal TEXT, report_year INTEGER,
    title TEXT, layout TEXT, issuer TEXT, level TEXT, division_code TEXT, partial INTEGER NOT NULL,
    published_on TEXT, file TEXT NOT NULL, digest TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS reports_by_base ON reports (base_id);
CREATE TABLE IF NOT EXISTS observations (
    report TEXT NOT NULL, key TEXT NOT NULL, value REAL, raw TEXT NOT NULL, status TEXT NOT NULL, unit TEXT,
    capture INTEGER NOT NULL, locator TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS observations_by_report ON observations (report, key);
CREATE TABLE IF NOT EXISTS anomalies (
    report TEXT NOT NULL, code TEXT NOT NULL, severity TEXT NOT NULL, keys TEXT NOT NULL, message TEXT NOT NULL,
    operands TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS anomalies_by_report ON anomalies (report);
"""

# Keys and operands are JSON. `neighbour` is the report of the year before, if there is just one.
_CHECKS = """
ALTER TABLE observations ADD COLUMN confidence REAL;
CREATE TABLE checks (
    report TEXT NOT NULL, code TEXT NOT NULL, severity TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('pass', 'fail', 'not_assessable')),
    keys TEXT NOT NULL, message TEXT NOT NULL, operands TEXT NOT NULL
) STRICT;
CREATE INDEX checks_by_report ON checks (report);
CREATE TABLE cross_checks (
    report TEXT NOT NULL, neighbour TEXT, code TEXT NOT NULL, severity TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome IN ('pass', 'fail', 'not_assessable')),
    keys TEXT NOT NULL, message TEXT NOT NULL, operands TEXT NOT NULL
) STRICT;
CREATE INDEX cross_checks_by_report ON cross_checks (report)
"""

# `content` is the digest of what a report says (`pipelines.content`), NULL until it is stored again by a version that
# knows of it; `since` and `seen_at` when that was captured first and the report was last there. `version` counts what
# the report said at its address; those before stand in `versions`, their captures as JSON, and `differences` is the
# number of fields in which the next differs. One that is `lacking` was read without a part that may be had later.
_VERSIONS = """
ALTER TABLE reports ADD COLUMN content TEXT;
ALTER TABLE reports ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE reports ADD COLUMN since TEXT;
ALTER TABLE reports ADD COLUMN seen_at TEXT;
ALTER TABLE reports ADD COLUMN vanished_at TEXT;
ALTER TABLE reports ADD COLUMN vanished_why TEXT;
ALTER TABLE reports ADD COLUMN lacking INTEGER NOT NULL DEFAULT 0;
CREATE INDEX IF NOT EXISTS reports_by_portal ON reports (portal, report_year);
CREATE TABLE versions (
    source TEXT NOT NULL, ordinal INTEGER NOT NULL, since TEXT, until TEXT, file TEXT NOT NULL, digest TEXT NOT NULL,
    content TEXT NOT NULL, captures TEXT NOT NULL, differences INTEGER NOT NULL,
    PRIMARY KEY (source, ordinal)
) STRICT, WITHOUT ROWID
"""

# Where reports were found before they went on at their sources' addresses, and when that was noticed.
_MOVES = """
CREATE TABLE former_addresses (
    url TEXT PRIMARY KEY, source TEXT NOT NULL, until TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX former_addresses_by_source ON former_addresses (source)
"""

OF_A_REPORT = ("observations", "anomalies", "checks", "cross_checks")
"""The tables whose column `report` is a report's id."""
TABLES = ("reports", *OF_A_REPORT, "versions", "former_addresses")


def connect(data_dir: Path) -> sqlite3.Connection:
    """Open the database of a data directory, its tables in place; writers wait for each other.

    A folder that cannot be written is opened for reading as it stands. Raises OSError for a file that is no database.
    """
    if (data_dir / DATABASE).is_file() and not os.access(data_dir, os.W_OK):
        return connect_reading(data_dir)
    data_dir.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(data_dir / DATABASE, timeout=60, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.executescript(_TABLES)
        if not _is_current(connection):
            _bring_up(connection)
    except sqlite3.DatabaseError as error:
        connection.close()
        if error.sqlite_errorname in {"SQLITE_NOTADB", "SQLITE_CORRUPT"}:
            raise OSError(f"{data_dir / DATABASE}: {error}; move it away, or name another folder") from error
        raise
    return connection


def connect_reading(data_dir: Path) -> sqlite3.Connection:
    """Open the database for reading as it stands; one in a folder that cannot be written as its file alone has it."""
    unchanging = "" if os.access(data_dir, os.W_OK) else "&immutable=1"
    address = f"{(data_dir / DATABASE).absolute().as_uri()}?mode=ro{unchanging}"
    return sqlite3.connect(address, uri=True, isolation_level=None)


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Run a block as one write transaction."""
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        yield


def insert(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Insert rows of a table, every column given."""
    rows = list(rows)
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - fixed names


def number(value: float | None) -> int | float | None:
    """Return a value of the observations as the report has it: the column makes all of them floats."""
    return int(value) if value is not None and value.is_integer() else value


def tables_of(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the tables of reports that are there: a database that cannot be written may be an older version's."""
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema")}
    return tuple(table for table in TABLES if table in there)


def has_checks(connection: sqlite3.Connection) -> bool:
    """Return whether the tables of checks are there."""
    return {"checks", "cross_checks"} <= {*tables_of(connection)}


def has_versions(connection: sqlite3.Connection) -> bool:
    """Return whether versions of reports are known, and when reports were seen."""
    return "versions" in tables_of(connection)


def has_moves(connection: sqlite3.Connection) -> bool:
    """Return whether it is known where reports were found before."""
    return "former_addresses" in tables_of(connection)


def _is_current(connection: sqlite3.Connection) -> bool:
    """Tell by the tables there; `user_version` counts the steps of the crawl's tables alone."""
    return tables_of(connection) == TABLES


def _bring_up(connection: sqlite3.Connection) -> None:
    """Add what a database of an older version lacks, once, whoever else opens it meanwhile."""
    from pipelines.stored_checks import check_again  # noqa: PLC0415 - seldom needed, and reading needs none of it

    with writing(connection):
        if not has_checks(connection):
            _take(connection, _CHECKS)
            check_again(connection)
        if not has_versions(connection):
            _take(connection, _VERSIONS)
        if not has_moves(connection):
            _take(connection, _MOVES)


def _take(connection: sqlite3.Connection, step: str) -> None:
    for statement in step.split(";"):
        connection.execute(statement)
