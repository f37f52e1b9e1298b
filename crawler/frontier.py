"""The durable frontier of one portal: what is queued, leased, done and dead."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from archive.capture import Context, Place, Role
from archive.originals import Original
from crawler import clock
from crawler.database import transaction
from crawler.depth import Depth
from crawler.incremental import opening
from crawler.incremental.lists import HELD, Lists, Sorted, address_of
from crawler.incremental.reports import GONE, Reports
from crawler.incremental.rota import Cost, Rota
from crawler.incremental.watching import Watching
from crawler.originals import enter
from crawler.requests import Entry
from crawler.requisites import Requisites
from pipelines.store import Store
from spiders.found import Finding, FoundDocument, FoundEntry, FoundListing, FoundOverview

_LASTING = (Role.PAGE, Role.ATTACHMENT, Role.REQUISITE)
"""What a later job fetches again only when asked to: reports once published hardly change, lists do."""

PASSED_ON = ("redirect", "onward")
"""Reasons of requests in whose place another goes on."""

_ADD = """
INSERT INTO requests (portal, job, fingerprint, url, host, role, priority, request, state, reason)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (portal, fingerprint) DO UPDATE SET
    job = excluded.job, role = excluded.role, priority = excluded.priority, state = excluded.state,
    status = NULL, reason = excluded.reason, document = NULL, successor = NULL,
    request = excluded.request
WHERE excluded.job > requests.job AND (? OR requests.state <> 'done' OR excluded.role NOT IN (?, ?, ?))
RETURNING id
"""

# The queued hosts are walked one by one through the index, however many rows each has; each free host offers its
# first row, and the best of these is leased; requisites, which have the lowest priority, only where they are wanted.
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
WHERE id = (
    SELECT id FROM requests WHERE id IN (SELECT id FROM firsts) AND (:requisites OR role <> 'requisite')
    ORDER BY priority DESC, id LIMIT 1
)
RETURNING id, url, host, role, request
"""

STARTS = """
SELECT json_group_array(url) FROM (
    SELECT DISTINCT url FROM requests WHERE portal = :portal AND job = :job AND role = 'seed'
        AND json_extract(request, '$.meta.redirect_urls') IS NULL ORDER BY url
)
"""

_REVISIT = """
UPDATE requests SET state = 'queued', job = :job, status = NULL, reason = NULL, document = NULL, successor = NULL
WHERE portal = :portal AND role = 'listing' AND job < :job AND fingerprint IS NOT NULL AND url IN (
    SELECT first FROM known_lists WHERE portal = :portal AND job < :job AND starts = :starts
)
"""

# Start addresses, and where they send to, are looked through, as whatever this job asked for them before.
_FROM_THE_START = """
UPDATE requests SET state = 'queued', role = ?, priority = ?, request = ?, status = NULL, reason = NULL,
    document = NULL, successor = NULL
WHERE portal = ? AND fingerprint = ? AND state IN ('done', 'dead') AND role <> 'seed' RETURNING id
"""

# What lists no longer lead to is asked for all the same where everything is.
_UNASKED = """
UPDATE requests SET state = 'queued', job = :job, status = NULL, reason = NULL, successor = NULL
WHERE portal = :portal AND job < :job AND role = 'page' AND state = 'done' AND fingerprint IS NOT NULL AND EXISTS (
    SELECT 1 FROM documents WHERE portal = :portal AND url = coalesce(requests.document, requests.url)
)
"""

_CLOSE = """
UPDATE jobs SET finished_at = :now, reports = :reports,
    (requests, bytes) = (
        SELECT count(*), coalesce(sum(received), 0) FROM captures WHERE portal = :portal AND job = :job
    )
WHERE id = :job
"""

_LOST = """
SELECT 1 FROM requests WHERE portal = :portal AND host = :host AND state = 'queued' AND role <> 'requisite'
UNION ALL
SELECT 1 FROM requests WHERE portal = :portal AND job = :job AND state = 'dead' AND role <> 'requisite'
    AND host = :host AND reason = :reason
LIMIT 1
"""

