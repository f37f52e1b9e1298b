"""What a run found, said to whoever started it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive.openfile import RESERVE
from crawler.accounts import ListAccount
from crawler.database import connect
from crawler.outcome import PortalSummary, Summary
from crawler.progress import count
from spiders.found import Finding

SHOWN = 40
"""Reports and findings that are printed one by one; the rest is counted."""

LISTS_SHOWN = 12
"""Lists that are printed; all are in the run's summary."""

_REASONS = {
    "finished": "finished",
    "shutdown": "stopped by a signal; the next start goes on",
    "max_requests": "stopped at --max-requests; the next start goes on",
    "disk_full": f"stopped: the disk is full, {RESERVE >> 20} MiB stay free; free room, the next start goes on",
    "capture_failed": "stopped: the archive could not be written; see the log",
    "locked": "not crawled",
    "failed": "failed; see the log",
}


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
        yield f"Together: {_counted(totals | Counter(portal=len(summary.portals)))}"
    finally:
        connection.close()
    yield from _next_steps(summary, data_dir, command)


def _portal(portal: PortalSummary, connection: sqlite3.Connection, totals: Counter[str]) -> Iterator[str]:
    known = _reports(portal.portal, connection)
    counts = Counter(
        {
            "list": len(portal.lists),
            "list page": sum(account.pages_seen for account in portal.lists),
            "report": len(known),
            "new report": portal.reports["new"],
            "changed report": portal.reports["changed"],
            "anomaly": sum(row[3] for row in known),
        }
    )
    totals.update(counts, request=portal.requests)
    yield f"{portal.portal}: {portal.error or _REASONS.get(portal.reason, portal.reason)}"
    yield f"  {_counted(counts)}"
    if portal.requests:
        yield f"  {_cost(portal)}"
    lists = [account for account in portal.lists if account.seen or account.missing]
    yield from (f"  {_list(account)}" for account in lists[:LISTS_SHOWN])
    yield from _shortened(len(lists), LISTS_SHOWN)
    for year, title, layout, anomalies, codes, file in known[:SHOWN]:
        doubts = f"; {count(anomalies, 'anomaly')}: {codes.replace(',', ', ')}" if anomalies else ""
        yield f"  {year or '----'}  {title or 'untitled'}"
        yield f"        {file}  {layout or 'tables not readable'}{doubts}"
    yield from _shortened(len(known), SHOWN)
    yield from (f"  ! {_finding(finding, portal)}" for finding in portal.findings[:SHOWN])
    yield from _shortened(len(portal.findings), SHOWN)


def _cost(portal: PortalSummary) -> str:
    each = f", {portal.per_report} a report" if portal.per_report else ""
    browser = f", {count(portal.rendered, 'page')} in a browser" if portal.rendered else ""
    roles = ", ".join(f"{number} {role}" for role, number in portal.sent.most_common())
    cost = f"{count(portal.requests, 'request')} in {portal.seconds} s{each}{browser}"
    return f"{cost}: {roles}" if roles else cost


def _list(account: ListAccount) -> str:
    stated = [f"{account.records_stated} stated"] if account.records_stated is not None else []
    why = ", ".join(f"{number} {reason}" for reason, number in account.refused.most_common())
    refused = [f"{account.refused.total()} refused ({why})"] if why else []
    followed = [f"{account.followed} followed"] if account.followed else []
    left = [f"{account.open} open"] if account.open else []
    said = [f"{account.seen} seen", *followed, count(account.reports, "report"), *refused, *left]
    return f"list {account.url}  {' · '.join([*stated, *said])}"


def _finding(finding: Finding, portal: PortalSummary) -> str:
    """Return what was missing or refused and where: an address, a host or, where that is plain, nothing."""
    where = finding.url.strip("/")
    return (
        finding.text
        if where == portal.portal
        else f"{finding.text}  {where if '://' not in where else finding.url}"
    )


def _counted(counts: Counter[str]) -> str:
    """Return what was counted; that there is no report or no new one is said too."""
    order = ("portal", "list", "list page", "report", "new report", "changed report", "anomaly", "request")
    said = (noun for noun in order if counts[noun] or noun in {"report", "new report"})
    return ", ".join(count(counts[noun], noun) for noun in said)


def _shortened(total: int, shown: int) -> Iterator[str]:
    if total > shown:
        yield f"  … and {total - shown} more"


def _reports(portal: str, connection: sqlite3.Connection) -> list[Any]:
    """Return year, title, layout, number and codes of errors and warnings, and file of a portal's reports, by year."""
    return connection.execute(
        "SELECT report_year, title, layout, count(code), group_concat(DISTINCT code), file FROM reports"
        " LEFT JOIN anomalies ON report = reports.id AND severity <> 'info'"
        " WHERE portal = ? GROUP BY reports.id ORDER BY report_year, reports.id",
        (portal,),
    ).fetchall()


def _next_steps(summary: Summary, data_dir: Path, command: str) -> Iterator[str]:
    """Yield where things are, of those that there are."""
    for name, folder, what, look in (
        ("Reports:", data_dir / "reports", "one JSON document each; all in one", "export"),
        ("Archive:", data_dir / "warc", "every byte as it travelled; to check it", "verify"),
    ):
        if folder.is_dir():
            yield f"{name}  {folder}  {what}: {command} {look} --data {data_dir}"
    yield f"This run: {summary.folder}  log and summary"
