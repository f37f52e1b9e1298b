"""Starts crawls as processes and looks at what they leave behind."""

from __future__ import annotations

import gzip
import multiprocessing
import os
import sqlite3
import zlib
from dataclasses import dataclass

from crawler.settings import ITEM_PIPELINES
from spiders.portal import PortalSpider
from tests.crawler import crawling

# Each crawl is a process of its own, since an event loop runs once; all are forked from one that has all imported.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["pytest", "tests.crawler.crawling", "tests.crawler.processes"])

WHOLE = {
    "spider": PortalSpider,
    "settings": {"ITEM_PIPELINES": ITEM_PIPELINES, "SPIDER_MODULES": ["spiders"]},
}
"""The options of a crawl by the spider and the item pipelines that a user's has."""


class Started:
    """A crawl under way."""

    def __init__(self, data_dir, portals, **options):
        self._answers, answer = FORKS.Pipe(duplex=False)
        self._process = FORKS.Process(target=crawling.answer, args=(answer, data_dir, portals, options))
        self._process.start()
        answer.close()

    def is_alive(self):
        return self._process.is_alive()

    def send_signal(self, number):
        os.kill(self._process.pid, number)

    def kill(self):
        self._process.kill()
        self._process.join(20)
        self._process.close()
        self._answers.close()

    def summaries(self):
        """Waits for the end and returns the summaries by portal."""
        self._process.join(300)
        code = self._process.exitcode
        answer = self._answers.recv() if self._answers.poll() else None
        self.kill()
        assert code == 0, f"exit code {code}"
        return {summary["portal"]: summary for summary in answer}


def crawl(data_dir, portals, **options):
    return Started(data_dir, portals, **options).summaries()


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
