"""One browser for all portals of a process: started for the first page, replaced when worn or dead, ended by id."""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from playwright.async_api import Browser, BrowserContext, Error, Page, Playwright, async_playwright

from crawler import chromium
from crawler.errors import CrawlError

PAGES_AT_ONCE = 2
PAGES_EACH = 50
"""Pages after which a browser is replaced, whatever leaked until then."""

MEMORY = 2 * 1024**3
"""Bytes that each process of the browser may fill."""

OPENING_SECONDS = 20.0
CLOSING_SECONDS = 10.0
STARTING_SECONDS = 60.0

_ARGUMENTS = (
    # no name resolves and no literal is reached: what escaped the routes could go nowhere
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-breakpad",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--mute-audio",
    "--js-flags=--max-old-space-size=512",
)

logger = logging.getLogger(__name__)


class NoBrowser(CrawlError):  # noqa: N818 - says what is wrong
    """Raised when a page is asked for where no browser is installed or none starts; the page is named and left."""


@dataclass(slots=True)
class _Running:
    """A started browser: its process, and how many pages it had in all and has now."""

    playwright: Playwright
    browser: Browser
    pid: int
    opened: int = 0
    open: int = 0
    is_lost: bool = False

    @property
    def is_worn(self) -> bool:
        return self.is_lost or self.opened >= PAGES_EACH or not self.browser.is_connected()


class Chrome:
    """Gives out pages, a bounded number at a time, each in a context of its own that nothing outlasts."""

    _shared: ClassVar[Chrome | None] = None

    def __init__(self, user_agent: str) -> None:
        self._user_agent = user_agent
        self._users = 0
        self._free = asyncio.Semaphore(PAGES_AT_ONCE)
        self._starting = asyncio.Lock()
        self._running: _Running | None = None

    @classmethod
    def join(cls, user_agent: str) -> Chrome:
        """Return the process's browser, not started yet; each who joins leaves."""
        if cls._shared is None:
            cls._shared = cls(user_agent)
        cls._shared._users += 1
        return cls._shared

    async def leave(self) -> None:
        """Leave; the last to go ends the browser."""
        self._users -= 1
        if self._users == 0:
            Chrome._shared = None
            await self.close()

    async def close(self) -> None:
        """End the browser, if one was started."""
        if self._running is not None:
            await _end(self._running)

    @asynccontextmanager
    async def page(self) -> AsyncIterator[Page]:
        """Give an empty page; raises NoBrowser where none can be started, Playwright's Error when it is lost."""
        async with self._free:
            running = await self._ready()
            running.opened, running.open = running.opened + 1, running.open + 1
            try:
                context, page = await _opened(running, self._user_agent)
                try:
                    yield page
                finally:
                    await _close(context, running)
            finally:
                running.open -= 1
                if running is not self._running and not running.open:
                    await _end(running)

    async def _ready(self) -> _Running:
        """Return the browser, started anew where the last one is worn; who still has a page of that keeps it."""
        async with self._starting:
            last = self._running
            if last is None or last.is_worn:
                self._running = await _start()
                if last is not None and not last.open:
                    await _end(last)
            assert self._running is not None  # noqa: S101 - set above
            return self._running


async def _start() -> _Running:
    """Start a browser; one that did not start may have been killed by somebody else, so that another is tried."""
    path = await asyncio.to_thread(chromium.find)
    if path is None:
        raise NoBrowser(f"no Chromium: {chromium.REMEDY}")
    try:
        return await _launched(path)
    except Exception as error:  # noqa: BLE001 - Playwright says so when its own driver does not start
        logger.warning("the browser did not start, another is tried: %s", str(error).partition("\n")[0])
    try:
        return await _launched(path)
    except Exception as error:
        raise NoBrowser(f"the browser could not be started: {error}") from error


async def _launched(path: Path) -> _Running:
    with _bounded():
        async with asyncio.timeout(STARTING_SECONDS):
            playwright = await async_playwright().start()
    try:
        async with asyncio.timeout(STARTING_SECONDS):
            return await _launch(playwright, path)
    except BaseException:
        await _stop(playwright)
        raise


async def _launch(playwright: Playwright, path: Path) -> _Running:
    browser = await playwright.chromium.launch(
        executable_path=path,
        args=list(_ARGUMENTS),
        chromium_sandbox=chromium.is_sandboxed(),
        handle_sigint=False,
        handle_sigterm=False,
        handle_sighup=False,
    )
    session = await browser.new_browser_cdp_session()
    processes = (await session.send("SystemInfo.getProcessInfo"))["processInfo"]
    pid = next(int(one["id"]) for one in processes if one["type"] == "browser")
    logger.info("browser %s started as process %d", browser.version, pid)
    return _Running(playwright, browser, pid)


@contextmanager
def _bounded() -> Iterator[None]:
    """Bound the memory of the processes that are started meanwhile, and of those that they start."""
    before = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, before)


async def _opened(running: _Running, user_agent: str) -> tuple[BrowserContext, Page]:
    """Return an empty page in a context of its own; a browser that gives none in time is lost and ended."""
    try:
        async with asyncio.timeout(OPENING_SECONDS):
            context = await running.browser.new_context(
                user_agent=user_agent, locale="zh-CN", service_workers="block", accept_downloads=False
            )
            return context, await context.new_page()
    except (Error, TimeoutError) as error:
        running.is_lost = True
        _kill(running)
        raise Error(f"no page could be opened: {error}") from error


async def _close(context: BrowserContext, running: _Running) -> None:
    """Close a context; a browser that cannot is lost and ended, with the pages it still has."""
    try:
        async with asyncio.timeout(CLOSING_SECONDS):
            await context.close()
    except (Error, TimeoutError):
        running.is_lost = True
        _kill(running)


async def _end(running: _Running) -> None:
    with suppress(Error, TimeoutError):
        async with asyncio.timeout(CLOSING_SECONDS):
            await running.browser.close()
    _kill(running)
    await _stop(running.playwright)


async def _stop(playwright: Playwright) -> None:
    with suppress(Error, TimeoutError):
        async with asyncio.timeout(CLOSING_SECONDS):
            await playwright.stop()


def _kill(running: _Running) -> None:
    if running.browser.is_connected():
        with suppress(ProcessLookupError):
            os.kill(running.pid, signal.SIGKILL)
