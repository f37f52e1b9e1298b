"""A night on a known portal: what it asks for, what it costs, and what it sees when one thing changed."""

import shutil
from collections import Counter
from contextlib import closing

import pytest

from crawler.database import connect
from crawler.incremental.rota import Rota
from spiders.portal import PortalSpider
from tests.crawler.bureau import BODY, KINDS, Bureau
from tests.crawler.running import crawl, rows
from tests.crawler.server import Site, page

WITHIN = {"ITEM_PIPELINES": {"tests.crawler.standin.Within": 1}, "RETRY_TIMES": 0}
LATEST = "/zfxxgk/content/2023/1.html"
OLD = "/zfxxgk/content/2012/1.html"


def run(data_dir, site, depth="night", **options):
    site.log.clear()
    summary = crawl(
        data_dir,
        {"p": [site.url + "/"]},
        spider=PortalSpider,
        settings=dict(WITHIN),
        depth=depth,
        **options,
    )["p"]
    for account in summary["lists"]:
        assert account["seen"] == account["followed"] + sum(account["not_followed"].values())
        assert account["followed"] == account["reports"] + sum(account["refused"].values()) + account["open"]
    return summary


def listed(summary):
    return sum(account["reports"] for account in summary["lists"])


def kinds(summary):
    return Counter(finding["kind"] for finding in summary["findings"])


@pytest.fixture(scope="module", params=KINDS)
def known(request, tmp_path_factory):
    """A portal of each kind that was crawled once: its site, and the data of that crawl, to be copied."""
    data_dir = tmp_path_factory.mktemp(request.param)
    with Bureau(kind=request.param) as site:
        first = run(data_dir, site, "look")
        assert (first["reports"], listed(first)) == ({"new": 42}, 42)
        site.first = Counter(requests=len(site.log), bytes=site.bytes)
        site.first_paths = set(site.paths())
        site.unchanged = (dict(site.titles), site.column)
        yield site, data_dir


one_kind = pytest.mark.parametrize("known", ["counted"], indirect=True)
"""What does not depend on how a portal is built is looked at on one with counters and without validators."""


on_etag = pytest.mark.parametrize("known", ["etag"], indirect=True)
on_bare = pytest.mark.parametrize("known", ["bare"], indirect=True)


@pytest.fixture
def night(known, tmp_path):
    """The portal as it was, and a copy of what is known of it."""
    site, before = known
    data_dir = tmp_path / "data"
    shutil.copytree(before, data_dir)
    yield site, data_dir
    site.titles, site.column = dict(site.unchanged[0]), site.unchanged[1]
    site.words, site.gone, site.dead, site.unlisted, site.home = {}, set(), False, set(), set()


def test_an_unchanged_portal_costs_a_twentieth_and_is_accounted_for_whole(night):
    site, data_dir = night
    for _ in range(2):
        summary = run(data_dir, site)
        assert summary["depth"] == "night"
        assert len(site.log) <= site.first["requests"] / 20
        assert site.bytes <= site.first["bytes"] / 20
        assert site.paths()[0] == f"{site.column}/"
        assert (listed(summary), kinds(summary), summary["reports"]) == (42, {}, {})
        (account,) = summary["lists"]
        assert account["pages_seen"] == 5
        assert account["pages_carried"] > 0


def test_a_new_report_is_found_without_walking_the_list_to_its_end(night):
    site, data_dir = night
    site.add("/zfxxgk/content/2024/2.html", "示例市财政局2024年政府信息公开工作年度报告", first=True)
    summary = run(data_dir, site)
    assert summary["reports"] == {"new": 1}
    assert (listed(summary), len(site.log)) == (43, 3)
    again = run(data_dir, site)
    assert (listed(again), again["reports"], len(site.log)) == (43, {}, 3)


@one_kind
def test_a_report_that_left_its_list_is_asked_for_before_it_is_called_vanished(night):
    site, data_dir = night
    del site.titles[LATEST]
    summary = run(data_dir, site)
    assert site.paths().count(LATEST) == 1
    assert (summary["reports"], kinds(summary)["vanished_report"], listed(summary)) == (
        {"vanished": 1},
        1,
        41,
    )
    assert stored(data_dir, LATEST)[1]
    assert kinds(run(data_dir, site)) == {}
    site.titles = dict(site.unchanged[0])
    back = run(data_dir, site)
    assert (listed(back), stored(data_dir, LATEST)[1]) == (42, None)


