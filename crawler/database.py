"""The crawl's tables in the database of a data directory, shared by all portals and processes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pipelines import store

_TABLES = """
CREATE TABLE IF NOT EXISTS runs (
    id TEXT PRIMARY KEY, started_at TEXT NOT NULL, ended_at TEXT, summary TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS jobs (
    id INTEGER PRIMARY KEY, portal TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS requests (
    id INTEGER PRIMARY KEY, portal TEXT NOT NULL, job INTEGER NOT NULL, fingerprint TEXT, url TEXT NOT NULL,
    host TEXT NOT NULL, role TEXT NOT NULL, priority INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'leased', 'done', 'dead')),
    status INTEGER, reason TEXT, request TEXT NOT NULL,
    UNIQUE (portal, fingerprint)
) STRICT;
CREATE INDEX IF NOT EXISTS requests_queued ON requests (portal, host, priority DESC, id) WHERE state = 'queued';
CREATE INDEX IF NOT EXISTS requests_leased ON requests (portal) WHERE state = 'leased';
CREATE INDEX IF NOT EXISTS requests_dead ON requests (portal, job) WHERE state = 'dead';
CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY, portal TEXT NOT NULL, job INTEGER NOT NULL, url TEXT NOT NULL, places TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'parsed', 'refused')), reason TEXT, report TEXT,
    UNIQUE (portal, url)
) STRICT;
CREATE INDEX IF NOT EXISTS documents_pending ON documents (portal, id) WHERE state = 'pending';
CREATE TABLE IF NOT EXISTS listings (
    portal TEXT NOT NULL, url TEXT NOT NULL, job INTEGER NOT NULL, first TEXT NOT NULL, page INTEGER NOT NULL,
    title TEXT, pager TEXT, pages_stated INTEGER, records_stated INTEGER, entries INTEGER NOT NULL,
    reports INTEGER NOT NULL,
    PRIMARY KEY (portal, first, page, url)
) STRICT;
CREATE TABLE IF NOT EXISTS captures (
    record_id TEXT PRIMARY KEY, portal TEXT NOT NULL, job INTEGER NOT NULL, url TEXT NOT NULL, role TEXT NOT NULL,
    status INTEGER, truncated TEXT, warc TEXT NOT NULL, "offset" INTEGER NOT NULL, length INTEGER NOT NULL
) STRICT;
"""


def connect(data_dir: Path) -> sqlite3.Connection:
    """Open the database of a data directory with the crawl's tables beside those of the reports."""
    connection = store.connect(data_dir)
    connection.executescript(_TABLES)
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run a block as one write transaction; never let it span an await."""
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        yield


def now() -> str:
    """Return the instant in UTC as the tables hold it, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
