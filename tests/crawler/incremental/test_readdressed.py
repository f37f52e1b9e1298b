"""A portal that moves to another host, with redirects or by the operator's word, or gets other software."""

from collections import Counter

import pytest

from pipelines.versions import former_addresses
from spiders.portal import PortalSpider
from tests.crawler.bureau import BODY, Bureau, answer
from tests.crawler.certificates import server, sign
from tests.crawler.running import crawl, rows
from tests.crawler.server import NOT_FOUND, redirect
from tests.crawler.test_nights import WITHIN, kinds, listed, run

SPAN = range(2019, 2024)
FIRST = "/zfxxgk/content/2023/0.html"


def stored(data_dir):
    """How many reports are stored, at which addresses, and how many of them have vanished."""
    told = rows(data_dir, "SELECT source, vanished_at FROM reports")
    return len(told), Counter(source.split("/z")[0] for source, _ in told), sum(bool(at) for _, at in told)


@pytest.fixture
def two(tmp_path):
    """A portal that was crawled once, and the same on another host and with https."""
    with (
        Bureau(kind="counted", span=SPAN) as here,
        Bureau(
            kind="counted", span=SPAN, address="127.0.0.2", tls=server(tmp_path, sign("b", host="127.0.0.2"))
        ) as there,
    ):
        assert listed(run(tmp_path / "data", here, "look")) == 15
        yield tmp_path / "data", here, there


def night(data_dir, site, depth="night"):
    return crawl(
        data_dir,
        {"p": [site.url + "/"]},
        spider=PortalSpider,
        settings=dict(WITHIN),
        depth=depth,
        tls="unverified",
    )["p"]


def gone(_path, _request):
    return NOT_FOUND


@pytest.mark.parametrize("named", [False, True], ids=["redirects", "other address"])
@pytest.mark.parametrize("other_paths", [False, True], ids=["same paths", "other paths"])
def test_a_portal_that_moved_keeps_its_reports_and_its_old_host_is_left_alone(two, named, other_paths):
    data_dir, here, there = two
    if other_paths:
        there.column = "/zwgk/ndbg"
        there.titles = {path.replace("/content/", "/art/"): title for path, title in there.titles.items()}
    if not named:
        here.answer_to = lambda path, _: redirect(
            there.url + (path if path == "/" or not other_paths else "/")
        )
    start = there if named else here
    summary = night(data_dir, start)
    assert (summary["reports"], listed(summary), kinds(summary)["moved_column"]) == ({"moved": 15}, 15, 1)
    assert stored(data_dir) == (15, {there.url: 15}, 0)
    (source,) = rows(data_dir, "SELECT min(source) FROM reports")[0]
    assert former_addresses(data_dir, source)[0].startswith(here.url)
    for depth in ("night", "full", "night"):
        here.log.clear()
        again = night(data_dir, start, depth)
        assert again["reports"] in ({}, {"known": 15})
        assert (listed(again), kinds(again)["moved_column"]) == (15, 0)
        assert not [path for path in here.paths() if path != "/"]
    assert stored(data_dir) == (15, {there.url: 15}, 0)


def test_what_changed_on_the_way_is_a_new_version(two):
    data_dir, _, there = two
    there.words[FIRST] = BODY.replace("九百件", "八百件")
    summary = night(data_dir, there)
    assert summary["reports"] == {"moved": 15, "changed": 1}
    assert [one["url"] for one in summary["changes"]] == [there.url + FIRST]
    assert rows(data_dir, "SELECT source, ordinal FROM versions") == [(there.url + FIRST, 1)]


def test_reports_of_a_host_that_cannot_be_had_stay_beside_others_of_the_same_paths(two):
    data_dir, here, there = two
    there.words = dict.fromkeys(there.titles, BODY.replace("九百件", "八百件"))
    there.titles = {path: title for path, title in there.titles.items() if "/2023/" in path}
    whole = here.answer_to
    here.answer_to = lambda path, request: (
        answer("busy", status="500 Internal Server Error") if "/nb/" in path else whole(path, request)
    )
    summary = crawl(
        data_dir,
        {"p": [here.url + "/", there.url + "/"]},
        spider=PortalSpider,
        settings=dict(WITHIN),
        tls="unverified",
    )["p"]
    assert summary["reports"] == {"new": 3}
    assert stored(data_dir) == (18, {here.url: 15, there.url: 3}, 0)


def test_two_reports_of_one_issuer_and_year_that_say_something_else_stay_two(tmp_path):
    with Bureau(kind="counted", span=SPAN) as site:
        run(tmp_path, site, "look")
        site.unlisted = {FIRST}
        site.add("/zfxxgk/content/2023/9.html", site.titles[FIRST], first=True)
        site.words["/zfxxgk/content/2023/9.html"] = BODY.replace("九百件", "八百件")
        assert run(tmp_path, site)["reports"] == {"new": 1}
        assert stored(tmp_path) == (16, {site.url: 16}, 0)


def test_new_software_on_the_same_host_moves_its_reports(tmp_path):
    with Bureau(kind="counted", span=SPAN) as site:
        run(tmp_path, site, "look")
        site.column = "/zwgk/ndbg"
        site.titles = {path.replace("/content/", "/art/"): title for path, title in site.titles.items()}
        assert run(tmp_path, site)["reports"] == {"moved": 15}
        for _ in range(2):
            summary = run(tmp_path, site)
            assert (summary["reports"], kinds(summary)) == ({}, {})
            assert not [path for path in site.paths() if "/content/" in path or "/nb/" in path]
        assert stored(tmp_path) == (15, {site.url: 15}, 0)
