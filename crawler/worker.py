"""What runs in a worker process: one document read and parsed, for the store or for whoever asked.

Imports no Scrapy; the readers are loaded once, in the process that workers are forked from, never in the crawling one.
"""

from __future__ import annotations

import faulthandler
import fcntl
import os
import resource
import signal
import sqlite3
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import parent_process
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from archive.capture import Place
from archive.errors import ArchiveError

if TYPE_CHECKING:
    from crawler.changes import ReportChange
    from pipelines.report import Report

Done = TypeVar("Done")

Places = tuple[Path, tuple[Place, ...]]
"""A data directory and where the captures of a document lie in its archive."""

PRELOADED = ("archive.reader", "pipelines.loaded")

SECONDS = 300
"""Computing time a document may take; thirty scanned pages, the most that are recognized, take half of it."""

_PATIENCE = 5
"""How many times as long it may take by the clock."""

MEMORY = 4 * 1024**3
"""Bytes of address space a worker may take: a hostile file ends its worker's reading, not the machine."""

_LITTLE = 64 * 1024**2
"""Bytes that any document may take."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document that became a report: its id, what storing it came to (`Outcome`), its anomalies that are doubts.

    `change` is what a changed one says otherwise than before; one that `is_back` had vanished.
    """

    report: str
    outcome: str
    anomalies: int
    change: ReportChange | None = None
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a document became no report: the kind of the error and its message; `trace` where it is a fault of ours.

    `died` where the worker did not live to say.
    """

    kind: str
    message: str
    trace: str | None = None
    died: bool = False

    @property
    def reason(self) -> str:
        """The kind and the message, as documents are recorded with it."""
        return f"{self.kind}: {self.message}"[:500]

    @property
    def is_other(self) -> bool:
        """Whether the document is something else than a report."""
        return self.kind == "NotAReport"


def start() -> None:
    """Prepare a worker: deaf to the terminal's interrupt, bounded in memory, gone when its parent is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (memory(), memory()))
    _end_with_parent()


def memory() -> int:
    """Return the bytes that a worker may take, fewer where the system allows no more."""
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    return MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)


def _end_with_parent() -> None:
    """Have the system end this process as soon as its parent is gone, which may be killed outright.

    Nothing of ours is run for it, since a reader may let none of our code run for minutes: when the pipe ends that
    the parent holds, there is a signal that ends who does not handle it.
    """
    parent = parent_process()
    if parent is None:
        return
    pipe = parent.sentinel
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
    if not parent.is_alive():
        os._exit(1)  # it was gone before


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """End the process when what is done within takes more computing, or waits for much longer.

    Computing time is the measure, so that what can be read does not depend on what else the machine does.
    """
    faulthandler.dump_traceback_later(_PATIENCE * seconds, exit=True)
    signal.setitimer(signal.ITIMER_PROF, seconds)  # SIGPROF ends the process, whatever library it is in
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        faulthandler.cancel_dump_traceback_later()


def attempt(step: Callable[[], Done]) -> Done | Refusal:
    """Return what a step made of a document; whatever the document provokes is the reason of its refusal."""
    from pipelines.errors import ReadingError  # noqa: PLC0415 - see above

    try:
        return step()
    except (ReadingError, ArchiveError) as error:
        return Refusal(type(error).__name__, str(error))
    except MemoryError:
        _end_if_starved()
        return Refusal("Unreadable", f"to read it takes more than {memory() // 1024**2} MiB of memory")
    except Exception as error:  # noqa: BLE001 - one document that trips the parser must not end what reads the others
        return _fault(error)


def _fault(error: Exception) -> Refusal:
    _end_if_starved()
    return Refusal(type(error).__name__, str(error), traceback.format_exc())


def _end_if_starved() -> None:
    """End a worker that gets no memory even for little: it could not read whatever document, another one may."""
    try:
        bytearray(_LITTLE)
    except MemoryError:
        if parent_process() is not None:
            os._exit(1)


def read(job: Places, seconds: int, *, lacking: bool = False) -> Parsed | Refusal:
    """Read a document from the archive, parse it and store its report; `seconds` are those of `within`.

    What is read of one that is `lacking` parts takes no whole reading's place.

    Storing comes first and the document's row follows, so that a crawl killed in between parses the document again
    and finds its report known. A database or disk that cannot take the report raises; the document keeps waiting.
    """
    with within(seconds):
        report = attempt(lambda: _report(*job))
        return report if isinstance(report, Refusal) else _store(job[0], report, lacking=lacking)


def _report(data_dir: Path, places: tuple[Place, ...]) -> Report:
    from archive.reader import read_document  # noqa: PLC0415 - see above
    from pipelines.parse import parse  # noqa: PLC0415

    return parse(read_document(data_dir, places))


def _store(data_dir: Path, report: Report, *, lacking: bool) -> Parsed | Refusal:
    from crawler.changes import changed  # noqa: PLC0415 - see above
    from pipelines.store import Store  # noqa: PLC0415

    try:
        with Store(data_dir) as store:
            saved = store.save(report, lacking=lacking)
    except (OSError, sqlite3.Error):
        _end_if_starved()
        raise
    except Exception as error:  # noqa: BLE001 - a report that does not hold to the contract is not stored
        return _fault(error)
    change = changed(str(report.source.url), saved) if saved.changes else None
    doubts = sum(anomaly.severity != "info" for anomaly in report.anomalies)
    return Parsed(saved.id, str(saved.outcome), doubts, change, saved.is_back)
