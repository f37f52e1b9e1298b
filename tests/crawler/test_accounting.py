"""Lists that lack something, crawled whole: what the run says of them, and that its figures add up."""

import random
import time
from collections import Counter

import pytest

from spiders.portal import PortalSpider
from tests.crawler.running import Started, crawl, rows
from tests.crawler.server import NOT_FOUND, Answer, Site, page, redirect
from tests.crawler.test_crawl import finished
from tests.spiders.made import html, links, report, title_of

PARSED = {"ITEM_PIPELINES": {"tests.crawler.standin.AtOnce": 1}}
COLUMN = "政府信息公开年报"
HOME = page(html("首页", links(("/nb/index.html", COLUMN), ("/xw/", "新闻中心"))))
OTHERS = [
    ("/nb/n{}.html", "关于开展第{}次网站普查工作的通知"),
    ("/nb/f{}.html", "示例市第{}次法治政府建设年度报告"),
]


def column(entries, number=1, pages=1, records=None, stem="index"):
    """A page of a list that states its pages and records, as Ucap has it."""
    stated = "" if records is None else f",{records}"
    pager = f"<script>createPageHTML('page_div',{pages},{number},'{stem}','html'{stated});</script>"
    return page(html(COLUMN, links(*entries) + pager))


def reports(*years):
    return [(f"/nb/{year}.html", title_of(year)) for year in years]


def others(*numbers):
    return [(path.format(n), words.format(n)) for n in numbers for path, words in (OTHERS[n % 2],)]


def portal(pages, records=None, pages_stated=None, articles=range(2008, 2024)):
    """A portal whose home leads to one list; its pages are given as their entries."""
    names = [f"/nb/index{f'_{n}' if n > 1 else ''}.html" for n in range(1, len(pages) + 1)]
    stated = pages_stated or len(pages)
    lists = {
        name: column(held, number, stated, records) if held is not None else NOT_FOUND
        for number, (name, held) in enumerate(zip(names, pages, strict=True), 1)
    }
    written = {f"/nb/{year}.html": page(report(title_of(year))) for year in articles}
    news = page(html("新闻中心", "<p>今日无新闻。</p>"))
    return Site(routes={"/": HOME, "/xw/": news, **lists, **written})


def walk(data_dir, site, **options):
    return crawl(data_dir, {"p": [site.url + "/"]}, spider=PortalSpider, settings=PARSED, **options)["p"]


def only_list(summary):
    (account,) = summary["lists"]
    assert account["seen"] == account["followed"] + sum(account["not_followed"].values())
    assert account["followed"] == account["reports"] + sum(account["refused"].values()) + account["open"]
    return account


def kinds(summary):
    return Counter(finding["kind"] for finding in summary["findings"])


def text_of(summary, kind):
    (text,) = [finding["text"] for finding in summary["findings"] if finding["kind"] == kind]
    return text


def test_every_entry_of_a_list_is_accounted_for(tmp_path):
    odd = [
        ("/nb/gone.html", title_of(2003)),
        ("/nb/other.html", title_of(2004)),
        ("/nb/dead.html", title_of(2005)),
    ]
    unread = [("/nb/unread.html", title_of(2006)), ("/nb/moved.html", title_of(2007))]
    with portal([reports(2019, 2020, 2021) + others(1, 2), odd + unread + others(3)], records=11) as site:
        site.routes |= {
            "/nb/gone.html": page(html("提示", "您访问的页面不存在")),
            "/nb/other.html": page(
                html("关于编制年度报告的通知", "<h1>关于编制年度报告的通知</h1><p>各单位。</p>")
            ),
            "/nb/unread.html": page(report(title_of(2006), "<p>notice</p>")),
            "/nb/moved.html": redirect("/nb/2022.html"),
        }
        summary = walk(tmp_path, site, since=2004)
    account = only_list(summary)
    assert (account["records_stated"], account["seen"], account["followed"]) == (11, 11, 7)
    assert account["not_followed"] == {"other_title": 3, "before_since": 1}
    assert account["reports"] == 4
    assert account["refused"] == {"page_says_otherwise": 1, "http 404": 1, "NotAReport": 1}
    assert kinds(summary) == {"unreachable": 1, "no_report": 1}


