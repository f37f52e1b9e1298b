"""What a portal's archive has of an address already, and which hosts do not say when that has changed."""

from __future__ import annotations

import logging
import sqlite3
from datetime import datetime, timedelta

from archive.capture import Place
from crawler import clock
from crawler.database import Durably
from crawler.origins import host_of
from spiders import routes

_LAST = """
SELECT job, status, truncated, warc, "offset", length, record_id FROM captures
WHERE portal = ? AND url = ? AND method = 'GET' ORDER BY rowid DESC LIMIT 1
"""

_RECEIVED = """
SELECT jobs.started_at FROM captures JOIN jobs ON jobs.id = captures.job
WHERE captures.portal = ? AND captures.url = ? AND method = 'GET' AND status = 200
ORDER BY captures.rowid DESC LIMIT 1
"""

# A page that came whole takes the place of all earlier captures of its address, one that is unmodified that of those
# without its bytes; what else came says nothing of them.
_SUPERSEDED = """
DELETE FROM captures WHERE rowid IN (
    SELECT old.rowid FROM captures AS new CROSS JOIN captures AS old
    WHERE new.job = :job AND +new.portal = :portal AND new.method = 'GET' AND new.truncated IS NULL
        AND old.portal = :portal AND old.url = new.url AND old.job < :job AND old.method = 'GET'
        AND (new.status = 200 OR (new.status = 304 AND old.status IS NOT 200))
)
"""

logger = logging.getLogger(__name__)


def forget_superseded(connection: sqlite3.Connection, portal: str, job: int) -> None:
    """Let the rows go that nothing asks for any more since a job has captured their addresses again.

    The archive and its indexes keep the captures; without this the table would grow with every night.
    """
    connection.execute(_SUPERSEDED, {"portal": portal, "job": job})


class Captured:
    """The captures of a portal's earlier jobs, in the archive that all jobs share."""

    def __init__(self, connection: sqlite3.Connection, durably: Durably, portal: str, job: int) -> None:
        self._db = connection
        self._durably = durably
        self._portal = portal
        self._job = job

    def last(self, url: str) -> Place | None:
        """Return where the last capture of an address lies, `None` if it is no whole page, or of this job.

        What one job asks for twice it has a reason to have twice.
        """
        row = self._db.execute(_LAST, (self._portal, routes.document(url))).fetchone()
        if row is None or row[0] == self._job or row[1] not in {200, 304} or row[2] is not None:
            return None
        return Place(*row[3:])

    def age(self, url: str) -> timedelta:
        """Return how long ago the job began in which an address last gave bytes, no mere 304."""
        row = self._db.execute(_RECEIVED, (self._portal, routes.document(url))).fetchone()
        age = clock.instant() - datetime.fromisoformat(row[0]) if row else timedelta.max
        return age if age >= timedelta(0) else timedelta.max  # what a clock says that was put back is no age

    def distrust(self, url: str) -> None:
        """Remember that an address had other bytes under the same validators: its host's are worth nothing."""
        logger.warning("%s: changed, and its host says it did not: no 304 of it is believed from now on", url)
        with self._durably():
            self._db.execute(
                "INSERT OR IGNORE INTO distrusted VALUES (?, ?, ?)", (host_of(url), url, clock.now())
            )

    def is_distrusted(self, url: str) -> bool:
        """Return whether the validators of an address's host were found to be worth nothing."""
        query = "SELECT 1 FROM distrusted WHERE host = ?"
        return self._db.execute(query, (host_of(url),)).fetchone() is not None
