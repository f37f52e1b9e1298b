"""What a run found, said to whoever started it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawler.run import PortalSummary, Summary
from pipelines.store import connect

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


def lines(summary: Summary, data_dir: Path) -> Iterator[str]:
    """Yield the summary: each portal's lists, reports and anomalies, the reports, the findings, where to look next."""
    connection = connect(data_dir)
    try:
        for portal in summary.portals:
            yield from _portal(portal, connection)
    finally:
        connection.close()
    yield from _next_steps(summary, data_dir)


def findings(portal: PortalSummary, data_dir: Path) -> list[str]:
    """Return what `--strict` counts: dead addresses, documents without a report, lists that held less than stated."""
    connection = connect(data_dir)
    try:
        return _findings(portal, connection)
    finally:
        connection.close()


def _portal(portal: PortalSummary, connection: sqlite3.Connection) -> Iterator[str]:
    known = _reports(portal.portal, connection)
    lists = connection.execute(
        "SELECT count(DISTINCT first), count(*) FROM listings WHERE portal = ?", (portal.portal,)
    ).fetchone()
    yield f"{portal.portal}: {portal.error or _REASONS.get(portal.reason, portal.reason)}"
    yield (
        f"  {_count(lists[0], 'list')} on {_count(lists[1], 'page')}, {_count(len(known), 'report')} "
        f"({portal.reports.get('new', 0)} new), {_count(sum(row[3] for row in known), 'anomaly')}, "
        f"{_count(portal.requests, 'request')}, {portal.bytes / 1000:,.0f} kB"
    )
    for year, title, layout, anomalies, file in known[:SHOWN]:
        doubts = f", {_count(anomalies, 'anomaly')}" if anomalies else ""
        yield f"  {year or '----'}  {title or 'untitled'} ({layout or 'tables not readable'}{doubts})\n        {file}"
    yield from _shortened(len(known))
    found = _findings(portal, connection)
    yield from (f"  ! {finding}" for finding in found[:SHOWN])
    yield from _shortened(len(found))


def _shortened(count: int) -> Iterator[str]:
    if count > SHOWN:
        yield f"  … and {count - SHOWN} more"


def _reports(
    portal: str, connection: sqlite3.Connection
) -> list[tuple[int | None, str | None, str | None, int, str]]:
    """Return year, title, layout, number of errors and warnings, and file of a portal's reports, by year."""
    return connection.execute(
        "SELECT report_year, title, layout,"
        " (SELECT count(*) FROM anomalies WHERE report = reports.id AND severity <> 'info'), file"
        " FROM reports WHERE portal = ? ORDER BY report_year, id",
        (portal,),
    ).fetchall()


def _findings(portal: PortalSummary, connection: sqlite3.Connection) -> list[str]:
    dead = [f"{reason}: {url}" for url, reason in portal.dead]
    refused = connection.execute(
        "SELECT url, reason FROM documents WHERE portal = ? AND state = 'refused' ORDER BY url",
        (portal.portal,),
    )
    short = (str(each) for each in shortfalls(portal.portal, connection))
    return [*dead, *(f"no report: {url}: {reason}" for url, reason in refused), *short]


def shortfalls(portal: str, connection: sqlite3.Connection) -> list[Shortfall]:
    """Return the lists of a portal whose pages or entries were fewer than they state."""
    rows = connection.execute(
        "SELECT first, max(pages_stated), count(*), max(records_stated), sum(entries) FROM listings"
        " WHERE portal = ? GROUP BY first ORDER BY first",
        (portal,),
    )
    lists = [Shortfall(*row) for row in rows]
    return [
        one for one in lists if one.pages < (one.pages_stated or 0) or one.records < (one.records_stated or 0)
    ]


def _count(number: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def _next_steps(summary: Summary, data_dir: Path) -> Sequence[str]:
    return (
        "",
        f"Reports  {data_dir / 'reports'}    one JSON document each; all together: gongkai export --data {data_dir}",
        f"Archive  {data_dir / 'warc'}       every byte as it travelled; check it: gongkai verify --data {data_dir}",
        f"This run {summary.folder}    log and summary",
    )
