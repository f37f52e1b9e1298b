"""Scrapy's process, as several portals share it."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler import exits
from crawler import settings as defaults
from crawler.jobs import Options

if TYPE_CHECKING:
    from scrapy import Spider

_TICK = 0.05

OWN_SETTINGS = "GONGKAI_SETTINGS"
"""The variable that names a module of an operator's own settings, which go over ours."""


def _add(settings: Settings, module: str) -> None:
    try:
        settings.setmodule(module, priority="project")
    except ImportError as error:
        from crawler.configuration import ConfigurationError  # noqa: PLC0415 - loads the command line

        remedy = "PYTHONPATH must name the folder that it is in"
        raise ConfigurationError(f"{OWN_SETTINGS}={module}: {error}; {remedy}") from error


def settings_of(options: Options) -> Settings:
    """Return the settings of a run: ours, over them an operator's own, over them what the command was given."""
    settings = Settings()
    settings.setmodule(defaults, priority="project")
    if own := os.environ.get(OWN_SETTINGS):
        _add(settings, own)
    ours = {
        "DATA_DIR": str(options.data_dir),
        "ALLOW_PRIVATE": options.allow_private,
        "MAX_REQUESTS": options.max_requests,
        "LOG_INSTALL_ROOT_HANDLER": False,
    }
    settings.setdict({**ours, **options.settings}, priority="cmdline")
    return settings


class Process(AsyncCrawlerProcess):
    """Scrapy's process, whose clean stop reaches every crawl and waits for what follows when one has ended."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.is_stopping = False
        self._work: asyncio.Task[None] | None = None

    def run(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run the loop until the work is done, or a second signal ends it."""
        from twisted.internet import reactor  # noqa: PLC0415 - the process object has installed it

        # by the time of day a clock put back keeps timers, names found and connections made waiting for as long
        reactor.seconds = time.monotonic  # type: ignore[method-assign, misc]

        async def whole() -> None:
            try:
                await work()
            finally:
                if not self.is_stopping:
                    reactor.stop()  # type: ignore[misc]

        self._work = asyncio.get_event_loop().create_task(whole())
        self.start(stop_after_crawl=False)
        if self._work.done():
            self._work.result()

    def begin_stop(self) -> None:
        """Stop as a first signal does."""
        if not self.is_stopping:
            self._graceful_stop_reactor()

    def _signal_kill(self, signum: int, frame: Any) -> None:  # noqa: ANN401 - Scrapy's own
        exits.hurry()
        super()._signal_kill(signum, frame)

    async def stop(self) -> None:
        """Stop the crawls and, the first time, wait for the work; Scrapy stops again before the loop ends."""
        is_first, self.is_stopping = not self.is_stopping, True
        await super().stop()
        if is_first and self._work is not None:
            await asyncio.wait([self._work])

    def _create_crawler(self, spidercls: type[Spider] | str) -> Crawler:
        spider = self.spider_loader.load(spidercls) if isinstance(spidercls, str) else spidercls
        is_first, self._initialized_reactor = not self._initialized_reactor, True
        return _Crawler(spider, self.settings, init_reactor=is_first)


class _Crawler(Crawler):
    """Scrapy's crawl, which forgets a stop while it is being opened, and says that it has ended while it is closing."""

    async def crawl_async(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Scrapy's own
        """Crawl until the spider is closed."""
        try:
            await super().crawl_async(*args, **kwargs)
        finally:
            self.crawling = False

    async def stop_async(self) -> None:
        """Stop as soon as there is something to stop; what is closing already needs no second word."""
        while self.crawling and not (self._engine and self._engine.running):  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(_TICK)
        slot = self._engine._slot if self._engine else None
        if slot is None or slot.closing is None:
            await super().stop_async()
