"""What a night asks first: the known lists, and the pages above them from which several are linked."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from archive.capture import Role
from crawler.incremental import carrying
from crawler.incremental.reports import GONE
from spiders.canonical import canonical

LONGEST_UNASKED = 7
"""Days after which a list is asked for that had no turn since."""

_DEEPEST = 5
_PRIORITY = 100
_KEPT = ("context", "listing", "entries", "shell")

# Of each list the page that it begins with; a column of reports that lists none yet is looked at as others are. Lists
# that are gone have their turn as all that is dead.
_LISTS = f"""
SELECT listings.first, listings.request, listings.sure, requests.request,
    julianday(:now) - julianday(jobs.started_at), max(reports.report_year)
FROM listings JOIN requests ON requests.id = listings.request
LEFT JOIN jobs ON jobs.id = coalesce(listings.read, listings.job)
LEFT JOIN known_lists AS known ON known.portal = listings.portal AND known.first = listings.first
LEFT JOIN entries ON known.first IS NOT NULL AND entries.portal = listings.portal AND entries.first = listings.first
LEFT JOIN requests AS asked ON asked.portal = entries.portal AND asked.fingerprint = entries.fingerprint
LEFT JOIN reports ON reports.source = coalesce(asked.document, asked.url)
WHERE listings.portal = :portal AND (known.first IS NOT NULL OR (listings.sure AND listings.job = :job))
    AND NOT (known.lost IS NOT NULL AND requests.state = 'dead' AND requests.reason IN {GONE})
    AND NOT EXISTS (
        SELECT 1 FROM known_lists AS other, json_each(other.also) AS also
        WHERE other.portal = :portal AND also.value = listings.first
    )
    AND NOT EXISTS (
        SELECT 1 FROM listings AS earlier WHERE earlier.portal = :portal AND earlier.first = listings.first
            AND (earlier.page < listings.page OR (earlier.page = listings.page AND earlier.url = earlier.first
                AND listings.url <> listings.first))
    )
GROUP BY listings.first, listings.url
"""  # noqa: S608 - fixed text
_OVERVIEWS = """
SELECT overviews.url, overviews.request, requests.request, julianday(:now) - julianday(jobs.started_at) FROM overviews
JOIN requests ON requests.id = overviews.request LEFT JOIN jobs ON jobs.id = overviews.job
WHERE overviews.portal = :portal
"""
# Lists that state no total and whose last page has later reports than the first, by year, then by day, as far as all
# entries of both tell: what is new stands there.
_NEWEST_LAST = """
WITH shown AS (
    SELECT entries.first, entries.page, min(year || entries.date) AS low, max(year || entries.date) AS high,
        min(length(entries.date)) AS shortest, max(length(entries.date)) AS longest
    FROM (
        SELECT entries.*, reports.report_year AS year FROM entries
        LEFT JOIN requests AS asked ON asked.portal = entries.portal AND asked.fingerprint = entries.fingerprint
        LEFT JOIN reports ON reports.source = coalesce(asked.document, asked.url)
        WHERE entries.portal = :portal AND entries.fingerprint IS NOT NULL
    ) AS entries
    GROUP BY entries.first, entries.page HAVING count(*) = count(year || entries.date)
)
SELECT top.first, listings.request, requests.request FROM shown AS top
JOIN shown AS bottom ON bottom.first = top.first AND top.high <= bottom.low AND top.high < bottom.high
    AND top.shortest = bottom.longest AND bottom.shortest = top.longest AND top.shortest NOT BETWEEN 1 AND 7
JOIN listings ON listings.portal = :portal AND listings.first = top.first AND listings.page = bottom.page
JOIN requests ON requests.id = listings.request
WHERE NOT EXISTS (
    SELECT 1 FROM listings WHERE portal = :portal AND first = top.first
        AND (records_stated IS NOT NULL OR page < top.page OR page > bottom.page)
)
"""
_QUEUE = """
UPDATE requests SET state = 'queued', job = ?, status = NULL, reason = NULL, successor = NULL, document = NULL,
    role = ?, priority = ?, request = ? WHERE id = ?
