"""Runs one crawl in a process of its own."""

from __future__ import annotations

import os

import archive.errors
import pipelines.parse  # noqa: F401 - all that a crawl loads is loaded once, before it is forked
import spiders.portal  # noqa: F401 - as above
from archive.writer import WarcWriter
from crawler import cookies, network, parsing, redirects, refusals, robots, scheduler, taping  # noqa: F401 - as above
from crawler.browser import rendering  # noqa: F401 - as above
from crawler.depth import Depth
from crawler.jobs import Job, Options
from crawler.run import crawl
from tests.crawler.runs.made import summary_of
from tests.crawler.spider import SiteSpider


def answer(answers, data_dir, portals, given):
    """Crawls and answers with the summaries as JSON has them; `portals` are names and start addresses."""
    if fault := given.pop("fail_after", None):
        fail_after(*fault)
    if refused := given.pop("refused", None):
        refuse(refused)
    taping.HELD_BYTES = given.pop("held", taping.HELD_BYTES)
    if public := given.pop("public", None):
        taping.is_public = public.__contains__
    if (names := given.pop("names", True)) is not None:
        network.NETWORK = Answering(names)
    if roots := given.pop("trusted", None):
        os.environ["SSL_CERT_FILE"] = roots
    settings = {
        "ITEM_PIPELINES": {},
        "SPIDER_MODULES": [],
        "RETRY_TIMES": 1,
        "FIRST_REST": 0.1,
        **given.pop("settings", {}),
    }
    depth = Depth(given.pop("depth", Depth.LOOK))
    terms = {"delay": 0, "allow_private": True, **given}
    options = Options(data_dir, settings=settings, **{"spider": SiteSpider, **terms})
    jobs = [Job(name, tuple(urls), depth=depth) for name, urls in portals.items()]
    summary = crawl(jobs, options)
    summary_of(summary.folder)
    answers.send(list(summary.portals))


class Answering:
    """A network whose name servers answer or do not, whatever this machine's do."""

    def __init__(self, answers):
        self._answers = answers

    def heard(self, _url):
        pass

    async def fault(self, *_):
        return None if self._answers else "no name server answers"


def refuse(step):
    """Lets there be no room for a step of the archive's writer."""

    def full(_):
        raise archive.errors.DiskFull("no room")

    setattr(WarcWriter, step, full)


def fail_after(writes, fault):
    """Lets the archive fail after a number of writes."""
    kind = getattr(archive.errors, fault, ValueError)
    write, left = WarcWriter.write, iter(range(writes))

    def failing(self, exchange, context):
        if next(left, None) is None:
            raise kind("no room")
        return write(self, exchange, context)

    WarcWriter.write = failing
