# ruff: noqa: E501 - markup reads best on one line
"""Mechanisms of known software: ranges of records, numbers that run down, areas and years, forms posted back."""

from __future__ import annotations

from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from spiders.page import Page
from spiders.paging import find

HOST = "http://www.example.gov.cn"
URL = f"{HOST}/nb/"
RECORDS = "".join(
    f"<record><![CDATA[<li><a href='/{n}.html'>某条信息的标题{n}</a></li>]]></record>" for n in range(10)
)


def page(markup, path=""):
    return Page(urljoin(URL, path), f"<html><body>{markup}</body></html>")


def ranges(pager):
    queries = [parse_qs(urlsplit(turn.url).query) for turn in pager.turns]
    return [(query["startrecord"][0], query["endrecord"][0]) for query in queries]


TRUECMS = """<script>$('#msgList').jpage({dataStore:initData, %s proxyUrl:'/TrueCMS/messageController/getMessage.do',
perPage:20, groupSize:3, ajaxParam:{columnId:'754f6db5-d294'}});</script>"""
TRUECMS_BY_HAND = """<script>var startrecord=1,endrecord=10,perpage=10;$.ajax({url:"/truecms/messageController/getMessage.do?startrecord="
+startrecord+"&endrecord="+endrecord+"&perpage="+perpage+"&columnId=a0f3",dataType:"jsonp",jsonpCallback:"raw"});</script>"""


def test_truecms_asks_for_all_groups_of_the_records_stated():
    pager = find(page(TRUECMS % 'totalRecord:"130",'))
    assert (pager.name, pager.pages_stated, pager.records_stated) == ("truecms", 3, 130)
    assert ranges(pager) == [("1", "60"), ("61", "120"), ("121", "180")]
    assert all("columnId=754f6db5-d294" in turn.url and "callback=raw" in turn.url for turn in pager.turns)


@pytest.mark.parametrize("markup", [TRUECMS % "", TRUECMS_BY_HAND])
def test_truecms_without_a_total_begins_and_goes_on_by_the_answers(markup):
    first = find(page(markup)).turns
    assert [turn.page for turn in first] == [1]
    answer = Page(
        first[0].url, f"<datastore><totalrecord>200</totalrecord><recordset>{RECORDS}</recordset></datastore>"
    )
    pager = find(answer)
    size = int(ranges(find(page(markup)))[0][1])
    assert (pager.records_stated, ranges(pager)) == (200, [(str(size + 1), str(2 * size))])


def test_truecms_ends_with_its_last_range():
    url = (
        f"{HOST}/truecms/messageController/getMessage.do?startrecord=181&endrecord=210&perpage=10&columnId=a"
    )
    assert find(Page(url, f"<datastore><totalrecord>200</totalrecord>{RECORDS}</datastore>")).turns == ()


def test_vsb_counts_down_and_needs_no_links():
    markup = "<div>共58条&nbsp;1/4&nbsp;</div><script>function f(){_simple_list_gotopage_fun(4,'a1015GOPAGE',2)}</script>"
    pager = find(page(markup, "tzgg.htm"))
    assert (pager.name, pager.pages_stated, pager.records_stated, pager.current) == ("vsb", 4, 58, 1)
    assert [turn.url for turn in pager.turns] == [f"{URL}tzgg/{n}.htm" for n in (3, 2, 1)]


def test_vsb_from_the_middle_of_its_list():
    pager = find(page("<script>_simple_list_gotopage_fun( 4 ,'a',2)</script>", "tzgg/2.htm"))
    assert pager.current == 3
    assert [(turn.page, turn.url) for turn in pager.turns] == [
        (1, f"{URL}tzgg.htm"), (2, f"{URL}tzgg/3.htm"), (4, f"{URL}tzgg/1.htm"),
    ]  # fmt: skip


def test_vsb_page_that_a_shift_left_behind_says_nothing_wrong():
    assert find(page("<script>_simple_list_gotopage_fun(4,'a',2)</script>", "tzgg/9.htm")) is None


AREAS = """<select id="area"><option value="">请选择</option><option value="3701">甲区</option><option value="3702">乙县</option></select>
<select id="fbtime"><option value="2007">2007年</option><option>2019年</option><option>2020年度</option></select>"""
GO = "<script>function go(){location.href='/module/xxgk/xxgkAnnualReport.jsp?area='+$('#area').val()+'&fbtime='+$('#fbtime').val();}</script>"


def test_annual_reports_by_area_and_year_as_far_as_the_page_names_them():
    pager = find(page(AREAS + GO))
    address = f"{HOST}/module/xxgk/xxgkAnnualReport.jsp"
    assert (pager.name, pager.pages_stated) == ("annual", 4)
    assert [turn.url for turn in pager.turns] == [
        f"{address}?area={area}&fbtime={year}" for area in (3701, 3702) for year in (2020, 2019)
    ]


