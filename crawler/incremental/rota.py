"""What of a portal is looked at in turn: a few each night, as far as what the night may cost reaches."""

from __future__ import annotations

import sqlite3
from collections import deque
from dataclasses import dataclass

from crawler import clock
from crawler.origins import origin_of
from crawler.robotscache import DAY

SHARE = 20
"""A night on an unchanged portal costs at most one part in so many of what crawling it whole costs."""

PAGE_WEIGHT = 4
CURRENT_WEIGHT = 3
DEAD_WEIGHT = 2
"""How many times as often as older reports pages of lists, reports of the latest years, and dead addresses are due."""

SOON = 3600.0
"""Seconds before a robots.txt's day is over in which room is kept for it: it may be over in the middle of a night."""

# The first crawl that found reports.
_COSTS = """
SELECT requests, bytes FROM jobs WHERE portal = ? AND depth IN ('look', 'full') AND finished_at IS NOT NULL
    AND reports > 0 AND requests > 0 ORDER BY id LIMIT 1
"""
_SPENT = "SELECT count(*), coalesce(sum(received), 0) FROM captures WHERE portal = ? AND job = ?"

_LATEST = "SELECT max(report_year) FROM reports WHERE portal = ?"

# Whose turn it is: what waits longest, counted in jobs, those that matter more as if they waited some times as long.
# A page of a list that is had under another address has none.
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
        OR (requests.state = 'dead' AND requests.role IN ('page', 'attachment', 'listing') AND NOT EXISTS (
            SELECT 1 FROM listings WHERE listings.portal = :portal AND listings.job = :job AND missing IS NULL
                AND first = json_extract(requests.request, '$.meta.listing.first')
                AND page = json_extract(requests.request, '$.meta.listing.page')
        ))
    )
    UNION ALL
    SELECT requests.id, (:job - coalesce(listings.read, listings.job)) * {PAGE_WEIGHT} FROM listings
    JOIN requests ON requests.id = listings.request
    WHERE listings.portal = :portal AND listings.job = :job AND listings.read < :job AND requests.job < :job
        AND requests.state = 'done' AND json_extract(requests.request, '$.meta.listing.hops')
) ORDER BY waits DESC, id LIMIT 500
"""  # noqa: S608 - fixed text

# What was asked for when the row was last: where it sent to, too.
_ROAD = """
WITH RECURSIVE road (id) AS (
    VALUES (:row) UNION SELECT requests.successor FROM road JOIN requests ON requests.id = road.id
    WHERE requests.reason IN ('redirect', 'onward') AND requests.successor IS NOT NULL
)
SELECT requests.url FROM road JOIN requests ON requests.id = road.id
"""
_HAS_RULES = "SELECT 1 FROM robots WHERE origin = ? AND fetched_at > ?"

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
        self._is_over = False
        requests, received = connection.execute(_COSTS, (portal,)).fetchone() or (0, 0)
        self._mean = (received or 0) / requests if requests else 0
        self.budget = Cost(requests / SHARE, (received or 0) / SHARE)
        self.before = Cost(*connection.execute(_SPENT, (portal, job)).fetchone())

    @property
    def room(self) -> int:
        """Return how many lists may be asked for, beside robots.txt."""
        return int(self.budget.requests) - 1

    def queue(self, spent: Cost) -> bool:
        """Queue what is next of that which is within the budget together with what this run has spent.

        What takes more than is left keeps its turn. Once nothing is within the budget, nothing will be in this run.
        """
        if self._is_over or not self._fits(spent, 1):
            return False
        if not self._next:
            self._refill()
        waiting: list[int] = []
        is_queued = False
        while self._next and not is_queued:
            row = self._next.popleft()
            if self._fits(spent, self._needs(row)):
                is_queued = self._db.execute(_QUEUE, {"job": self._job, "row": row}).rowcount > 0
            else:
                waiting.append(row)
        self._next.extendleft(reversed(waiting))
        self._is_over = not is_queued
        return is_queued

    def _fits(self, spent: Cost, more: int) -> bool:
        requests = self.before.requests + spent.requests + more
        received = self.before.bytes + spent.bytes + more * self._mean
        return requests <= self.budget.requests and received <= self.budget.bytes

    def _needs(self, row: int) -> int:
        """Return how many requests a turn takes: itself, where it sent to last time, and robots.txt where due."""
        urls = [url for (url,) in self._db.execute(_ROAD, {"row": row})]
        good_since = clock.epoch() - DAY + SOON
        origins = {origin_of(url) for url in urls}
        known = sum(1 for one in origins if self._db.execute(_HAS_RULES, (one, good_since)).fetchone())
        return len(urls) + len(origins) - known

    def _refill(self) -> None:
        latest = (self._db.execute(_LATEST, (self._portal,)).fetchone()[0] or 0) - 1
        values = {"portal": self._portal, "job": self._job, "latest": latest}
        self._next.extend(row for (row,) in self._db.execute(_NEXT, values))
