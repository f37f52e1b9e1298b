# ruff: noqa: E501 - markup reads best on one line
from __future__ import annotations

from base64 import b64encode
from urllib.parse import urljoin

import pytest

from spiders.page import Page
from spiders.paging import find

LIST = "http://www.example.gov.cn/zwgk/nb/"

TRS_CALL = '<script>createPageHTML(4, 0, "index", "html")</script>'
TRS_VARIABLES = """<script>var currentPage = 1;//所在页从0开始
var countPage = 3//共多少页
document.write("<a href=\\"index_" + prevPage + "." + "shtml\\">上一页</a>");</script>"""
TRS_OBJECT = """<script>function Pager(o){var d = {size:1, current:0, prefix:'index', suffix:'html'};}
new Pager({size:3, current:0, prefix:'index', suffix:'htm'});</script>"""
TRS_DEAD = '<!-- <script>createPageHTML(67, 0, "index", "html")</script> --><script>// createPageHTML(9, 0, "index", "html")\n</script>'
UCAP = "<script>createPageHTML('page_div',3, 1,'list','shtml',48);</script>"
VSB_FIRST = """<td>共58条&nbsp;&nbsp;1/4&nbsp;</td><span>首页</span><span>上页</span><a href="nb/3.htm">下页</a><a href="nb/1.htm">尾页</a>"""
VSB_SECOND = """<td>共58条&nbsp;&nbsp;2/4&nbsp;</td><a href="../nb.htm">首页</a><a href="../nb.htm">上页</a><a href="2.htm">下页</a><a href="1.htm">尾页</a>"""
SITESERVER = """<a class="current">1</a><a href="18105_2.html">2</a><a href="18105_3.html">3</a>
<a href="18105_10.html">...</a><a href="18105_2.html">下一页</a><a>共 163 条 当前第 1 / 12 页</a>"""
DEDE = """<select><option value='list_198_1.html' selected>1</option><option value='list_198_2.html'>2</option>
<option value='list_198_3.html'>3</option></select>共3页"""
ASP = '<a href="?classid=31&page=2">2</a> <a href="?classid=31&page=3">[3]</a> <a href="?classid=31&page=2">下一页</a> 页次：1/5'
ONCLICK = """<a title="下一页" onclick="queryArticleByCondition(this,'/fgw/be842d3c-2.shtml')">下一页</a>"""
CALENDAR = "".join(f'<a href="/day?d={n}">{n}</a>' for n in range(1, 32))
EPOINT = """<script>$("#page").pagination({ pageIndex:pageIndex, pageSize: 15, total: 40, showJump: true });
$("#page").on("pageClicked", function (event, data) {
 if(data.pageIndex==0){ window.location.href="/fz/moreinfo.html"; }
 else if(data.pageIndex<100){ window.location.href="/fz/"+(data.pageIndex+1)+".html"; }
 else { window.location.replace("/fz/moreinfo.html?categoryNum=033001&pageIndex="+(data.pageIndex+1)); }})</script>"""
LAYPAGE = """<div id="page"></div><script>laypage.render({elem: 'page', count: 25, limit: 10, curr: 1,
 jump: function(obj, first){ if(!first){ location.href = '?page=' + obj.curr; } } });</script>"""
JUMP = """<script>function goPage(n){ if (n == 1) window.location = 'list.html'; else window.location.href = 'list_' + n + '.html'; }</script>
第1页 共3页 <a href="javascript:goPage(2)">下一页</a><a href="javascript:goPage(3)">尾页</a>"""
FORM = """<form name="f" method="get" action="list.jsp"><input type="hidden" name="cid" value="7"><input type="hidden" name="pageNo" value="1">
共3页 <a href="javascript:document.f.pageNo.value=2;document.f.submit();">下一页</a></form>"""
ATTRIBUTES = '<div class="pagination" data-total="27" data-page-size="10" data-current="2" data-url="p{page}.html"></div>'
EPOINT_BARE = "<script>$('#page').pagination({ pageIndex: 1, callback: function(i){ go(i); }, pageSize: 15, total: 40 });</script>"


