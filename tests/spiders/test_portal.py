# ruff: noqa: E501 - markup reads best on one line
from __future__ import annotations

import pytest

from tests.spiders.sites import crawl

HOST = "http://www.example.gov.cn"
BODY = (
    """<p>本报告根据《中华人民共和国政府信息公开条例》编制。</p><h2>一、总体情况</h2><p>本年主动公开政府信息九百件，依申请公开工作平稳有序地开展，没有出现纰漏。</p>
<p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请情况</p><p>四、政府信息公开行政复议、行政诉讼情况</p><p>五、存在的主要问题及改进情况</p>
<p>存在的主要问题是公开的时效性有待加强，下一步将从制度、队伍与平台三个方面着手改进，进一步提高公开的质量与水平，让群众满意。</p>"""
    + "<p>其他需要报告的事项以及工作情况的说明文字若干，均无特别之处。</p>" * 4
)


def html(title: str, body: str) -> str:
    return f"<html><head><title>{title}_示例市人民政府</title></head><body>{body}</body></html>"


def links(*pairs: tuple[str, str]) -> str:
    return "<ul>" + "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in pairs) + "</ul>"


def report(title: str, more: str = "") -> str:
    return html(title, f"<h1>{title}</h1>{BODY}{more}")


def title_of(year: int) -> str:
    return f"示例市{year}年政府信息公开工作年度报告"


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
        (one.first, one.page, one.pager, one.pages_stated, one.entries, one.reports) for one in found.listings
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


def chained(pages: dict[str, object]) -> dict[str, object]:
    return {
        f"{HOST}/nb/": html("政府信息公开年报", links(*[("a.html", title_of(2021))])),
        **{f"{HOST}/nb/{k}": v for k, v in pages.items()},
    }


def test_pages_then_attachments_in_order():
    pager = "<a href='a.html'>1</a><a href='a_2.html'>2</a><a href='a_3.html'>3</a>"
    site = chained(
        {
            "a.html": report(
                title_of(2021), "共3页" + pager.replace("href='a.html'", "") + "<a href='P01.doc'>附件1</a>"
            ),
            "a_2.html": html(title_of(2021), "<p>第二页</p>" + pager + "<a href='P02.pdf'>附件2</a>"),
            "a_3.html": html(title_of(2021), "<p>第三页</p>" + pager),
            "P01.doc": b"\xd0\xcf\x11\xe0",
            "P02.pdf": b"%PDF-1.4",
        }
    )

    found = crawl(site, url=f"{HOST}/nb/")

    assert found.read == [
        [f"{HOST}/nb/{name}" for name in ("a.html", "a_2.html", "a_3.html", "P01.doc", "P02.pdf")]
    ]
    contexts = [request.meta["context"] for request in found.asked[1:]]
    assert [one["page"] for one in contexts] == [None, 2, 3, 1, 2]
    assert [one["role"] for one in contexts] == ["page", "page", "page", "attachment", "attachment"]
    assert {one["document"] for one in contexts[1:]} == {"urn:2"}


@pytest.mark.parametrize("gone", [(404, {}, "x"), (0, {}, "")])
def test_missing_page_does_not_end_the_document(gone):
    site = chained(
        {
            "a.html": report(title_of(2021), "<a href='a_2.html'>2</a><a href='a_3.html'>3</a>"),
            "a_2.html": gone,
            "a_3.html": html(title_of(2021), "<p>第三页</p>"),
        }
    )

    assert crawl(site, url=f"{HOST}/nb/").read == [[f"{HOST}/nb/a.html", f"{HOST}/nb/a_3.html"]]


def test_first_page_gone_second_listed():
    entry = links(("show.asp?id=7&page=2", title_of(2018)))
    site = {
        f"{HOST}/nb/": html("政府信息公开年报", entry),
        f"{HOST}/nb/show.asp?id=7&page=2": report(
            title_of(2018), "<a href='show.asp?id=7&page=1'>[1]</a> [2]"
        ),
    }

    found = crawl(site, url=f"{HOST}/nb/")

    assert found.read == [[f"{HOST}/nb/show.asp?id=7&page=2"]]
    assert f"{HOST}/nb/show.asp?id=7&page=1" in found.paths


