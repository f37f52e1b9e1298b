"""What a run found, said to whoever started it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawler.database import connect
from crawler.progress import count
from crawler.run import PortalSummary, Summary

SHOWN = 40
"""Reports and findings that are printed one by one; the rest is counted."""

_REASONS = {
    "finished": "finished",
    "shutdown": "stopped by a signal; the next start goes on",
    "max_requests": "stopped at --max-requests; the next start goes on",
    "disk_full": "stopped: the disk is full; free room, the next start goes on",
    "capture_failed": "stopped: the archive could not be written; see the log",
    "locked": "not crawled",
    "failed": "failed; see the log",
}

_WHY = {
    "dns": "host name not found",
    "refused": "connection refused",
    "timeout": "no answer in time",
    "truncated": "connection lost in mid-answer",
    "robots": "forbidden by robots.txt",
    "private_address": "not a public address (--allow-private lets it be crawled)",
}

_NOTHING = "no report was found; where the annual-report list is known, give its address"


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A list that held less than it states; what it does not state is `None`."""

    url: str
    pages_stated: int | None
    pages: int
    records_stated: int | None
    records: int

    def __str__(self) -> str:
        counts = [(self.pages, self.pages_stated, "pages"), (self.records, self.records_stated, "entries")]
        short = [f"{had} of {stated} {what}" for had, stated, what in counts if stated and had < stated]
        return f"list {self.url}: {' and '.join(short)}"


def lines(summary: Summary, data_dir: Path, command: str) -> Iterator[str]:
    """Yield the summary: each portal's lists, reports and findings, the whole, and where to look next.

    `command` is how the user calls this program.
    """
    connection = connect(data_dir)
    try:
        totals: Counter[str] = Counter()
        for portal in summary.portals:
            yield from _portal(portal, connection, totals)
        yield ""
        yield f"Together: {_counted(totals | {'portal': len(summary.portals)})}"
    finally:
        connection.close()
    yield from _next_steps(summary, data_dir, command)


def findings(portal: PortalSummary, data_dir: Path) -> list[str]:
    """Return what `--strict` counts: dead addresses, documents without a report, lists that held less than stated."""
    connection = connect(data_dir)
    try:
        return _findings(portal, connection)
    finally:
        connection.close()


def _portal(portal: PortalSummary, connection: sqlite3.Connection, totals: Counter[str]) -> Iterator[str]:
    known = _reports(portal.portal, connection)
    lists, pages = connection.execute(
        "SELECT count(DISTINCT first), count(*) FROM listings WHERE portal = ?", (portal.portal,)
    ).fetchone()
    counts = {
        "list": lists,
        "list page": pages,
        "report": len(known),
        "new report": portal.reports["new"],
        "anomaly": sum(row[3] for row in known),
        "request": portal.requests,
    }
    totals.update(counts)
    yield f"{portal.portal}: {portal.error or _REASONS.get(portal.reason, portal.reason)}"
    yield f"  {_counted(counts)}"
    for year, title, layout, anomalies, codes, file in known[:SHOWN]:
        doubts = f"; {count(anomalies, 'anomaly')}: {codes}" if anomalies else ""
        yield f"  {year or '----'}  {title or 'untitled'}"
        yield f"        {layout or 'tables not readable'}{doubts}"
        yield f"        {file}"
    yield from _shortened(len(known))
    found = _findings(portal, connection)
    yield from (f"  ! {finding}" for finding in found[:SHOWN])
    yield from _shortened(len(found))


def _counted(counts: Mapping[str, int]) -> str:
    order = ("portal", "list", "list page", "report", "new report", "anomaly", "request")
    return ", ".join(count(counts[noun], noun) for noun in order if noun in counts)


def _shortened(total: int) -> Iterator[str]:
    if total > SHOWN:
        yield f"  … and {total - SHOWN} more"


def _reports(portal: str, connection: sqlite3.Connection) -> list[Any]:
    """Return year, title, layout, number and codes of errors and warnings, and file of a portal's reports, by year."""
    return connection.execute(
        "SELECT report_year, title, layout, count(code), group_concat(DISTINCT code), file FROM reports"
        " LEFT JOIN anomalies ON report = reports.id AND severity <> 'info'"
        " WHERE portal = ? GROUP BY reports.id ORDER BY report_year, reports.id",
        (portal,),
    ).fetchall()


def _findings(portal: PortalSummary, connection: sqlite3.Connection) -> list[str]:
    dead = [f"{_WHY.get(reason, reason)}: {url}" for url, reason in portal.dead]
    refused = connection.execute(
        "SELECT url, reason FROM documents WHERE portal = ? AND state = 'refused' ORDER BY url",
        (portal.portal,),
    )
    short = (str(each) for each in shortfalls(portal.portal, connection))
    nothing = [] if _reports(portal.portal, connection) or portal.reason != "finished" else [_NOTHING]
    return [*nothing, *dead, *(f"no report: {url}: {reason}" for url, reason in refused), *short]


def shortfalls(portal: str, connection: sqlite3.Connection) -> list[Shortfall]:
    """Return the lists of a portal whose pages or entries were fewer than they state."""
    rows = connection.execute(
        "SELECT first, max(pages_stated), count(*), max(records_stated), sum(entries) FROM"
        # a page may come twice, as the list's own page and as its pager's first
        " (SELECT first, max(pages_stated) AS pages_stated, max(records_stated) AS records_stated,"
        "  max(entries) AS entries FROM listings WHERE portal = ? GROUP BY first, page)"
        " GROUP BY first ORDER BY first",
        (portal,),
    )
    lists = [Shortfall(*row) for row in rows]
    return [
        one for one in lists if one.pages < (one.pages_stated or 0) or one.records < (one.records_stated or 0)
    ]


def _next_steps(summary: Summary, data_dir: Path, command: str) -> Iterator[str]:
    yield f"Reports:  {data_dir / 'reports'}  one JSON document each; all in one: {command} export --data {data_dir}"
    yield f"Archive:  {data_dir / 'warc'}  every byte as it travelled; to check it: {command} verify --data {data_dir}"
    yield f"This run: {summary.folder}  log and summary"