@pytest.mark.parametrize(
    ("url", "markup", "name", "pages", "records", "others"),
    [
        (LIST, TRS_CALL, "trs", 4, None, ["index_1.html", "index_2.html", "index_3.html"]),
        (LIST + "index_1.shtml", TRS_VARIABLES, "trs", 3, None, ["index.shtml", "index_2.shtml"]),
        (LIST, TRS_OBJECT, "trs", 3, None, ["index_1.htm", "index_2.htm"]),
        (LIST + "list.shtml", UCAP, "ucap", 3, 48, ["list_2.shtml", "list_3.shtml"]),
        (LIST[:-1] + ".htm", VSB_FIRST, "numbered", 4, 58, ["nb/3.htm", "nb/2.htm", "nb/1.htm"]),
        (LIST + "3.htm", VSB_SECOND, "numbered", 4, 58, ["../nb.htm", "2.htm", "1.htm"]),
        (LIST, SITESERVER, "numbered", 12, 163, [f"18105_{n}.html" for n in range(2, 13)]),
        (LIST + "list_198_1.html", DEDE, "numbered", 3, None, ["list_198_2.html", "list_198_3.html"]),
        (LIST + "class.asp?classid=31", ASP, "numbered", 5, None, [f"class.asp?classid=31&page={n}" for n in range(2, 6)]),
        (LIST, ONCLICK, "next", None, None, ["/fgw/be842d3c-2.shtml"]),
        ("http://www.example.gov.cn/fz/moreinfo.html", EPOINT, "epoint", 3, 40, ["/fz/2.html", "/fz/3.html"]),
        (LIST, LAYPAGE, "scripted", 3, 25, ["?page=2", "?page=3"]),
        (LIST + "p2.html", ATTRIBUTES, "attributes", 3, 27, ["p1.html", "p3.html"]),
        (LIST + "list.html", JUMP, "scripted", 3, None, ["list_2.html", "list_3.html"]),
        (LIST + "list.jsp?cid=7", FORM, "form", 3, None, ["list.jsp?cid=7&pageNo=2", "list.jsp?cid=7&pageNo=3"]),
        ("http://www.example.gov.cn/fz/2.html", EPOINT_BARE, "epoint", 3, 40, ["/fz/3.html"]),
    ],
)  # fmt: skip
def test_pager_found_on_the_page(url, markup, name, pages, records, others):
    page = Page(url, f"<html><body>{markup}</body></html>")

    pager = find(page)

    assert pager is not None
    assert (pager.name, pager.pages_stated, pager.records_stated) == (name, pages, records)
    assert [turn.url for turn in pager.turns] == [urljoin(url, other) for other in others]


SEARCH = """<form action="/search.jsp"><input name="word"><input type="hidden" name="page" value="1"></form>共3页
<script>function find(){ location.href = '/search?word=' + word; f.submit(); }</script>"""


def test_form_may_be_posted():
    page = Page(LIST + "list.jsp?cid=7", f"<html><body>{FORM.replace('get', 'post')}</body></html>")

    pager = find(page)

    assert pager is not None
    assert pager.turns[0].url == LIST + "list.jsp"
    assert pager.turns[0].form == (("cid", "7"), ("pageNo", "2"))


BASE64 = b64encode(
    "<a href='/nb/index_2.html'>下一页</a><a href='/nb/index_3.html'>尾页</a>".encode()
).decode()
AREAS = "<iframe src='/module/xxgk/xxgkAnnualReport.jsp'></iframe>"
GROUP = '<nextgroup><![CDATA[<a href="/jpage/dataproxy.jsp?page=1&webid=1"></a>]]></nextgroup>'
TOTAL = "<script>var list = {totalRecord: 50, perPage: 10}</script>"
YEARS = "<a href='/x1'>2019年</a><a href='/x2'>2020年</a>"


