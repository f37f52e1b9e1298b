import asyncio
import os

import pytest

from crawler import chromium
from crawler.browser.chrome import Chrome
from tests.crawler.browser import tabs


@pytest.fixture(scope="session", autouse=True)
def browser():
    """Skip what needs a browser where there is none, but never in continuous integration."""
    if chromium.find() is None and not os.environ.get("CI"):
        pytest.skip(chromium.REMEDY)


@pytest.fixture(scope="package")
def render():
    """Render markup in a browser that the tests of this folder share."""
    loop, chrome = asyncio.new_event_loop(), Chrome("Gongkai")
    yield lambda markup, answers=None, **how: loop.run_until_complete(
        tabs.render(chrome, markup, answers or {}, **how)
    )
    loop.run_until_complete(chrome.close())
    loop.close()
