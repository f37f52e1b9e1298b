"""What came of every portal in every run: the past that plans, expectations and comparisons go by."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from crawler import clock
from crawler.database import transaction

if TYPE_CHECKING:
    from crawler.outcome import PortalSummary

RUNNING = "running"
"""The reason of a portal, and of a run, that has not ended."""

INTERRUPTED = "interrupted"
"""The reason of a portal, and of a run, whose process was killed: what it counted is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalRun:
    """What came of a portal in a run; the counts are of this run, but for `stored` and `cells`, which are of all.

    `bytes` were received, heads included; `archived` is by how many bytes the portal's archive files grew. `stored`
    reports are of the portal, `cells` their observations. `lists`, the
    `listed` reports that they lead to, `dead` and `findings` are of the job.
    """

    run: str
    portal: str
    depth: str
    job: int | None
    started_at: str
    ended_at: str | None
    reason: str
    requests: int = 0
    bytes: int = 0
    archived: int = 0
    seconds: float = 0.0
    lists: int = 0
    list_pages: int = 0
    listed: int = 0
    stored: int = 0
    new: int = 0
    changed: int = 0
    vanished: int = 0
    unmodified: int = 0
    refused: int = 0
    anomalies: int = 0
    cells: int = 0
    dead: int = 0
    findings: int = 0


KEPT = 750
"""Rows of a portal that are kept: two years of nights, a month of hours; older ones make room."""

_COLUMNS = tuple(one.name for one in fields(PortalRun))
_NAMES = ", ".join(_COLUMNS)
_SUMMED = (
    *("requests", "bytes", "archived", "seconds", "list_pages", "new", "changed", "vanished"),
    *("unmodified", "refused", "anomalies"),
)
"""Counts of one attempt at a portal; what else is told of it is as it stands at its end."""
_STANDING = tuple(name for name in _COLUMNS if name not in {"run", "portal", "started_at", *_SUMMED})
_TOTALS = ("requests", "bytes", "archived", "new", "changed", "vanished", "refused")

_PUT = f"""
INSERT INTO portal_runs ({_NAMES}) VALUES ({", ".join(f":{name}" for name in _COLUMNS)})
ON CONFLICT (run, portal) DO UPDATE SET
"""  # noqa: S608 - fixed names

# A portal may be taken up again in the same run: what it had come to before is kept, and what it comes to is added.
_BEGIN = f"{_PUT} depth = excluded.depth, reason = excluded.reason, ended_at = NULL"
_ADD = f"""
{_PUT} {", ".join(f"{name} = excluded.{name}" for name in _STANDING)},
    {", ".join(f"{name} = {name} + excluded.{name}" for name in _SUMMED)}
"""

_ADD_UP = f"""
UPDATE history_totals SET portals = portals + 1, {", ".join(f"{name} = {name} + :{name}" for name in _TOTALS)}
"""  # noqa: S608 - fixed names

# A plan asks for a portal's first row and its last full one, however long ago those were.
_MAKE_ROOM = f"""
DELETE FROM portal_runs WHERE portal = :portal AND id <= (
    SELECT id FROM portal_runs WHERE portal = :portal ORDER BY id DESC LIMIT 1 OFFSET {KEPT}
) AND id NOT IN (
    SELECT * FROM (
        SELECT id FROM portal_runs WHERE portal = :portal AND reason = 'finished' ORDER BY id LIMIT 1
    ) UNION ALL SELECT max(id) FROM portal_runs WHERE portal = :portal AND depth = 'full' AND reason = 'finished'
)
"""  # noqa: S608 - fixed text

_OF_PORTAL = f"""
SELECT {_NAMES} FROM portal_runs WHERE portal = ? AND ended_at IS NOT NULL AND reason <> '{INTERRUPTED}'
ORDER BY id DESC LIMIT ?
"""  # noqa: S608 - fixed names


def begin(connection: sqlite3.Connection, run_id: str, portal: str, depth: str) -> None:
    """Enter that a portal is under way in a run."""
    row = PortalRun(
        run=run_id,
        portal=portal,
        depth=depth,
        job=None,
        started_at=clock.now(),
        ended_at=None,
        reason=RUNNING,
    )
    with transaction(connection):
        connection.execute(_BEGIN, _values(row))


def add(connection: sqlite3.Connection, run_id: str, summary: PortalSummary) -> PortalRun:
    """Enter what came of a portal that has ended, accounted for already; return it, this attempt's alone."""
    row = PortalRun(
        run=run_id,
        portal=summary.portal,
        depth=summary.depth,
        job=summary.job,
        started_at=summary.started_at,
        ended_at=summary.ended_at or clock.now(),
        reason=summary.reason,
        requests=summary.requests,
        bytes=summary.bytes,
        archived=summary.archived,
        seconds=summary.seconds,
        lists=len(summary.lists),
        list_pages=summary.listings,
        listed=sum(account.reports for account in summary.lists),
        stored=summary.stored,
        new=summary.reports["new"],
        changed=summary.reports["changed"],
        vanished=summary.reports["vanished"],
        unmodified=summary.unmodified,
        refused=summary.refused.total(),
        anomalies=summary.anomalies,
        cells=summary.cells,
        dead=sum(summary.dead_reasons.values()),
        findings=len(summary.findings),
    )
    values = _values(row)
    with transaction(connection):
        connection.execute(_ADD, values)
        connection.execute(_ADD_UP, values)
        connection.execute(_MAKE_ROOM, values)
    return row


