"""Starts crawls as processes and looks at what they leave behind."""

from __future__ import annotations

import gzip
import json
import sqlite3
import subprocess
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


def command(data_dir, portals, **options):
    given = json.dumps({"data_dir": str(data_dir), "portals": portals, **options})
    return [sys.executable, "-m", "tests.crawler.crawling", given]


def start(data_dir, portals, **options):
    return subprocess.Popen(
        command(data_dir, portals, **options),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def crawl(data_dir, portals, **options):
    """Returns the summaries by portal."""
    done = subprocess.run(
        command(data_dir, portals, **options),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {summary["portal"]: summary for summary in json.loads(done.stdout)}


def rows(data_dir, query):
    connection = sqlite3.connect(data_dir / "gongkai.db")
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


@dataclass(frozen=True)
class Record:
    kind: str
    url: str | None
    headers: dict[str, str]
    block: bytes


def records(data_dir):
    """Every WARC record in the order written, taken apart without any library's understanding of HTTP."""
    for path in sorted(data_dir.glob("warc/*/*.warc.gz*")):
        rest = path.read_bytes()
        while rest:
            member = zlib.decompressobj(31)
            raw = member.decompress(rest) + member.flush()
            rest = member.unused_data
            yield _record(raw)


def responses(data_dir):
    """The response blocks by address."""
    return {record.url: record for record in records(data_dir) if record.kind == "response"}


def response_at(data_dir, place):
    """The response block at a place, read as any reader with an index would."""
    path = data_dir / place["warc"]
    raw = (path if path.exists() else path.with_name(path.name + ".open")).read_bytes()
    return _record(gzip.decompress(raw[place["offset"] : place["offset"] + place["length"]]))


def _record(raw):
    head, _, rest = raw.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")[1:]
    headers = dict(line.split(": ", 1) for line in lines)
    block = rest[: int(headers["Content-Length"])]
    assert rest[len(block) :] == b"\r\n\r\n"
    return Record(headers["WARC-Type"], headers.get("WARC-Target-URI"), headers, block)
