import asyncio
import os
import signal

import pytest
from playwright.async_api import Error

from crawler import chromium
from crawler.browser import chrome
from crawler.browser.chrome import Chrome, NoBrowser
from tests.crawler.browser.processes import descendants


async def lost(shared):
    async with shared.page() as tab:
        os.kill(shared._running.pid, signal.SIGKILL)
        await tab.evaluate("new Promise(() => 0)")


async def through_losses_and_wear():
    shared = Chrome("Gongkai")
    with pytest.raises(Error):
        await lost(shared)
    pids = set()
    for _ in range(3):
        async with shared.page() as tab:
            pids.add(shared._running.pid)
            assert await tab.evaluate("navigator.userAgent") == "Gongkai"
    await shared.close()
    return pids


def test_a_browser_that_died_or_is_worn_is_replaced_and_none_outlives_the_last_user(monkeypatch):
    monkeypatch.setattr(chrome, "PAGES_EACH", 2)
    before = set(descendants(os.getpid()))
    assert len(asyncio.run(through_losses_and_wear())) == 2
    assert set(descendants(os.getpid())) <= before


async def through_a_stop():
    shared = Chrome("Gongkai")
    async with shared.page():
        os.kill(shared._running.pid, signal.SIGSTOP)
        with pytest.raises(Error):
            async with shared.page():
                pass
    async with shared.page() as tab:
        assert await tab.evaluate("1 + 1") == 2
    await shared.close()


@pytest.mark.usefixtures("watchdog")
def test_a_browser_that_no_longer_answers_is_ended_and_replaced(monkeypatch):
    monkeypatch.setattr(chrome, "OPENING_SECONDS", 2)
    before = set(descendants(os.getpid()))
    asyncio.run(through_a_stop())
    assert set(descendants(os.getpid())) <= before


async def through_a_start():
    shared = Chrome("Gongkai")
    async with shared.page() as tab:
        assert await tab.evaluate("1 + 1") == 2
    await shared.close()


def test_a_browser_that_is_killed_while_it_starts_is_started_again(monkeypatch, tmp_path):
    script = tmp_path / "chromium"
    killed = f"[ -e {tmp_path}/killed ] || {{ touch {tmp_path}/killed; kill -9 $$; }}"
    script.write_text(f'#!/bin/sh\n{killed}\nexec {chromium.find()} "$@"\n')
    script.chmod(0o755)
    monkeypatch.setenv("GONGKAI_CHROMIUM", str(script))
    before = set(descendants(os.getpid()))
    asyncio.run(through_a_start())
    assert (tmp_path / "killed").exists()
    assert set(descendants(os.getpid())) <= before


def test_where_no_browser_is_that_is_said(monkeypatch):
    monkeypatch.setenv("GONGKAI_CHROMIUM", "/nonexistent")

    async def open_page():
        async with Chrome("Gongkai").page():
            pass

    with pytest.raises(NoBrowser, match="apt-get install chromium"):
        asyncio.run(open_page())
