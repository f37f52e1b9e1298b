"""Reports that are found at another address than before: the portal has moved, or has other software."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.database import transaction
from crawler.incremental import moved as lists
from crawler.incremental.reports import GONE
from crawler.origins import origin_of
from pipelines.store import Saved, Store
from spiders.canonical import canonical
from spiders.found import Finding, FindingKind

_REPORTS = "SELECT source, base_id, report_year, issuer, content FROM reports WHERE portal = ?"

# The documents to which the entries of a job's lists lead, by way of redirects and stubs too.
_LISTED = """
WITH RECURSIVE road (id) AS (
    SELECT requests.id FROM entries JOIN requests
        ON requests.portal = entries.portal AND requests.fingerprint = entries.fingerprint
    WHERE entries.portal = :portal AND entries.job = :job
    UNION SELECT requests.successor FROM road JOIN requests ON requests.id = road.id
    WHERE requests.reason IN ('redirect', 'onward') AND requests.successor IS NOT NULL
)
SELECT coalesce(requests.document, requests.url) FROM road JOIN requests ON requests.id = road.id
WHERE requests.state = 'done' AND coalesce(requests.reason, '') NOT IN ('redirect', 'onward')
"""
_IS_FAILING = f"""
SELECT 1 FROM requests WHERE portal = :portal AND job = :job AND state = 'dead' AND reason NOT IN {GONE}
    AND url LIKE :origin || '/%' LIMIT 1
"""  # noqa: S608 - fixed text

# What nothing leads to any more is asked for no more, unless something leads there again.
_LEAVE_REQUESTS = """
DELETE FROM requests WHERE portal = :portal AND role = 'page'
    AND coalesce(document, url) IN (SELECT value FROM json_each(:moved)) AND fingerprint NOT IN (
        SELECT fingerprint FROM entries WHERE portal = :portal AND job = :job AND fingerprint IS NOT NULL
    )
"""
_LEAVE_DOCUMENTS = """
DELETE FROM documents WHERE portal = :portal AND url IN (SELECT value FROM json_each(:moved))
"""
_EMPTIED = """
SELECT first FROM known_lists AS known WHERE portal = :portal AND NOT EXISTS (
    SELECT 1 FROM entries WHERE portal = :portal AND first = known.first AND job = :job
) AND NOT EXISTS (
    SELECT 1 FROM entries JOIN requests ON requests.portal = :portal AND requests.fingerprint = entries.fingerprint
    JOIN documents ON documents.portal = :portal AND documents.url = coalesce(requests.document, requests.url)
    WHERE entries.portal = :portal AND entries.first = known.first
)
"""


class _Report(NamedTuple):
    source: str
    base: str
    year: int | None
    issuer: str | None
    content: str | None

    def traits(self) -> Iterator[tuple[object, ...]]:
        """Yield by what it is known again at another address, the surest first.

        The same content of one issuer and year, the same content at the same place of another host, and one issuer's
        report of one year at the same place.
        """
        parts = urlsplit(canonical(self.source))
        place = parts.path, parts.query, parts.fragment
        if self.content and self.issuer and self.year:
            yield self.issuer, self.year, self.content
        if self.content:
            yield self.content, place
        yield self.base, place


def settle(
    connection: sqlite3.Connection, portal: str, job: int, store: Store, at: str
) -> tuple[list[tuple[str, Saved]], list[Finding]]:
    """Have reports that no list of a job shows any more go on where one that lists show is the same report.

    Return the addresses at which they are now, with what that came to, and what to say of the lists that are left
    with it. Former addresses, of reports and lists, are asked for no more.
    """
    moves = [
        (former, source, store.move(former, source, at)) for former, source in _moves(connection, portal, job)
    ]
    moved = [former for former, _, saved in moves if saved]
    if not moved:
        return [], []
    values = {"portal": portal, "job": job, "moved": json.dumps(moved)}
    with transaction(connection):
        connection.execute(_LEAVE_REQUESTS, values)
        connection.execute(_LEAVE_DOCUMENTS, values)
        emptied = connection.execute(_EMPTIED, values).fetchall()
        for (first,) in emptied:
            lists.forget(connection, {**values, "first": first})
    text = "column is left, all of its reports are found at other addresses"
    found = [Finding(FindingKind.MOVED_COLUMN, first, text) for (first,) in emptied]
    return [(source, saved) for _, source, saved in moves if saved], found


def _moves(connection: sqlite3.Connection, portal: str, job: int) -> Iterator[tuple[str, str]]:
    """Yield the address of a report that no list shows, and the one address at which it is shown."""
    values = {"portal": portal, "job": job}
    listed = {canonical(url) for (url,) in connection.execute(_LISTED, values)}
    reports = [_Report(*row) for row in connection.execute(_REPORTS, (portal,))]
    left = [one for one in reports if canonical(one.source) not in listed]
    if not left:
        return
    shown: dict[tuple[object, ...], list[_Report]] = defaultdict(list)
    for one in reports:
        if canonical(one.source) in listed:
            for trait in one.traits():
                shown[trait].append(one)
    origins = {origin_of(url) for url in listed}
    for one in left:
        others = next((found for trait in one.traits() if (found := shown.get(trait))), [])
        if len(others) == 1 and (
            one.content == others[0].content or _is_left(connection, portal, job, one.source, origins)
        ):
            yield one.source, others[0].source


def _is_left(connection: sqlite3.Connection, portal: str, job: int, source: str, origins: set[str]) -> bool:
    """Return whether lists lead to nothing of an address's host any more, which is not because it cannot be had."""
    origin = origin_of(source)
    values = {"portal": portal, "job": job, "origin": origin}
    return origin not in origins and connection.execute(_IS_FAILING, values).fetchone() is None
