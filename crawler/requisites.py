"""What a crawl grants requisites: so many in a job, none that is archived, none of a host that does not answer."""

from __future__ import annotations

import json
import sqlite3

from archive.capture import Role

MOST = 5000
"""Requisites of one job, whatever its pages name; one page's share is the spider's to bound."""

PATIENCE = 3
"""Requisites of one host that may go unanswered before no more are asked of it in this job."""

_UNANSWERED = ("dns", "timeout", "refused", "disconnect", "truncated")

_COUNT = "SELECT count(*) FROM requests WHERE portal = :portal AND job = :job AND role = 'requisite'"

# What a style sheet or frame needs in turn is learnt only by those who look into it: a browser's captures do not tell,
# an article page was looked into.
_IS_HAD = """
SELECT 1 FROM captures
WHERE portal = :portal AND url = :url AND status BETWEEN 200 AND 399 AND truncated IS NULL AND (job = :job OR NOT :full)
    AND :kind <> 'sheet' AND (:kind <> 'frame' OR role = 'page')
"""

_GIVE_UP = f"""
UPDATE requests SET state = 'dead', reason = 'unanswered'
WHERE portal = :portal AND state = 'queued' AND role = 'requisite' AND host = (
    SELECT host FROM requests WHERE portal = :portal AND job = :job AND state = 'dead' AND role = 'requisite'
        AND reason IN {_UNANSWERED} AND host = (SELECT host FROM requests WHERE id = :row)
    GROUP BY host HAVING count(*) >= {PATIENCE}
)
"""  # noqa: S608 - fixed text


class Requisites:
    """The requisites of a portal's job; with `full`, what earlier jobs captured does not count."""

    def __init__(self, connection: sqlite3.Connection, portal: str, job: int, *, full: bool) -> None:
        self._db = connection
        self._known = {"portal": portal, "job": job, "full": full}
        self._count = int(self._db.execute(_COUNT, self._known).fetchone()[0])

    def is_refused(self, role: str) -> bool:
        """Return whether a row of a role is not queued: a requisite beyond what a job may have."""
        return role == Role.REQUISITE and self._count >= MOST

    def count(self, role: str) -> None:
        """Take a row of a role as queued."""
        self._count += role == Role.REQUISITE

    def is_had(self, role: str, url: str, request: str) -> bool:
        """Return whether a row is a requisite captured whole: as a page, by the browser, or in an earlier job."""
        if role != Role.REQUISITE:
            return False
        kind = json.loads(request)["meta"].get("requisite", {}).get("kind", "")
        return self._db.execute(_IS_HAD, {**self._known, "url": url, "kind": kind}).fetchone() is not None

    def give_up(self, row: int, reason: str | None) -> None:
        """Let the other requisites of a row's host go when the row is one too many that went unanswered."""
        if reason in _UNANSWERED:
            self._db.execute(_GIVE_UP, {**self._known, "row": row})
