"""What is where in a data directory, as it stands now; nothing is written."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from crawler import clock, health, history
from crawler.history import INTERRUPTED, RUNNING, Run
from crawler.nightly import disk, plan
from crawler.runs.folder import RunFolder
from spiders.registry import Portal

RUNS = 5
"""Runs that are told of, and of one portal."""

# Every portal's newest row, found by one step through the index for each portal, however many rows it has.
_NEWEST = """
WITH RECURSIVE names (portal) AS (
    SELECT min(portal) FROM portal_runs
    UNION ALL SELECT (SELECT min(portal) FROM portal_runs WHERE portal > names.portal) FROM names
    WHERE names.portal IS NOT NULL
)
SELECT portal, (
    SELECT reason FROM portal_runs WHERE portal_runs.portal = names.portal ORDER BY id DESC LIMIT 1
) FROM names WHERE portal IS NOT NULL
"""
_UNFINISHED = "SELECT DISTINCT portal FROM jobs WHERE finished_at IS NULL"
_YEARS = """
SELECT report_year, count(*) FILTER (WHERE vanished_at IS NULL) FROM reports WHERE portal = coalesce(:portal, portal)
GROUP BY report_year ORDER BY report_year
"""
_VANISHED = (
    "SELECT count(*) FROM reports WHERE vanished_at IS NOT NULL AND portal = coalesce(:portal, portal)"
)
_DEAD = """
SELECT count(*), count(DISTINCT portal) FROM requests WHERE state = 'dead' AND role NOT IN ('requisite', 'other')
    AND portal = coalesce(:portal, portal)
"""


def of_all(
    connection: sqlite3.Connection, data_dir: Path, registered: Iterable[Portal], terms: plan.Terms
) -> dict[str, Any]:
    """Return the state of a whole data directory; `registered` are the portals that nights crawl, by their terms."""
    registered = list(registered)
    underway = running(connection, data_dir)
    newest = _newest(connection, {one["portal"] for run in underway for one in run["under_way"]})
    return {
        "data": str(data_dir),
        "running": underway,
        "runs": [_told(run, data_dir) for run in history.runs(connection, RUNS)],
        "portals": _portals(connection, newest, registered, terms, underway),
        "reports": _reports(connection),
        "dead": _dead(connection),
        "alarms": [alarm.to_json() for alarm in health.open_alarms(connection)],
        "disk": _disk(connection, data_dir, newest, terms),
    }


def _newest(connection: sqlite3.Connection, underway: Container[str]) -> dict[str, str]:
    """Return how each portal ended when it was last taken up; what a killed run had under way is interrupted."""
    rows = connection.execute(_NEWEST)
    return {
        name: INTERRUPTED if reason == RUNNING and name not in underway else reason for name, reason in rows
    }


def running(connection: sqlite3.Connection, data_dir: Path) -> list[dict[str, Any]]:
    """Return the runs that go on just now, each with the portals that are under way."""
    ids = [run for (run,) in connection.execute("SELECT id FROM runs WHERE ended_at IS NULL ORDER BY rowid")]
    alive = [run for run in ids if RunFolder(data_dir, run).is_alive()]
    found = [one for run in alive for one in history.runs(connection, 1, run=run)]
    return [_told(run, data_dir) | {"under_way": _under_way(connection, run.id)} for run in found]


def _under_way(connection: sqlite3.Connection, run_id: str) -> list[dict[str, str]]:
    rows = history.open_portals(connection, run_id)
    return [{"portal": row.portal, "depth": row.depth, "since": row.started_at} for row in rows]


def of_portal(connection: sqlite3.Connection, data_dir: Path, portal: str) -> dict[str, Any] | None:
    """Return the state of one portal, `None` for one that was never crawled."""
    past = history.of_portal(connection, portal, RUNS)
    underway = [
        {"run": run["id"], **one}
        for run in running(connection, data_dir)
        for one in run["under_way"]
        if one["portal"] == portal
    ]
    if (
        not past
        and not underway
        and not connection.execute("SELECT 1 FROM jobs WHERE portal = ?", (portal,)).fetchone()
    ):
        return None
    unfinished = connection.execute(f"{_UNFINISHED} AND portal = ?", (portal,)).fetchone() is not None
    return {
        "portal": portal,
        "running": underway,
        "unfinished": unfinished,
        "runs": [asdict(row) for row in past],
        "reports": _reports(connection, portal),
        "dead": _dead(connection, portal),
        "alarms": [one.to_json() for one in health.open_alarms(connection) if one.portal == portal],
        "archive_bytes": disk.measured(data_dir, portal),
    }


def of_run(connection: sqlite3.Connection, data_dir: Path, run_id: str) -> dict[str, Any] | None:
    """Return the totals of a run, with what is under way of one that goes on; `None` where there is none."""
    found = history.runs(connection, 1, run=run_id)
    return _told(found[0], data_dir) | {"under_way": _under_way(connection, run_id)} if found else None


def _told(run: Run, data_dir: Path) -> dict[str, Any]:
    folder = RunFolder(data_dir, run.id)
    reason = INTERRUPTED if run.ended_at is None and not folder.is_alive() else run.reason
    page = str(folder.page) if folder.page.exists() else None
    return {**asdict(run), "reason": reason, "page": page}


def _portals(
    connection: sqlite3.Connection,
    newest: dict[str, str],
    registered: list[Portal],
    terms: plan.Terms,
    underway: list[dict[str, Any]],
) -> dict[str, Any]:
    made = plan.make(connection, registered, terms, clock.epoch())
    unfinished = [portal for (portal,) in connection.execute(_UNFINISHED)]
    return {
        "known": len(newest),
        "running": sum(len(run["under_way"]) for run in underway),
        "unfinished": len(unfinished),
        "registered": len(registered),
        "never_crawled": sum(portal.name not in newest for portal in registered),
        "due": len(made.due),
        "left_out": len(made.left_out),
        "ended": dict(Counter(newest.values()).most_common()),
    }


def _reports(connection: sqlite3.Connection, portal: str | None = None) -> dict[str, Any]:
    years = connection.execute(_YEARS, {"portal": portal}).fetchall()
    return {
        "stored": sum(count for _, count in years),
        "vanished": connection.execute(_VANISHED, {"portal": portal}).fetchone()[0],
        "by_year": {str(year or "undated"): count for year, count in years},
    }


def _dead(connection: sqlite3.Connection, portal: str | None = None) -> dict[str, int]:
    addresses, portals = connection.execute(_DEAD, {"portal": portal}).fetchone()
    return {"addresses": addresses, "portals": portals}


def _disk(
    connection: sqlite3.Connection, data_dir: Path, portals: Iterable[str], terms: plan.Terms
) -> dict[str, Any]:
    forecast = disk.forecast(connection, data_dir, portals, every=terms.rhythm.every)
    return {
        "archive": sum(forecast.sizes.values()),
        "free": forecast.free,
        "a_day": round(forecast.a_day),
        "days_left": forecast.days_left and round(forecast.days_left),
        "largest": dict(Counter(forecast.sizes).most_common(5)),
    }
