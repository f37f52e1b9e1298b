"""Lists that are no more where they were: whether what they held is found elsewhere."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence

from crawler import findings
from crawler.accounts import ListAccount
from crawler.database import transaction
from crawler.findings import Lost
from crawler.incremental.reports import GONE
from spiders.found import Finding, FindingKind

MOST_OF = 0.8
"""The part of a list's reports that another must show for the list to have moved there."""

# Entries of lists: their addresses, and of whom and which year their reports are, which no other software words anew.
_ENTRIES = """
SELECT entries.first, entries.url, coalesce(reports.base_id, entries.title) FROM entries
JOIN requests ON requests.portal = entries.portal AND requests.fingerprint = entries.fingerprint
LEFT JOIN reports ON reports.source = coalesce(requests.document, requests.url)
WHERE entries.portal = :portal
"""
_HELD = f"{_ENTRIES} AND entries.first = :first AND entries.job < :job"
_NOW = f"{_ENTRIES} AND entries.job = :job"
_LOSE = "UPDATE known_lists SET lost = :now WHERE portal = :portal AND first = :first"
# Its pages are asked for no more, unless something leads there.
_LEFT = """
UPDATE requests SET state = 'done', reason = 'moved' WHERE portal = :portal AND role = 'listing' AND (
    url = :first OR id IN (SELECT request FROM listings WHERE portal = :portal AND first = :first)
)
"""
# A column without reports of its own that is gone when lists moved was above them.
_ABOVE = f"""
SELECT DISTINCT first FROM listings WHERE portal = ? AND job = ? AND missing IN {GONE} AND first NOT IN (
    SELECT first FROM listings WHERE portal = ? AND job = ? AND missing IS NULL
    UNION SELECT first FROM known_lists WHERE portal = ?
)
"""  # noqa: S608 - fixed text
_FORGET = "DELETE FROM {table} WHERE portal = :portal AND first = :first"


def settle(
    connection: sqlite3.Connection, portal: str, job: int, accounts: Sequence[ListAccount]
) -> list[Finding]:
    """Forget the known lists that moved, and keep of the others that are lost why; return what to say of the moved."""
    found = []
    with transaction(connection):
        for one in findings.lost(connection, portal, job, accounts):
            values = {"portal": portal, "job": job, "first": one.first, "now": one.now}
            if elsewhere := next(_elsewhere(connection, values), None):
                forget(connection, values)
                found.append(_moved(one, elsewhere))
            else:
                connection.execute(_LOSE, values)
        key = (portal, job)
        for (first,) in connection.execute(_ABOVE, (*key, *key, portal)).fetchall() if found else ():
            forget(connection, {"portal": portal, "first": first})
            found.append(
                Finding(FindingKind.MOVED_COLUMN, first, "column is gone, the lists below it have moved")
            )
    return found


def forget(connection: sqlite3.Connection, values: dict[str, object]) -> None:
    """Forget a list, and have its pages asked for no more."""
    connection.execute(_LEFT, values)
    for table in ("known_lists", "listings", "entries"):
        connection.execute(_FORGET.format(table=table), values)


def _elsewhere(connection: sqlite3.Connection, values: dict[str, object]) -> Iterator[str]:
    """Yield the list that shows most of the reports of a lost one, under the same addresses or others."""
    held = [told for _, *told in connection.execute(_HELD, values)]
    urls, reports = {url for url, _ in held}, {report for _, report in held}
    shown: Counter[str] = Counter()
    found = set()
    for first, url, report in connection.execute(_NOW, values):
        if url in urls or report in reports:
            shown[first] += 1
            found |= {url, report}
    if held and sum(url in found or report in found for url, report in held) >= MOST_OF * len(held):
        yield shown.most_common(1)[0][0]


def _moved(one: Lost, elsewhere: str) -> Finding:
    text = f"column of {one.reports} reports has moved to {elsewhere}; it was: {one.now}"
    return Finding(FindingKind.MOVED_COLUMN, one.first, text)