def stored(data_dir, path):
    """The last time a report was seen, and since when it has vanished."""
    (row,) = rows(data_dir, f"SELECT seen_at, vanished_at FROM reports WHERE source LIKE '%{path}'")
    return row


@one_kind
def test_one_that_is_only_no_longer_listed_has_not_vanished(night):
    site, data_dir = night
    site.unlisted = {LATEST}
    summary = run(data_dir, site)
    assert site.paths().count(LATEST) == 1
    assert (summary["reports"], listed(summary), stored(data_dir, LATEST)[1]) == ({}, 41, None)


@one_kind
def test_a_title_that_changed_has_its_report_looked_at_the_same_night(night):
    site, data_dir = night
    site.titles[LATEST] = "示例市教育局2023年政府信息公开工作年度报告（更正）"
    site.words[LATEST] = BODY.replace("九百件", "八百件")
    summary = run(data_dir, site)
    assert (site.paths().count(LATEST), listed(summary)) == (1, 42)
    assert summary["reports"] == {"changed": 1}


@one_kind
def test_a_report_changed_in_place_is_seen_when_it_has_its_turn(night):
    site, data_dir = night
    site.words[LATEST] = BODY.replace("九百件", "八百件")
    nights = 1
    while not (seen := run(data_dir, site)["reports"]):
        nights += 1
        assert nights < 6
    assert (seen, LATEST in site.paths()) == ({"changed": 1}, True)


@one_kind
def test_what_changed_on_a_further_page_only_is_seen_when_that_has_its_turn(night):
    site, data_dir = night
    titles = list(site.titles.items())
    site.titles = dict(
        [*titles[:40], ("/zfxxgk/content/2010/9.html", "示例市林业局2010年政府信息公开工作年度报告")]
    )
    site.titles |= dict(titles[40:])
    nights = 1
    while not (summary := run(data_dir, site))["reports"]:
        nights += 1
        assert nights < 4
    assert (summary["reports"], listed(summary)) == ({"new": 1}, 43)


@one_kind
def test_a_column_that_moved_is_found_the_same_night_and_said_once(night):
    site, data_dir = night
    site.column = "/zwgk/ndbg"
    summary = run(data_dir, site)
    assert (summary["depth"], listed(summary), kinds(summary)) == ("look", 42, {"moved_column": 1})
    again = run(data_dir, site)
    assert (again["depth"], listed(again), kinds(again)) == ("night", 42, {})


def test_new_software_that_words_its_lists_otherwise_leaves_no_list_lost(tmp_path):
    with Bureau(kind="bare", oldest_first=True) as site:
        run(tmp_path, site, "look")
        site.column, site.shown = "/zwgk/ndbg", 14
        site.titles = {path.replace("/content/", "/art/"): title for path, title in site.titles.items()}
        summary = run(tmp_path, site)
        assert (summary["depth"], listed(summary), kinds(summary)["moved_column"]) == ("look", 42, 1)
        assert not kinds(run(tmp_path, site)).keys() & {"moved_column", "vanished_column"}
        assert not [path for path in site.paths() if path.startswith("/zfxxgk/nb/")]
        assert not rows(tmp_path, "SELECT url FROM requests WHERE state = 'dead' AND role = 'listing'")


def test_a_list_that_is_gone_for_good_is_asked_for_in_turn_and_found_when_it_is_back(tmp_path):
    with Bureau(kind="bare", oldest_first=True) as site:
        run(tmp_path, site, "look")
        before, site.column = (site.titles, site.column), "/zwgk/ndbg"
        site.titles = dict(list(site.titles.items())[:20])
        run(tmp_path, site)
        asked = 0
        for _ in range(10):
            assert run(tmp_path, site)["depth"] == "night"
            assert len(site.log) <= 4
            asked += site.paths().count("/zfxxgk/nb/")
        assert 0 < asked < 5
        site.titles, site.column = before
        assert listed(run(tmp_path, site)) == 42


