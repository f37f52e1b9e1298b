"""Documents of imported archives read and stored as those of a crawl, each address by its newest capture."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path

from archive.documents import in_time
from archive.reader import Visit, dated_visits
from crawler.database import transaction
from crawler.documents import Documents, Pending
from crawler.importing.files import Tell
from crawler.pools import in_order
from crawler.worker import SECONDS, Parsed, Places, Refusal, read
from pipelines.store import stored

_IMPORTED = 0
"""The number of the job that stands for all imports; those of crawls begin at 1."""

_FOUND = """
INSERT INTO documents (portal, job, url, places, state) VALUES (?, ?, ?, ?, 'pending')
ON CONFLICT (portal, url) DO UPDATE SET places = excluded.places, state = 'pending', reason = NULL, report = NULL
WHERE documents.places <> excluded.places
"""
_WAITING = "SELECT id, url, places FROM documents WHERE portal = ? AND state = 'pending' ORDER BY id"


def take_up(
    connection: sqlite3.Connection, data_dir: Path, portal: str, archives: Iterable[Path]
) -> Counter[str]:
    """Enter the documents in imported files as waiting to be read, but those of which a newer capture is stored."""
    visits = list(dated_visits(archives, newest=True))
    current = [visit for visit in visits if not _is_superseded(data_dir, visit)]
    with transaction(connection):
        for visit in current:
            places = json.dumps([asdict(place) for place in visit.places])
            connection.execute(_FOUND, (portal, _IMPORTED, visit.url, places))
    return Counter({"older than what is stored": len(visits) - len(current)})


def _is_superseded(data_dir: Path, visit: Visit) -> bool:
    known = stored(data_dir, visit.url)
    if known is None or not known["captures"]:
        return False
    captured_at = known["captures"][0]["captured_at"] or ""
    return in_time(captured_at, visit.places[0])[0] > in_time(visit.captured_at, visit.places[0])[0]


def read_waiting(
    connection: sqlite3.Connection, data_dir: Path, portal: str, *, processes: int, tell: Tell
) -> Counter[str]:
    """Read what waits of a portal in worker processes and store the reports; what is none is recorded so."""
    tally: Counter[str] = Counter()
    documents = Documents(connection, portal)
    waiting = [Pending(*row) for row in connection.execute(_WAITING, (portal,)).fetchall()]
    jobs = ((data_dir, one.captures) for one in waiting)
    for document, (_, result) in zip(waiting, _results(jobs, processes), strict=True):
        _settle(documents, document, result, tally)
        if isinstance(result, Refusal) and not result.is_other:
            tell(f"{document.url}: {result.message}")
    return tally


def _results(jobs: Iterable[Places], processes: int) -> Iterator[tuple[Places, Parsed | Refusal]]:
    return in_order(read, jobs, processes=processes, seconds=SECONDS)


def _settle(documents: Documents, document: Pending, result: Parsed | Refusal, tally: Counter[str]) -> None:
    if isinstance(result, Parsed):
        documents.parsed(document, result.report)
        tally[f"reports {result.outcome}"] += 1
    else:
        documents.refused(document, result.reason)
        tally["no report" if result.is_other else "not read"] += 1
        tally["faults"] += result.trace is not None
