"""The durable frontier of one portal: what is queued, leased, done and dead."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from archive.capture import Context, Place, Role
from crawler.database import now, transaction
from crawler.requests import Entry
from spiders.found import FoundDocument, FoundListing

_LASTING = (Role.PAGE, Role.ATTACHMENT)
"""What a later job fetches again only when asked to: reports once published hardly change, lists do."""

_ADD = """
INSERT INTO requests (portal, job, fingerprint, url, host, role, priority, state, request)
VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', ?)
ON CONFLICT (portal, fingerprint) DO UPDATE SET
    job = excluded.job, role = excluded.role, priority = excluded.priority, state = 'queued',
    status = NULL, reason = NULL, request = excluded.request
WHERE excluded.job > requests.job AND (? OR requests.state <> 'done' OR excluded.role NOT IN (?, ?))
"""

# The queued hosts are walked one by one through the index, however many rows each has; each free host offers its
# first row, and the best of these is leased.
_LEASE = """
WITH RECURSIVE hosts (host) AS (
    SELECT min(host) FROM requests WHERE portal = :portal AND state = 'queued'
    UNION ALL
    SELECT (SELECT min(host) FROM requests WHERE portal = :portal AND state = 'queued' AND host > hosts.host)
    FROM hosts WHERE hosts.host IS NOT NULL
), firsts (id) AS (
    SELECT (SELECT id FROM requests WHERE portal = :portal AND state = 'queued' AND host = hosts.host
            ORDER BY priority DESC, id LIMIT 1)
    FROM hosts WHERE hosts.host NOT IN (SELECT value FROM json_each(:busy))
)
UPDATE requests SET state = 'leased'
WHERE id = (SELECT id FROM requests WHERE id IN (SELECT id FROM firsts) ORDER BY priority DESC, id LIMIT 1)
RETURNING id, url, host, request
"""

_REVIVE = """
UPDATE requests SET state = 'queued', job = ?, status = NULL, reason = NULL, request = json_remove(request,
    '$.meta.retry_times', '$.meta.redirect_times', '$.meta.redirect_ttl')
WHERE portal = ? AND state = 'dead' AND role IN (?, ?)
"""

_FOUND_DOCUMENT = """
INSERT INTO documents (portal, job, url, places, state) VALUES (?, ?, ?, ?, 'pending')
ON CONFLICT (portal, url) DO UPDATE SET
    job = excluded.job, places = excluded.places, state = 'pending', reason = NULL, report = NULL
WHERE documents.places <> excluded.places
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """A row handed out to be fetched."""

    row: int
    url: str
    host: str
    request: str


@dataclass(frozen=True, slots=True)
class Completion:
    """What came of a leased row: its end, and all that its callback yielded."""

    row: int
    state: str
    status: int | None = None
    reason: str | None = None
    requests: tuple[Entry, ...] = ()
    documents: tuple[FoundDocument, ...] = ()
    listings: tuple[FoundListing, ...] = ()


@dataclass(frozen=True, slots=True)
class Archived:
    """A response in the archive: where, why, and what it was."""

    place: Place
    context: Context
    url: str
    status: int | None
    truncated: str | None


