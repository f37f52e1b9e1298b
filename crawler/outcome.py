"""What came of a run and of each of its portals."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler import accounts, clock, findings
from crawler.accounts import ListAccount
from crawler.session import Session
from crawler.tally import Tally
from spiders.found import Finding

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_STORED = """
SELECT count(DISTINCT reports.id), count(observations.rowid) FROM reports
LEFT JOIN observations ON observations.report = reports.id WHERE reports.portal = :portal
"""


@dataclass(slots=True, kw_only=True)
class PortalSummary(Tally):
    """What came of one portal.

    `reason` is `finished`, `shutdown` (stopped by a signal, or not yet come to), `max_requests`, `disk_full`,
    `capture_failed`, `locked` or `failed`; `dead` holds up to a hundred addresses with their reasons. `lists` and
    `findings` are those of the whole job, which may have taken several runs; the counts are this run's, but for the
    `stored` reports of the portal and the `cells` observed in them.
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
    dead: list[tuple[str, str]] = field(default_factory=list)
    lists: list[ListAccount] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def take(self, session: Session) -> None:
        """Take over what a session that has ended counted."""
        self.reason = session.reason or "failed"
        self._take_counts(session)

    def interrupted(self, session: Session) -> None:
        """Take over what a session counted until the process was told to end at once."""
        self.reason = session.reason or "shutdown"
        session.count_cost()
        self._take_counts(session)

    def _take_counts(self, session: Session) -> None:
        self.job = session.job
        self.dead = session.dead
        for counted in fields(session.tally):
            setattr(self, counted.name, getattr(session.tally, counted.name))

    def account(self, connection: sqlite3.Connection) -> None:
        """Take over from the database what is stored, what the job's lists came to, what was missing or refused."""
        self.ended_at = clock.now()
        self.stored, self.cells = connection.execute(_STORED, {"portal": self.portal}).fetchone()
        if self.job is None:
            return
        self.lists = accounts.of_job(connection, self.portal, self.job)
        self.findings = findings.of_job(connection, self.portal, self.job, self.lists, self.dead)
        query = "SELECT 1 FROM documents WHERE portal = ? AND state = 'parsed' LIMIT 1"
        if self.reason == "finished" and not connection.execute(query, (self.portal,)).fetchone():
            self.findings.append(findings.nothing_found(self.portal))

    def to_json(self) -> dict[str, Any]:
        """Return the summary as plain JSON values."""
        lists = [_plain(account) for account in self.lists]
        found = [_plain(finding) | {"note": finding.kind in findings.NOTES} for finding in self.findings]
        first = {"portal": self.portal, "reason": self.reason}
        counted = {"requests": self.requests, "per_report": self.per_report}
        return first | _plain(self) | counted | {"lists": lists, "findings": found}


def _plain(known: DataclassInstance) -> dict[str, Any]:
    return {one.name: getattr(known, one.name) for one in fields(known)}


@dataclass(slots=True)
class Summary:
    """What came of a run; `folder` holds its log and this summary."""

    run_id: str
    folder: Path
    portals: list[PortalSummary]

    def has(self, *reasons: str) -> bool:
        """Return whether any portal ended for one of these reasons."""
        return any(portal.reason in reasons for portal in self.portals)