@one_kind
def test_a_closed_portal_is_not_asked_for_its_reports_every_night(night):
    site, data_dir = night
    site.column, site.titles = "/elsewhere", {}
    assert run(data_dir, site, "full")["reports"] == {"vanished": 42}
    summary = run(data_dir, site)
    assert (summary["depth"], len(site.log) < 10) == ("look", True)
    site.titles, site.column = dict(site.unchanged[0]), site.unchanged[1]
    assert run(data_dir, site)["reports"] == {"back": 42}


@one_kind
def test_a_dead_portal_makes_nothing_vanish_and_is_whole_when_it_is_back(night):
    site, data_dir = night
    site.dead = True
    for _ in range(2):
        summary = run(data_dir, site)
        assert (listed(summary), kinds(summary)["vanished_column"], summary["reports"]) == (0, 1, {})
        assert len(site.log) < 10
    assert rows(data_dir, "SELECT count(*) FROM reports WHERE vanished_at IS NOT NULL") == [(0,)]
    site.dead = False
    back = run(data_dir, site)
    assert (listed(back), kinds(back)) == (42, {})


@pytest.mark.parametrize("kind", ["etag", "counted"])
def test_a_column_of_years_is_watched_from_above(tmp_path, kind):
    with Bureau(kind=kind, years=True) as site:
        first = run(tmp_path, site, "look")
        allowed = Counter(requests=len(site.log) / 20, bytes=site.bytes / 20)
        assert listed(first) == 42
        assert listed(run(tmp_path, site)) == 42
        assert len(site.log) <= allowed["requests"]
        assert site.bytes <= allowed["bytes"]
        site.add("/zfxxgk/content/2024/2.html", "示例市2024年政府信息公开工作年度报告", first=True)
        summary = run(tmp_path, site)
        assert (summary["depth"], summary["reports"], listed(summary)) == ("night", {"new": 1}, 43)


def test_a_known_missing_page_is_named_again_with_the_time_it_is_known_since(tmp_path):
    with Bureau(span=range(2012, 2014)) as site:
        site.gone = {OLD}
        found = [
            run(tmp_path, site, depth)["findings"] for depth in ("look", "night", "full", "look", "night")
        ]
        (known,) = found[0]
        assert found == [[known]] * 5
        site.gone = set()
        assert run(tmp_path, site, "dead")["findings"] == []
        assert site.paths() == [OLD]


@on_etag
def test_full_asks_for_everything_without_conditions_and_unlisted_reports_too(night):
    site, data_dir = night
    site.unlisted = {OLD}
    summary = run(data_dir, site, "full")
    assert set(site.paths()) == site.first_paths
    assert not any(b"304" in passed.response[:20] for passed in site.log)
    assert (listed(summary), summary["reports"]) == (41, {"known": 42})


@on_bare
def test_a_night_that_is_killed_goes_on_as_one(night):
    site, data_dir = night
    site.add("/zfxxgk/content/2024/2.html", "示例市2024年政府信息公开工作年度报告", first=True)
    stopped = run(data_dir, site, max_requests=1)
    assert (stopped["reason"], listed(stopped)) == ("max_requests", 42)
    summary = run(data_dir, site, "dead")
    assert (summary["depth"], summary["job"], listed(summary)) == ("night", stopped["job"], 43)


@on_bare
def test_a_report_whose_page_sends_home_once_no_list_shows_it_is_gone_and_may_come_back(night):
    site, data_dir = night
    site.unlisted = site.home = {LATEST}
    summary = run(data_dir, site)
    assert (summary["reports"], listed(summary)) == ({"vanished": 1}, 41)
    site.unlisted = site.home = set()
    back = run(data_dir, site)
    assert (back["reports"], listed(back), stored(data_dir, LATEST)[1]) == ({"back": 1}, 42, None)


