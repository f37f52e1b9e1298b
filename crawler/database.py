"""The crawl's tables in the database of a data directory, shared by all portals and processes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path

from pipelines import database

_FIRST = """
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

# A request's `reason` is also what a done one turned out to be; `document` is then the address of the document that
# it began, `successor` the row that went on in its place. An entry has the fingerprint of the request by which it is
# followed, or the reason why it is not. A known list is one that led to reports in a finished job.
_ACCOUNTS = """
ALTER TABLE requests ADD COLUMN document TEXT;
ALTER TABLE requests ADD COLUMN successor INTEGER;
ALTER TABLE listings DROP COLUMN reports;
ALTER TABLE listings ADD COLUMN sure INTEGER NOT NULL DEFAULT 0;
ALTER TABLE listings ADD COLUMN capped INTEGER NOT NULL DEFAULT 0;
ALTER TABLE listings ADD COLUMN below INTEGER NOT NULL DEFAULT 0;
ALTER TABLE listings ADD COLUMN missing TEXT;
CREATE TABLE entries (
    portal TEXT NOT NULL, first TEXT NOT NULL, url TEXT NOT NULL, job INTEGER NOT NULL, title TEXT NOT NULL,
    reason TEXT, fingerprint TEXT,
    PRIMARY KEY (portal, first, url)
) STRICT, WITHOUT ROWID;
CREATE TABLE known_lists (
    portal TEXT NOT NULL, first TEXT NOT NULL, job INTEGER NOT NULL, starts TEXT NOT NULL, seen_at TEXT NOT NULL,
    reports INTEGER NOT NULL,
    PRIMARY KEY (portal, first)
) STRICT, WITHOUT ROWID;
CREATE TABLE findings (
    portal TEXT NOT NULL, kind TEXT NOT NULL, url TEXT NOT NULL, job INTEGER NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (portal, kind, url)
) STRICT, WITHOUT ROWID;
"""

# Instants are seconds since the epoch. A host that rests is let alone until then; an origin's robots.txt is what it
# answered last.
_POLITENESS = """
CREATE TABLE hosts (
    host TEXT PRIMARY KEY, next_at REAL NOT NULL, resting_until REAL NOT NULL, reason TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE robots (
    origin TEXT PRIMARY KEY, fetched_at REAL NOT NULL, body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
"""

_REQUISITES = "CREATE INDEX captures_by_url ON captures (portal, url)"

_LOOKED_FOR = """
CREATE INDEX requests_seeds ON requests (portal, job) WHERE role = 'seed';
CREATE INDEX requests_requisites ON requests (portal, job) WHERE role = 'requisite';
CREATE INDEX jobs_open ON jobs (portal) WHERE finished_at IS NULL
"""

# What a version queued another may not be able to go on with, and lists it walked have no accounts: a job that it left
# in the middle is begun anew, and the missing pages of its documents are not asked for again.
_ANEW = """
DELETE FROM requests WHERE portal IN (SELECT portal FROM jobs WHERE finished_at IS NULL)
    OR (state = 'dead' AND fingerprint IS NULL);
UPDATE jobs SET finished_at = strftime('%Y-%m-%dT%H:%M:%SZ') WHERE finished_at IS NULL
"""

# A report is renamed when another of its issuer and year comes or goes; documents that named it before go along.
_RENAMED = """
UPDATE documents SET report = (SELECT id FROM reports WHERE source = documents.url)
    WHERE report NOT IN (SELECT id FROM reports);
CREATE TRIGGER reports_renamed AFTER UPDATE OF id ON reports BEGIN
    UPDATE documents SET report = NEW.id WHERE report = OLD.id; END
"""

# Originals are taken from the archive's indexes again where they are missing (crawler.originals); the files of which
# that was done are `indexed`. Of captures made by an older version nobody knows by which method they were asked for.
_ORIGINALS = """
CREATE TABLE originals (
    portal TEXT NOT NULL, digest TEXT NOT NULL, warc TEXT NOT NULL, "offset" INTEGER NOT NULL, length INTEGER NOT NULL,
    PRIMARY KEY (portal, digest)
) STRICT, WITHOUT ROWID;
CREATE TABLE indexed (portal TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (portal, name)) STRICT, WITHOUT ROWID;
CREATE TABLE distrusted (host TEXT PRIMARY KEY, url TEXT NOT NULL, seen_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
ALTER TABLE captures ADD COLUMN method TEXT
"""

