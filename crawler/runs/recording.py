"""A run recorded from its start on, so that one that is killed leaves what it knew."""

from __future__ import annotations

import logging
import os
from contextlib import ExitStack, closing
from pathlib import Path
from types import TracebackType
from typing import Self

from crawler import history
from crawler.database import connect
from crawler.errors import is_disk_full
from crawler.history import PortalRun
from crawler.logs import RunLog, logging_to
from crawler.outcome import PortalSummary, Summary
from crawler.runs import report
from crawler.runs.folder import RunFolder
from crawler.terms import new_run_id

logger = logging.getLogger(__name__)


class Recording:
    """What a process of a run keeps of it: the log while the context lasts, and each portal when it has ended.

    The process that began the run writes its summary and its page when the context ends; `reason` says why it did.
    Others join. Raises ArchiveError where the run's folder cannot be made.
    """

    def __init__(self, data_dir: Path, run_id: str, lock: int | None = None) -> None:
        self.run_id = run_id
        self.folder = RunFolder(data_dir, run_id)
        self.reason = "finished"
        self._data_dir = data_dir
        self._lock = lock
        self._open = ExitStack()

    @classmethod
    def begin(cls, data_dir: Path, command: str, planned: int | None = None) -> Self:
        """Begin a run of a command with so many portals, and complete what killed runs left."""
        run_id = new_run_id()
        lock = RunFolder(data_dir, run_id).create()
        with closing(connect(data_dir)) as connection:
            report.complete_killed(connection, data_dir)
            history.begin_run(connection, run_id, command, planned)
        return cls(data_dir, run_id, lock)

    @classmethod
    def join(cls, data_dir: Path, run_id: str) -> Self:
        """Take part in a run that another process has begun."""
        return cls(data_dir, run_id)

    def __enter__(self) -> Self:
        self._db = self._open.enter_context(closing(connect(self._data_dir)))
        self._open.enter_context(logging_to(RunLog(self.folder.log, self.run_id)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._open:
            if self._lock is None:
                return
            if isinstance(error, Exception):
                self.reason = "disk_full" if is_disk_full(error, self._data_dir) else "failed"
                logger.error("the run ends: %s", error, exc_info=error)
            elif error is not None:
                self.reason = "shutdown"  # a signal in the midst of something
            try:
                self._summary = report.write(self._db, self.folder, self.reason)
            finally:
                os.close(self._lock)

    @property
    def summary(self) -> Summary:
        """Return what came of the run that this process began and ended."""
        return self._summary

    def began(self, portal: str, depth: str) -> None:
        """Note that a portal is under way."""
        history.begin(self._db, self.run_id, portal, depth)

    def ended(self, summary: PortalSummary) -> PortalRun:
        """Account for a portal that has ended and keep what came of it."""
        summary.account(self._db)
        row = history.add(self._db, self.run_id, summary)
        self.folder.add(summary.to_json())
        return row
