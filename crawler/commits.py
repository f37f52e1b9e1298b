"""Group commit: what the frontier says is done is on disk in the archive."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from archive.writer import WarcWriter
from crawler.database import Durably
from crawler.frontier import Archived, Completion, Frontier

GROUP = 4
"""Completions that share one fsync at most."""

GROUP_SECONDS = 0.1
"""How long a completion waits for others."""


class Commits:
    """What a crawl has archived and ended and not yet made durable.

    Until a completion is committed its row stays leased, and the next start fetches it again.
    """

    def __init__(self, writer: WarcWriter, frontier: Frontier, durably: Durably) -> None:
        self._writer = writer
        self._frontier = frontier
        self._durably = durably
        self._completions: list[Completion] = []
        self._archived: list[Archived] = []
        self._timer: asyncio.TimerHandle | None = None

    def archived(self, capture: Archived) -> None:
        """Take a capture; it is committed with the next group."""
        self._archived.append(capture)

    def finish(self, completion: Completion) -> None:
        """Take a row as ended; it is committed with its group, at once when the group is full."""
        self._completions.append(completion)
        if len(self._completions) >= GROUP:
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(GROUP_SECONDS, self.flush)

    def hold_back(self, busy: Sequence[str]) -> bool:
        """Return whether a request for a host that is not busy waits for its group to be committed."""
        return any(entry.host not in busy for one in self._completions for entry in one.requests)

    def flush(self) -> None:
        """Fsync the archive and commit the completions that it covers; failing that, the crawl is stopped."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._completions and not self._archived:
            return
        with self._durably():
            self._writer.sync()
            self._frontier.finish(self._completions, self._archived)
            self._completions.clear()
            self._archived.clear()