# A run is there from its start, a portal's row from when it is begun; what earlier runs kept of their portals as JSON
# becomes rows.
_HISTORY = """
CREATE TABLE portal_runs (
    id INTEGER PRIMARY KEY, run TEXT NOT NULL, portal TEXT NOT NULL, depth TEXT NOT NULL, job INTEGER,
    started_at TEXT NOT NULL, ended_at TEXT, reason TEXT NOT NULL, requests INTEGER NOT NULL, bytes INTEGER NOT NULL,
    archived INTEGER NOT NULL, seconds REAL NOT NULL, lists INTEGER NOT NULL, list_pages INTEGER NOT NULL,
    listed INTEGER NOT NULL, stored INTEGER NOT NULL, new INTEGER NOT NULL, changed INTEGER NOT NULL,
    vanished INTEGER NOT NULL, unmodified INTEGER NOT NULL, refused INTEGER NOT NULL, anomalies INTEGER NOT NULL,
    cells INTEGER NOT NULL, dead INTEGER NOT NULL, findings INTEGER NOT NULL,
    UNIQUE (run, portal)
) STRICT;
CREATE INDEX portal_runs_by_portal ON portal_runs (portal, id);
CREATE INDEX portal_runs_open ON portal_runs (run) WHERE ended_at IS NULL;
INSERT OR IGNORE INTO portal_runs (run, portal, depth, job, started_at, ended_at, reason, requests, bytes, archived,
    seconds, lists, list_pages, listed, stored, new, changed, vanished, unmodified, refused, anomalies, cells, dead,
    findings)
SELECT runs.id, json_extract(value, '$.portal'), 'look', json_extract(value, '$.job'), runs.started_at,
    coalesce(runs.ended_at, runs.started_at), coalesce(json_extract(value, '$.reason'), 'failed'),
    coalesce(json_extract(value, '$.requests'), 0), coalesce(json_extract(value, '$.bytes'), 0), 0,
    coalesce(json_extract(value, '$.seconds'), 0), coalesce(json_array_length(value, '$.lists'), 0),
    coalesce(json_extract(value, '$.listings'), 0),
    (SELECT coalesce(sum(json_extract(of.value, '$.reports')), 0) FROM json_each(portals.value, '$.lists') AS of),
    0, coalesce(json_extract(value, '$.reports.new'), 0), coalesce(json_extract(value, '$.reports.changed'), 0),
    0, coalesce(json_extract(value, '$.unmodified'), 0),
    (SELECT coalesce(sum(of.value), 0) FROM json_each(portals.value, '$.refused') AS of),
    coalesce(json_extract(value, '$.anomalies'), 0), 0, coalesce(json_array_length(value, '$.dead'), 0),
    coalesce(json_array_length(value, '$.findings'), 0)
FROM runs, json_each(CASE WHEN json_valid(runs.summary) THEN runs.summary ELSE '[]' END) AS portals
WHERE json_extract(value, '$.portal') IS NOT NULL ORDER BY runs.started_at, runs.id;
ALTER TABLE runs DROP COLUMN summary;
ALTER TABLE runs ADD COLUMN command TEXT NOT NULL DEFAULT 'crawl';
ALTER TABLE runs ADD COLUMN reason TEXT NOT NULL DEFAULT 'finished';
ALTER TABLE runs ADD COLUMN planned INTEGER;
CREATE INDEX runs_open ON runs (id) WHERE ended_at IS NULL
"""

