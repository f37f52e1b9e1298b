"""Portals whose pages are empty without a browser, through the command itself: all their reports, and nothing else."""

import os
from urllib.parse import urlsplit

import pytest

from crawler.chromium import find
from tests.families.families import families
from tests.families.running import crawl
from tests.families.watched import Watched
from tests.portals.server import serve

RENDERED = [family for family in families() if family.browser]


@pytest.fixture(scope="module")
def crawled():
    """What one crawl of them all read, by family, and the portals as they were watched."""
    if find() is None and not os.environ.get("CI"):
        pytest.skip("no Chromium here: `python -m crawler.chromium` says how to get one")
    watched = {family.name: Watched(family) for family in RENDERED}
    with serve([one.site for one in watched.values()]) as served:
        for name, home in served.urls.items():
            watched[name].origin = home.rstrip("/")
        done = crawl(*served.urls.values())
    names = {urlsplit(home).netloc: name for name, home in served.urls.items()}
    reports = [(names[report.host], report) for report in done.reports]
    return reports, watched, done


@pytest.mark.parametrize("family", RENDERED, ids=lambda family: family.name)
def test_all_reports_and_nothing_else(family, crawled):
    reports, watched, done = crawled
    found = {(report.captures[0], report.year) for name, report in reports if name == family.name}
    assert found == {(report.captures[0], report.year) for report in family.site.reports}, done.said
    assert watched[family.name].walked == len(family.lists)


def test_only_what_needs_a_browser_is_given_to_one(crawled):
    shells = sum(len(family.site.reports) for family in RENDERED if family.name == "fetched")
    lists = len(RENDERED)
    assert crawled[2].rendered <= shells + 2 * lists
