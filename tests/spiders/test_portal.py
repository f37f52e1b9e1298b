# ruff: noqa: E501 - markup reads best on one line
from __future__ import annotations

import pytest

from spiders.columns import Kind
from spiders.searches import MOST_OF_KIND
from tests.spiders.made import HOST, html, links, report, title_of
from tests.spiders.sites import crawl


@pytest.fixture
def site() -> dict[str, object]:
    return {
        f"{HOST}/": html(
            "首页",
            links(
                ("/zwgk/", "政务公开"),
                ("/xwzx/", "新闻中心"),
                ("/hdjl/", "互动交流"),
                ("/xw/1.html", "我市召开政务公开工作培训会"),
            ),
        ),
        f"{HOST}/zwgk/": html(
            "政务公开", links(("/zwgk/zfxxgk/", "政府信息公开"), ("/zwgk/tjxx/", "统计信息"))
        ),
        f"{HOST}/zwgk/zfxxgk/": html(
            "政府信息公开",
            links(
                ("zn.html", "政府信息公开指南"), ("zd.html", "政府信息公开制度"), ("nb/", "政府信息公开年报")
            ),
        ),
        f"{HOST}/zwgk/zfxxgk/nb/": html(
            "政府信息公开年报",
            links(
                ("2021.html", title_of(2021)),
                ("wz.html", "2021年示例市政府网站工作年度报表"),
                ("tz.html", "关于编制2021年政府信息公开工作年度报告的通知"),
                ("yt.html", "一图读懂示例市2021年政府信息公开工作年度报告"),
                ("fz.html", "示例市2021年法治政府建设年度报告"),
                ("jyj.html", "示例市教育局2021年政府信息公开工作年度报告"),
            )
            + "<script>createPageHTML(2, 0, 'index', 'html')</script>",
        ),
        f"{HOST}/zwgk/zfxxgk/nb/index_1.html": html(
            "政府信息公开年报",
            links(("2020.html", title_of(2020))) + "<script>createPageHTML(2, 1, 'index', 'html')</script>",
        ),
        f"{HOST}/zwgk/zfxxgk/nb/2021.html": report(title_of(2021)),
        f"{HOST}/zwgk/zfxxgk/nb/2020.html": report(title_of(2020)),
        f"{HOST}/zwgk/zfxxgk/nb/jyj.html": report("示例市教育局2021年政府信息公开工作年度报告"),
    }


def test_from_home_to_all_reports_and_nothing_else(site):
    found = crawl(site, url=f"{HOST}/")

    nb = f"{HOST}/zwgk/zfxxgk/nb/"
    assert found.read == [[nb + "2020.html"], [nb + "2021.html"], [nb + "jyj.html"]]
    assert set(found.paths) == set(site)
    assert [
        (
            one.first,
            one.page,
            one.pager,
            one.pages_stated,
            len(one.entries),
            sum(not entry.reason for entry in one.entries),
        )
        for one in found.listings
    ] == [
        (nb, 1, "trs", 2, 6, 2),
        (nb, 2, "trs", 2, 1, 1),
    ]


def test_context_tells_what_each_request_is_for(site):
    found = crawl(site, url=f"{HOST}/", issuer="示例市人民政府", division="419999")

    contexts = {request.url: request.meta["context"] for request in found.asked}
    assert contexts[f"{HOST}/zwgk/zfxxgk/nb/2020.html"] == {
        "portal": "www.example.gov.cn",
        "role": "page",
        "via": f"{HOST}/zwgk/zfxxgk/nb/index_1.html",
        "page": None,
        "document": None,
        "listing_url": f"{HOST}/zwgk/zfxxgk/nb/index_1.html",
        "listing_title": title_of(2020),
        "issuer": "示例市人民政府",
        "division": "419999",
        "rendered": None,
        "route": None,
    }
    assert contexts[f"{HOST}/"]["role"] == "seed"


@pytest.mark.parametrize(
    ("start", "expected"),
    [("/zwgk/zfxxgk/", 3), ("/zwgk/zfxxgk/nb/", 3), ("/zwgk/zfxxgk/nb/2020.html", 1)],
)
def test_any_page_of_the_way_is_a_start(site, start, expected):
    assert len(crawl(site, url=HOST + start).documents) == expected


def test_since_leaves_earlier_years(site):
    assert len(crawl(site, url=f"{HOST}/", since="2021").documents) == 2


