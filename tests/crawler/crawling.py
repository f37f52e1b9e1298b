"""Runs one crawl as a process of its own: `python -m tests.crawler.crawling '{"data_dir": …}'`."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

import archive.errors
from archive.writer import WarcWriter
from crawler.run import Job, Options, crawl
from tests.crawler.spider import SiteSpider


def fail_after(writes: int, fault: str) -> None:
    """Let the archive fail after a number of writes."""
    kind = getattr(archive.errors, fault, ValueError)
    write, left = WarcWriter.write, iter(range(writes))

    def failing(self, exchange, context):
        if next(left, None) is None:
            raise kind("no room")
        return write(self, exchange, context)

    WarcWriter.write = failing


def main() -> None:
    given = json.loads(sys.argv[1])
    if "fail_after" in given:
        fail_after(*given.pop("fail_after"))
    logging.basicConfig(level=given.pop("log", "ERROR"))
    portals = given.pop("portals")
    settings = {"ITEM_PIPELINES": {}, "SPIDER_MODULES": [], "RETRY_TIMES": 1, **given.pop("settings", {})}
    options = Options(
        Path(given.pop("data_dir")),
        spider=SiteSpider,
        settings=settings,
        **{"delay": 0, "allow_private": True, **given},
    )
    summary = crawl([Job(name, tuple(urls)) for name, urls in portals.items()], options)
    print(json.dumps([portal.to_json() for portal in summary.portals]))


if __name__ == "__main__":
    main()