"""

# Known lists that were asked for and no longer show a report; one not walked to its end may have some further on.
_SUSPECT = """
SELECT known.first, known.also FROM known_lists AS known
WHERE portal = :portal AND EXISTS (
    SELECT 1 FROM listings JOIN requests ON requests.id = listings.request
    WHERE listings.portal = :portal AND listings.first = known.first AND requests.job = :job
        AND requests.state IN ('done', 'dead')
) AND NOT EXISTS (
    SELECT 1 FROM listings WHERE portal = :portal AND first = known.first AND read = :job AND missing IS NULL
        AND coalesce(changed, 0) < :job
) AND NOT EXISTS (
    SELECT 1 FROM entries WHERE portal = :portal AND first = known.first AND read = :job AND fingerprint IS NOT NULL
) AND NOT EXISTS (
    SELECT 1 FROM requests WHERE portal = :portal AND job = :job AND reason = 'held'
        AND json_extract(request, '$.meta.listing.first') = known.first
)
"""


@dataclass(frozen=True, slots=True)
class Watched:
    """A page that is asked for to learn whether lists changed: the request's row and JSON, and for how many days not.

    `must` says that it is asked for every night.
    """

    row: int
    request: str
    days: float
    must: bool

    @property
    def is_due(self) -> bool:
        """Return whether it is asked for this night, however much that costs; a clock put back tells no days."""
        return self.must or not 0 <= self.days < LONGEST_UNASKED


class Watching:
    """The known lists of a portal, asked for again in a job."""

    def __init__(self, connection: sqlite3.Connection, portal: str, job: int) -> None:
        self._db = connection
        self._portal = portal
        self._job = job

    def begin(self, now: str, room: int) -> None:
        """Queue what is asked for this night: all lists where they are few, else those of the latest years and in turn.

        `room` is how many may be asked for anyhow; one is, of whatever portal.
        """
        room = max(room, 1)
        found = sorted(self._watched(now, room), key=lambda one: (-one.is_due, -one.days))
        asked = [one for number, one in enumerate(found) if one.is_due or number < room]
        for one in asked:
            self._queue(one)
        taken = {one.row for one in asked}
        beside = (one for one in self._beside(now) if one.is_due and one.row not in taken)
        for one in islice(beside, max(0, room - len(asked))):
            self._queue(one)

    def _queue(self, one: Watched) -> None:
        role = json.loads(one.request)["meta"]["context"]["role"]
        self._db.execute(_QUEUE, (self._job, role, _PRIORITY, one.request, one.row))

    def _watched(self, now: str, room: int) -> Iterator[Watched]:
        values = {"portal": self._portal, "job": self._job, "now": now}
        lists = self._db.execute(_LISTS, values).fetchall()
        years = [year for *_, year in lists if year]
        latest = max(years, default=0) - 1
        pages = self._db.execute(_OVERVIEWS, values).fetchall()
        above = self._above([(first, request) for first, _, _, request, _, _ in lists], pages)
        few = len(lists) <= room
        last = {first: page for first, *page in self._db.execute(_NEWEST_LAST, values)}
        for first, begins, sure, begun, days, year in lists:
            row, request = last.get(first, (begins, begun))
            must = few or canonical(first) in above or bool(year and year >= latest)
            yield Watched(row, _asked(request, "listing", sure=bool(sure)), days or 0.0, must)
        known = {canonical(first) for first, *_ in lists}
        for url, row, request, _ in pages:
            if canonical(url) in above - known:
                yield Watched(row, _asked(request, _step_above(request)), 0.0, must=True)

    def _beside(self, now: str) -> Iterator[Watched]:
        """Yield the pages that lead to lists, longest unasked first: a list may come beside the only one."""
        values = {"portal": self._portal, "job": self._job, "now": now}
        vias = {_via(request) for _, _, _, request, _, _ in self._db.execute(_LISTS, values)}
        pages = self._db.execute(_OVERVIEWS, values).fetchall()
        for url, row, request, days in sorted(pages, key=lambda page: -(page[3] or 0.0)):
            if canonical(url) in vias:
                yield Watched(row, _asked(request, _step_above(request)), days or 0.0, must=False)

    def _above(
        self, lists: Iterable[tuple[str, str]], pages: Iterable[tuple[str, int, str, float]]
    ) -> set[str]:
        """Return the pages from which several lists, or pages above lists, were linked."""
        below: dict[str, set[str]] = {}
        above: set[str] = set()
        vias = {canonical(first): _via(request) for first, request in lists}
        vias |= {canonical(url): _via(request) for url, _, request, _ in pages if canonical(url) not in vias}
        level = {canonical(first) for first, _ in lists}
        for _ in range(_DEEPEST):
            for page in level:
                if (via := vias.get(page)) and via != page:
                    below.setdefault(via, set()).add(page)
            level = {via for via, pages_below in below.items() if len(pages_below) > 1} - above
            above |= level
        return above

    def leave_lost(self) -> frozenset[str]:
        """Leave out of the accounts what lists held that were asked for and hold no report any more; return those."""
        values = {"portal": self._portal, "job": self._job}
        suspects = self._db.execute(_SUSPECT, values).fetchall()
        for first, also in suspects:
            carrying.leave(self._db, self._portal, self._job, json.dumps([first, *json.loads(also)]))
        return frozenset(first for first, _ in suspects)


def _asked(request: str, step: str, *, sure: bool = True) -> str:
    """Return the request of a page as it is asked for again: without a browser at first, and for its list's sake."""
    fields: dict[str, Any] = json.loads(request)
    meta = {key: value for key, value in fields["meta"].items() if key in _KEPT}
    if step == "listing":
        meta.setdefault("listing", {"sure": sure})
    role = Role.LISTING if step == "listing" else Role.HUB
    meta["context"] = {**meta["context"], "role": str(role)}
    callback = {"callback": f"parse_{step}", "priority": _PRIORITY, "dont_filter": False}
    return json.dumps(fields | callback | {"meta": meta}, ensure_ascii=False)


def _step_above(request: str) -> str:
    return "listing" if json.loads(request)["callback"] == "parse_listing" else "above"


def _via(request: str) -> str | None:
    via = json.loads(request)["meta"]["context"].get("via")
    return canonical(via) if via else None
