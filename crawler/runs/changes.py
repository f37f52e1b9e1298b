"""The reports that a run found new, changed or vanished, and the documents that gave none, each by its name."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

from crawler.tally import MOST_NAMED
from spiders.canonical import canonical

if TYPE_CHECKING:
    from crawler.outcome import PortalSummary

_BY_SOURCE = """
SELECT id, report_year, title, source, file FROM reports WHERE source IN (SELECT value FROM json_each(?))
ORDER BY report_year, id
"""

_VANISHED = """
SELECT id, report_year, title, source, file, vanished_why FROM reports
WHERE portal = ? AND vanished_at BETWEEN ? AND ? ORDER BY report_year, id LIMIT ?
"""

_TITLES = """
SELECT url, max(title) FROM entries WHERE portal = ? AND url IN (SELECT value FROM json_each(?)) GROUP BY url
"""

_ANOMALIES = """
SELECT code, count(*) FROM anomalies JOIN reports ON reports.id = report
WHERE portal = ? AND severity <> 'info' GROUP BY code ORDER BY 2 DESC, 1
"""


def of_portal(connection: sqlite3.Connection, summary: PortalSummary) -> list[dict[str, Any]]:
    """Return the reports that are new, changed or vanished, by year; changed ones with what differs in them."""
    changed = {one.source: one for one in summary.changes}
    told = [_told("new", row) for row in _stored(connection, summary.found)]
    for row in _stored(connection, list(changed)):
        change = changed[row[3]]
        differences = [
            {"key": one.key, "change": one.change, "old": one.old, "new": one.new} for one in change.shown
        ]
        told.append(
            _told("changed", row)
            | {"version": change.version, "fields": change.fields, "differences": differences}
        )
    ended_at = summary.ended_at or summary.started_at
    gone = connection.execute(_VANISHED, (summary.portal, summary.started_at, ended_at, MOST_NAMED))
    told += [_told("vanished", row[:-1]) | {"why": row[-1]} for row in gone]
    return told


def failed(connection: sqlite3.Connection, summary: PortalSummary) -> list[dict[str, Any]]:
    """Return the documents that gave no report, with the titles under which lists name them."""
    by_page = {canonical(url): url for url, _ in summary.failed}
    rows = connection.execute(_TITLES, (summary.portal, json.dumps(list(by_page)))).fetchall()
    titles = {by_page[page]: title for page, title in rows}
    return [{"url": url, "title": titles.get(url), "reason": reason} for url, reason in summary.failed]


def doubts(connection: sqlite3.Connection, portal: str) -> dict[str, int]:
    """Return how often each error and warning stands in the stored reports of a portal."""
    return dict(connection.execute(_ANOMALIES, (portal,)).fetchall())


def _stored(connection: sqlite3.Connection, sources: list[str]) -> list[tuple[Any, ...]]:
    return connection.execute(_BY_SOURCE, (json.dumps(sources),)).fetchall() if sources else []


def _told(outcome: str, row: tuple[Any, ...]) -> dict[str, Any]:
    report, year, title, source, file = row
    return {"outcome": outcome, "id": report, "year": year, "title": title, "url": source, "file": file}
