"""Pages a second of one crawl on loopback without delay, capture on and off: `python -m benchmarks.crawl [PAGES]`.

Off means that exchanges are taped and not written; everything else, frontier included, is the same. The two are run
in turns, the best of each counts.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import scrapy

from archive.capture import Context, Place, Role
from archive.writer import WarcWriter
from crawler.run import Job, Options, crawl

BODY = gzip.compress(("<p>政府信息公开</p>" * 1500 + "".join(f"{n:x}" for n in range(9000))).encode(), 6)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\n"
ANSWER = HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
TURNS = 3


class PagesSpider(scrapy.Spider):
    name = "portal"

    def __init__(self, url: str = "", portal: str = "bench", **_: object) -> None:
        super().__init__()
        self.portal = portal
        self.base, _, pages = url.rpartition("#")
        self.pages = int(pages)

    async def start(self):  # noqa: ANN201
        meta = {"context": asdict(Context(self.portal, Role.LISTING))}
        yield scrapy.Request(self.base, self.parse, meta=meta)

    def parse(self, response):  # noqa: ANN001, ANN201
        meta = {"context": asdict(Context(self.portal, Role.PAGE, via=response.url))}
        if response.url == self.base:
            for number in range(self.pages):
                yield scrapy.Request(f"{self.base}{number}", self.parse, meta=meta)


def serve(port: int) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(ANSWER)
                await writer.drain()

    async def forever() -> None:
        async with await asyncio.start_server(answer, "127.0.0.1", port) as server:
            await server.serve_forever()

    asyncio.run(forever())


def run(pages: int, port: int, *, capture: bool) -> dict[str, float]:
    """Crawl once in this process and return what it took."""
    if not capture:
        WarcWriter.write = lambda *_: Place("", 0, 0, "")  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as folder:
        job = Job("bench", (f"http://127.0.0.1:{port}/#{pages}",))
        settings = {"ITEM_PIPELINES": {}, "SPIDER_MODULES": [], "LOG_LEVEL": "WARNING"}
        begun, cpu = time.perf_counter(), time.process_time()
        options = Options(Path(folder), delay=0, allow_private=True, spider=PagesSpider, settings=settings)
        summary = crawl([job], options).portals[0]
        took, cpu = time.perf_counter() - begun, time.process_time() - cpu
    assert summary.statuses["200"] == pages + 1, summary
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"pages_s": pages / took, "cpu_ms": cpu * 1000 / pages, "rss_mb": peak}


def main() -> None:
    pages, port = int(sys.argv[1]) if len(sys.argv) > 1 else 1000, 18999
    if len(sys.argv) > 2:
        print(json.dumps(run(pages, port, capture=sys.argv[2] == "on")))
        return
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(port,), daemon=True)
    server.start()
    time.sleep(1)
    command = [sys.executable, "-m", "benchmarks.crawl", str(pages)]
    results: dict[str, list[dict[str, float]]] = {"on": [], "off": []}
    for _ in range(TURNS):
        for capture, found in results.items():
            done = subprocess.run([*command, capture], capture_output=True, text=True, check=True)
            found.append(json.loads(done.stdout))
    server.terminate()
    for capture, found in results.items():
        best = max(found, key=lambda one: one["pages_s"])
        rate, cost, peak = best["pages_s"], best["cpu_ms"], best["rss_mb"]
        print(f"capture {capture:3}  {rate:6.0f} pages/s  {cost:.2f} ms CPU/page  {peak:.0f} MB")


if __name__ == "__main__":
    main()
