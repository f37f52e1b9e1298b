"""What runs in a worker process: one document read, parsed and stored.

Imports no Scrapy; the readers are loaded once, in the process that workers are forked from, never in the crawling one.
"""

from __future__ import annotations

import faulthandler
import os
import resource
import signal
import sqlite3
import threading
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import parent_process
from pathlib import Path
from typing import TYPE_CHECKING

from archive.capture import Place

if TYPE_CHECKING:
    from pipelines.report import Report

READERS = ("archive.reader", "pipelines.parse", "pipelines.reading.html", "pipelines.store")

MEMORY = 4 * 1024**3
"""Bytes of address space a worker may take: a hostile file ends its worker's reading, not the machine."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What became of a document: the report and whether it is `new`, `changed` or `known`, or why it was refused.

    `trace` is the traceback of a fault of ours.
    """

    report: str | None = None
    outcome: str | None = None
    anomalies: int = 0
    refused: str | None = None
    trace: str | None = None


def start() -> None:
    """Prepare a worker: deaf to the terminal's interrupt, bounded in memory, gone when its parent is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # a parent killed outright leaves its workers waiting for ever


def read(data_dir: Path, places: Sequence[Place], seconds: int) -> Parsed:
    """Read a document from the archive, parse it and store its report; the process ends when it takes too long.

    Storing comes first and the document's row follows, so that a crawl killed in between parses the document again
    and finds its report known. A database or disk that cannot take the report raises; the document keeps waiting.
    """
    faulthandler.dump_traceback_later(seconds, exit=True)
    try:
        return _read(data_dir, places)
    finally:
        faulthandler.cancel_dump_traceback_later()


def _read(data_dir: Path, places: Sequence[Place]) -> Parsed:
    from archive.reader import read_document  # noqa: PLC0415 - see above
    from pipelines.errors import ReadingError  # noqa: PLC0415
    from pipelines.parse import parse  # noqa: PLC0415

    try:
        report = parse(read_document(data_dir, places))
    except ReadingError as error:
        return Parsed(refused=f"{type(error).__name__}: {error}"[:500])
    except Exception as error:  # noqa: BLE001 - whatever a document provokes is recorded with it
        return _fault(error)
    return _store(data_dir, report)


def _store(data_dir: Path, report: Report) -> Parsed:
    from pipelines.store import Store  # noqa: PLC0415 - see above

    try:
        with Store(data_dir) as store:
            outcome = store.save(report)
    except (OSError, sqlite3.Error):
        raise
    except Exception as error:  # noqa: BLE001 - a report that does not hold to the contract is not stored
        return _fault(error)
    return Parsed(report=report.id, outcome=str(outcome), anomalies=len(report.anomalies))


def _fault(error: Exception) -> Parsed:
    return Parsed(refused=f"{type(error).__name__}: {error}"[:500], trace=traceback.format_exc())
