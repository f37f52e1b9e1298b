# ruff: noqa: E501 - markup reads best on one line
"""Which pager on a page is the list's own, whatever the site runs on."""

from __future__ import annotations

import base64
from urllib.parse import urljoin

import pytest

from spiders.page import Page
from spiders.paging import find

URL = "http://www.example.gov.cn/nb/"
LIST = "".join(
    f'<li><a href="/nb/{year}.html">示例市{year}年政府信息公开工作年度报告</a></li>'
    for year in range(2010, 2016)
)
NEWS = '<ul><li><a href="/n/1">今天的新闻标题之一</a></li><li><a href="/n/2">今天的新闻标题之二</a></li></ul>'
NEWS_PAGER = '<div><a href="/n/list_2.html">2</a><a href="/n/list_3.html">3</a><a href="/n/list_2.html">下一页</a>共9页</div>'
OWN_PAGER = '<p>共2页 1 <a href="nb_2.html">2</a> <a href="nb_2.html">下一页</a></p>'


def found(path, markup):
    return find(Page(urljoin(URL, path), f"<html><body><ul>{LIST}</ul>{markup}</body></html>"))


def test_pager_of_a_box_beside_the_list_is_not_the_lists():
    beside = f"<html><body><div><ul>{LIST}</ul></div><div class=side>{NEWS}{NEWS_PAGER}</div></body></html>"
    assert find(Page(URL, beside)) is None


@pytest.mark.parametrize("news_first", [True, False])
def test_of_two_lists_with_pagers_the_reports_one_is_walked(news_first):
    parts = [f"<div>{NEWS}{NEWS_PAGER}</div>", f"<div><ul>{LIST}</ul>{OWN_PAGER}</div>"]
    page = Page(URL, f"<html><body>{''.join(parts if news_first else parts[::-1])}</body></html>")
    assert [turn.url for turn in find(page).turns] == [URL + "nb_2.html"]
    assert find(page).pages_stated == 2


def test_pager_above_and_below_the_list_is_one():
    page = Page(URL, f"<html><body>{OWN_PAGER}<ul>{LIST}</ul>{OWN_PAGER}</body></html>")
    assert [(turn.page, turn.url) for turn in find(page).turns] == [(2, URL + "nb_2.html")]


def numbers(shown, last, pattern, current=1):
    links = "".join(f'<a href="{pattern.format(n)}">{n}</a>' for n in shown if n != current)
    return f'<b>{current}</b>{links}<a href="{pattern.format(current + 1)}">下一页</a><a href="{pattern.format(last)}">末页</a>'