# An alarm is one row from the run that raised it first to the one in which it was over. `told` is the run that counted
# it, `again` the last one that reminded of it; `runs` is how many in a row have shown it. `known_reports` and
# `known_shapes` are what of reports and lists the next run is compared with (crawler.health); what a list led to in its
# last runs is JSON, the newest first.
_HEALTH = """
CREATE TABLE alarms (
    id INTEGER PRIMARY KEY, portal TEXT NOT NULL, kind TEXT NOT NULL, about TEXT NOT NULL,
    since TEXT NOT NULL, since_at TEXT NOT NULL, last TEXT NOT NULL, runs INTEGER NOT NULL,
    told TEXT, told_at TEXT, again TEXT, over TEXT, over_at TEXT, accepted INTEGER NOT NULL DEFAULT 0,
    muted INTEGER NOT NULL DEFAULT 0, text TEXT NOT NULL, evidence TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX alarms_open ON alarms (portal, kind, about) WHERE over IS NULL;
CREATE INDEX alarms_by_portal ON alarms (portal, id);
CREATE INDEX alarms_by_run ON alarms (last);
CREATE TABLE unsent (
    id INTEGER PRIMARY KEY, sink TEXT NOT NULL, run TEXT NOT NULL, notice TEXT NOT NULL
) STRICT;
CREATE TABLE known_reports (
    portal TEXT NOT NULL, source TEXT NOT NULL, year INTEGER, layout TEXT, digest TEXT NOT NULL,
    cells INTEGER NOT NULL, anomalies TEXT NOT NULL,
    PRIMARY KEY (portal, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX known_reports_by_year ON known_reports (year, layout);
CREATE TABLE known_shapes (
    portal TEXT NOT NULL, list TEXT NOT NULL, reports TEXT NOT NULL, pager TEXT, seen_at TEXT NOT NULL,
    PRIMARY KEY (portal, list)
) STRICT, WITHOUT ROWID
"""

# What a night compares with: a page's `content` (spiders.contents), the job that had it last (`read`; `job` is the one
# whose account it stands in), the one in which it last said something else (`changed`), the request that gets it. An
# entry has the page it stood on and the job that met it first (`since`). A known list that is `lost` says why. What a
# job cost is counted at its end; `asked` are the start addresses.
_NIGHTS = """
ALTER TABLE jobs ADD COLUMN depth TEXT NOT NULL DEFAULT 'look';
ALTER TABLE jobs ADD COLUMN asked TEXT;
ALTER TABLE jobs ADD COLUMN requests INTEGER;
ALTER TABLE jobs ADD COLUMN bytes INTEGER;
ALTER TABLE jobs ADD COLUMN reports INTEGER;
ALTER TABLE captures ADD COLUMN received INTEGER;
ALTER TABLE documents ADD COLUMN content TEXT;
ALTER TABLE listings ADD COLUMN content TEXT;
ALTER TABLE listings ADD COLUMN request INTEGER;
ALTER TABLE listings ADD COLUMN read INTEGER;
ALTER TABLE listings ADD COLUMN changed INTEGER;
ALTER TABLE entries ADD COLUMN date TEXT;
ALTER TABLE entries ADD COLUMN page INTEGER;
ALTER TABLE entries ADD COLUMN read INTEGER;
ALTER TABLE entries ADD COLUMN since INTEGER;
ALTER TABLE known_lists ADD COLUMN also TEXT NOT NULL DEFAULT '[]';
ALTER TABLE known_lists ADD COLUMN lost TEXT;
CREATE TABLE overviews (
    portal TEXT NOT NULL, url TEXT NOT NULL, job INTEGER NOT NULL, content TEXT NOT NULL, request INTEGER NOT NULL,
    PRIMARY KEY (portal, url)
) STRICT, WITHOUT ROWID;
CREATE TABLE known_findings (
    portal TEXT NOT NULL, kind TEXT NOT NULL, url TEXT NOT NULL, since TEXT NOT NULL,
    PRIMARY KEY (portal, kind, url)
) STRICT, WITHOUT ROWID;
CREATE INDEX requests_held ON requests (portal, job) WHERE reason = 'held'
"""

# How often a document ended the process that read it: a later job tries again, a few times. One is `lacking` where a
# part of it could not be had for a reason that passes.
_DEATHS = """
ALTER TABLE documents ADD COLUMN lacking INTEGER NOT NULL DEFAULT 0;
ALTER TABLE documents ADD COLUMN deaths INTEGER NOT NULL DEFAULT 0;
UPDATE documents SET deaths = 1 WHERE state = 'refused' AND reason LIKE 'Unreadable: its worker process died%'
"""

