"""Lists of several pages that lose and gain pages, by what their pagers offer."""

import json
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest

from crawler.database import connect
from tests.crawler.bureau import COLUMN, PER_PAGE, Bureau, answer
from tests.crawler.test_nights import kinds, listed, run

SHAPES = ("numbers", "near", "next", "down", "service")


@dataclass
class Shaped(Bureau):
    """A list with the numbers of all its pages, of those beside each, with 下一页 alone, whose pages are numbered from
    the last, or that a service answers, page by page until one is empty."""

    kind: str = "bare"
    shape: str = "numbers"
    busy: str | None = None  # with what addresses begin that cannot be had for now

    def answer_to(self, path, request):
        if self.busy and path.startswith(self.busy):
            return answer("busy", status="500 Internal Server Error")
        if not path.startswith("/api/"):
            return super().answer_to(path, request)
        number = json.loads(parse_qs(urlsplit(path).query)["paramJson"][0])["pageNo"]
        shown = list(self.titles.items())[(number - 1) * PER_PAGE : number * PER_PAGE]
        markup = "".join(f'<li><a href="{path}">{title}</a></li>' for path, title in shown)
        return answer(json.dumps({"data": {"html": markup and f"<ul>{markup}</ul>"}}), "application/json")

    def _page(self, title, body):
        named = body.replace(f'"{self.column}/"', f'"{self.column}/index.html"')
        return super()._page(title, named if self.shape == "down" else body)

    def _number(self, rest, request):
        if "/index/" not in rest:
            return super()._number(rest, request)
        return -(-len(self.titles) // PER_PAGE) + 1 - int(rest.rpartition("/")[2].partition(".")[0])

    def _entries(self, entries, number, total):
        if self.shape == "service":
            return self._page(COLUMN, """<script url="/api/unit" queryData="{'webId':'1'}"></script>""")
        return super()._entries(entries, number, total) if number > 0 else None

    def _pager(self, number, pages, total):  # noqa: ARG002 - a portal's own
        if self.shape == "down":
            return f"<script>_simple_list_gotopage_fun({pages}, 'x', 1)</script>" if pages > 1 else ""
        shown = {"numbers": range(1, pages + 1), "near": range(number - 1, number + 2), "next": ()}[
            self.shape
        ]
        bar = "".join(f'<a href="{self._at(n)}">{n}</a>' for n in shown if n != number and 0 < n <= pages)
        onward = f'<a href="{self._at(number + 1)}">下一页</a>' if number < pages else ""
        return f'<div class="pages">{bar}{onward}</div>'

    def leave(self, paths):
        """Takes reports off the list and off the portal."""
        self.gone |= set(paths)
        for path in paths:
            del self.titles[path]


@pytest.fixture(params=SHAPES)
def walked(request, tmp_path):
    """A portal of 33 reports in four pages that was crawled once, where a few pages have their turn each night."""
    with Shaped(shape=request.param, span=range(2013, 2024)) as site:
        assert listed(run(tmp_path, site, "look")) == 33
        with closing(connect(tmp_path)) as connection, connection:
            connection.execute("UPDATE jobs SET requests = 120, bytes = 10000000")
        yield site, tmp_path


def nights(data_dir, site, count=3):
    """What reports came to in some nights, and what the last one says."""
    summaries = [run(data_dir, site) for _ in range(count)]
    return sum((Counter(one["reports"]) for one in summaries), Counter()), summaries[-1]


@pytest.mark.parametrize("left", [slice(-4, None), slice(8, None)], ids=["a page", "all but one"])
def test_a_list_that_lost_pages_is_whole_and_what_left_it_is_asked_for(walked, left):
    site, data_dir = walked
    site.leave(list(site.titles)[left])
    reports, last = nights(data_dir, site)
    assert (reports, listed(last)) == ({"vanished": len(site.gone)}, len(site.titles))
    assert not kinds(last)
    assert last["requests"] <= 6


def test_what_came_at_the_end_of_a_list_and_began_a_page_is_found(walked):
    site, data_dir = walked
    for number, body in enumerate("教水林农交住公审"):
        site.add(f"/zfxxgk/content/2000/{number}.html", f"示例市{body}局2000年政府信息公开工作年度报告")
    reports, last = nights(data_dir, site)
    assert (reports, listed(last)) == ({"new": 8}, 41)


@pytest.mark.parametrize("walked", ["next"], indirect=True)
def test_a_last_page_that_cannot_be_had_for_now_stays_one_of_the_list(walked):
    site, data_dir = walked
    for busy, missing in (("/zfxxgk/nb/index_4.html", 1), (None, 0)):
        site.busy = busy
        last = next(one for _ in range(9) if kinds(one := run(data_dir, site))["page_missing"] == missing)
        assert (last["reports"], listed(last)) == ({}, 33)
