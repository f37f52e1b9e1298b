# ruff: noqa: E501 - markup reads best on one line
"""Addresses that scripts put together, and the totals handed to the plugins that draw pagers."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest

from spiders.page import Page
from spiders.paging import find
from spiders.paging.expressions import Address, addresses

URL = "http://www.example.gov.cn/nb/"


@pytest.mark.parametrize(
    ("path", "code", "pages", "records", "others"),
    [
        ("list.jsp", "kkpager.generPageHtml({pno : '1', total : 3, totalRecords : 28, hrefFormer : 'list', hrefLatter : '.jsp', getLink : function(n){return this.hrefFormer + this.hrefLatter + \"?pno=\"+n;}});", 3, 28, ["list.jsp?pno=2", "list.jsp?pno=3"]),
        ("list_2.html", "kkpager.generPageHtml({pno:2,total:3,totalRecords:28,hrefFormer:'list',hrefLatter:'.html',getLink:function(n){if(n==1){return this.hrefFormer+this.hrefLatter;}return this.hrefFormer+'_'+n+this.hrefLatter;}});", 3, 28, ["list.html", "list_3.html"]),
        ("", "$.jqPaginator('#p',{totalPages:3,visiblePages:10,currentPage:1,onPageChange:function(num,type){if(type=='change'){location.href='list_'+num+'.html'}}});", 3, None, ["list_2.html", "list_3.html"]),
        ("index.php", "$('#p').twbsPagination({totalPages:3,visiblePages:5,href:'?page={{number}}'});", 3, None, ["index.php?page=2", "index.php?page=3"]),
        ("", '$("#Pagination").pagination(38,{callback:f,items_per_page:15,link_to:"list.do?page=__id__"});', 3, 38, ["list.do?page=1", "list.do?page=2"]),
        ("", "layui.laypage.render({elem:'p',count:28,limit:10,jump(obj,first){if(!first){window.location.href=`index_${obj.curr}.html`}}})", 3, 28, ["index_2.html", "index_3.html"]),
        ("", 'laypage({cont:"page1",pages:3,curr:1,jump:function(e,t){t||(location.href="/nb/list?page="+e.curr+"&size="+pageSize)}});var pageSize=10', 3, None, ["list?page=2&size=10", "list?page=3&size=10"]),
        ("", 'laypage({cont:"p",pages:3,curr:1,jump:function(e,first){if(!first)location.href=e.curr==1?"list.html":"list-"+e.curr+".html";}});', 3, None, ["list-2.html", "list-3.html"]),
        ("list.asp", "</script>共3页 <select onchange=\"location.href='list.asp?page='+this.value\"><option value=1 selected>1</option><option value=2>2</option></select><script>", 3, None, ["list.asp?page=2", "list.asp?page=3"]),
        ("list.jsp", "</script>第1页/共3页 <a href='#' onclick='gotoPage(2)'>下一页</a><script>function gotoPage(p){var url='/nb/list.jsp?cid=3&page='+p;window.location.href=url;}", 3, None, ["list.jsp?cid=3&page=2", "list.jsp?cid=3&page=3"]),
        # the pages before and after, as counted by the variable that holds this one
        ("5.html", "var totalpage=3,npage=1,namehand='5',ext='.html';function a(){location.href=namehand+'_'+(npage-1)+ext;}function b(){location.href=namehand+'_'+(npage+1)+ext;}", 3, None, ["5_2.html", "5_3.html"]),
    ],
)  # fmt: skip
def test_plugins(path, code, pages, records, others):
    pager = find(Page(urljoin(URL, path), f"<html><body><script>{code}</script></body></html>"))

    assert pager is not None
    assert (pager.pages_stated, pager.records_stated) == (pages, records)
    assert [turn.url for turn in pager.turns] == [urljoin(URL, other) for other in others]


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("location.href = 'a_' + n + '.html';", [Address("a_", ".html")]),
        ('window.location.replace( "a_"+(n-1)+".html" );', [Address("a_", ".html", -1)]),
        ("var p='/nb/'; location = p + 'a-' + pageNo + '.htm'", [Address("/nb/a-", ".htm")]),
        ("location.href = location.pathname + '?page=' + page;", [Address("/x.html?page=", "")]),
        ("location.href = '/search?word=' + word;", []),
        ("location.href = '/a/' + id + '/' + n;", []),
        ("location.href = '/a/' + n + '/' + page;", []),
        ("location.href = make(n) + '.html';", []),
        ("location.href = 'about.html';", []),
    ],
)
def test_sums_with_one_page_number_in_them(code, known):
    assert list(addresses(code, "http://a.cn/x.html")) == known


@pytest.mark.parametrize(
    "markup",
    [
        "<script>var pages = 3; location.href = '/search?word=' + word;</script>",
        "<script>/* pages:3 */ location.href = 'a_' + n + '.html';</script>",
        "<script>// location.href = 'a_' + n + '.html';\nvar totalPages = 3;</script>",
    ],
)
def test_what_is_no_pager(markup):
    pager = find(Page(URL, markup))
    assert pager is None or not pager.turns
