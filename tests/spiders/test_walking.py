# ruff: noqa: E501 - markup reads best on one line
from __future__ import annotations

import re

import pytest

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


def calendar(request) -> str:
    year, month = map(int, (re.findall(r"month=(\d{4})-(\d+)", request.url) or [(2023, 1)])[0])
    number = year * 12 + month - 1
    days = [(f"?day={year}-{month}-{day}", str(day)) for day in range(1, 29)]
    others = [
        (f"?month={n // 12}-{n % 12 + 1}", words)
        for n, words in ((number - 1, "上一月"), (number + 1, "下一月"), (number + 1, "下一页"))
    ]
    years = [(f"?month={n}-1", f"{n}年") for n in range(year - 5, year + 6)]
    events = [(f"/e/{number}-{n}.html", f"第{number}次工作会议安排第{n}号") for n in range(5)]
    return html("政府信息公开年报", links(*days) + links(*others, *years) + links(*events))


@pytest.mark.parametrize("path", ["/", "/nb/"])
def test_calendar_without_end_costs_a_few_requests(path):
    assert len(crawl(calendar, url=HOST + path).asked) <= 5


def test_list_that_turns_for_ever_without_a_report_is_left():
    def endless(request):
        number = int(request.url.partition("=")[2] or 1)
        entries = links(
            *[(f"/x/{number * 9 + n}.html", f"关于第{number * 9 + n}号事项的通知公告") for n in range(9)]
        )
        return html(
            "政府信息公开年报", entries + f"<div class='page'><a href='?p={number + 1}'>下一页</a></div>"
        )

    assert 3 < len(crawl(endless, url=f"{HOST}/nb/").asked) <= 15


def test_year_menu_may_lead_straight_to_articles():
    site = {
        f"{HOST}/nb/": html("政府信息公开年报", links(("t20210331_1.html", "2020年"), ("2019/", "2019年")))
    }
    site[f"{HOST}/nb/t20210331_1.html"] = report(title_of(2020))
    site[f"{HOST}/nb/2019/"] = html("2019年", links(("a.html", title_of(2019))))
    site[f"{HOST}/nb/2019/a.html"] = report(title_of(2019))

    found = crawl(site, url=f"{HOST}/nb/")

    assert len(found.documents) == 2
    assert len(found.paths) == len(set(found.paths))


def test_latest_report_stands_in_the_column_s_page_and_older_ones_are_links():
    site = {
        f"{HOST}/nb/": report("政府信息公开年报", links(*[(f"{y}.html", title_of(y)) for y in (2019, 2020)]))
    }
    site |= {f"{HOST}/nb/{year}.html": report(title_of(year)) for year in (2019, 2020)}

    assert crawl(site, url=f"{HOST}/nb/").read == [
        [f"{HOST}/nb/"],
        [f"{HOST}/nb/2019.html"],
        [f"{HOST}/nb/2020.html"],
    ]


def test_sessions_in_addresses_are_no_new_pages():
    def answer(request):
        mark = f"{len(request.url) * 7919:x}"
        if "/r" in request.url:
            return report(
                title_of(2020 + int(request.url.partition("id=")[2][0])),
                f"<a href='/nb/l.jsp?PHPSESSID={mark}'>信息公开年报</a>",
            )
        entries = links(*[(f"/r.jsp?id={n}&PHPSESSID={mark}", title_of(2020 + n)) for n in range(3)])
        return html(
            "政府信息公开年报", entries + f"<a href='/nb/l.jsp?PHPSESSID={mark}'>政府信息公开年报</a>"
        )

    found = crawl(answer, url=f"{HOST}/nb/l.jsp")

    assert (len(found.documents), len(found.asked)) == (3, 4)
    assert all("PHPSESSID" in path for path in found.paths[1:])