def test_the_hub_that_led_to_a_column_is_no_column_below_it(site):
    column = f"{HOST}/zwgk/zfxxgk/nb/"
    site[column] = site[column].replace("<ul>", "<a href='/zwgk/zfxxgk/index.html'>政府信息公开</a><ul>")
    found = crawl(site, url=f"{HOST}/")

    assert len(found.documents) == 3
    assert [
        path for path in found.paths if "zfxxgk" in path and path.endswith(("/zfxxgk/", "index.html"))
    ] == [f"{HOST}/zwgk/zfxxgk/"]


def test_report_given_as_start_is_asked_for_again_as_a_page(site):
    found = crawl(site, url=f"{HOST}/zwgk/zfxxgk/nb/2020.html")

    assert [request.meta["context"]["role"] for request in found.asked] == ["seed", "page"]


def test_reports_elsewhere_are_taken_from_columns_only():
    sister = "http://zwgk.example.gov.cn/r.html"
    other = "http://www.other.gov.cn/r.html"
    site = {
        f"{HOST}/": html("首页", links((other, "其他市2021年政府信息公开工作年度报告"), ("/nb/", "信息公开年报"))),
        f"{HOST}/nb/": html("政府信息公开年报", links((sister, title_of(2021)), ("http://www.county.gov.cn/r.html", "示例县2021年政府信息公开工作年度报告"))),
        sister: report(title_of(2021)),
        "http://www.county.gov.cn/r.html": report("示例县2021年政府信息公开工作年度报告"),
        other: report("其他市2021年政府信息公开工作年度报告"),
    }  # fmt: skip

    assert crawl(site, url=f"{HOST}/").read == [["http://www.county.gov.cn/r.html"], [sister]]


def test_two_servers_on_one_machine_are_two_portals():
    one, two = "http://127.0.0.1:8001", "http://127.0.0.1:8002"
    site = {
        f"{one}/": html("首页", links((f"{two}/nb/", "政府信息公开年报"), ("/nb/", "政府信息公开年报"))),
        f"{one}/nb/": html("政府信息公开年报", links(("a.html", title_of(2021)))),
        f"{one}/nb/a.html": report(title_of(2021)),
        f"{two}/nb/": html("政府信息公开年报", ""),
    }

    found = crawl(site, url=f"{one}/")

    assert found.read == [[f"{one}/nb/a.html"]]
    assert not any(url.startswith(two) for url in found.paths)
    assert found.asked[0].meta["context"]["portal"] == "127.0.0.1-8001"


def test_stub_frame_and_script_tree_lead_on():
    site = {
        f"{HOST}/": '<html><head><meta http-equiv="refresh" content="0; url=/index.shtml"></head></html>',
        f"{HOST}/index.shtml": html("首页", links(("/gk/", "政务公开")) + "<p>欢迎</p>" * 80),
        f"{HOST}/gk/": '<html><script> location.href="/gk/col.html";</script></html>',
        f"{HOST}/gk/col.html": html("政务公开", "<iframe src='tree.html'></iframe>" + "<p>正文</p>" * 80),
        f"{HOST}/gk/tree.html": """<html><script>var zNodes=[{id:1,name:"政府信息公开年报",url:"/gk/nb/"},{id:2,name:"机构职能",url:"/gk/jg/"}];</script></html>""",
        f"{HOST}/gk/nb/": html("政府信息公开年报", links(("a.html", title_of(2021)))),
        f"{HOST}/gk/nb/a.html": report(title_of(2021)),
    }

    found = crawl(site, url=f"{HOST}/")

    assert found.read == [[f"{HOST}/gk/nb/a.html"]]
    assert set(found.paths) == set(site)


def test_column_that_is_the_report_itself():
    site = {
        f"{HOST}/": html("首页", links(("/nb.html", "政府信息公开年报"))),
        f"{HOST}/nb.html": report(title_of(2021)),
    }

    found = crawl(site, url=f"{HOST}/")

    assert found.read == [[f"{HOST}/nb.html"]]
    assert found.asked[-1].meta["context"]["role"] == "page"


def test_menu_is_tried_when_no_word_leads_on():
    site = {
        f"{HOST}/": html(
            "首页",
            links(
                ("/xw/", "新闻中心"), ("/zf/", "走进政府"), *[(f"/x/{n}.html", f"服务{n}") for n in range(50)]
            ),
        ),
        f"{HOST}/zf/": html("走进政府", links(("/zf/gk/", "信息公开专栏"))),
        f"{HOST}/zf/gk/": html("信息公开专栏", links(("/zf/gk/nb/", "政府信息公开年报"))),
        f"{HOST}/zf/gk/nb/": html("政府信息公开年报", links(("1.html", title_of(2021)))),
        f"{HOST}/zf/gk/nb/1.html": report(title_of(2021)),
    }

    found = crawl(site, url=f"{HOST}/")

    assert found.read == [[f"{HOST}/zf/gk/nb/1.html"]]
    assert len(found.asked) == 5