@pytest.mark.parametrize("repeated", [[], [2010]])
def test_a_list_that_holds_less_than_it_states_is_named(tmp_path, repeated):
    pages = [reports(2008, 2009, 2010), reports(*repeated, 2011, 2012), reports(2013)]
    with portal(pages, records=8) as site:
        summary = walk(tmp_path, site)
    assert (only_list(summary)["seen"], kinds(summary)["entries_short"]) == (6, 1)
    again = " (1 more were repeated)" if repeated else ""
    assert text_of(summary, "entries_short") == f"6 of 8 entries of a list{again}"


def test_an_entry_that_moves_to_the_next_page_meanwhile_is_one(tmp_path):
    with portal([reports(2008, 2009), reports(2009, 2010)], records=3) as site:
        summary = walk(tmp_path, site)
    assert (only_list(summary)["seen"], only_list(summary)["listed"]) == (3, 4)
    assert "entries_short" not in kinds(summary)


def test_a_page_in_the_middle_that_is_missing_is_told_from_a_list_that_is_short(tmp_path):
    with portal([reports(2008, 2009), None, reports(2012)], records=5) as site:
        summary = walk(tmp_path, site)
    assert only_list(summary)["missing"] == {"2": "http 404"}
    assert kinds(summary) == {"page_missing": 1, "entries_short": 1}
    assert text_of(summary, "page_missing") == "page 2 of 3 of a list missing: http 404"
    assert text_of(summary, "entries_short") == "3 of 5 entries of a list on 2 of 3 pages"


def test_a_list_met_under_several_addresses_is_one(tmp_path):
    aliases = [
        ("/nb/", COLUMN),
        ("/nb/index.html", COLUMN),
        ("/nb/index.html?from=timeline", COLUMN),
        ("/nb/all", COLUMN),
    ]
    with portal([reports(2008, 2009), reports(2010)], records=3) as site:
        site.routes["/"] = page(html("首页", links(*aliases)))
        site.routes |= {href: site.routes["/nb/index.html"] for href, _ in aliases}
        summary = walk(tmp_path, site)
    account = only_list(summary)
    assert (account["seen"], account["pages_seen"], kinds(summary)) == (3, 2, {})
    assert [url.removeprefix(site.url) for url in (account["url"], *account["also"])] == ["/nb/", "/nb/all"]


def test_the_first_page_is_one_whatever_the_others_call_it(tmp_path):
    bar = '<div class="page">共3条 1/2 <a href="{}">1</a> <a href="/nb/list.jsp?p=2">2</a> {}</div>'
    first = links(*reports(2008, 2009)) + bar.format("/nb/list.jsp", '<a href="/nb/list.jsp?p=2">下一页</a>')
    second = links(*reports(2010)) + bar.format("/nb/list.jsp?p=1", '<a href="/nb/list.jsp?p=1">上一页</a>')
    with portal([[]]) as site:
        site.routes["/"] = page(html("首页", links(("/nb/list.jsp", COLUMN))))
        site.routes |= {
            "/nb/list.jsp": page(html(COLUMN, first)),
            "/nb/list.jsp?p=1": page(html(COLUMN, first)),
            "/nb/list.jsp?p=2": page(html(COLUMN, second.replace("1/2", "2/2"))),
        }
        summary = walk(tmp_path, site)
    account = only_list(summary)
    assert (account["records_stated"], account["seen"], account["pages_seen"]) == (3, 3, 2)
    assert "/nb/list.jsp?p=1" not in site.paths()


def test_an_entry_of_two_lists_counts_in_both(tmp_path):
    with portal([reports(2008, 2009)], records=2) as site:
        site.routes["/"] = page(
            html("首页", links(("/nb/index.html", COLUMN), ("/bm/", "部门政府信息公开年报")))
        )
        site.routes["/bm/"] = page(html("部门政府信息公开年报", links(*reports(2009, 2010))))
        summary = walk(tmp_path, site)
    figures = [(one["seen"], one["followed"], one["reports"]) for one in summary["lists"]]
    assert figures == [(2, 2, 2), (2, 2, 2)]
    assert summary["reports"]["new"] == 3


