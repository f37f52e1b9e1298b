"""What came of a run and of each of its portals."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from crawler import accounts, clock, findings
from crawler.accounts import ListAccount
from crawler.runs import changes
from crawler.runs.folder import RunFolder
from crawler.session import Session
from crawler.tally import HostTally, Tally
from spiders.found import Finding

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_STORED = """
SELECT (SELECT count(*) FROM reports WHERE portal = :portal),
    (SELECT count(*) FROM observations WHERE report IN (SELECT id FROM reports WHERE portal = :portal))
"""

HOSTS_NAMED = 20
"""Hosts of a portal whose cost is told."""


@dataclass(slots=True, kw_only=True)
class PortalSummary(Tally):
    """What came of one portal.

    `reason` is `finished`, `shutdown` (stopped by a signal, or not yet come to), `max_requests`, `disk_full`,
    `capture_failed`, `locked` or `failed`; `dead` holds up to a hundred addresses with their reasons, `dead_reasons`
    counts all. `lists` and `findings` are those of the whole job, which may have taken several runs; the counts are
    this run's, but for the `stored` reports of the portal, the `cells` observed in them and the `doubts` about them,
    by code. `told` are the reports that are new, changed or vanished, and `refusals` the documents that gave none, as
    JSON has them.
    """

    portal: str
    depth: str = "look"
    started_at: str = field(default_factory=clock.now)
    ended_at: str | None = None
    reason: str = "shutdown"
    error: str | None = None
    job: int | None = None
    stored: int = 0
    cells: int = 0
    doubts: dict[str, int] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)
    refusals: list[dict[str, Any]] = field(default_factory=list)
    dead: list[tuple[str, str]] = field(default_factory=list)
    dead_reasons: dict[str, int] = field(default_factory=dict)
    lists: list[ListAccount] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def take(self, session: Session) -> None:
        """Take over what a session that has ended counted."""
        self.reason, self.error = session.reason or "failed", session.error
        self._take_counts(session)

    def interrupted(self, session: Session) -> None:
        """Take over what a session counted until the process was told to end at once."""
        self.reason = session.reason or "shutdown"
        session.count_cost()
        self._take_counts(session)

    def _take_counts(self, session: Session) -> None:
        self.job = session.job
        self.depth = str(session.depth)
        self.dead = session.dead
        self.dead_reasons = session.dead_reasons
        self.lists = session.lists
        for counted in fields(session.tally):
            setattr(self, counted.name, getattr(session.tally, counted.name))

    def account(self, connection: sqlite3.Connection) -> None:
        """Take over from the database what is stored, what the job's lists came to, what was missing or refused."""
        self.ended_at = clock.now()
        self.stored, self.cells = connection.execute(_STORED, {"portal": self.portal}).fetchone()
        self.doubts = changes.doubts(connection, self.portal)
        if self.job is None:
            return
        self.told = changes.of_portal(connection, self)
        self.refusals = changes.failed(connection, self)
        self.lists = self.lists or accounts.of_job(connection, self.portal, self.job)
        self.findings = findings.of_job(connection, self.portal, self.job, self.lists, self.dead)
        query = "SELECT 1 FROM documents WHERE portal = ? AND state = 'parsed' LIMIT 1"
        if self.reason == "finished" and not connection.execute(query, (self.portal,)).fetchone():
            self.findings.append(findings.nothing_found(self.portal))
        is_whole = self.reason == "finished"
        self.findings = findings.dated(connection, self.portal, self.findings, is_whole=is_whole)

    def to_json(self) -> dict[str, Any]:
        """Return the summary as plain JSON values."""
        told = {name: value for name, value in _plain(self).items() if name not in _INSTEAD}
        return {
            "portal": self.portal,
            "reason": self.reason,
            **told,
            "requests": self.requests,
            "per_report": self.per_report,
            "changes": self.told,
            "failed": self.refusals,
            "hosts": list(_slowest(self.hosts)),
            "lists": [_plain(account) for account in self.lists],
            "findings": [_plain(one) | {"note": one.kind in findings.NOTES} for one in self.findings],
        }


_INSTEAD = frozenset({"found", "changes", "failed", "told", "refusals"})
"""What is told by other names, with what the database knows of it."""


def _slowest(hosts: dict[str, HostTally]) -> Iterator[dict[str, Any]]:
    """Yield the hosts that took the longest in all, what they rested for included."""
    for name in sorted(hosts, key=lambda name: -(hosts[name].seconds + hosts[name].rested))[:HOSTS_NAMED]:
        rounded = {key: round(value, 3) for key, value in _plain(hosts[name]).items()}
        yield {"host": name} | rounded


def _plain(known: DataclassInstance) -> dict[str, Any]:
    return {one.name: getattr(known, one.name) for one in fields(known)}


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of a run, in short; `losses` counts what was missing or refused in it. All of it is in its folder."""

    run_id: str
    folder: RunFolder
    reason: str
    reasons: Counter[str]
    losses: int

    @property
    def portals(self) -> list[dict[str, Any]]:
        """Return what came of each portal, all at once."""
        return list(self.folder.portals())
