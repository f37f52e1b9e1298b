"""Group commit: what the frontier says is done is on disk in the archive."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field

from archive.originals import Original
from archive.writer import WarcWriter
from crawler.database import Durably
from crawler.frontier import Archived, Completion, Frontier

GROUP = 16
"""Completions that make a group full, so that it waits for no others."""

GROUP_SECONDS = 0.1
"""How long a completion waits for others."""

UNCOMMITTED = 3 * GROUP
"""Completions that may wait for the disk; with more, nothing is handed out until it has caught up."""


@dataclass(slots=True)
class _Group:
    """What one fsync covers."""

    completions: list[Completion] = field(default_factory=list)
    archived: list[Archived] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.completions or self.archived)


class Commits:
    """What a crawl has archived and ended and not yet made durable.

    Until a completion is committed its row stays leased, and the next start fetches it again. The fsync is done in
    `thread`, one at a time; what comes meanwhile is the next group's. `committed` is called after each group. What
    could not be made durable stops the crawl, and nothing after it is committed: an fsync that is tried again may
    succeed without the bytes (https://lwn.net/Articles/752063/).
    """

    def __init__(
        self,
        writer: WarcWriter,
        frontier: Frontier,
        thread: Executor,
        *,
        durably: Durably,
        committed: Callable[[], None],
    ) -> None:
        self._writer = writer
        self._frontier = frontier
        self._thread = thread
        self._durably = durably
        self._committed = committed
        self._next = _Group()
        self._under_way: tuple[_Group, Future[tuple[Original, ...]]] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._failed = False

    def archived(self, capture: Archived) -> None:
        """Take a capture; it is committed with the next group."""
        self._next.archived.append(capture)

    def finish(self, completion: Completion) -> None:
        """Take a row as ended; it is committed with its group."""
        self._next.completions.append(completion)
        self._begin_in_time()

    def _begin_in_time(self) -> None:
        """Begin a full group now and any other after a while."""
        if len(self._next.completions) >= GROUP:
            self.begin()
        elif self._timer is None and self._next:
            self._timer = asyncio.get_running_loop().call_later(GROUP_SECONDS, self.begin)

    def are_waiting(self) -> bool:
        """Return whether anything is not yet committed that will be."""
        return not self._failed and (self._under_way is not None or bool(self._next))

    def are_behind(self) -> bool:
        """Return whether so much waits for the disk that no more is to be fetched."""
        return sum(1 for _ in self._waiting()) >= UNCOMMITTED

    def hold_back(self, busy: Sequence[str]) -> bool:
        """Return whether a request for a host that is not busy waits for its group to be committed."""
        return any(entry.host not in busy for one in self._waiting() for entry in one.requests)

    def _waiting(self) -> Iterator[Completion]:
        if self._under_way is not None:
            yield from self._under_way[0].completions
        yield from self._next.completions

    def begin(self) -> None:
        """Begin to make durable what waits, unless a group is under way."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._failed or self._under_way is not None or not self._next:
            return
        group, self._next = self._next, _Group()
        synced = self._thread.submit(self._writer.sync)
        self._under_way = (group, synced)
        loop = asyncio.get_running_loop()

        def ended(_: Future[tuple[Original, ...]]) -> None:
            with suppress(RuntimeError):  # the loop has ended before: the run was told to end at once
                loop.call_soon_threadsafe(self._ended, group)

        synced.add_done_callback(ended)

    def _ended(self, group: _Group) -> None:
        """Go on after an fsync, unless `flush` has done so."""
        if self._under_way is not None and self._under_way[0] is group:
            self._commit()
            self._begin_in_time()
            self._committed()

    def _commit(self) -> None:
        """Commit the group under way when its fsync has ended."""
        assert self._under_way is not None  # noqa: S101 - as both callers have seen
        (group, synced), self._under_way = self._under_way, None
        self._failed = True
        with self._durably():
            originals = synced.result()
            self._frontier.finish(group.completions, group.archived, originals)
            self._failed = False

    def flush(self) -> None:
        """Make durable all that waits before this returns."""
        self.begin()
        while self._under_way is not None:
            self._commit()
            self.begin()
