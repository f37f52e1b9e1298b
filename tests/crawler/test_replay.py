"""An archived report looks in a browser as it did, served from the archive alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from warcio.archiveiterator import ArchiveIterator

from crawler.chromium import find
from tests.portals.server import serve
from tests.portals.sites import SITES

SITE = SITES[0]
REPORT = next(report for report in SITE.reports if report.sample)
CHROMIUM = find()
FRAMING = {"content-encoding", "content-length", "transfer-encoding"}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    """A data directory, and the home address of a portal that is no longer served."""
    data = tmp_path_factory.mktemp("data")
    command = (
        Path(sys.executable).with_name("gongkai"),
        "crawl",
        "--allow-private",
        "--delay",
        "0",
        "--data",
        data,
    )
    with serve([SITE]) as served:
        home = served.urls[SITE.name]
        subprocess.run([*command, home], check=True, capture_output=True, timeout=120)
    return data, home


class Archive:
    """Answers a browser's requests by index and WARC, as a replay tool does; notes what is not there."""

    def __init__(self, data):
        self.warcs = data / "warc"
        lines = [line for index in (data / "index").iterdir() for line in index.read_text().splitlines()]
        entries = [json.loads(line.split(" ", 2)[2]) for line in sorted(lines)]
        self.entries = {entry["url"]: entry for entry in entries if entry.get("status", "200") == "200"}
        self.served, self.missing = [], []

    def answer(self, route):
        url = route.request.url
        if url not in self.entries:
            self.missing.append(url)
            return route.abort()
        self.served.append(url)
        return route.fulfill(**self.read(self.entries[url]))

    def read(self, entry):
        (path,) = self.warcs.glob(f"*/{entry['filename']}")
        with path.open("rb") as file:
            file.seek(int(entry["offset"]))
            record = next(iter(ArchiveIterator(file)))
            headers = {
                name: value for name, value in record.http_headers.headers if name.lower() not in FRAMING
            }
            return {"status": 200, "headers": headers, "body": record.content_stream().read()}


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None and not os.environ.get("CI"):
        pytest.skip("no Chromium here: `python -m crawler.chromium` says how to get one")
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-background-networking"]
        running = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield running
        running.close()


@pytest.fixture(scope="module")
def opened(crawled, browser):
    """The report's page, opened from the archive; and the archive."""
    data, home = crawled
    archive, page = Archive(data), browser.new_page()
    page.route("**/*", archive.answer)
    with page.expect_request("**/banner.png"):  # the background is asked for when the page is painted
        page.goto(home.rstrip("/") + REPORT.captures[0], wait_until="networkidle")
    yield page, archive
    page.close()


def test_every_request_of_the_page_is_in_the_archive(opened):
    _, archive = opened
    assert archive.missing == []
    names = {url.rpartition("/")[2] for url in archive.served}
    assert names == {REPORT.captures[0].rpartition("/")[2], "style.css", "banner.png", "emblem.png"}


def test_it_is_styled_and_its_pictures_are_seen(opened):
    page, _ = opened
    assert page.evaluate("[...document.images].map(image => image.naturalWidth)") == [48]
    banner = "getComputedStyle(document.querySelector('.banner'))"
    assert page.evaluate(f"{banner}.backgroundColor") == "rgb(200, 22, 29)"
    assert page.evaluate(f"{banner}.backgroundImage").endswith('/images/banner.png")')


def test_its_text_is_whole(opened):
    page, _ = opened
    assert page.locator("h1").inner_text() == REPORT.title
    assert "制发件数" in page.locator("table").first.inner_text()
