"""The report of a run: its totals, what it is compared with, and what came of every portal, one by one."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from archive.names import replacing
from crawler import clock, history
from crawler.history import INTERRUPTED, Run
from crawler.outcome import PortalSummary, Summary
from crawler.runs import page
from crawler.runs.attempts import added
from crawler.runs.folder import PORTALS_KEY, RunFolder

SCHEMA = "urn:gongkai:run-summary:2.0"

COMPARED = 5
"""Runs of the same command before that a run is compared with."""

HOSTS_NAMED = 20
"""Hosts of a run that took the longest and are named."""

MOST_WORDS = 50
"""Reasons and kinds that are counted one by one; portals may come up with more."""


@dataclass(slots=True)
class _Sums:
    """What is summed up over the portals of a run, whose number does not matter to memory."""

    reasons: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    dead: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    doubts: Counter[str] = field(default_factory=Counter)
    lists: Counter[str] = field(default_factory=Counter)
    hosts: list[dict[str, Any]] = field(default_factory=list)
    losses: int = 0

    def add(self, portal: dict[str, Any]) -> None:
        """Add a portal's object of the summary."""
        self.reasons[portal["reason"]] += 1
        self.dead.update(portal["dead_reasons"])
        self.findings.update(one["kind"] for one in portal["findings"])
        self.losses += sum(not one["note"] for one in portal["findings"])
        for name in ("statuses", "refused", "doubts"):
            getattr(self, name).update(portal[name])
        for account in portal["lists"]:
            self.lists.update(_list_counts(account))
        self.hosts = added(self.hosts, portal["hosts"])
        if len(self.hosts) > 10 * HOSTS_NAMED:
            self.hosts = self.slowest()

    def slowest(self) -> list[dict[str, Any]]:
        """Return the hosts that took the longest for a request, their rests included."""
        return sorted(self.hosts, key=_pace, reverse=True)[:HOSTS_NAMED]


def _pace(host: Mapping[str, Any]) -> float:
    """Return how many seconds a host took for each request, its rests included."""
    return float((host["seconds"] + host["rested"]) / max(host["requests"], 1))


def write(connection: sqlite3.Connection, folder: RunFolder, reason: str) -> Summary:
    """Write the summary and the page of a run that has ended, enter that, and return it in short.

    Whoever is killed before it is entered leaves what is written to be written again.
    """
    run_id = folder.path.name
    _add_interrupted(connection, folder)
    [run] = history.runs(connection, 1, run=run_id)
    ended_at = clock.now() if reason != INTERRUPTED else _last_sign(folder, run)
    history.interrupt_portals(connection, run_id)
    [run] = history.runs(connection, 1, run=run_id)
    run = replace(run, reason=reason, ended_at=ended_at)
    sums = _Sums()
    for portal in folder.portals():
        sums.add(portal)
    head = _head(connection, run, sums)
    with replacing(folder.summary) as file:
        for piece in _pieces(head, folder):
            file.write(piece.encode("utf-8", "replace"))
    page.write(folder, head)
    history.end_run(connection, run_id, reason, ended_at)
    folder.lines.unlink(missing_ok=True)
    return Summary(run_id, folder, reason, sums.reasons, sums.losses)


def complete_killed(connection: sqlite3.Connection, data_dir: Path) -> None:
    """Write the reports of runs that were killed, as far as they had come."""
    for (run_id,) in connection.execute("SELECT id FROM runs WHERE ended_at IS NULL").fetchall():
        folder = RunFolder(data_dir, run_id)
        with folder.taken() as is_mine:
            if is_mine:
                write(connection, folder, INTERRUPTED)


def _add_interrupted(connection: sqlite3.Connection, folder: RunFolder) -> None:
    """Tell of the portals that were under way when the run ended what is known of them."""
    for row in history.open_portals(connection, folder.path.name):
        job = connection.execute("SELECT max(id) FROM jobs WHERE portal = ?", (row.portal,)).fetchone()[0]
        summary = PortalSummary(
            portal=row.portal, depth=row.depth, started_at=row.started_at, reason=INTERRUPTED, job=job
        )
        summary.account(connection)
        folder.add(summary.to_json())


def _last_sign(folder: RunFolder, run: Run) -> str:
    """Return when a killed run was last known to be alive: when the last of its portals had ended."""
    return max(
        (one["ended_at"] for one in folder.portals() if one["reason"] != INTERRUPTED), default=run.started_at
    )


def _head(connection: sqlite3.Connection, run: Run, sums: _Sums) -> dict[str, Any]:
    """Return the summary without its portals."""
    told = asdict(run)
    about = {
        name: told.pop(name) for name in ("id", "command", "reason", "planned", "started_at", "ended_at")
    }
    before = history.runs(connection, COMPARED, command=run.command, before=run.id)
    return {
        "schema": SCHEMA,
        "run": about.pop("id"),
        **about,
        "seconds": _seconds(run),
        "totals": told,
        "reasons": _common(sums.reasons),
        "statuses": _common(sums.statuses),
        "refused": _common(sums.refused),
        "dead": _common(sums.dead),
        "findings": _common(sums.findings),
        "doubts": _common(sums.doubts),
        "lists": {name: sums.lists[name] for name in ("lists", "stated", "seen_of_stated", "short", "open")},
        "hosts": sums.slowest(),
        "comparison": [{**asdict(one), "seconds": _seconds(one)} for one in before],
        "alarms": _alarms(connection, run.id),
    }


def _alarms(connection: sqlite3.Connection, run_id: str) -> list[dict[str, Any]]:
    from crawler import health  # noqa: PLC0415 - loads what judges

    return [alarm.to_json() for alarm in health.of_run(connection, run_id)]


def _common(counts: Counter[str]) -> dict[str, int]:
    """Return the most common of what was counted, and the sum of the rest as `other`."""
    told = dict(counts.most_common(MOST_WORDS))
    rest = counts.total() - sum(told.values())
    return told | ({"other": told.get("other", 0) + rest} if rest else {})


def _list_counts(account: Mapping[str, Any]) -> Counter[str]:
    """Return what one list adds to the lists of a run."""
    stated = account["records_stated"]
    counts = Counter(lists=1, open=int(bool(account["pages_open"] or account["open"])))
    if stated is not None:
        counts.update(stated=stated, seen_of_stated=account["seen"], short=int(account["seen"] < stated))
    return counts


def _seconds(run: Run) -> int:
    """Return how long a run took by the clock; one that was set meanwhile may make it nothing."""
    if run.ended_at is None:
        return 0
    took = datetime.fromisoformat(run.ended_at) - datetime.fromisoformat(run.started_at)
    return max(int(took.total_seconds()), 0)


def _pieces(head: dict[str, Any], folder: RunFolder) -> Iterator[str]:
    """Yield the summary's text, each portal a line, so that it is read and written one by one."""
    yield json.dumps(head, ensure_ascii=False, indent=2).removesuffix("\n}")
    yield f",\n{PORTALS_KEY}"
    between = ""
    for portal in folder.portals():
        yield f"{between}    {json.dumps(portal, ensure_ascii=False)}"
        between = ",\n"
    yield "\n  ]\n}\n"
