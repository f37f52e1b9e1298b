"""What a crawl has done, counted as it goes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.capture import Role
from crawler.changes import ReportChange

if TYPE_CHECKING:
    from crawler.frontier import Completion

MOST_NAMED = 1000
"""Documents of a portal that are named one by one in what a run says; all are counted."""
MOST_CHANGED = 100
"""The same of reports that changed, named with what differs in them."""


@dataclass(slots=True)
class HostTally:
    """What a host was asked in one run: `seconds` of its exchanges in all and of the `slowest`, how long it rested."""

    requests: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    rested: float = 0.0

    def took(self, seconds: float) -> None:
        """Count an exchange, whatever came of it."""
        self.requests += 1
        self.seconds += seconds
        self.slowest = max(self.slowest, seconds)


@dataclass(slots=True)
class Tally:
    """Counts of one portal in one run.

    `statuses` counts ended requests by HTTP status or, without one, by reason; `reports` those that were `new`,
    `changed`, `known` and `reread`, and those that have `moved`; `refused` documents by reason. `bytes` are those
    received, heads included, `archived` those by which the archive grew. `sent` counts all that went to a host, by
    role: robots.txt and what was tried again too. `rendered` pages were given to a browser. `unmodified` are answers
    that only said that what is archived is still the same. `found` names the documents in which a new report was,
    `failed` those that gave none, with the reason, `changes` what changed reports say otherwise, each up to a bound.
    """

    bytes: int = 0
    archived: int = 0
    listings: int = 0
    documents: int = 0
    anomalies: int = 0
    rendered: int = 0
    unmodified: int = 0
    seconds: float = 0.0
    sent: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    reports: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    changes: list[ReportChange] = field(default_factory=list)
    hosts: dict[str, HostTally] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        """Return how many requests went to hosts."""
        return self.sent.total()

    @property
    def per_report(self) -> float | None:
        """Return how many requests each report took that was read in this run, `None` when none was.

        Those for what pages need to look as they did belong to no report's finding.
        """
        reports = sum(self.reports[outcome] for outcome in ("new", "changed", "known", "reread"))
        return round((self.requests - self.sent[Role.REQUISITE]) / reports, 1) if reports else None

    def host(self, name: str) -> HostTally:
        """Return the counts of a host."""
        return self.hosts.setdefault(name, HostTally())

    def name_found(self, url: str) -> None:
        """Name a document in which a new report was."""
        if len(self.found) < MOST_NAMED:
            self.found.append(url)

    def name_changed(self, change: ReportChange) -> None:
        """Name a changed report and what it says otherwise; the database has all of it."""
        if len(self.changes) < MOST_CHANGED:
            self.changes.append(change)

    def name_moved(self, url: str, change: ReportChange | None) -> None:
        """Count a report that went on at an address, where it was taken for a new one, and name its change, if any."""
        self.reports["moved"] += 1
        if url in self.found or self.reports["new"] > len(self.found):
            self.reports -= Counter(new=1)
        self.found = [one for one in self.found if one != url]
        if change:
            self.reports["changed"] += 1
            self.name_changed(change)

    def name_failed(self, url: str, reason: str) -> None:
        """Name a document that gave no report."""
        if len(self.failed) < MOST_NAMED:
            self.failed.append((url, reason))

    def count(self, completion: Completion) -> None:
        """Count a request that has ended and what it yielded."""
        self.statuses[str(completion.status or completion.reason)] += 1
        self.listings += len(completion.listings)
        self.documents += len(completion.documents)
