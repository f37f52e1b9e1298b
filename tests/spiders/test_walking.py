# ruff: noqa: E501 - markup reads best on one line
from __future__ import annotations

from tests.spiders.made import HOST, html, links, report, title_of
from tests.spiders.sites import crawl


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


def test_list_in_a_table_rows_opened_by_script():
    rows = "".join(
        f"<tr onclick=\"window.open('/nb/{year}.html')\"><td>{year}</td><td>{title_of(year)}</td></tr>"
        for year in (2020, 2021)
    )
    site = {f"{HOST}/nb/": html("信息公开年报", f"<table>{rows}</table>")} | {
        f"{HOST}/nb/{year}.html": report(title_of(year)) for year in (2020, 2021)
    }

    assert len(crawl(site, url=f"{HOST}/nb/").documents) == 2


def test_list_inside_a_frame():
    site = {
        f"{HOST}/nb/": html("政府信息公开年报", "<iframe src='list.html'></iframe>" + "<p>栏目</p>" * 100),
        f"{HOST}/nb/list.html": html("", links(("1.html", title_of(2021)))),
        f"{HOST}/nb/1.html": report(title_of(2021)),
    }

    assert crawl(site, url=f"{HOST}/nb/").read == [[f"{HOST}/nb/1.html"]]


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
