"""What of a crawl's queue is handed out, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from archive.capture import Role
from crawler.commits import Commits
from crawler.frontier import Frontier, Lease
from crawler.gate import Gate
from crawler.requests import Entry

PER_HOST = 2
"""Requests of a host under way: one on the wire, one in line behind it."""


class Leasing:
    """Hands out requests, `most` of them at most where that is not 0, and knows which are under way.

    `further` queues more where there may be any; it is called when nothing but requisites is queued and nothing is
    under way. Whoever calls guards against a frontier that cannot be written.
    """

    def __init__(
        self, frontier: Frontier, commits: Commits, gate: Gate, *, further: Callable[[], bool], most: int
    ) -> None:
        self._frontier = frontier
        self._commits = commits
        self._gate = gate
        self._further = further
        self._most = most
        self._handed_out = 0
        self._under_way: dict[int, Lease] = {}

    def next(self) -> Lease | None:
        """Hand out the next request for a host that is free and does not rest."""
        if self.is_spent() or self._commits.are_behind():
            return None
        busy = self._busy_hosts()
        leased = self._frontier.lease(busy)
        if leased is None and self._must_commit(busy):
            self._commits.begin()
            return None
        if leased is None and self._has_further():
            leased = self._frontier.lease(busy)
        if leased is None and all(lease.role == Role.REQUISITE for lease in self._under_way.values()):
            leased = self._frontier.lease(busy, requisites=True)
        if leased is not None:
            self._under_way[leased.row] = leased
            self._handed_out += not self._gate.is_given_up(leased.host)
        return leased

    def _must_commit(self, busy: Sequence[str]) -> bool:
        """Return whether what is next is known only when what waits is committed."""
        return self._commits.hold_back(busy) or (not self._under_way and self._commits.are_waiting())

    def _busy_hosts(self) -> list[str]:
        hosts = Counter(lease.host for lease in self._under_way.values())
        return [*self._gate.resting(), *(host for host, count in hosts.items() if count >= PER_HOST)]

    def _has_further(self) -> bool:
        if self._under_way or self._commits.are_waiting() or self._frontier.has_queued(but=Role.REQUISITE):
            return False
        return self._further()

    def has_work(self) -> bool:
        """Return whether there is something to fetch that may be fetched, or may be once what waits is committed."""
        if self._commits.are_waiting():
            self._commits.begin()
            return True
        return not self.is_spent() and (self._frontier.has_queued() or self._has_further())

    def is_spent(self) -> bool:
        """Return whether as many requests were handed out as the run may make."""
        return 0 < self._most <= self._handed_out

    def is_idle(self) -> bool:
        """Return whether nothing is under way."""
        return not self._under_way

    def url(self, row: int) -> str | None:
        """Return the address for which a row was handed out, `None` when it is no longer out."""
        lease = self._under_way.get(row)
        return lease.url if lease else None

    def put_back(self, row: int, entry: Entry) -> None:
        """Queue a row again that is to be retried."""
        self._frontier.put_back(row, entry)
        self._under_way.pop(row, None)

    def end(self, row: int) -> bool:
        """Take a row as ended; return whether it was out."""
        return self._under_way.pop(row, None) is not None
