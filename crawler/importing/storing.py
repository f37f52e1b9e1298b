"""Documents of imported archives read and stored as those of a crawl.

Of each address the newest capture is taken; where that cannot be read or is no report, the one before.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
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
ON CONFLICT (portal, url) DO UPDATE SET
    places = excluded.places, state = 'pending', reason = NULL, report = NULL, deaths = 0
WHERE documents.places <> excluded.places
"""
_WAITING = "SELECT id, url, places FROM documents WHERE portal = ? AND state = 'pending' ORDER BY id"


def store_reports(
    connection: sqlite3.Connection,
    data_dir: Path,
    portal: str,
    archives: Iterable[Path],
    *,
    processes: int,
    tell: Tell,
) -> Counter[str]:
    """Read the documents in a portal's imported files, and what else of the portal waits; store the reports."""
    tally: Counter[str] = Counter()
    visits = _by_address(archives)
    while True:
        tally += _take_up(connection, data_dir, portal, [each[-1] for each in visits.values()])
        refused = _read_waiting(connection, data_dir, portal, tally, processes=processes, tell=tell)
        visits = {url: each[:-1] for url, each in visits.items() if url in refused and len(each) > 1}
        if not visits:
            return tally


def _by_address(archives: Iterable[Path]) -> dict[str, list[Visit]]:
    """Return the visits to each address of a document, the newest last."""
    visits: dict[str, list[Visit]] = defaultdict(list)
    for visit in dated_visits(archives):
        visits[visit.url].append(visit)
    return visits


def _take_up(
    connection: sqlite3.Connection, data_dir: Path, portal: str, visits: Sequence[Visit]
) -> Counter[str]:
    """Enter visits as waiting to be read, but those of which a newer capture is stored."""
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


def _read_waiting(
    connection: sqlite3.Connection,
    data_dir: Path,
    portal: str,
    tally: Counter[str],
    *,
    processes: int,
    tell: Tell,
) -> set[str]:
    """Read what waits of a portal in worker processes and store the reports; return the addresses of what is none."""
    refused: set[str] = set()
    documents = Documents(connection, portal)
    waiting = [Pending(*row) for row in connection.execute(_WAITING, (portal,)).fetchall()]
    jobs = ((data_dir, one.captures) for one in waiting)
    for document, (_, result) in zip(waiting, _results(jobs, processes), strict=True):
        _settle(documents, document, result, tally)
        if isinstance(result, Refusal):
            refused.add(document.url)
            if not result.is_other:
                tell(f"{document.url}: {result.message}")
    return refused


def _results(jobs: Iterable[Places], processes: int) -> Iterator[tuple[Places, Parsed | Refusal]]:
    return in_order(read, jobs, processes=processes, seconds=SECONDS)


def _settle(documents: Documents, document: Pending, result: Parsed | Refusal, tally: Counter[str]) -> None:
    if isinstance(result, Parsed):
        documents.parsed(document, result.report)
        tally[f"reports {result.outcome}"] += 1
    else:
        documents.refused(document, result.reason, died=result.died)
        tally["no report" if result.is_other else "not read"] += 1
        tally["faults"] += result.trace is not None