_DEAD = f"""
SELECT url, reason FROM requests WHERE portal = :portal AND job >= :job AND state = 'dead'
    AND role NOT IN ('requisite', 'other') AND NOT (reason IN {GONE} AND EXISTS (
        SELECT 1 FROM documents WHERE portal = :portal AND url IN (requests.document, requests.url)
            AND state = 'parsed'
    )) ORDER BY id
"""  # noqa: S608 - fixed text

_FOUND_DOCUMENT = """
INSERT INTO documents (portal, job, url, places, content, lacking, state)
VALUES (?, ?, ?, ?, ?, ?, 'pending')
ON CONFLICT (portal, url) DO UPDATE SET
    job = excluded.job, content = excluded.content, lacking = excluded.lacking, places = excluded.places,
    state = 'pending', reason = NULL, report = NULL, deaths = 0
WHERE documents.places <> excluded.places
"""

# What began a document is known to have, also when it is gone.
_END = """
UPDATE requests SET state = ?, status = ?, reason = ?, document = coalesce(?, document), successor = ? WHERE id = ?
"""

# Of a document that is begun anew, an earlier chain must not go on and end with earlier captures.
_END_CHAINS = """
DELETE FROM requests WHERE portal = ? AND fingerprint IS NULL AND state <> 'leased'
    AND json_extract(request, '$.meta.chain.url') = ?
"""

_FOUND_LISTING = """
INSERT OR REPLACE INTO listings (portal, job, url, first, page, title, pager, pages_stated, records_stated, entries,
    sure, capped, below, missing, content, furthest, request, changed, read)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

_FOUND_OVERVIEW = (
    "INSERT OR REPLACE INTO overviews (portal, url, job, content, request) VALUES (?, ?, ?, ?, ?)"
)

# An entry met again counts once, as followed if it ever was.
_FOUND_ENTRY = """
INSERT INTO entries (portal, job, first, url, title, reason, fingerprint, date, page, read, since)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (portal, first, url) DO UPDATE SET
    job = excluded.job, title = excluded.title, reason = excluded.reason, fingerprint = excluded.fingerprint,
    date = excluded.date, page = excluded.page, read = excluded.read, since = coalesce(entries.since, entries.job)
WHERE excluded.read > coalesce(entries.read, entries.job) OR excluded.fingerprint IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """A row handed out to be fetched."""

    row: int
    url: str
    host: str
    role: str
    request: str


@dataclass(frozen=True, slots=True)
class Completion:
    """What came of a leased row: its end, and all that its callback yielded.

    `document` is the address of the document that the row began, `content` what its first page says.
    """

    row: int
    state: str
    status: int | None = None
    reason: str | None = None
    requests: tuple[Entry, ...] = ()
    documents: tuple[FoundDocument, ...] = ()
    listings: tuple[FoundListing, ...] = ()
    findings: tuple[Finding, ...] = ()
    overviews: tuple[FoundOverview, ...] = ()
    document: str | None = None
    content: str | None = None


@dataclass(frozen=True, slots=True)
class Archived:
    """A response in the archive: where, why, and what it was; `received` bytes came for it."""

    place: Place
    context: Context
    url: str
    status: int | None
    truncated: str | None
    method: str | None = None
    received: int = 0