# What nights are planned by: when a portal was last crawled in full, what grew lately. The bytes of a portal's archive
# files as they were measured, and the last of its `portal_runs` by then.
_PLANS = """
CREATE INDEX portal_runs_full ON portal_runs (portal, id) WHERE depth = 'full' AND reason = 'finished';
CREATE INDEX portal_runs_by_start ON portal_runs (started_at);
CREATE TABLE archive_sizes (
    portal TEXT PRIMARY KEY, bytes INTEGER NOT NULL, after INTEGER NOT NULL, measured_at TEXT NOT NULL
) STRICT, WITHOUT ROWID
"""

# When what is known of a host was noted: a clock that was put back takes its instants with it.
_PUT_BACK = "ALTER TABLE hosts ADD COLUMN noted_at REAL NOT NULL DEFAULT 0"

# A job that goes on asks which files it wrote to, of a portal that may have a hundred thousand captures.
_CAPTURES_BY_JOB = "CREATE INDEX captures_by_job ON captures (job)"

# How many bytes an archive file had when it was looked through: it may have grown since.
_GROWN = "ALTER TABLE indexed ADD COLUMN size INTEGER NOT NULL DEFAULT 0"

# When an alarm that comes and goes was last shown; NULL for any other.
_RESTLESS = "ALTER TABLE alarms ADD COLUMN restless_at TEXT"

# What all runs came to, also those whose rows are no longer kept; a row of its own, so that nobody has to sum them up.
_TOTALS = """
CREATE TABLE history_totals (
    portals INTEGER NOT NULL, requests INTEGER NOT NULL, bytes INTEGER NOT NULL, archived INTEGER NOT NULL,
    new INTEGER NOT NULL, changed INTEGER NOT NULL, vanished INTEGER NOT NULL, refused INTEGER NOT NULL
) STRICT;
INSERT INTO history_totals SELECT count(*), coalesce(sum(requests), 0), coalesce(sum(bytes), 0),
    coalesce(sum(archived), 0), coalesce(sum(new), 0), coalesce(sum(changed), 0), coalesce(sum(vanished), 0),
    coalesce(sum(refused), 0) FROM portal_runs WHERE ended_at IS NOT NULL
"""

# The highest number of a page that a page of a list has, offers or states.
_FURTHEST = "ALTER TABLE listings ADD COLUMN furthest INTEGER"

# What a portal's last jobs came to, asked at each start, of a table that all portals' nights are in.
_JOBS_BY_PORTAL = "CREATE INDEX jobs_by_portal ON jobs (portal, id)"

_STEPS = (
    _FIRST,
    _ACCOUNTS,
    _POLITENESS,
    _REQUISITES,
    _LOOKED_FOR,
    _ANEW,
    _RENAMED,
    _ORIGINALS,
    _HISTORY,
    _HEALTH,
    _NIGHTS,
    _PLANS,
    _DEATHS,
    _PUT_BACK,
    _CAPTURES_BY_JOB,
    _GROWN,
    _RESTLESS,
    _TOTALS,
    _FURTHEST,
    _JOBS_BY_PORTAL,
)
"""What brings a database from each version to the next; `PRAGMA user_version` says how many it has had."""
VERSION = len(_STEPS)
"""The schema that this program writes."""


def connect(data_dir: Path) -> sqlite3.Connection:
    """Open the database of a data directory with the crawl's tables beside those of the reports.

    Raises OSError for a file that is no database, or that a later version has written.
    """
    refuse_later(data_dir)
    connection = database.connect(data_dir)
    if _version(connection) < VERSION:
        _bring_up(connection)
    return connection


def refuse_later(data_dir: Path) -> None:
    """Raise OSError, before anything is touched, for a database that a later version of the program has written."""
    path = data_dir / database.DATABASE
    if not path.is_file():
        return
    with closing(database.connect_reading(data_dir)) as connection, suppress(sqlite3.Error):
        if (version := _version(connection)) > VERSION:
            raise OSError(
                f"{path} was written by a later version of Gongkai (its schema is {version}, this program knows "
                f"{VERSION}): use that version, or restore a backup made before it"
            )


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _bring_up(connection: sqlite3.Connection) -> None:
    """Take the steps that are left, once, whoever else opens the database meanwhile."""
    with transaction(connection):
        for step in _STEPS[_version(connection) :]:
            for statement in step.split(";\n"):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")


Durably = Callable[[], AbstractContextManager[None]]
"""A guard around what is written: a failure stops the crawl."""


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run a block as one write transaction; never let it span an await."""
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        yield
