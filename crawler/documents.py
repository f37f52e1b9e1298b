"""The documents a portal's crawl has found and what became of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from archive.capture import Place

MOST_DEATHS = 3
"""How often a document may end the process that reads it before it stays refused."""

_NEXT = """
SELECT id, url, places, lacking FROM documents
WHERE portal = ? AND state = 'pending' AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Pending:
    """A document that waits to be parsed; one that is `lacking` has a part that may be had another time."""

    row: int
    url: str
    places: str
    lacking: int = 0

    @property
    def captures(self) -> tuple[Place, ...]:
        """Return where the captures lie, in order."""
        return tuple(Place(**place) for place in json.loads(self.places))


class Documents:
    """The documents of a portal: found with a request's completion, parsed or refused once."""

    def __init__(self, connection: sqlite3.Connection, portal: str) -> None:
        self._db = connection
        self._portal = portal

    def take_up(self, job: int) -> int:
        """Have a new job read again what ended its worker in an earlier one, and return how many documents that is.

        It may have been the machine that had no room for the worker.
        """
        query = (
            "UPDATE documents SET state = 'pending', job = ?, reason = NULL"
            " WHERE portal = ? AND state = 'refused' AND deaths BETWEEN 1 AND ? AND job < ?"
        )
        return self._db.execute(query, (job, self._portal, MOST_DEATHS - 1, job)).rowcount

    def next_pending(self, under_way: Collection[int]) -> Pending | None:
        """Return the oldest document that waits and is not under way."""
        row = self._db.execute(_NEXT, (self._portal, json.dumps(list(under_way)))).fetchone()
        return Pending(*row) if row else None

    def found_at(self, url: str) -> Pending | None:
        """Return the document that begins at an address, unless it waits to be parsed."""
        query = "SELECT id, url, places FROM documents WHERE portal = ? AND url = ? AND state <> 'pending'"
        row = self._db.execute(query, (self._portal, url)).fetchone()
        return Pending(*row) if row else None

    def parsed(self, document: Pending, report: str) -> None:
        """Record that a document became a report; the id that it was stored under may have changed since."""
        self._settle(
            document,
            "state = 'parsed', reason = NULL, deaths = 0,"
            " report = coalesce((SELECT id FROM reports WHERE source = documents.url), ?)",
            report,
        )

    def refused(self, document: Pending, reason: str, *, died: bool = False) -> None:
        """Record why a document did not become a report; one that `died` with its worker is taken up by a later job."""
        deaths = "deaths + 1" if died else "0"
        self._settle(document, f"state = 'refused', reason = ?, report = NULL, deaths = {deaths}", reason)

    def _settle(self, document: Pending, columns: str, value: str) -> None:
        """Settle the document as it was when taken; found anew meanwhile, it waits to be parsed again."""
        self._db.execute(
            f"UPDATE documents SET {columns} WHERE id = ? AND places = ?",  # noqa: S608 - fixed text
            (value, document.row, document.places),
        )