def test_annual_reports_go_on_from_one_of_them():
    links = "<a href='?area=3701&fbtime=2020'>2020年</a><a href='xxgkAnnualReport.jsp?area=3702&fbtime=2019'>乙县</a>"
    pager = find(page(links, "/module/xxgk/xxgkAnnualReport.jsp?area=3701&fbtime=2019"))
    asked = {urlsplit(turn.url).query for turn in pager.turns}
    assert asked == {"area=3701&fbtime=2020", "area=3702&fbtime=2020", "area=3702&fbtime=2019"}


def form(controls, more=""):
    return f'<form action="Default.aspx?id=3" method=post><input type=hidden name=__VIEWSTATE value=abc>{more}{controls}</form>'


GRID = "".join(
    f"""<td><a href="javascript:__doPostBack('GridView1','Page${n}')">{n}</a></td>""" for n in (1, 3, 4)
)
OPTIONS = """<a href='javascript:WebForm_DoPostBackWithOptions(new WebForm_PostBackOptions("ctl00$next", "", true, "", "", false, true))'>下一页</a>"""


@pytest.mark.parametrize(
    ("markup", "pages", "number", "posted"),
    [
        (form(f"<table><tr>{GRID}<td><span>2</span></td></tr></table>"), None, 3, {"__EVENTTARGET": "GridView1", "__EVENTARGUMENT": "Page$3"}),
        (form('第2页/共4页 <input type=submit name="b1" value="上一页"><input type=submit name="b2" value="下一页">'), 4, 3, {"b2": "下一页"}),
        (form('第1页/共4页 <input type=image name="go" alt="下一页">'), 4, 2, {"go.x": "1", "go.y": "1"}),
        (form("第1页/共4页" + OPTIONS), 4, 2, {"__EVENTTARGET": "ctl00$next", "__EVENTARGUMENT": ""}),
        (form("第1页/共4页" + OPTIONS, '<input name=word value=年报><select name=kind><option value=1><option value=2 selected></select>'), 4, 2, {"word": "年报", "kind": "2"}),
    ],
)  # fmt: skip
def test_aspnet_posts_what_a_browser_would(markup, pages, number, posted):
    pager = find(page(markup, "list.aspx"))
    assert (pager.name, pager.pages_stated) == ("aspnet", pages)
    (turn,) = pager.turns
    assert (turn.page, turn.url) == (number, f"{URL}Default.aspx?id=3")
    assert {"__VIEWSTATE": "abc", **posted}.items() <= dict(turn.form).items()


def test_aspnet_last_page_leads_nowhere():
    markup = form("第4页/共4页 <a href=\"javascript:__doPostBack('p','3')\">上一页</a><a disabled>下一页</a>")
    assert find(page(markup, "list.aspx")).turns == ()


@pytest.mark.parametrize(
    ("path", "script", "current", "others"),
    [
        # TRS counts from 0; others that use its script count from 1 and say so, or their links do
        ("index.html", 'createPageHTML(3, 0, "index", "html");', 1, ["index_1.html", "index_2.html"]),
        ("index.html", 'createPageHTML(3, 1, "index", "html");', 1, ["index_2.html", "index_3.html"]),
        ("index_3.html", 'createPageHTML(3, 3, "index", "html");', 3, ["index.html", "index_2.html"]),
        ("index.html", 'createPageHTML(3,0,"index","html");</script><a href="index_2.html">2</a><script>', 1, ["index_2.html", "index_3.html"]),
        ("INDEX.HTM", "CreatePageHTML(\"3\" ,\n'1', 'index' , \".htm\", 28 );", 1, ["index_2.htm", "index_3.htm"]),
        ("list.shtml", "createPageHTML('n',9,1,'news','shtml',90);createPageHTML('page_div',2, 1,'list','shtml',30);", 1, ["list_2.shtml"]),
    ],
)  # fmt: skip
def test_one_script_counted_from_nought_or_from_one(path, script, current, others):
    pager = find(page(f"<script>{script}</script>", path))
    assert pager.current == current
    assert [turn.url for turn in pager.turns] == [URL + other for other in others]


def test_publish_cap_is_said():
    capped = find(
        page("<script>createPageHTML('page_div',50, 1,'list','shtml',1000);</script>", "list.shtml")
    )
    whole = find(page("<script>createPageHTML('page_div',50, 1,'list','shtml',998);</script>", "list.shtml"))
    assert (capped.capped, whole.capped) == (True, False)
