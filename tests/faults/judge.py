"""What must hold when a struck crawl was let come to its end, against one that nobody disturbed."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from fastwarc.warc import ArchiveIterator

from crawler.findings import NOTES
from pipelines.store import documents
from pipelines.stored_rows import source_of
from tests.faults.started import ROOT

_OWN_TO_A_RUN = ("record_id", "warc", "offset", "length", "captured_at", "digest", "fetched_at")
"""Keys of a report's document whose values are another run's own: where and when, not what."""

_OPEN = {
    "leases": "SELECT count(*) FROM requests WHERE state = 'leased'",
    "queued": "SELECT count(*) FROM requests WHERE state = 'queued'",
    "pending": "SELECT count(*) FROM documents WHERE state = 'pending'",
    "open jobs": "SELECT count(*) FROM jobs WHERE finished_at IS NULL",
    "open runs": "SELECT count(*) FROM runs WHERE ended_at IS NULL",
    "portals of runs that have not ended": "SELECT count(*) FROM portal_runs WHERE ended_at IS NULL",
}
_LEFT = {
    "versions": "SELECT source, ordinal FROM versions ORDER BY source, ordinal",
    "alarms": "SELECT portal, kind, about FROM alarms WHERE portal <> '' ORDER BY portal, kind, about",
    "vanished": "SELECT source FROM reports WHERE vanished_at IS NOT NULL ORDER BY source",
    "stored": "SELECT source, count(*), max(version) FROM reports GROUP BY source ORDER BY source",
}
"""What no crash may add to."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command left: addresses as often as they were asked for, reports by source, and whatever else by name."""

    asked: Counter[str]
    reports: dict[str, Any]
    left: dict[str, Any]


def outcome(data: Path, asked: Counter[str], *, is_run: bool = True) -> Outcome:
    """Read what a command left in its data directory; one that `is_run` has told of portals."""
    reports = {source_of(one): _content(one) for one in documents(data)}
    left = _rows(data)
    for portal in _portals(data) if is_run else ():
        name = portal["portal"]
        left[f"the lists' accounts of {name}"] = [_account(one) for one in portal["lists"]]
        findings = [(one["kind"], one["url"]) for one in portal["findings"] if one["kind"] not in NOTES]
        left[f"findings of {name}"] = sorted(findings)
    return Outcome(asked, reports, left)


def packed(data: Path, out: Path) -> Outcome:
    """Read what a package holds, its names and bytes."""
    with ZipFile(out) as package:
        content = {name: hashlib.sha256(package.read(name)).hexdigest() for name in package.namelist()}
        damaged = package.testzip()
    return Outcome(Counter(), {}, {"package": content, "damaged": damaged} | _rows(data))


def wrong(data: Path, found: Outcome, expected: Outcome, *, repeats: int | None) -> Iterator[str]:
    """Yield what does not hold; `repeats` bounds the requests beyond the undisturbed crawl's."""
    yield from _asked(found.asked, expected.asked, repeats)
    for source in sorted(expected.reports.keys() | found.reports.keys()):
        if found.reports.get(source) != expected.reports.get(source):
            yield f"report {source}: {_difference(found.reports.get(source), expected.reports.get(source))}"
    for what in sorted(found.left.keys() | expected.left.keys()):
        if found.left.get(what) != expected.left.get(what):
            yield f"{what}: {found.left.get(what)} instead of {expected.left.get(what)}"
    yield from _database(data)
    yield from _archive(data)
    yield from _drafts(data)


def _asked(found: Counter[str], expected: Counter[str], repeats: int | None) -> Iterator[str]:
    if missing := expected.keys() - found.keys():
        yield f"never fetched: {sorted(missing)}"
    if more := found.keys() - expected.keys():
        yield f"fetched and never linked: {sorted(more)}"
    again = found.total() - expected.total()
    if repeats is not None and again > repeats:
        yield f"{again} requests more than undisturbed, and {repeats} may have been in flight: {found - expected}"


def _database(data: Path) -> Iterator[str]:
    with closing(sqlite3.connect(data / "gongkai.db")) as connection:
        for what, query in _OPEN.items():
            if count := connection.execute(query).fetchone()[0]:
                yield f"{what}: {count}"
        for (run,) in connection.execute("SELECT id FROM runs WHERE ended_at IS NOT NULL"):
            if not (data / "runs" / run / "summary.json").exists():
                yield f"run {run} has no summary"
        if (said := connection.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
            yield f"database: {said}"


def _archive(data: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "crawler", "verify", "--data", str(data)]
    verified = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if verified.returncode:
        yield f"gongkai verify ends with {verified.returncode}: {verified.stdout}{verified.stderr}"
    for warc in sorted(data.glob("warc/*/*.warc.gz")):
        with warc.open("rb") as file:
            for record in ArchiveIterator(file, parse_http=False):
                if record.headers.get("WARC-Block-Digest") and not record.verify_block_digest():
                    yield f"{warc.name}: fastwarc finds another digest at {record.stream_pos}"


def _drafts(data: Path) -> Iterator[str]:
    for path in data.rglob("*"):
        if path.name.startswith(".") or path.name.endswith((".open", ".part")):
            yield f"{path.relative_to(data)} was left"


def _rows(data: Path) -> dict[str, Any]:
    with closing(sqlite3.connect(data / "gongkai.db")) as connection:
        return {what: connection.execute(query).fetchall() for what, query in _LEFT.items()}


def _portals(data: Path) -> list[dict[str, Any]]:
    """Return what was last said of each portal, by the runs in the order in which they began."""
    told: dict[str, dict[str, Any]] = {}
    for summary in sorted(data.glob("runs/*/summary.json"), key=lambda path: path.stat().st_mtime_ns):
        told |= {one["portal"]: one for one in json.loads(summary.read_text("utf-8"))["portals"]}
    return list(told.values())


def _account(told: dict[str, Any]) -> dict[str, Any]:
    return {
        key: told[key] for key in ("url", "seen", "followed", "not_followed", "reports", "refused", "open")
    }


def _content(document: Any) -> Any:
    """Return a document without what differs from run to run though nothing changed."""
    if isinstance(document, dict):
        kept = {key: value for key, value in document.items() if key not in _OWN_TO_A_RUN}
        return {key: _content(value) for key, value in kept.items()}
    return [_content(one) for one in document] if isinstance(document, list) else document


def _difference(found: Any, expected: Any) -> str:
    if found is None or expected is None:
        return "not stored" if found is None else "stored, and is none"
    keys = [key for key in expected.keys() | found.keys() if found.get(key) != expected.get(key)]
    return f"differs in {keys}: {[found.get(key) for key in keys]!s:.300}"