class Frontier:
    """The requests of a portal's current job.

    An unfinished job is gone on with. A new one fetches seeds, hubs and lists again as they are come upon, and at
    once the pages and attachments that were dead; one that is `full` fetches everything again.
    """

    def __init__(self, connection: sqlite3.Connection, portal: str, *, full: bool = False) -> None:
        self._db = connection
        self._portal = portal
        self._full = full
        self.job = self._open_job()

    def _open_job(self) -> int:
        with transaction(self._db):
            self._db.execute(
                "UPDATE requests SET state = 'queued' WHERE portal = ? AND state = 'leased'", (self._portal,)
            )
            unfinished = "SELECT id FROM jobs WHERE portal = ? AND finished_at IS NULL ORDER BY id DESC"
            if row := self._db.execute(unfinished, (self._portal,)).fetchone():
                return int(row[0])
            started = "INSERT INTO jobs (portal, started_at) VALUES (?, ?) RETURNING id"
            job = int(self._db.execute(started, (self._portal, now())).fetchone()[0])
            self._db.execute(_REVIVE, (job, self._portal, *_LASTING))
            return job

    def close_job(self) -> None:
        """Mark the job finished, so that the next start begins a new one."""
        self._db.execute("UPDATE jobs SET finished_at = ? WHERE id = ?", (now(), self.job))

    def add(self, entries: Iterable[Entry]) -> int:
        """Queue what this job has not seen; return how many rows that were."""
        with transaction(self._db):
            return self._add(entries)

    def lease(self, busy: Sequence[str] = ()) -> Lease | None:
        """Hand out the row of highest priority, oldest first, passing over the hosts that are busy."""
        values = {"portal": self._portal, "busy": json.dumps(list(busy))}
        row = self._db.execute(_LEASE, values).fetchone()
        return Lease(*row) if row else None

    def put_back(self, row: int, entry: Entry) -> None:
        """Queue a leased row again, as the entry now stands."""
        values = (entry.priority, entry.request, row)
        self._db.execute(
            "UPDATE requests SET state = 'queued', priority = ?, request = ? WHERE id = ?", values
        )

    def finish(self, completions: Iterable[Completion], archived: Iterable[Archived]) -> None:
        """Store in one transaction what rows came to, what they yielded, and the captures made meanwhile."""
        with transaction(self._db):
            for completion in completions:
                self._finish(completion)
            self._db.executemany(
                "INSERT OR REPLACE INTO captures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [self._capture(capture) for capture in archived],
            )

    def has_queued(self) -> bool:
        """Return whether anything waits to be fetched."""
        query = "SELECT 1 FROM requests WHERE portal = ? AND state = 'queued' LIMIT 1"
        return self._db.execute(query, (self._portal,)).fetchone() is not None

    def dead(self, limit: int) -> list[tuple[str, str]]:
        """Return the addresses that died in this job, with the reason, up to a limit."""
        query = "SELECT url, reason FROM requests WHERE portal = ? AND job = ? AND state = 'dead' ORDER BY id LIMIT ?"
        return self._db.execute(query, (self._portal, self.job, limit)).fetchall()

    def _finish(self, completion: Completion) -> None:
        values = (completion.state, completion.status, completion.reason, completion.row)
        self._db.execute("UPDATE requests SET state = ?, status = ?, reason = ? WHERE id = ?", values)
        self._add(completion.requests)
        for document in completion.documents:
            places = json.dumps([asdict(place) for place in document.places])
            self._db.execute(_FOUND_DOCUMENT, (self._portal, self.job, document.url, places))
        self._db.executemany(
            "INSERT OR REPLACE INTO listings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [self._listing(listing) for listing in completion.listings],
        )

    def _add(self, entries: Iterable[Entry]) -> int:
        return sum(self._db.execute(_ADD, self._row(entry)).rowcount for entry in entries)

    def _row(self, entry: Entry) -> tuple[object, ...]:
        address = (entry.fingerprint, entry.url, entry.host, entry.role, entry.priority, entry.request)
        return (self._portal, self.job, *address, self._full, *_LASTING)

    def _listing(self, found: FoundListing) -> tuple[object, ...]:
        stated = (found.title, found.pager, found.pages_stated, found.records_stated)
        return (
            self._portal,
            found.url,
            self.job,
            found.first,
            found.page,
            *stated,
            found.entries,
            found.reports,
        )

    def _capture(self, archived: Archived) -> tuple[object, ...]:
        place, what = (
            archived.place,
            (archived.url, archived.context.role, archived.status, archived.truncated),
        )
        return (place.record_id, self._portal, self.job, *what, place.warc, place.offset, place.length)
