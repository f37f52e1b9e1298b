"""A stop that comes while a crawl is being opened, or is closing already; a clock that is put back meanwhile."""

from __future__ import annotations

import asyncio
import os
import signal
import time

import pytest
from twisted.internet.base import ReactorBase

from tests.crawler.running import crawl
from tests.crawler.server import Site, page


class Stopping:
    """Has the run stopped in the midst of a step that takes its time."""

    async def stop(self):
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0.5)

    def process_item(self, item):
        return item


class StoppingOpening(Stopping):
    async def open_spider(self):
        await self.stop()


class StoppingClosing(Stopping):
    async def close_spider(self):
        await self.stop()


@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize(
    ("pipeline", "reason", "asked"), [(StoppingOpening, "shutdown", 0), (StoppingClosing, "finished", 3)]
)
def test_a_stop_is_neither_forgotten_nor_mistaken_for_the_end(tmp_path, pipeline, reason, asked):
    links = "".join(f'<a href="/list/{n}">{n}</a>' for n in range(2))
    with Site(routes={"/": page(links), "/list/0": page("0"), "/list/1": page("1")}) as site:
        came = crawl(
            tmp_path,
            {"p": [f"{site.url}/"]},
            settings={"ITEM_PIPELINES": {f"{__name__}.{pipeline.__name__}": 1}},
        )["p"]
    assert came["reason"] == reason
    assert len(site.paths()) == asked


class PuttingBack:
    """Has the clock that Twisted's timers go by put back again and again."""

    def open_spider(self):
        ReactorBase.seconds = staticmethod(lambda: -1000 * time.monotonic())

    def process_item(self, item):
        return item


@pytest.mark.usefixtures("watchdog")
def test_a_clock_that_is_put_back_keeps_no_crawl_waiting(tmp_path):
    with Site(routes={"/": page("")}) as site:
        came = crawl(
            tmp_path,
            {"p": [f"http://localhost:{site.port}/"]},
            settings={"ITEM_PIPELINES": {f"{__name__}.PuttingBack": 1}},
        )["p"]
    assert came["reason"] == "finished"
    assert site.paths()