def test_what_left_a_list_that_always_shows_less_than_it_states_is_asked_for(tmp_path):
    with Bureau(kind="stated", span=range(2019, 2024), less=2) as site:
        assert listed(run(tmp_path, site, "look")) == 15
        site.unlisted = {LATEST}
        summary = run(tmp_path, site)
        assert (site.paths().count(LATEST), listed(summary), summary["reports"]) == (1, 15, {})
        site.unlisted = {LATEST, LATEST.replace("1.html", "2.html")}
        site.gone = set(site.unlisted)
        summary = run(tmp_path, site)
        assert (listed(summary), summary["reports"]) == (13, {"vanished": 2})


def test_a_list_that_grows_at_its_end_is_watched_there_and_read_again_once(tmp_path):
    with Bureau(kind="bare", span=range(2019, 2024), oldest_first=True) as site:
        run(tmp_path, site, "look")
        for path in ("/zfxxgk/content/2024/1.html", "/zfxxgk/content/2024/2.html"):
            site.add(path, f"示例市{path[-6]}局2024年政府信息公开工作年度报告", first=True)
            summary = run(tmp_path, site)
            assert (summary["reports"], summary["depth"]) == ({"new": 1}, "night")
        assert listed(run(tmp_path, site)) == 17
        assert site.paths() == [f"{site.column}/index_2.html"]


def test_a_new_last_page_is_asked_for(tmp_path):
    with Bureau(kind="stated", span=range(2014, 2024), oldest_first=True) as site:
        run(tmp_path, site, "look")
        site.add("/zfxxgk/content/2024/2.html", "示例市2024年政府信息公开工作年度报告", first=True)
        summary = run(tmp_path, site)
        assert (summary["reports"], listed(summary)) == ({"new": 1}, 31)


@on_etag
def test_other_starts_are_looked_through(night):
    site, data_dir = night
    other = crawl(
        data_dir,
        {"p": [site.url + "/xw/"]},
        spider=PortalSpider,
        settings=dict(WITHIN),
        depth="night",
    )["p"]
    assert other["depth"] == "look"


def test_a_small_portal_whose_reports_say_no_year_is_looked_at_every_night(tmp_path):
    column, title = "政府信息公开工作年度报告", "示例市js4122019年政府信息公开工作年度报告"
    routes = {
        "/": page(f'<a href="/nb/">{column}</a>'),
        "/nb/": page(
            f'<title>{column}</title><h2>{column}</h2><ul><li><a href="/nb/a.html">{title}</a></li></ul>'
        ),
        "/nb/a.html": page(f"<title>{title}</title><h1>{title}</h1><p>{'主动公开政府信息若干条。' * 40}</p>"),
    }
    with Site(routes) as site:
        assert listed(run(tmp_path, site, "look")) == 1
        assert run(tmp_path, site)["requests"] == 1


@one_kind
def test_a_turn_leaves_room_for_rules_that_are_due_in_the_middle_of_the_night(night):
    site, data_dir = night
    turned = run(data_dir, site)["requests"]
    with closing(connect(data_dir)) as connection, connection:
        connection.execute("UPDATE robots SET fetched_at = fetched_at - 86395")
    assert run(data_dir, site)["requests"] <= turned


@one_kind
def test_a_turn_leaves_room_for_where_a_page_sends_to(night):
    _, data_dir = night
    with closing(connect(data_dir)) as connection, connection:
        rota = Rota(connection, "p", connection.execute("SELECT max(id) + 1 FROM jobs").fetchone()[0])
        (row,) = connection.execute("SELECT id FROM requests WHERE url LIKE '%/2012/1.html'").fetchone()
        assert rota._needs(row) == 1
        connection.execute(
            "UPDATE requests SET reason = 'redirect', successor = (SELECT min(id) FROM requests) WHERE id = ?",
            (row,),
        )
        assert rota._needs(row) == 2


@pytest.mark.parametrize(("days", "asked"), [(6, False), (8, True), (-300, True)])
@one_kind
def test_a_list_that_came_beside_the_only_one_is_found_within_a_week(night, days, asked):
    site, data_dir = night
    with closing(connect(data_dir)) as connection, connection:
        connection.execute("UPDATE jobs SET started_at = datetime(started_at, ?)", (f"{-days} days",))
    run(data_dir, site)
    assert ("/" in site.paths()) == asked


