"""Reports that are known: one whose first page says what it said is not fetched again."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.frontier import Completion
    from pipelines.store import Store

GONE = ("http 404", "http 410", "gone")
"""Reasons by which a page is definitely no more; an unreachable host says nothing of its pages."""

_SAME = """
SELECT 1 FROM documents WHERE portal = ? AND url = ? AND content = ? AND state IN ('parsed', 'refused')
"""
_DOUBT = """
UPDATE documents SET content = NULL WHERE portal = :portal AND url = (
    SELECT coalesce(document, url) FROM requests WHERE portal = :portal AND fingerprint = :fingerprint
)
"""

# A report's page that leads to none any more but home, to a hub or to a list, and that no list shows.
_TO_NO_REPORT = """
UPDATE requests SET state = 'dead', reason = 'gone' WHERE portal = :portal AND job = :job AND state = 'done'
    AND role = 'page' AND fingerprint IS NOT NULL AND reason = 'redirect' AND EXISTS (
        SELECT 1 FROM documents WHERE portal = :portal AND url IN (requests.document, requests.url)
            AND state = 'parsed'
    ) AND EXISTS (
        SELECT 1 FROM requests AS target WHERE target.id = requests.successor AND target.host = requests.host
            AND (target.role IN ('seed', 'hub', 'listing') OR rtrim(target.url, '/') NOT LIKE '%://%/%')
    ) AND NOT EXISTS (
        SELECT 1 FROM entries WHERE portal = :portal AND fingerprint = requests.fingerprint AND read = :job
    )
"""

_VANISHED = f"""
SELECT documents.url, requests.reason FROM requests JOIN documents
    ON documents.portal = :portal AND documents.url IN (requests.document, requests.url) AND documents.state = 'parsed'
WHERE requests.portal = :portal AND requests.job = :job AND requests.state = 'dead' AND requests.role = 'page'
    AND requests.fingerprint IS NOT NULL AND requests.reason IN {GONE}
"""  # noqa: S608 - fixed text

# Those that lists showed in this job, and those that were asked for and had.
_SEEN = """
WITH RECURSIVE road (id) AS (
    SELECT requests.id FROM entries JOIN requests
        ON requests.portal = entries.portal AND requests.fingerprint = entries.fingerprint
    WHERE entries.portal = :portal AND entries.job = :job AND coalesce(entries.read, entries.job) = :job
    UNION SELECT id FROM requests WHERE portal = :portal AND job = :job AND role = 'page'
    UNION SELECT requests.successor FROM road JOIN requests ON requests.id = road.id
    WHERE requests.reason IN ('redirect', 'onward') AND requests.successor IS NOT NULL
)
SELECT DISTINCT documents.url FROM road JOIN requests ON requests.id = road.id JOIN documents
    ON documents.portal = :portal AND documents.url = coalesce(requests.document, requests.url)
    AND documents.state = 'parsed'
WHERE requests.state = 'done'
"""


class Reports:
    """The documents of a portal's job, as far as they were there before."""

    def __init__(self, connection: sqlite3.Connection, portal: str, job: int) -> None:
        self._db = connection
        self._portal = portal
        self._values = {"portal": portal, "job": job}

    def is_same(self, completion: Completion) -> bool:
        """Return whether a document was read before and its first page says the same now."""
        key = (self._portal, completion.document, completion.content)
        return completion.content is not None and self._db.execute(_SAME, key).fetchone() is not None

    def doubt(self, fingerprint: str | None) -> None:
        """Have a document fetched whole when its page is asked for again, whatever that says."""
        self._db.execute(_DOUBT, {"portal": self._portal, "fingerprint": fingerprint})

    def end_redirected(self) -> None:
        """Take as gone the reports whose pages send to the site's home, a hub or a list, and that no list shows."""
        self._db.execute(_TO_NO_REPORT, self._values)

    def settle(self, store: Store, at: str) -> tuple[list[str], list[tuple[str, str]]]:
        """Tell the store which reports were seen and which are gone.

        Return the ids of those that are back, and the addresses of those newly gone with the reason.
        """
        gone = self._db.execute(_VANISHED, self._values).fetchall()
        seen = {url for (url,) in self._db.execute(_SEEN, self._values)} - {url for url, _ in gone}
        back = store.seen(sorted(seen), at)
        return back, [(url, reason) for url, reason in gone if store.vanished(url, at, reason)]
