"""What writing the archive costs a crawl: `python -m benchmarks.crawl [PAGES]`.

One crawl on loopback without delay, with the writer and with one that writes nothing; all else is the same: what is
taped, parsed and decoded, the frontier, its group commits and their thread. The two are run in pairs, whose order
alternates; a pair's share is the speed with the writer as a part of the speed without. Told are the medians and
the least and the most, for pages a second and for CPU. A crawl is timed from its first response until its files are
closed, so that what a process costs to start is in neither.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import itertools
import json
import multiprocessing
import random
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import scrapy

from archive.capture import Context, Place, Role
from archive.records import new_id
from crawler import session
from crawler.jobs import Job, Options
from crawler.run import crawl

PARAGRAPHS = 105
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\n"
PAIRS = 7
WRITERS = ("archive", "null")


def body() -> bytes:
    """Return a page of 40 KB, 12 KB in gzip: words as unequally frequent as a language's."""
    chance = random.Random(1)
    words = [
        "".join(chr(chance.randrange(0x4E00, 0x5200)) for _ in range(chance.randint(2, 4)))
        for _ in range(900)
    ]
    often = [1 / (rank + 3) for rank in range(len(words))]
    texts = ("".join(chance.choices(words, often, k=40)) for _ in range(PARAGRAPHS))
    paragraphs = "".join(f'<p style="text-indent:2em">{text}</p>\n' for text in texts)
    return gzip.compress(
        f"<!DOCTYPE html>\n<html><head><title>年度报告</title></head><body>{paragraphs}".encode()
    )


BODY = body()


def answers() -> Iterator[bytes]:
    """Yield one page after another, each with a second gzip member of its own: none is a revisit."""
    for number in itertools.count():
        page = BODY + gzip.compress(b"<p>%d</p>" % number)
        yield HEAD + b"Content-Length: %d\r\n\r\n" % len(page) + page


class NullWriter:
    """Takes what an archive's writer takes and writes nothing."""

    def __init__(self, *_: object, **__: object) -> None:
        self._offset = 0

    def is_quick(self, _: object) -> bool:
        return True

    def write(self, *_: object) -> Place:
        self._offset += len(BODY)
        return Place("warc/bench/bench-20260301080000-00001.warc.gz", self._offset, len(BODY), new_id())

    def sync(self) -> tuple[()]:
        return ()

    def close(self) -> None:
        pass


class PagesSpider(scrapy.Spider):
    name = "portal"
    first: tuple[float, float]

    def __init__(self, url: str = "", portal: str = "bench", **_: object) -> None:
        super().__init__()
        self.portal = portal
        self.base, _, pages = url.rpartition("#")
        self.pages = int(pages)

    async def start(self):  # noqa: ANN201
        meta = {"context": asdict(Context(self.portal, Role.LISTING))}
        yield scrapy.Request(self.base, self.parse, meta=meta)

    def parse(self, response):  # noqa: ANN001, ANN201
        if response.url == self.base:
            PagesSpider.first = time.perf_counter(), time.process_time()
            meta = {"context": asdict(Context(self.portal, Role.PAGE, via=response.url))}
            for number in range(self.pages):
                yield scrapy.Request(f"{self.base}{number}", self.parse, meta=meta)


def serve(port: int) -> None:
    pages = answers()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(next(pages))
                await writer.drain()

    async def forever() -> None:
        async with await asyncio.start_server(answer, "127.0.0.1", port) as server:
            await server.serve_forever()

    asyncio.run(forever())


def wait_for(port: int) -> None:
    while True:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)


def run(pages: int, port: int, writer: str) -> dict[str, float]:
    """Crawl once in this process and return what it took."""
    if writer == "null":
        session.WarcWriter = NullWriter  # type: ignore[assignment,misc]
    with tempfile.TemporaryDirectory() as folder:
        job = Job("bench", (f"http://127.0.0.1:{port}/#{pages}",))
        settings = {"ITEM_PIPELINES": {}, "SPIDER_MODULES": [], "LOG_LEVEL": "WARNING"}
        options = Options(Path(folder), delay=0, allow_private=True, spider=PagesSpider, settings=settings)
        summary = crawl([job], options).portals[0]
        ended = time.perf_counter(), time.process_time()
    assert summary["statuses"] == {"200": pages + 1}, summary["statuses"]
    took, cpu = (end - begun for end, begun in zip(ended, PagesSpider.first, strict=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"pages_s": pages / took, "cpu_ms": cpu * 1000 / pages, "rss_mb": peak}


def measure(pages: int, port: int) -> list[dict[str, dict[str, float]]]:
    """Return each pair's figures by writer; every crawl is a process of its own."""
    command = [sys.executable, "-m", "benchmarks.crawl", str(pages), str(port)]
    pairs: list[dict[str, dict[str, float]]] = []
    for _, order in zip(range(PAIRS), itertools.cycle((WRITERS, WRITERS[::-1])), strict=False):
        pairs.append({})
        for writer in order:
            done = subprocess.run([*command, writer], stdout=subprocess.PIPE, text=True, check=True)
            pairs[-1][writer] = json.loads(done.stdout)
    return pairs


def tell(pairs: list[dict[str, dict[str, float]]]) -> None:
    for writer in WRITERS:
        rate, cost, peak = (
            statistics.median(pair[writer][figure] for pair in pairs)
            for figure in ("pages_s", "cpu_ms", "rss_mb")
        )
        print(f"{writer:8} {rate:6.0f} pages/s  {cost:.2f} ms CPU/page  {peak:.0f} MB")
    speeds = [pair["archive"]["pages_s"] / pair["null"]["pages_s"] for pair in pairs]
    costs = [pair["null"]["cpu_ms"] / pair["archive"]["cpu_ms"] for pair in pairs]
    for what, shares in (("speed", speeds), ("CPU", costs)):
        print(
            f"{what:8} {statistics.median(shares):.1%} of the null writer's ({min(shares):.1%} to {max(shares):.1%})"
        )


def main() -> None:
    pages, port = int(sys.argv[1]) if len(sys.argv) > 1 else 2000, 18999
    if len(sys.argv) > 3:
        print(json.dumps(run(pages, int(sys.argv[2]), sys.argv[3])))
        return
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(port,), daemon=True)
    server.start()
    try:
        wait_for(port)
        tell(measure(pages, port))
    finally:
        server.terminate()


if __name__ == "__main__":
    main()
