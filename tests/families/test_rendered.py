"""Portals whose pages are empty without a browser, through the command itself: all their reports, and nothing else."""

import os

import pytest

from crawler.chromium import find
from tests.families.families import families
from tests.families.family import Watched
from tests.families.running import crawl
from tests.portals.server import serve

RENDERED = [family for family in families() if family.browser]


@pytest.fixture(scope="module", autouse=True)
def _chromium():
    if find() is None and not os.environ.get("CI"):
        pytest.skip("no Chromium here: `python -m crawler.chromium` says how to get one")


@pytest.mark.xfail
@pytest.mark.parametrize("family", RENDERED, ids=lambda family: family.name)
def test_all_reports_and_nothing_else(family):
    watched = Watched(family)
    with serve([watched.site]) as served:
        watched.origin = served.urls[family.name].rstrip("/")
        crawled = crawl(served.urls[family.name])
    found = {(report.captures[0], report.year) for report in crawled.reports}
    assert found == {(report.captures[0], report.year) for report in family.site.reports}, crawled.said
    assert watched.walked == len(family.lists)
    assert crawled.rendered
