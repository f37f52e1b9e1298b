"""A packed report looks in other projects' replay tools as it did on its portal."""

import os

import pytest
from playwright.sync_api import sync_playwright

from crawler import chromium
from tests.crawler.packing.conftest import REPORT
from tests.tools import replaywebpage as shown

WITHIN = 60_000
"""Milliseconds for a service worker to start, or for pywb to find a page."""
BANNER = "getComputedStyle(document.querySelector('.banner'))"
STYLED = f"""document.readyState == 'complete' && document.querySelector('.banner')
    && {BANNER}.backgroundColor == 'rgb(200, 22, 29)' && [...document.images].every(image => image.complete)"""


@pytest.fixture(scope="module")
def browser():
    found = chromium.find()
    if found is None and not os.environ.get("CI"):
        pytest.skip(f"no Chromium: {chromium.REMEDY}")
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-background-networking"]
        running = playwright.chromium.launch(executable_path=found, args=options)
        yield running
        running.close()


@pytest.fixture
def tab(browser):
    opened = browser.new_page(viewport={"width": 1200, "height": 1000})
    opened.set_default_timeout(WITHIN)
    yield opened
    opened.close()


def look(frame):
    """Wait until the sample report is shown whole in a frame and hold it against what the portal sent."""
    frame.wait_for_function(STYLED)  # a tool may load a page more than once until it shows it
    assert frame.locator("h1").inner_text() == REPORT.title
    assert "制发件数" in frame.locator("table").first.inner_text()
    assert frame.evaluate("[...document.images].map(image => image.naturalWidth)") == [48]
    assert "/images/banner.png" in frame.evaluate(f"{BANNER}.backgroundImage")


def open_in(tab, address):
    """Open a replay tool's page; the frame in which it shows the archived one."""
    with tab.expect_event("framenavigated", lambda frame: "mp_/http" in frame.url) as shown_in:
        tab.goto(address)
    return shown_in.value


@pytest.mark.parametrize("form", ["packed", "compressed"])
def test_in_replaywebpage(crawled, form, request, replaywebpage, tab, tmp_path):
    with shown.show(replaywebpage, request.getfixturevalue(form), crawled.report) as address:
        look(open_in(tab, address))
        tab.screenshot(path=tmp_path / "replaywebpage.png")


def test_in_pywb(crawled, compressed, pywb, tab, tmp_path):
    pywb.collect(tmp_path, "packed", compressed)
    with pywb.serve(tmp_path) as root:
        look(open_in(tab, f"{root}packed/2026/{crawled.report}"))
        tab.screenshot(path=tmp_path / "pywb.png")
