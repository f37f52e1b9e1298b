"""The command itself on a portal, and what it left in its data directory."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.crawler.running import records

ROOT = Path(__file__).parents[2]
LONGEST = 300
"""Seconds after which a crawl is ended: none here takes a tenth of it."""

_COMMAND = ("-m", "crawler", "crawl", "--allow-private", "--delay", "0")


@dataclass(frozen=True, slots=True)
class Read:
    """A report as it was stored: the addresses of its captures without their host, and what it was read as."""

    host: str
    captures: tuple[str, ...]
    year: int | None
    issuer: str | None
    published_on: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class Crawled:
    """What a crawl did: its reports, list pages, captures by role, renderings, findings by kind, seconds, its words."""

    reports: tuple[Read, ...]
    listed: int
    captures: Counter[str]
    rendered: int
    findings: Counter[str]
    seconds: float
    said: str


def crawl(*urls: str) -> Crawled:
    """Crawl addresses on loopback, each a portal, with a fresh data directory.

    Raises subprocess.TimeoutExpired where it does not end, ChildProcessError where it does not end well.
    """
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        command = [sys.executable, *_COMMAND, "--data", folder, *urls]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST, check=False)
        seconds = time.perf_counter() - begun
        if done.returncode != 0:
            raise ChildProcessError(f"exit code {done.returncode}: {done.stdout}{done.stderr}")
        database = sqlite3.connect(Path(folder) / "gongkai.db")
        try:
            return Crawled(
                tuple(_reports(database)),
                database.execute("SELECT count(*) FROM listings WHERE missing IS NULL").fetchone()[0],
                _counts(database, "SELECT role, count(*) FROM captures GROUP BY role"),
                sum(record.kind == "resource" for record in records(Path(folder))),
                _findings(Path(folder)),
                seconds,
                done.stdout + done.stderr,
            )
        finally:
            database.close()


def _reports(database: sqlite3.Connection) -> list[Read]:
    urls = dict(database.execute("SELECT record_id, url FROM captures"))
    rows = database.execute(
        "SELECT documents.url, places, report_year, issuer, published_on, title"
        " FROM documents JOIN reports ON source = documents.url WHERE state = 'parsed' ORDER BY documents.url"
    )
    return [
        Read(
            urlsplit(url).netloc,
            tuple(_local(urls.get(place["record_id"], url)) for place in json.loads(places)),
            *said,
        )
        for url, places, *said in rows
    ]


def _counts(database: sqlite3.Connection, query: str) -> Counter[str]:
    return Counter(dict(database.execute(query).fetchall()))


def _findings(data_dir: Path) -> Counter[str]:
    [summary] = data_dir.glob("runs/*/summary.json")
    return Counter(one["kind"] for one in json.loads(summary.read_text("utf-8"))["portals"][0]["findings"])


def _local(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