def test_links_beside_a_list_do_not_make_up_for_entries_that_lack(tmp_path):
    beside = '<div class="hot">' + links(*reports(2008), *others(*range(20, 28))) + "</div>"
    listed = '<div class="list">' + links(*reports(2008, 2009), *others(1, 2, 3)) + "</div>"
    pager = "<script>createPageHTML('page_div',1,1,'index','html',7);</script>"
    with portal([[]]) as site:
        site.routes["/nb/index.html"] = page(html(COLUMN, listed + beside + pager))
        summary = walk(tmp_path, site)
    assert text_of(summary, "entries_short") == "5 of 7 entries of a list"


def test_a_publish_cap_is_named(tmp_path):
    with portal([reports(2008, 2009)], records=1000) as site:
        summary = walk(tmp_path, site)
    assert kinds(summary)["publish_cap"] == 1


@pytest.mark.parametrize("entries", [[], others(1, 2, 3)])
def test_a_column_without_reports_is_named(tmp_path, entries):
    with portal([entries]) as site:
        if not entries:
            site.routes["/nb/index.html"] = page(html(COLUMN, "<p>暂无数据</p>"))
        summary = walk(tmp_path, site)
    assert kinds(summary) == {"empty_column": 1, "nothing_found": 1}


def test_titles_that_lead_nowhere_are_entries_too(tmp_path):
    dead = [("javascript:;", title_of(2008)), ("", title_of(2009))]
    with portal([[*dead, *reports(2010)]], records=3) as site:
        summary = walk(tmp_path, site)
    assert only_list(summary)["not_followed"] == {"no_address": 2}
    assert kinds(summary) == {"no_address": 1}


def test_a_column_that_robots_forbid_is_named(tmp_path):
    with portal([reports(2008)]) as site:
        site.routes["/robots.txt"] = page("User-agent: *\nDisallow: /nb/")
        summary = walk(tmp_path, site)
    assert kinds(summary) == {"forbidden_column": 1, "nothing_found": 1}


@pytest.mark.parametrize(
    ("now", "linked", "what"),
    [
        (NOT_FOUND, False, "http 404"),
        (redirect("/"), True, "leads to"),
        (page(html(COLUMN, "<p>暂无数据</p>")), True, "lists nothing"),
        (page(html(COLUMN, links(*others(1, 2, 3)))), False, "none of them a report"),
    ],
)
def test_a_column_that_vanished_is_named(tmp_path, now, linked, what):
    with portal([reports(2008, 2009)]) as site:
        assert "vanished_column" not in kinds(walk(tmp_path, site))
        site.routes["/nb/index.html"] = now
        if not linked:
            site.routes["/"] = page(html("首页", links(("/xw/", "新闻中心"))))
        summary = walk(tmp_path, site)
    assert kinds(summary) == {"vanished_column": 1}
    text = text_of(summary, "vanished_column")
    assert text.startswith("column of 2 reports, last seen 20")
    assert what in text


@pytest.mark.parametrize(
    ("lost", "why"),
    [(page(""), "the answer is empty"), (page(html("提示", "<p>您访问的页面不存在或已删除</p>")), "gone")],
)
def test_a_report_that_came_as_nothing_is_named_and_asked_for_again(tmp_path, lost, why):
    with portal([reports(2008, 2009)]) as site:
        had, site.routes["/nb/2008.html"] = site.routes["/nb/2008.html"], lost
        first = walk(tmp_path, site)
        site.routes["/nb/2008.html"] = had
        second = walk(tmp_path, site)
    assert (only_list(first)["reports"], kinds(first)) == (1, {"unreachable": 1})
    assert why in text_of(first, "unreachable")
    assert (only_list(second)["reports"], kinds(second)) == (2, {})


def test_a_column_that_shrank_is_named_once(tmp_path):
    with portal([reports(2008, 2009, 2010)]) as site:
        walk(tmp_path, site)
        assert kinds(walk(tmp_path, site)) == {}
        site.routes["/nb/index.html"] = column(reports(2009, 2011))
        summary = walk(tmp_path, site)
        assert kinds(walk(tmp_path, site)) == {}
    assert kinds(summary) == {"shrunk_column": 1}
    assert text_of(summary, "shrunk_column").endswith(", now lists 2")