def test_search_without_end_is_bounded():
    def endless(request):
        number = int("".join(filter(str.isdigit, request.url)) or 0)
        return html("政务公开", links(*[(f"/zwgk/{number * 7 + n}/", "政府信息公开") for n in range(1, 8)]))

    assert len(crawl(endless, url=f"{HOST}/").asked) < 50


def test_hub_that_shows_latest_reports_is_no_list():
    shown = links(*[(f"/nb/{year}.html", title_of(year)) for year in (2019, 2020, 2021)])
    site = {
        f"{HOST}/": html("政务公开", shown + "<a href='/nb/'>政府信息公开年报</a>"),
        f"{HOST}/nb/": html("政府信息公开年报", shown),
        **{f"{HOST}/nb/{year}.html": report(title_of(year)) for year in (2019, 2020, 2021)},
    }

    found = crawl(site, url=f"{HOST}/")

    assert len(found.documents) == 3
    assert [one.url for one in found.listings] == [f"{HOST}/nb/"]


def test_registered_portal_needs_no_address():
    found = crawl({}, portal="jiyuan.gov.cn")

    assert found.paths == ["http://jiyuan.gov.cn/zwgk/zfxxgk/zfxxgknb/"]
    assert found.asked[0].meta["context"]["issuer"] == "济源市人民政府"


def test_nothing_to_start_from_says_so():
    with pytest.raises(ValueError, match=r"nowhere\.gov\.cn.*not registered"):
        crawl({}, portal="nowhere.gov.cn")


def test_hub_whose_column_is_only_a_heading_with_a_more_link():
    blocks = "".join(
        f"<div><div class='tt'><b>{name}</b><a href='{href}'>更多>></a></div><ul><li><a href='/x{href}1.html'>某条信息的标题</a></li></ul></div>"
        for name, href in (("政府信息公开指南", "/a/"), ("政府信息公开年报", "/b/"), ("人事信息", "/c/"))
    )
    site = {
        f"{HOST}/gk/": html("政府信息公开", blocks),
        f"{HOST}/b/": html("列表", links(("1.html", title_of(2021)))),
        f"{HOST}/b/1.html": report(title_of(2021)),
    }

    found = crawl(site, url=f"{HOST}/gk/")

    assert found.read == [[f"{HOST}/b/1.html"]]
    assert len(found.asked) == 3


def test_departments_with_columns_of_their_own():
    bodies = [f"示例市{name}局" for name in "教体卫民财审统林水农商文"]
    site = {
        f"{HOST}/": html("首页", links(("/gk/", "政府信息公开"))),
        f"{HOST}/gk/": html(
            "政府信息公开", links(("/gk/nb/", "政府信息公开年报"), ("/gk/bm/", "部门信息公开"))
        ),
        f"{HOST}/gk/nb/": html("政府信息公开年报", links(("/gk/nb/1.html", title_of(2021)))),
        f"{HOST}/gk/nb/1.html": report(title_of(2021)),
        f"{HOST}/gk/bm/": html(
            "部门信息公开", links(*[(f"/d{n}/", f"{body}信息公开") for n, body in enumerate(bodies)])
        ),
    }
    for n, body in enumerate(bodies):
        site[f"{HOST}/d{n}/"] = html(body, links(("zn.html", "信息公开指南"), ("nb.html", "信息公开年报")))
        site[f"{HOST}/d{n}/nb.html"] = html(
            "信息公开年报", links(("r.html", f"{body}2021年政府信息公开工作年度报告"))
        )
        site[f"{HOST}/d{n}/r.html"] = report(f"{body}2021年政府信息公开工作年度报告")

    found = crawl(site, url=f"{HOST}/")

    assert len(found.documents) == 1 + len(bodies)
    assert len(found.asked) == len(site)