class Frontier:
    """The requests of a portal's current job.

    An unfinished job is gone on with. A new one fetches seeds, hubs and lists again as they are come upon, and at
    once the pages and attachments that were dead; at the depths that do not look, what is known is asked for as
    crawler.incremental has it.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        portal: str,
        *,
        depth: Depth = Depth.LOOK,
        asked: str | None = None,
        reasons: Sequence[str] = (),
    ) -> None:
        self._db = connection
        self._portal = portal
        opened = opening.open_job(connection, portal, depth, asked, reasons)
        self.job, self.depth = opened.job, opened.depth
        self._requisites = Requisites(connection, portal, self.job, full=self.depth is Depth.FULL)
        self._lists = Lists(connection, portal, self.job)
        self._reports = Reports(connection, portal, self.job)
        self._watching = Watching(connection, portal, self.job)
        self._rota = Rota(connection, portal, self.job)
        self._revisited = "[]"
        if opened.is_new and self.depth is Depth.NIGHT:
            with transaction(connection):
                self._watching.begin(clock.now(), self._rota.room)

    def close_job(self, reports: int = 0) -> None:
        """Mark the job finished, its lists leading to so many reports, so that the next start begins a new one."""
        self._db.execute(
            _CLOSE, {"portal": self._portal, "job": self.job, "now": clock.now(), "reports": reports}
        )

    def add(self, entries: Iterable[Entry]) -> int:
        """Queue what this job has not seen; return how many rows that were."""
        with transaction(self._db):
            return sum(self._add(entry) is not None for entry in entries)

    def deepen(self, starts: Iterable[Entry]) -> None:
        """Have the job look through hubs and lists from the start addresses on."""
        with transaction(self._db):
            self.depth = Depth.LOOK
            self._db.execute("UPDATE jobs SET depth = ? WHERE id = ?", (self.depth, self.job))
            for entry in starts:
                if self._add(entry) is None:
                    self._begin_at(entry)

    def _begin_at(self, entry: Entry) -> int | None:
        """Have an address that this job asked for as something else begin a search; return its row."""
        told = (entry.role, entry.priority, entry.request, self._portal, entry.fingerprint)
        row = self._db.execute(_FROM_THE_START, told).fetchone()
        return int(row[0]) if row else None

    def leave_lost(self) -> frozenset[str]:
        """Leave out of the accounts what known lists held that show no report any more; return those lists."""
        with transaction(self._db):
            return self._watching.leave_lost()

    def settle_reports(self, store: Store) -> tuple[list[str], list[tuple[str, str]]]:
        """Tell the store which reports were seen and which are gone; see Reports.settle."""
        return self._reports.settle(store, clock.now())

    def ask_further(self, spent: Cost) -> bool:
        """Queue what is asked for once nothing else is under way; `spent` is what the run has cost so far."""
        with transaction(self._db):
            self._reports.end_redirected()
            if not self.depth.looks:
                self._lists.leave_pages_beyond()
            if self._lists.ask_gone():
                return True
            if self.depth is Depth.NIGHT:
                return self._rota.queue(spent)
            if self.depth is Depth.FULL and self._db.execute(_UNASKED, self._values).rowcount:
                return True
            return self.depth.looks and self._revisit() > 0

    def lease(self, busy: Sequence[str] = (), *, requisites: bool = False) -> Lease | None:
        """Hand out the row of highest priority, oldest first, passing over the hosts that are busy.

        Requisites are handed out only when asked for; those that were had as something else end by the way.
        """
        values = {"portal": self._portal, "busy": json.dumps(list(busy)), "requisites": requisites}
        while row := self._db.execute(_LEASE, values).fetchone():
            lease = Lease(*row)
            if not self._requisites.is_had(lease.role, lease.url, lease.request):
                return lease
            self._db.execute("UPDATE requests SET state = 'done', reason = 'had' WHERE id = ?", (lease.row,))
        return None

    def put_back(self, row: int, entry: Entry) -> None:
        """Queue a leased row again, as the entry now stands."""
        values = (entry.priority, entry.request, row)
        self._db.execute(
            "UPDATE requests SET state = 'queued', priority = ?, request = ? WHERE id = ?", values
        )

    def finish(
        self,
        completions: Iterable[Completion],
        archived: Iterable[Archived],
        originals: Iterable[Original] = (),
    ) -> None:
        """Store in one transaction what rows came to, what they yielded, and the captures made meanwhile."""
        with transaction(self._db):
            for completion in completions:
                self._finish(completion)
                self._requisites.give_up(completion.row, completion.reason)
            self._db.executemany(
                "INSERT OR REPLACE INTO captures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [self._capture(capture) for capture in archived],
            )
            enter(self._db, originals)

    @property
    def _values(self) -> dict[str, object]:
        return {"portal": self._portal, "job": self.job}

    def _revisit(self) -> int:
        """Queue the lists that led to reports in an earlier job with the same starts and were not met in this one.

        They are looked for once: what is queued is met.
        """
        values = self._values
        starts = str(self._db.execute(STARTS, values).fetchone()[0])
        if starts == self._revisited:
            return 0
        self._revisited = starts
        return self._db.execute(_REVISIT, {**values, "starts": starts}).rowcount

    def find(self, *findings: Finding) -> None:
        """Store findings, each once for its kind and address."""
        rows = ((self._portal, one.kind, one.url, self.job, one.text) for one in findings)
        self._db.executemany("INSERT OR REPLACE INTO findings VALUES (?, ?, ?, ?, ?)", rows)

    def has_queued(self, *, but: Role | None = None) -> bool:
        """Return whether anything waits to be fetched, one role left out if asked for."""
        query = "SELECT 1 FROM requests WHERE portal = ? AND state = 'queued' AND role IS NOT ? LIMIT 1"
        return self._db.execute(query, (self._portal, but)).fetchone() is not None

    def has_lost(self, host: str, reason: str) -> bool:
        """Return whether anything of a host but requisites died in this job for a reason, or waits to be fetched."""
        values = {"portal": self._portal, "job": self.job, "host": host, "reason": reason}
        return self._db.execute(_LOST, values).fetchone() is not None

    def dead(self, limit: int) -> list[tuple[str, str]]:
        """Return the addresses that died in this job, with the reason, up to a limit.

        Requisites, what was asked for on a guess (`other`) and the pages of reports that vanished are no loss.
        """
        values = {"portal": self._portal, "job": self._looked_last(), "limit": limit}
        return self._db.execute(f"{_DEAD} LIMIT :limit", values).fetchall()

    def dead_reasons(self) -> dict[str, int]:
        """Return how many addresses died in this job for each reason, the most frequent first."""
        values = {"portal": self._portal, "job": self._looked_last()}
        query = f"SELECT reason, count(*) FROM ({_DEAD}) GROUP BY reason ORDER BY 2 DESC, 1"  # noqa: S608 - fixed text
        return dict(self._db.execute(query, values).fetchall())

    def _looked_last(self) -> int:
        """Return the job since which losses count: this one or, of those that look at a part, the last that did not."""
        if self.depth.looks:
            return self.job
        query = "SELECT max(id) FROM jobs WHERE portal = ? AND depth IN ('look', 'full') AND finished_at IS NOT NULL"
        return int(self._db.execute(query, (self._portal,)).fetchone()[0] or self.job)

    def _finish(self, completion: Completion) -> None:
        if self._is_known_document(completion):
            completion = replace(completion, requests=(), documents=())
        elif completion.document is not None:
            self._db.execute(_END_CHAINS, (self._portal, completion.document))
        sorted_ = Sorted(completion.requests) if self.depth.looks else self._lists.sort(completion)
        added = [self._add(entry) for entry in sorted_.asked]
        if completion.reason == "redirect" and added == [None] and sorted_.asked[0].role == Role.SEED:
            added = [self._begin_at(sorted_.asked[0])]
        end = (completion.state, completion.status, completion.reason, completion.document)
        successor = self._successor(completion, added[0]) if added else None
        self._db.execute(_END, (*end, successor, completion.row))
        for document in completion.documents:
            places = json.dumps([asdict(place) for place in document.places])
            found = (self._portal, self.job, document.url, places, document.content, document.lacking)
            self._db.execute(_FOUND_DOCUMENT, found)
        for overview in completion.overviews:
            row = (self._portal, overview.url, self.job, overview.content, completion.row)
            self._db.execute(_FOUND_OVERVIEW, row)
        self._take_listings(completion)
        for entry in sorted_.held:
            self._add(entry, held=True)
        if not self.depth.looks:
            self._lists.go_on(completion.listings)
        self.find(*completion.findings)

    def _is_known_document(self, completion: Completion) -> bool:
        """Return whether a document was read before whose first page says what it said."""
        known = completion.document is not None and self.depth is not Depth.FULL
        return known and self._reports.is_same(completion)

    def _take_listings(self, completion: Completion) -> None:
        fingerprints = self._fingerprints(completion) if completion.listings else {}
        for listing in completion.listings:
            self._look_at_retitled(listing, completion)
            was_walked = self._lists.is_walked(listing.first)
            changed = self._lists.changed(listing)
            self._db.execute(_FOUND_LISTING, (*self._listing(listing), completion.row, changed, self.job))
            rows = (self._entry(listing, entry, fingerprints) for entry in listing.entries)
            self._db.executemany(_FOUND_ENTRY, rows)
            if changed == self.job and not (was_walked or self.depth.looks):
                self._lists.walk_whole(listing)

    def _look_at_retitled(self, listing: FoundListing, completion: Completion) -> None:
        """Have the reports looked at again that a list shows with another title or day."""
        retitled = {entry.url for entry in self._lists.retitled(listing)}
        for entry in completion.requests:
            if entry.url in retitled:
                self._reports.doubt(entry.fingerprint)
                self._add(entry, again=True)

    def _fingerprints(self, completion: Completion) -> dict[str, str]:
        """Return by address what may be an entry of the list that has ended: what it asks for, and itself."""
        query = "SELECT url, fingerprint FROM requests WHERE id = ? AND fingerprint IS NOT NULL"
        own = dict(self._db.execute(query, (completion.row,)).fetchall())
        return own | {entry.url: entry.fingerprint for entry in completion.requests if entry.fingerprint}

    def _successor(self, completion: Completion, added: int | None) -> int | None:
        """Return the row that goes on in the place of one that is passed on, queued just now or before."""
        if completion.reason not in PASSED_ON:
            return None
        if added is not None:
            return added
        query = "SELECT id FROM requests WHERE portal = ? AND fingerprint = ?"
        before = self._db.execute(query, (self._portal, completion.requests[0].fingerprint)).fetchone()
        return int(before[0]) if before else None

    def _add(self, entry: Entry, *, again: bool = False, held: bool = False) -> int | None:
        """Queue an entry and return its row, `None` for what this job has seen or may not have.

        One that is lasting is asked for only when it was not had, or is wanted `again`; one that is `held` waits to
        be needed.
        """
        if self._requisites.is_refused(entry.role):
            return None
        again = again or self.depth is Depth.FULL
        state = ("done", HELD) if held else ("queued", None)
        added = self._db.execute(_ADD, (*self._row(entry), *state, again, *_LASTING)).fetchone()
        if added is None:
            return None
        self._requisites.count(entry.role)
        return int(added[0])

    def _row(self, entry: Entry) -> tuple[object, ...]:
        address = (entry.fingerprint, entry.url, entry.host, entry.role, entry.priority, entry.request)
        return (self._portal, self.job, *address)

    def _listing(self, found: FoundListing) -> tuple[object, ...]:
        stated = (found.title, found.pager, found.pages_stated, found.records_stated)
        held = (len(found.entries), found.sure, found.capped, found.below, found.missing, found.content)
        return (self._portal, self.job, found.url, found.first, found.page, *stated, *held, found.furthest)

    def _entry(
        self, listing: FoundListing, entry: FoundEntry, fingerprints: dict[str, str]
    ) -> tuple[object, ...]:
        fingerprint = None if entry.reason else fingerprints.get(entry.url)
        told = (entry.title, entry.reason, fingerprint, entry.date, listing.page)
        return (self._portal, self.job, listing.first, address_of(entry), *told, self.job, self.job)

    def _capture(self, archived: Archived) -> tuple[object, ...]:
        place, what = (
            archived.place,
            (archived.url, archived.context.role, archived.status, archived.truncated),
        )
        where = (place.warc, place.offset, place.length)
        return (place.record_id, self._portal, self.job, *what, *where, archived.method, archived.received)