@pytest.mark.parametrize(
    ("path", "markup", "pages", "records", "current", "others"),
    [
        # WordPress, Discuz, Drupal (counted from 0), entries counted instead of pages
        ("/category/nb/", f'<nav>{numbers([1, 2, 3], 9, "/category/nb/page/{}/")}</nav>', 9, None, 1, [f"/category/nb/page/{n}/" for n in range(2, 10)]),
        ("/forum-2-1.html", '<div class="pg"><strong>1</strong><a href="forum-2-2.html">2</a><a href="forum-2-4.html" class="last">... 4</a><label><span title="共 4 页"> / 4 页</span></label><a href="forum-2-2.html" class="nxt">下一页</a></div>', 4, None, 1, [f"/forum-2-{n}.html" for n in (2, 3, 4)]),
        ("/node/3", '<ul class="pager"><li>1</li><li><a href="/node/3?page=1">2</a></li><li><a href="/node/3?page=2">3</a></li><li><a href="/node/3?page=1">下一页 ›</a></li><li><a href="/node/3?page=4">末页 »</a></li></ul>', 5, None, 1, [f"/node/3?page={n}" for n in (1, 2, 3, 4)]),
        ("list.php", '<div>共67条 第1/4页 <b>1</b><a href="list.php?start=20">2</a><a href="list.php?start=40">3</a><a href="list.php?start=20">下一页</a></div>', 4, 67, 1, [f"list.php?start={n}" for n in (20, 40, 60)]),
        # JEECMS, Bootstrap with arrows drawn by styles, numbers in the path
        ("index.jhtml", '<div>共27条记录 1/3页 首页 上一页 <a href="index_2.jhtml">下一页</a> <a href="index_3.jhtml">尾页</a></div>', 3, 27, 1, ["index_2.jhtml", "index_3.jhtml"]),
        ("list/1", '<ul class="pagination"><li class="active"><span>1</span></li><li><a href="/nb/list/2">2</a></li><li><a href="/nb/list/3">3</a></li><li><a href="/nb/list/2" rel="next"><i class="fa"></i></a></li></ul>', None, None, 1, ["list/2", "list/3"]),
        ("page-1.html", '<div>总页数：4 <a href="page-2.html">下页</a> <a href="page-4.html">末页</a></div>', 4, None, 1, [f"page-{n}.html" for n in (2, 3, 4)]),
        # from the middle of a list, by what stands before and after
        ("list.do?id=3&pageNo=3", "<p>当前第3页 共4页 <a href='list.do?id=3&pageNo=1'>首页</a><a href='list.do?id=3&pageNo=2'>上一页</a><a href='list.do?id=3&pageNo=4'>下一页</a></p>", 4, None, 3, [f"list.do?id=3&pageNo={n}" for n in (1, 2, 4)]),
        ("18106_4.html", "<p><a href='18106.html'>1</a><a href='18106_2.html'>2</a><a href='18106_3.html'>3</a><a class='current'>4</a><a>共 35 条 当前第 4 / 4 页</a></p>", 4, 35, 4, ["18106.html", "18106_2.html", "18106_3.html"]),
        # full-width digits, upper case, an extension's case, a first page under two addresses
        ("nb.htm", "<p>共３页　第１／３页 <A HREF='nb_2.htm'>２</A> <A HREF='nb_3.htm'>３</A> <A HREF='nb_2.htm'>下一页</A></p>", 3, None, 1, ["nb_2.htm", "nb_3.htm"]),
        ("list.jsp", "<p>共3页 <a href='list.jsp?p=1'>首页</a> <a href='list.jsp?p=1'>1</a> <a href='list.jsp?p=2'>2</a> <a href='list.jsp?p=3'>3</a> <a href='list.jsp?p=2'>下一页</a></p>", 3, None, 1, ["list.jsp?p=2", "list.jsp?p=3"]),
        ("", "<p>共3页 <a href='index.html'>首页</a> <a href='index_2.html'>下一页</a> <a href='index_3.html'>尾页</a></p>", 3, None, 1, ["index_2.html", "index_3.html"]),
        # a select box, totals in elements of their own, one address from which the others follow
        ("list-1.html", '<div>共<b>3</b>页 <select onchange="location=this.value"><option value="list-1.html" selected>第1页</option><option value="list-2.html">第2页</option><option value="list-3.html">第3页</option></select></div>', 3, None, 1, ["list-2.html", "list-3.html"]),
        ("1751.html", '<div><span class="app">当前第1页&nbsp;共3页</span><span>1</span><a href="1751_2.html">下一页</a><em>共59记录</em></div>', 3, 59, 1, ["1751_2.html", "1751_3.html"]),
        # numbers alone
        ("x/", '<div class="page"><b>1</b> <a href="/nb/x/list-2.shtml">2</a> <a href="/nb/x/list-3.shtml">3</a></div>', None, None, 1, ["x/list-2.shtml", "x/list-3.shtml"]),
    ],
)  # fmt: skip
def test_bars_of_software_nobody_knows(path, markup, pages, records, current, others):
    pager = found(path, markup)

    assert (pager.pages_stated, pager.records_stated, pager.current) == (pages, records, current)
    assert [turn.url for turn in pager.turns] == [urljoin(URL, other) for other in others]


def test_more_is_loaded_from_where_the_button_says():
    pager = found("", '<div><a href="javascript:;" data-url="/nb/?page=2">点击加载更多</a></div>')
    assert [turn.url for turn in pager.turns] == [URL + "?page=2"]


def test_numbers_of_the_reports_themselves_are_no_totals():
    pager = found("", '<p>全年主动公开政府信息共35条</p><p><a href="nb_2.html">下一页</a></p>')
    assert (pager.pages_stated, pager.records_stated) == (None, None)


@pytest.mark.parametrize("before", ["", "共3页 "])
def test_bar_hidden_as_base64(before):
    hidden = f'{before}<a href="/nb/list_2.html">下一页</a><a href="/nb/list_3.html">尾页</a> 第1页/共3页'
    encoded = base64.b64encode(hidden.encode()).decode()
    pager = found("", f'<div id="pages" style="display:none">{encoded}</div>')
    assert [turn.url for turn in pager.turns] == [URL + "list_2.html", URL + "list_3.html"]


@pytest.mark.parametrize(
    "calendar",
    [
        "<table><tr>" + "".join(f'<td><a href="?d={n}">{n}</a></td>' for n in range(1, 32)) + "</tr></table>",
        '<div><a href="?m=4">&lt;&lt;</a> 2024年5月 <a href="?m=6">&gt;&gt;</a></div>',
        '<table><tr><td><a href="?m=4">&lt;</a></td><td>2024-05</td><td><a href="?m=6">&gt;</a></td></tr></table>',
    ],
)
def test_calendars_are_no_pagers(calendar):
    assert found("", calendar) is None
