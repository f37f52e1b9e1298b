"""What of a portal is looked at in turn: a few each night, as far as what the night may cost reaches."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

SHARE = 20
"""A night on an unchanged portal costs at most one part in so many of what crawling it whole costs."""

PAGE_WEIGHT = 4
CURRENT_WEIGHT = 3
DEAD_WEIGHT = 2
"""How many times as often as older reports pages of lists, reports of the latest years, and dead addresses are due."""

_COSTS = """
SELECT max(requests), max(bytes) FROM jobs WHERE portal = ? AND depth IN ('look', 'full') AND finished_at IS NOT NULL
"""
_SPENT = "SELECT count(*), coalesce(sum(received), 0) FROM captures WHERE portal = ? AND job = ?"

_LATEST = "SELECT max(report_year) FROM reports WHERE portal = ?"

# Whose turn it is: what waits longest, counted in jobs, those that matter more as if they waited some times as long.
_NEXT = f"""
SELECT id FROM (
    SELECT requests.id AS id, (:job - requests.job) * CASE
        WHEN requests.state = 'dead' THEN {DEAD_WEIGHT}
        WHEN reports.report_year >= :latest THEN {CURRENT_WEIGHT} ELSE 1 END AS waits
    FROM requests
    LEFT JOIN documents ON documents.portal = requests.portal
        AND documents.url = coalesce(requests.document, requests.url) AND documents.state = 'parsed'
    LEFT JOIN reports ON reports.source = documents.url
    WHERE requests.portal = :portal AND requests.job < :job AND (
        (requests.role = 'page' AND requests.state = 'done' AND requests.fingerprint IS NOT NULL
            AND documents.url IS NOT NULL)
        OR (requests.state = 'dead' AND requests.role IN ('page', 'attachment', 'listing'))
    )
    UNION ALL
    SELECT requests.id, (:job - coalesce(listings.read, listings.job)) * {PAGE_WEIGHT} FROM listings
    JOIN requests ON requests.id = listings.request
    WHERE listings.portal = :portal AND listings.job = :job AND listings.read < :job AND requests.job < :job
        AND requests.state = 'done' AND json_extract(requests.request, '$.meta.listing.hops')
) ORDER BY waits DESC, id LIMIT 500
"""  # noqa: S608 - fixed text

_QUEUE = """
UPDATE requests SET state = 'queued', job = :job, status = NULL, reason = NULL, successor = NULL
WHERE id = :row AND job < :job
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Requests and bytes received."""

    requests: float
    bytes: float


class Rota:
    """Takes what has waited longest, one after another, while a night's cost allows."""

    def __init__(self, connection: sqlite3.Connection, portal: str, job: int) -> None:
        self._db = connection
        self._portal = portal
        self._job = job
        self._next: deque[int] = deque()
        requests, received = connection.execute(_COSTS, (portal,)).fetchone()
        self._whole = Cost(requests or 0, received or 0)
        self.budget = Cost(self._whole.requests / SHARE, self._whole.bytes / SHARE)
        self.before = Cost(*connection.execute(_SPENT, (portal, job)).fetchone())

    def queue(self, spent: Cost) -> bool:
        """Queue what is next, if a request more than what this run has spent is within the budget."""
        requests = self.before.requests + spent.requests + 1
        mean = self._whole.bytes / self._whole.requests if self._whole.requests else 0
        received = self.before.bytes + spent.bytes + mean
        if requests > self.budget.requests or received > self.budget.bytes:
            return False
        return any(self._db.execute(_QUEUE, {"job": self._job, "row": row}).rowcount for row in self._turns())

    def _turns(self) -> Iterator[int]:
        """Yield the rows whose turn it is; while the job runs their order changes only by those it has taken."""
        while self._next or self._refill():
            yield self._next.popleft()

    def _refill(self) -> bool:
        latest = (self._db.execute(_LATEST, (self._portal,)).fetchone()[0] or 0) - 1
        values = {"portal": self._portal, "job": self._job, "latest": latest}
        self._next.extend(row for (row,) in self._db.execute(_NEXT, values))
        return bool(self._next)