def test_a_column_that_is_no_longer_linked_is_walked_all_the_same(tmp_path):
    with portal([reports(2008, 2009)]) as site:
        walk(tmp_path, site)
        site.routes["/"] = page(html("首页", links(("/xw/", "新闻中心"))))
        site.routes["/nb/index.html"] = column(reports(2008, 2009, 2010))
        summary = walk(tmp_path, site)
    assert (only_list(summary)["reports"], kinds(summary)) == (3, {})


def test_another_start_does_not_make_columns_vanish(tmp_path):
    with portal([reports(2008, 2009)]) as site:
        walk(tmp_path, site)
        site.log.clear()
        site.routes["/nb/index.html"] = NOT_FOUND
        urls = {"p": [site.url + "/nb/2008.html"]}
        summary = crawl(tmp_path, urls, spider=PortalSpider, settings=PARSED)["p"]
    assert (set(site.paths()), "vanished_column" in kinds(summary)) == ({"/nb/2008.html"}, False)


def test_a_later_job_replaces_the_figures(tmp_path):
    with portal([reports(2008, 2009), reports(2010)], records=3) as site:
        walk(tmp_path, site)
        site.routes["/nb/index.html"] = column(reports(2011, 2009), records=2)
        summary = walk(tmp_path, site)
    account = only_list(summary)
    assert (account["records_stated"], account["seen"], account["pages_seen"], account["reports"]) == (
        2,
        2,
        1,
        2,
    )


def test_a_list_that_the_limit_cut_off_is_unfinished_and_not_short(tmp_path):
    with portal([reports(2008, 2009), reports(2010, 2011), reports(2012)], records=5) as site:
        for most in (3, 5):
            summary = walk(tmp_path, site, max_requests=most)
            assert kinds(summary) == {"list_unfinished": 1}
            assert only_list(summary)["open"] + only_list(summary)["pages_open"] > 0
        summary = walk(tmp_path, site)
    assert (only_list(summary)["reports"], kinds(summary)) == (5, {})


def test_killed_at_any_moment_the_figures_add_up(tmp_path):
    chance = random.Random(11)
    killed = 0
    with portal([reports(2008, 2009), reports(2009, 2010), reports(*range(2011, 2016))], records=9) as site:
        for path in ("/nb/index_2.html", "/nb/2010.html", "/nb/2014.html"):
            site.routes[path] = Answer(site.routes[path].raw, pause=0.05)
        while killed < 5 and not ((tmp_path / "gongkai.db").exists() and finished(tmp_path)):
            process = Started(tmp_path, {"p": [site.url + "/"]}, spider=PortalSpider, settings=PARSED)
            before = len(site.log)
            while len(site.log) == before and process.is_alive():
                time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.15))
            killed += process.is_alive()
            process.kill()
        summary = walk(tmp_path, site)
    account = only_list(summary)
    assert killed >= 3
    assert (account["seen"], account["listed"], account["reports"]) == (8, 9, 8)
    assert text_of(summary, "entries_short") == "8 of 9 entries of a list (1 more were repeated)"


def test_a_long_list_that_is_no_column_is_not_kept_entry_by_entry(tmp_path):
    news = [(f"/xw/{n}.html", f"我市第{n}次召开经济工作会议的新闻报道") for n in range(3000)]
    with portal([reports(2008)]) as site:
        site.routes["/"] = page(html("首页", links(("/zfxxgknb/", "年度报告"))))
        site.routes["/zfxxgknb/"] = page(html("经济工作", links(*news)))
        summary = walk(tmp_path, site)
    assert ("/zfxxgknb/" in site.paths(), summary["lists"]) == (True, [])
    assert rows(tmp_path, "SELECT count(*) FROM entries") == [(0,)]


def test_the_cost_is_counted_by_role(tmp_path):
    with portal([reports(2008, 2009), reports(2010)]) as site:
        summary = walk(tmp_path, site)
    sent = {role: summary["sent"][role] for role in ("robots", "seed", "listing", "page")}
    assert sent == {"robots": 1, "seed": 1, "listing": 2, "page": 3}
    assert sum(summary["sent"].values()) == len(site.log)
    assert summary["per_report"] == round(len(site.log) / 3, 1)
    assert summary["seconds"] > 0