def of_portal(connection: sqlite3.Connection, portal: str, limit: int) -> list[PortalRun]:
    """Return what came of a portal in its last runs, newest first; those whose end is not known are left out."""
    return [_row(row) for row in connection.execute(_OF_PORTAL, (portal, limit))]


def totals(connection: sqlite3.Connection) -> dict[str, int]:
    """Return what all runs there ever were came to; `portals` counts the crawls of portals that ended."""
    names = ("portals", *_TOTALS)
    row = connection.execute(f"SELECT {', '.join(names)} FROM history_totals").fetchone()  # noqa: S608 - fixed names
    return dict(zip(names, row, strict=True))


def _values(row: PortalRun) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _COLUMNS}


def _row(values: tuple[Any, ...]) -> PortalRun:
    return PortalRun(**dict(zip(_COLUMNS, values, strict=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run and the totals of its portals; `planned` portals were to be crawled, `unfinished` did not come to an end.

    `ended_at` is `None` while it goes on, and for a killed one until another command has seen that.
    """

    id: str
    command: str
    started_at: str
    ended_at: str | None
    reason: str
    planned: int | None
    portals: int
    unfinished: int
    requests: int
    bytes: int
    archived: int
    lists: int
    list_pages: int
    new: int
    changed: int
    vanished: int
    unmodified: int
    refused: int
    anomalies: int
    dead: int
    findings: int


_OF_RUN = ("id", "command", "started_at", "ended_at", "reason", "planned")
_SUMS = tuple(one.name for one in fields(Run) if one.name not in {*_OF_RUN, "portals", "unfinished"})

_RUNS = f"""
SELECT {", ".join(f"runs.{name}" for name in _OF_RUN)}, count(portal_runs.id),
    count(*) FILTER (WHERE portal_runs.reason NOT IN ('finished', '{RUNNING}')),
    {", ".join(f"coalesce(sum(portal_runs.{name}), 0)" for name in _SUMS)}
FROM (
    SELECT rowid AS place, * FROM runs WHERE id = coalesce(:run, id) AND command = coalesce(:command, command)
        AND rowid < coalesce((SELECT rowid FROM runs WHERE id = :before), 9e18)
    ORDER BY rowid DESC LIMIT :limit
) AS runs LEFT JOIN portal_runs ON portal_runs.run = runs.id GROUP BY runs.place ORDER BY runs.place DESC
"""  # noqa: S608 - fixed names

_CLOSE = f"""
UPDATE portal_runs SET reason = '{INTERRUPTED}', ended_at = started_at WHERE run = ? AND ended_at IS NULL
"""  # noqa: S608 - fixed text


def begin_run(connection: sqlite3.Connection, run_id: str, command: str, planned: int | None) -> None:
    """Enter a run that begins."""
    connection.execute(
        "INSERT INTO runs (id, command, started_at, reason, planned) VALUES (?, ?, ?, ?, ?)",
        (run_id, command, clock.now(), RUNNING, planned),
    )


def interrupt_portals(connection: sqlite3.Connection, run_id: str) -> None:
    """Enter that the portals of a run that has ended, and that themselves have not, are interrupted."""
    with transaction(connection):
        connection.execute(_CLOSE, (run_id,))


def end_run(connection: sqlite3.Connection, run_id: str, reason: str, ended_at: str) -> None:
    """Enter that a run has ended."""
    with transaction(connection):
        connection.execute(
            "UPDATE runs SET reason = ?, ended_at = ? WHERE id = ?", (reason, ended_at, run_id)
        )


def runs(
    connection: sqlite3.Connection,
    limit: int,
    *,
    run: str | None = None,
    command: str | None = None,
    before: str | None = None,
) -> list[Run]:
    """Return runs with their totals, newest first: one, those of a command, those before another."""
    values = {"limit": limit, "run": run, "command": command, "before": before}
    names = (*_OF_RUN, "portals", "unfinished", *_SUMS)
    return [Run(**dict(zip(names, row, strict=True))) for row in connection.execute(_RUNS, values)]


def open_portals(connection: sqlite3.Connection, run_id: str) -> list[PortalRun]:
    """Return the portals of a run that have begun and not ended."""
    query = f"SELECT {_NAMES} FROM portal_runs WHERE run = ? AND ended_at IS NULL ORDER BY id"  # noqa: S608 - fixed names
    return [_row(row) for row in connection.execute(query, (run_id,))]