def test_entry_that_is_a_file_is_the_document():
    site = {
        f"{HOST}/nb/": html("政府信息公开年报", links(("x.pdf", title_of(2021)))),
        f"{HOST}/nb/x.pdf": (200, {"Content-Type": "application/pdf"}, b"%PDF-1.4"),
    }

    assert crawl(site, url=f"{HOST}/nb/").read == [[f"{HOST}/nb/x.pdf"]]


@pytest.mark.parametrize(
    "link",
    [
        "<a href='r.pdf'>下载</a>",
        """<script>document.write('<a href="./r.pdf">点击查看</a>')</script>""",
        "<iframe src='/pdfjs/web/viewer.html?file=%2Fnb%2Fr.pdf'></iframe>",
        "<embed src='r.pdf'>",
        """<a href="javascript:;" onclick="window.open('/nb/r.pdf')">查看全文</a>""",
        "<script>var pdfUrl = '/nb/r.pdf';</script>",
    ],
)
def test_page_with_only_a_link_to_the_file(link):
    site = chained(
        {
            "a.html": html(title_of(2021), f"<h1>{title_of(2021)}</h1><div class='content'>{link}</div>"),
            "r.pdf": b"%PDF-1.4",
        }
    )

    assert crawl(site, url=f"{HOST}/nb/").read == [[f"{HOST}/nb/a.html", f"{HOST}/nb/r.pdf"]]


def test_forms_beside_the_article_are_not_its_attachments():
    more = "<div class='content'><a href='/files/sqb.doc'>政府信息公开申请表</a></div>"
    site = chained({"a.html": report(title_of(2021), more)})

    assert crawl(site, url=f"{HOST}/nb/").read == [[f"{HOST}/nb/a.html"]]


def test_cut_title_is_completed_by_its_attribute_or_by_the_page():
    entries = (
        f'<ul><li><a href="a.html" title="{title_of(2021)}">示例市2021年政府信…</a></li>'
        '<li><a href="b.html">示例市2020年政府信息公开工作年度…</a></li>'
        '<li><a href="c.html">示例市2019年政府信息公开工作年度…</a></li></ul>'
    )
    site = {
        f"{HOST}/nb/": html("政府信息公开年报", entries),
        f"{HOST}/nb/a.html": report(title_of(2021)),
        f"{HOST}/nb/b.html": report(title_of(2020)),
        f"{HOST}/nb/c.html": html(
            "x",
            "<h1>示例市2019年政府信息公开工作年度报告编制培训会召开</h1><p>会议要求各单位认真做好编制工作。</p>",
        ),
    }

    assert crawl(site, url=f"{HOST}/nb/").read == [[f"{HOST}/nb/a.html"], [f"{HOST}/nb/b.html"]]


def test_columns_by_year_and_by_level_are_walked():
    site = {
        f"{HOST}/gk/nb/": html("政府信息公开年报", links(("2021/", "2021年"), ("bm/", "部门"), ("/gk/c9.html", "2019年政府信息公开年度报告"))),
        f"{HOST}/gk/nb/2021/": html("2021年_政府信息公开年报", links(("a.html", title_of(2021)))),
        f"{HOST}/gk/nb/bm/": html("部门_政府信息公开年报", links(("jyj/", "市教育局"), ("wjw/", "市卫健委"))),
        f"{HOST}/gk/nb/bm/jyj/": html("市教育局", links(("b.html", "示例市教育局2020年政府信息公开工作年度报告"))),
        f"{HOST}/gk/nb/bm/wjw/": html("市卫健委", links(("c.html", "示例市卫健委2020年政府信息公开工作年度报告"))),
        f"{HOST}/gk/c9.html": html("2019年政府信息公开年度报告", links(*[(f"d{n}.html", f"示例市{n}局2019年政府信息公开工作年度报告") for n in "abc"])),
        f"{HOST}/gk/nb/2021/a.html": report(title_of(2021)),
        f"{HOST}/gk/nb/bm/jyj/b.html": report("示例市教育局2020年政府信息公开工作年度报告"),
        f"{HOST}/gk/nb/bm/wjw/c.html": report("示例市卫健委2020年政府信息公开工作年度报告"),
        **{f"{HOST}/gk/d{n}.html": report(f"示例市{n}局2019年政府信息公开工作年度报告") for n in "abc"},
    }  # fmt: skip

    found = crawl(site, url=f"{HOST}/gk/nb/")

    assert len(found.documents) == 6
    assert len(found.asked) <= len(site) + 2


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
        number = int(request.url.rstrip("/").rpartition("/")[2] or 0) if request.url != f"{HOST}/" else 0
        return html("政务公开", links(*[(f"/zwgk/{number * 7 + n}/", "政府信息公开") for n in range(1, 8)]))

    assert len(crawl(endless, url=f"{HOST}/").asked) < 50