def made(title, *links):
    shown = "".join(f'<li><a href="{path}">{words}</a></li>' for path, words in links)
    said = "" if links else f"<p>{'主动公开政府信息若干条。' * 40}</p>"
    return page(f"<title>{title}</title><h2>{title}</h2><ul>{shown}</ul>{said}")


@pytest.mark.parametrize("at_first", [1, 3])
def test_a_years_list_that_is_named_as_a_report_is_found_from_the_page_above_and_watched(tmp_path, at_first):
    names = [
        (f"/zwgk/nb/{year}.html", f"示例县{year}年政府信息公开工作年度报告") for year in range(2014, 2024)
    ]
    late = [
        (f"/zwgk/nb2024/{n}.html", f"示例县{body}2024年政府信息公开工作年度报告")
        for n, body in enumerate(("教育局", "财政局", "水利局", "林业局"))
    ]
    column = ("/zwgk/nb/", "政府信息公开年报")
    routes = {
        "/": made("示例县人民政府", ("/zwgk/", "政务公开")),
        "/zwgk/": made("政务公开", column),
        "/zwgk/nb/": made("政府信息公开年报", *names),
    }
    routes |= {path: made(title) for path, title in names + late}
    with Site(routes) as site:
        assert listed(run(tmp_path, site, "look")) == 10
        routes["/zwgk/"] = made("政务公开", column, ("/zwgk/nb2024/", "2024年政府信息公开年报"))
        routes["/zwgk/nb2024/"] = made("2024年政府信息公开年报", *late[:at_first])
        with closing(connect(tmp_path)) as connection, connection:
            connection.execute("UPDATE jobs SET started_at = datetime(started_at, '-8 days')")
            connection.execute("UPDATE jobs SET requests = 100, bytes = 1000000")
        summary = run(tmp_path, site)
        assert (summary["depth"], summary["reports"], listed(summary)) == (
            "night",
            {"new": at_first},
            10 + at_first,
        )
        assert run(tmp_path, site)["reports"] == {}
        assert site.paths()[:3] == ["/zwgk/", "/zwgk/nb/", "/zwgk/nb2024/"]
        routes["/zwgk/nb2024/"] = made("2024年政府信息公开年报", *late)
        assert run(tmp_path, site)["reports"] == {"new": 4 - at_first}


@pytest.mark.parametrize("oldest_first", [False, True])
def test_a_list_that_shrank_by_a_page_is_whole_and_what_left_it_is_asked_for(tmp_path, oldest_first):
    with Bureau(kind="paged", span=range(2013, 2024), oldest_first=oldest_first) as site:
        assert listed(run(tmp_path, site, "look")) == 33
        left = [f"/zfxxgk/content/2016/{n}.html" for n in range(3)]
        left.append("/zfxxgk/content/2015/0.html")
        site.unlisted = site.gone = set(left)
        nights = [run(tmp_path, site) for _ in range(4)]
        assert sum((Counter(one["reports"]) for one in nights), Counter()) == {"vanished": 4}
        assert [listed(one) for one in nights[1:]] == [29] * 3
        assert [kinds(one)["page_missing"] for one in nights[1:]] == [0] * 3
        assert nights[-1]["lists"][0]["pages_seen"] == 3
        assert [one["requests"] for one in nights[2:]] == [nights[-1]["requests"]] * 2
        assert nights[-1]["requests"] <= 3


_OTHER_ADDRESS = """
INSERT INTO requests (portal, job, fingerprint, url, host, role, priority, state, reason, request)
SELECT portal, job, 'other', url || '?v=2', host, role, priority, 'dead', 'robots',
    json_set(request, '$.url', url || '?v=2') FROM requests WHERE url LIKE '%/index_2.html'
"""


@one_kind
def test_a_page_that_is_had_under_another_address_too_is_not_asked_for_there(night):
    site, data_dir = night
    with closing(connect(data_dir)) as connection:
        connection.execute(_OTHER_ADDRESS)
    for _ in range(6):
        run(data_dir, site)
        assert len(site.log) <= site.first["requests"] / 20
        assert "/zfxxgk/nb/index_2.html?v=2" not in site.paths()