@pytest.mark.parametrize(
    ("alive", "dead"),
    [
        (f"<div>{BASE64} </div>", f"<!-- <div>{BASE64} </div> -->"),
        (f"<script>var x='{BASE64}'</script>", f"<script>/* var x='{BASE64}' */</script>"),
        (AREAS + YEARS, f"<!-- {AREAS} -->{YEARS}"),
        (
            f"<script>a='/xxgkAnnualReport.jsp'</script>{YEARS}",
            f"<script>//'/xxgkAnnualReport.jsp'\n</script>{YEARS}",
        ),
        (TOTAL + GROUP, f"{TOTAL}<!-- {GROUP} -->"),
        (TRS_CALL, f"<!-- {TRS_CALL} -->"),
        (ONCLICK, f"<!-- {ONCLICK} -->"),
    ],
)
def test_a_copy_in_a_comment_is_dead(alive, dead):
    assert find(Page(LIST, f"<html><body>{alive}</body></html>")).turns
    assert find(Page(LIST, f"<html><body>{dead}</body></html>")) is None


@pytest.mark.parametrize(
    "markup",
    [SEARCH.replace("共3页", ""), TRS_DEAD, CALENDAR, '<a href="/a">上一篇</a><a href="/b">下一篇</a>', ""],
)
def test_no_pager_where_there_is_none(markup):
    assert find(Page(LIST, f"<html><body>{markup}</body></html>")) is None


def test_search_box_is_no_pager():
    pager = find(Page(LIST, f"<html><body>{SEARCH}</body></html>"))

    assert pager is None or not pager.turns


def test_pager_of_one_page_has_no_turns():
    pager = find(Page(LIST, '<script>createPageHTML(1, 0, "index", "html")</script>'))

    assert (pager.pages_stated, pager.turns) == (1, ())


def test_endless_total_is_bounded():
    pager = find(Page(LIST, '<script>createPageHTML(99999, 0, "index", "html")</script>'))

    assert len(pager.turns) < 301


HANWEB = """<div id="7"><script type="text/xml"><datastore><nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&appid=1&webid=9&path=/&columnid=33&unitid=7&webname=某市&permissiontype=0"></a>]]></nextgroup>
<recordset><record><![CDATA[<li><a href='/art/2021/1/1/art_33_1.html' title='某市2020年政府信息公开工作年度报告'>某市2020…</a></li>]]></record>
<record><![CDATA[<li><a href='/art/2020/1/1/art_33_2.html'>某市2019年政府信息公开工作年度报告</a></li>]]></record></recordset></datastore></script></div>
<script>$('#7').jpage({totalRecord:%d,perPage:2});</script>"""


def test_hanweb_records_come_by_get_and_else_by_post():
    pager = find(Page("http://www.example.gov.cn/col/col33/index.html", HANWEB % 5))

    assert (pager.pages_stated, pager.records_stated) == (3, 5)
    assert [turn.url.split("&")[0][-6:] for turn in pager.turns] == ["page=1", "page=2", "page=3"]
    other = pager.turns[2].otherwise
    assert other.url.endswith("dataproxy.jsp?startrecord=5&endrecord=5&perpage=2")
    assert {"columnid": "33", "unitid": "7", "startrecord": "5"}.items() <= dict(other.form).items()


def test_hanweb_list_that_is_all_there_asks_for_nothing():
    page = Page("http://www.example.gov.cn/col/col33/index.html", HANWEB % 2)

    assert find(page).turns == ()
    assert [link.label for link in page.links] == [
        f"某市{year}年政府信息公开工作年度报告" for year in (2020, 2019)
    ]


def test_aspnet_posts_the_form_back():
    form = """<form><input type="hidden" name="__VIEWSTATE" value="abc"><input type="Hidden" name="__EVENTTARGET" value="">
    <a href="javascript:__doPostBack(&#39;ctl00$p&#39;,&#39;2&#39;)">下一页</a>
    <a href="javascript:__doPostBack(&#39;ctl00$p&#39;,&#39;6&#39;)">最后一页</a></form>"""

    pager = find(Page(LIST + "Default.aspx", form))

    assert (pager.name, pager.pages_stated) == ("aspnet", 6)
    assert dict(pager.turns[0].form) == {
        "__VIEWSTATE": "abc",
        "__EVENTTARGET": "ctl00$p",
        "__EVENTARGUMENT": "2",
    }