def test_next_link_that_repeats_itself_is_bounded():
    def endless(request):
        number = int(request.url.partition("=")[2] or 1)
        return html(
            "政府信息公开年报",
            links(("w.html", "关于某事的通知公告")) + f"<a href='?s={number + 1}'>下一页</a>",
        )

    assert len(crawl(endless, url=f"{HOST}/nb/").asked) < 10


def test_list_that_its_proxy_refuses_by_get_is_asked_for_by_post():
    column = f"{HOST}/col/col33/index.html"

    def record(year: int) -> str:
        return f"<record><![CDATA[<li><a href='/art/{year}.html'>{title_of(year)}</a></li>]]></record>"

    first = f"""<html><head><title>信息公开年报</title></head><body><script type="text/xml"><datastore><nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&columnid=33"></a>]]></nextgroup>
        <recordset>{record(2021)}</recordset></datastore></script><script>$('#7').jpage({{totalRecord:2,perPage:1}});</script></body></html>"""

    def answer(request):
        if request.url == column:
            return first
        if "dataproxy" in request.url:
            posted = request.method == "POST" and b"startrecord=2" in request.body
            return (
                (
                    200,
                    {"Content-Type": "text/xml"},
                    f"<datastore><recordset>{record(2020)}</recordset></datastore>",
                )
                if posted
                else (405, {}, "")
            )
        return report(title_of(int(request.url[-9:-5])))

    assert crawl(answer, url=column).read == [[f"{HOST}/art/2020.html"], [f"{HOST}/art/2021.html"]]


def test_list_built_by_a_unit_service_ends_at_an_empty_page():
    column = f"{HOST}/col/col9/index.html"

    def answer(request):
        if request.url == column:
            return html(
                "政府信息公开年报",
                """<script src="/unitbuild.js" url="/api-gateway/build/unit" queryData="{'webId':'2','pageId':'9'}"></script>""",
            )
        if "/build/unit?webId=2&pageId=9" in request.url:
            number = int(request.url.partition("pageNo%22%3A")[2][:1])
            entries = (
                links((f"/art/{2020 + number}.html", title_of(2020 + number))).replace('"', "'")
                if number < 3
                else ""
            )
            return (
                200,
                {"Content-Type": "application/json"},
                f'{{"success":true,"data":{{"html":"{entries}"}}}}',
            )
        return report(title_of(int(request.url[-9:-5])))

    found = crawl(answer, url=column)

    assert found.read == [[f"{HOST}/art/2021.html"], [f"{HOST}/art/2022.html"]]
    assert len(found.asked) == 6


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


def test_list_in_a_table_rows_opened_by_script():
    rows = "".join(
        f"<tr onclick=\"window.open('/nb/{year}.html')\"><td>{year}</td><td>{title_of(year)}</td></tr>"
        for year in (2020, 2021)
    )
    site = {f"{HOST}/nb/": html("信息公开年报", f"<table>{rows}</table>")} | {
        f"{HOST}/nb/{year}.html": report(title_of(year)) for year in (2020, 2021)
    }

    assert len(crawl(site, url=f"{HOST}/nb/").documents) == 2


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


def test_list_inside_a_frame():
    site = {
        f"{HOST}/nb/": html("政府信息公开年报", "<iframe src='list.html'></iframe>" + "<p>栏目</p>" * 100),
        f"{HOST}/nb/list.html": html("", links(("1.html", title_of(2021)))),
        f"{HOST}/nb/1.html": report(title_of(2021)),
    }

    assert crawl(site, url=f"{HOST}/nb/").read == [[f"{HOST}/nb/1.html"]]