@pytest.mark.parametrize("own_columns", [True, False])
def test_bodies_named_by_a_hub_are_looked_at_while_they_have_columns(own_columns):
    names = [f"{name}务局" for name in "教财审统林水农商民税体"]
    pairs = [(f"/d{n}/", name) for n, name in enumerate(names)]
    site = {
        f"{HOST}/": html("首页", links(("/gk/", "政府信息公开"))),
        f"{HOST}/gk/": html("政府信息公开", links(("/gk/nb/", "政府信息公开年报"), *pairs)),
        f"{HOST}/gk/nb/": html("政府信息公开年报", links(("/gk/nb/1.html", title_of(2021)))),
        f"{HOST}/gk/nb/1.html": report(title_of(2021)),
    }
    for n, name in enumerate(names if own_columns else []):
        title = f"示例市{name}2021年政府信息公开工作年度报告"
        site[f"{HOST}/d{n}/"] = html(name, links(("nb/", "信息公开年报")))
        site[f"{HOST}/d{n}/nb/"] = html("信息公开年报", links(("1.html", title)))
        site[f"{HOST}/d{n}/nb/1.html"] = report(title)

    found = crawl(site, url=f"{HOST}/")

    assert len(found.documents) == (12 if own_columns else 1)
    assert len(found.asked) == len(site) + (0 if own_columns else MOST_OF_KIND[Kind.DEPARTMENT] + 1)


@pytest.mark.parametrize("answer", [(0, {}, ""), (404, {}, "")])
def test_home_that_does_not_answer_is_tried_by_its_other_names(answer):
    found = crawl(lambda _: answer, url="www.example.gov.cn")

    assert found.paths == ["http://www.example.gov.cn", "https://www.example.gov.cn", "http://example.gov.cn"]
    assert (found.documents, found.listings) == ([], [])
    assert [one.what for one in found.outcomes[:2]] == ["onward", "onward"]


def test_home_is_found_by_its_other_scheme(site):
    secure = {url.replace("http:", "https:"): body for url, body in site.items()}

    assert len(crawl(lambda request: secure.get(request.url, (0, {}, "")), url=f"{HOST}/").documents) == 3


def test_column_that_is_gone_is_not_looked_for_elsewhere():
    assert crawl({}, url=f"{HOST}/gk/nb/").paths == [f"{HOST}/gk/nb/"]


def test_stub_that_only_names_the_index_or_adds_a_session_is_gone_through():
    site = {
        f"{HOST}/": html("首页", links(("/gk/", "政务公开"))),
        f"{HOST}/gk/": "<script>location.href='/gk/index.html'</script>",
        f"{HOST}/gk/index.html": html("政务公开", links(("/nb/", "信息公开年报"))),
        f"{HOST}/nb/": "<script>location.href='/nb/index.html?PHPSESSID=1'</script>",
        f"{HOST}/nb/index.html?PHPSESSID=1": html("信息公开年报", links(("a.html", title_of(2021)))),
        f"{HOST}/nb/a.html": report(title_of(2021)),
    }

    assert len(crawl(site, url=f"{HOST}/").documents) == 1


@pytest.mark.parametrize("start", ["/", "/gk/", "/nb/"])
def test_stubs_without_end_are_left(start):
    def endless(request):
        mark = len(request.url)
        return f"<script>location.href='{request.url.partition('?')[0]}?PHPSESSID={mark}'</script>"

    assert len(crawl(endless, url=HOST + start).asked) < 20


def test_article_of_a_column_leads_up_to_it(site):
    where = links(("/", "首页"), ("/zwgk/", "政务公开"), ("/zwgk/zfxxgk/nb/", "政府信息公开年报"))
    site[f"{HOST}/zwgk/zfxxgk/nb/tz.html"] = html(
        "关于编制2021年政府信息公开工作年度报告的通知", f"<div class='position'>{where}</div><p>各单位：</p>"
    )

    assert len(crawl(site, url=f"{HOST}/zwgk/zfxxgk/nb/tz.html").documents) == 3


def test_report_that_a_hub_shows_is_taken_from_its_column():
    shown = links(("/nb/1.html", title_of(2021)))
    site = {
        f"{HOST}/": html(
            "首页",
            shown + links(("/nb/", "信息公开年报"), ("/gk/", "政务公开"), ("/alone.html", title_of(2008))),
        ),
        f"{HOST}/nb/": html("信息公开年报", shown),
        f"{HOST}/nb/1.html": report(title_of(2021)),
        f"{HOST}/alone.html": report(title_of(2008)),
    }

    found = crawl(site, url=f"{HOST}/")

    listed = {one.url: one.meta["context"]["listing_url"] for one in found.asked}
    assert (listed[f"{HOST}/nb/1.html"], listed[f"{HOST}/alone.html"]) == (f"{HOST}/nb/", f"{HOST}/")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\x00",
        "<",
        "<!-- ",
        "<html><frameset><frame src='http://[::1/'></frameset>",
        "<div>" * 3000,
        "<a href='http://x:99999999/'>年报</a>",
    ],
)
def test_broken_pages_end_quietly(body):
    assert len(crawl({f"{HOST}/": body}, url=f"{HOST}/").asked) <= 3
