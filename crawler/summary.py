"""What a run found, said to whoever started it."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from crawler import history
from crawler.database import connect
from crawler.history import Run
from crawler.logs import printable
from crawler.outcome import Summary
from crawler.progress import count
from crawler.runs.words import ended

SHOWN = 40
"""Reports and findings that are printed one by one; the rest is counted."""

PORTALS_SHOWN = 20
"""Portals up to which all that came of each is printed; of more the run's page tells it."""

LISTS_SHOWN = 12
"""Lists that are printed; all are in the run's summary."""

_STORED = """
SELECT count(*), (
    SELECT count(*) FROM anomalies WHERE severity <> 'info' AND report IN (
        SELECT reports.id FROM reports JOIN portal_runs ON portal_runs.portal = reports.portal AND run = ?1
    )
) FROM reports JOIN portal_runs ON portal_runs.portal = reports.portal AND run = ?1
"""


def lines(summary: Summary, data_dir: Path, command: str) -> Iterator[str]:
    """Yield the summary: each portal's lists, reports and findings, the whole, and where to look next.

    Of many portals only those that need looking at are told, in a line each. `command` is how the user calls this
    program.
    """
    with closing(connect(data_dir)) as connection:
        [run] = history.runs(connection, 1, run=summary.run_id)
        if run.portals <= PORTALS_SHOWN:
            for portal in summary.folder.portals():
                yield from _portal(portal, connection)
        else:
            yield from _few_of_many(summary)
        yield ""
        yield f"Together: {_counted(_totals(run, connection, summary))}"
        if run.planned and run.planned > run.portals:
            yield f"Not come to: {count(run.planned - run.portals, 'portal')}; the next start goes on"
    yield from _next_steps(summary, data_dir, command)


def _few_of_many(summary: Summary) -> Iterator[str]:
    """Yield a line for each portal that did not come to its end or lacks something, up to a number."""
    shown = 0
    for portal in summary.folder.portals():
        missing = sum(not finding["note"] for finding in portal["findings"])
        if portal["reason"] == "finished" and not missing:
            continue
        shown += 1
        if shown <= SHOWN:
            said = f"; {count(missing, 'finding')}" if missing else ""
            yield f"{portal['portal']}: {_ended(portal)}{said}"
    yield from _shortened(shown, SHOWN)


def _totals(run: Run, connection: sqlite3.Connection, summary: Summary) -> Counter[str]:
    stored, doubts = connection.execute(_STORED, (summary.run_id,)).fetchone()
    return Counter(
        {
            "portal": run.portals,
            "list": run.lists,
            "list page": run.list_pages,
            "report": stored,
            "new report": run.new,
            "changed report": run.changed,
            "vanished report": run.vanished,
            "anomaly": doubts,
            "request": run.requests,
        }
    )


def _portal(portal: dict[str, Any], connection: sqlite3.Connection) -> Iterator[str]:
    known = _reports(portal["portal"], connection)
    counts = Counter(
        {
            "list": len(portal["lists"]),
            "list page": sum(account["pages_seen"] for account in portal["lists"]),
            "report": len(known),
            "new report": portal["reports"].get("new", 0),
            "changed report": portal["reports"].get("changed", 0),
            "vanished report": portal["reports"].get("vanished", 0),
            "anomaly": sum(row[3] for row in known),
        }
    )
    yield f"{portal['portal']}: {_ended(portal)}"
    yield f"  {_counted(counts)}"
    if portal["requests"]:
        yield f"  {_cost(portal)}"
    lists = [account for account in portal["lists"] if account["seen"] or account["missing"]]
    yield from (f"  {_list(account)}" for account in lists[:LISTS_SHOWN])
    yield from _shortened(len(lists), LISTS_SHOWN)
    for year, title, layout, anomalies, codes, file in known[:SHOWN]:
        doubts = f"; {count(anomalies, 'anomaly')}: {codes.replace(',', ', ')}" if anomalies else ""
        yield f"  {year or '----'}  {printable(title or 'untitled')}"
        yield f"        {file}  {layout or 'tables not readable'}{doubts}"
    yield from _shortened(len(known), SHOWN)
    yield from (f"  ! {printable(_finding(finding, portal))}" for finding in portal["findings"][:SHOWN])
    yield from _shortened(len(portal["findings"]), SHOWN)


def _ended(portal: dict[str, Any]) -> str:
    return printable(portal["error"] or ended(portal["reason"]))


def _cost(portal: dict[str, Any]) -> str:
    each = f", {portal['per_report']} a report" if portal["per_report"] else ""
    browser = f", {count(portal['rendered'], 'page')} in a browser" if portal["rendered"] else ""
    roles = ", ".join(f"{number} {role}" for role, number in Counter(portal["sent"]).most_common())
    cost = f"{count(portal['requests'], 'request')} in {portal['seconds']} s{each}{browser}"
    return f"{cost}: {roles}" if roles else cost


def _list(account: dict[str, Any]) -> str:
    stated = [f"{account['records_stated']} stated"] if account["records_stated"] is not None else []
    why = ", ".join(f"{number} {reason}" for reason, number in Counter(account["refused"]).most_common())
    refused = [f"{sum(account['refused'].values())} refused ({why})"] if why else []
    followed = [f"{account['followed']} followed"] if account["followed"] else []
    left = [f"{account['open']} open"] if account["open"] else []
    said = [f"{account['seen']} seen", *followed, count(account["reports"], "report"), *refused, *left]
    return f"list {account['url']}  {' · '.join([*stated, *said])}"


def _finding(finding: dict[str, Any], portal: dict[str, Any]) -> str:
    """Return what was missing or refused and where: an address, a host or, where that is plain, nothing."""
    where = finding["url"].strip("/")
    if where == portal["portal"]:
        return str(finding["text"])
    return f"{finding['text']}  {finding['url'] if '://' in where else where}"


def _counted(counts: Counter[str]) -> str:
    """Return what was counted; that there is no report or no new one is said too."""
    order = (
        "portal",
        "list",
        "list page",
        "report",
        "new report",
        "changed report",
        "vanished report",
        "anomaly",
        "request",
    )
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
    yield f"This run: {summary.folder.page}  and beside it the summary and the log"