def test_report_that_is_a_file_keeps_clear_of_its_neighbours():
    beside = links(*[(f"/files/{year}.pdf", f"{title_of(year)}.pdf") for year in (2018, 2019, 2020)])
    body = f"<h1>{title_of(2021)}</h1><div class='content'><p><a href='/files/2021.pdf'>{title_of(2021)}.pdf</a></p></div>"
    site = chained({"a.html": html(title_of(2021), beside + body)}) | {
        f"{HOST}/files/{year}.pdf": b"%PDF-" for year in range(2018, 2022)
    }

    assert crawl(site, url=f"{HOST}/nb/").read == [[f"{HOST}/nb/a.html", f"{HOST}/files/2021.pdf"]]


def test_report_that_is_a_file_beside_a_list_of_all_reports():
    years = (2018, 2019, 2020, 2021)
    beside = f"<div class='left'>{links(*[(f'/nb/{year}.html', title_of(year)) for year in years])}</div>"

    def page(year: int) -> str:
        title = f"{year}年政府信息公开工作年度报告"
        return html(
            title,
            f"{beside}<div class='art'><h1>{title}</h1><p><a href='/files/{year}.doc'>{title}.doc</a></p></div>",
        )

    site = {
        f"{HOST}/nb/": html("政府信息公开年报", beside),
        **{f"{HOST}/nb/{year}.html": page(year) for year in years},
    }
    site |= {f"{HOST}/files/{year}.doc": b"\xd0\xcf\x11\xe0" for year in years}

    assert crawl(site, url=f"{HOST}/nb/").read == [
        [f"{HOST}/nb/{year}.html", f"{HOST}/files/{year}.doc"] for year in years
    ]


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
    names = [f"{name}务局" for name in "教财审统林水农商"]
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

    assert len(found.documents) == (9 if own_columns else 1)
    assert len(found.asked) == len(site) + (0 if own_columns else 3)


def test_article_that_stands_in_a_frame():
    site = chained(
        {
            "a.html": html(title_of(2021), f"<h1>{title_of(2021)}</h1><iframe src='body.html'></iframe>"),
            "body.html": f"<p>{BODY}</p>",
        }
    )

    assert crawl(site, url=f"{HOST}/nb/").read == [[f"{HOST}/nb/a.html", f"{HOST}/nb/body.html"]]


def test_doubtful_entry_is_decided_by_its_page():
    site = {
        f"{HOST}/nb/": html(
            "政府信息公开年报",
            links(
                ("a.html", "2021年年度报告"),
                ("b.html", "2020年年度报告"),
                ("c.html", "教育局政府信息公开年报"),
            ),
        ),
        f"{HOST}/nb/a.html": report(title_of(2021)),
        f"{HOST}/nb/b.html": html(
            "示例市2020年度法治政府建设年度报告",
            "<h1>示例市2020年度法治政府建设年度报告</h1><p>法治建设工作有序推进，成效明显，群众满意。</p>",
        ),
        f"{HOST}/nb/c.html": report("教育局政府信息公开年报"),
    }

    assert crawl(site, url=f"{HOST}/nb/").read == [[f"{HOST}/nb/a.html"], [f"{HOST}/nb/c.html"]]


@pytest.mark.parametrize(
    "title", ["政府信息公开指南", "中华人民共和国政府信息公开条例", "示例市政府信息公开工作年度报告编制制度"]
)
def test_texts_about_reports_are_none(title):
    site = {
        f"{HOST}/gk/nb/": html("政府信息公开年报", links(("zn/", title), ("2021/", "2021年"))),
        f"{HOST}/gk/nb/zn/": report(title),
        f"{HOST}/gk/nb/2021/": report(title),
    }

    assert crawl(site, url=f"{HOST}/gk/nb/").documents == []


def test_scheme_less_address_and_unanswered_home():
    found = crawl(lambda _: (0, {}, ""), url="www.example.gov.cn")

    assert found.paths == ["http://www.example.gov.cn"]
    assert (found.documents, found.listings) == ([], [])


def test_links_of_a_secure_page_to_the_same_host_stay_secure():
    secure = HOST.replace("http:", "https:")
    site = {
        f"{secure}/nb/": html(
            "政府信息公开年报",
            links((f"{HOST}/nb/a.html", title_of(2021)), ("/nb/a.html;jsessionid=1F", title_of(2021))),
        ),
        f"{secure}/nb/a.html": report(title_of(2021)),
    }

    assert crawl(site, url=f"{secure}/nb/").paths == [f"{secure}/nb/", f"{secure}/nb/a.html"]


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
    assert len(crawl({f"{HOST}/": body}, url=f"{HOST}/").asked) <= 2
