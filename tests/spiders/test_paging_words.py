# ruff: noqa: E501 - markup reads best on one line
"""How a pager says where it leads: in words of other software and scripts, in pictures, in classes, in boxes."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest

from spiders.page import Page
from spiders.paging import find
from tests.spiders.made import title_of

URL = "http://www.example.gov.cn/nb/"
LISTED = "".join(
    f'<li><a href="{y}.htm">{title_of(y)}</a><b>2021-01-{y % 100}</b></li>' for y in (2019, 2020)
)
LIFERAY = """<ul class="pager"><li><a href="?cur=1">← 第一</a></li><li><a href="?cur=1">上一个</a></li><li><a href="?cur=3">下一个</a></li>
<li><a href="?cur=3">最后一个 →</a></li></ul>第 2 页，共 3 页"""
SHAREPOINT = """<a onclick="RefreshPageTo(event, &quot;/nb/AllItems.aspx?Paged=TRUE\\u0026p_ID=30&quot;);return false;" href="javascript:"><img src="/n.gif" alt="下一页"></a>"""
BOX = '<select onchange="location=value"><option value="list.htm" selected>第1页</option><option value="list2.htm">第2页</option><option value="list3.htm">第3页</option></select>'


def pager(markup, path=""):
    return find(Page(urljoin(URL, path), f"<html><body><ul>{LISTED}</ul><div>{markup}</div></body></html>"))


@pytest.mark.parametrize(
    ("path", "markup", "pages", "others"),
    [
        ("?cur=2", LIFERAY, 3, ["?cur=1", "?cur=3"]),
        ("AllItems.aspx", SHAREPOINT, None, ["AllItems.aspx?Paged=TRUE&p_ID=30"]),
        ("", '<a href="p2.htm"><img src="/i/next.gif" alt="下一页"></a>', None, ["p2.htm"]),
        ("", '<em>1</em>/<em>3</em><a class="nxt" href="2/"><i></i></a>', None, ["2/"]),
        ("", '<a href="2/"><i class="fa fa-angle-right"></i></a>', None, ["2/"]),
        ("", '<a href="javascript:;" data-url="more?page=2">加载更多</a>', None, ["more?page=2"]),
        ("list.htm", BOX, None, ["list2.htm", "list3.htm"]),
        ("", '共 24 筆 第 1 / 3 頁 <a href="?pg=2">下一頁</a> <a href="?pg=3">最後一頁</a>', 3, ["?pg=2", "?pg=3"]),
        ("", 'Page 1 of 3 <a href="page-2.htm">Next »</a>', 3, ["page-2.htm"]),
        ("", "<script>$('#p').pagination({pageIndex: 0, pageSize: '15', total: '40'})</script>", 3, ["2.html"]),
    ],
)  # fmt: skip
def test_where_a_pager_leads(path, markup, pages, others):
    found = pager(markup, path)
    assert (found.pages_stated, [turn.url for turn in found.turns]) == (
        pages,
        [urljoin(URL, one) for one in others],
    )


@pytest.mark.parametrize(
    ("markup", "totals"),
    [
        ("<a href='#' onclick=\"jsfcljs(f,{'scroll_1idx2':'x'},'');return false\">2</a> 共3页", (3, None)),
        ("<script>laypage.render({elem:'p', count:38, limit:15, jump:reload})</script>", (3, 38)),
        ("显示第 1 到第 12 条记录，总共 30 条记录", (None, 30)),
    ],
)
def test_totals_are_known_where_nobody_knows_how_to_turn_pages(markup, totals):
    found = pager(markup)
    assert (found.turns, (found.pages_stated, found.records_stated)) == ((), totals)


@pytest.mark.parametrize(
    "markup", ["共1页", "<script>var slides = {pages: 3, total: 9}</script>", "全文共3部分"]
)
def test_what_states_no_totals_of_a_list(markup):
    assert pager(markup) is None


@pytest.mark.parametrize(("here", "following"), [(1, "2"), (4, "5"), (5, "6"), (8, None)])
def test_numbers_of_a_grid_go_on_beyond_those_shown(here, following):
    first = (here - 1) // 4 * 4 + 1
    shown = [*([(first - 1, "...")] if first > 1 else []), *((n, str(n)) for n in range(first, first + 4))]
    shown += [(first + 4, "...")] if first < 5 else []
    cells = "".join(
        f"<td>{n}</td>"
        if n == here
        else f"<td><a href=\"javascript:__doPostBack('g','Page${n}')\">{said}</a></td>"
        for n, said in shown
    )
    found = pager(f"<form><input type=hidden name=__VIEWSTATE value=a><table><tr>{cells}</tr></table></form>")
    asked = [dict(turn.form)["__EVENTARGUMENT"] for turn in found.turns] if found else []
    assert asked == ([f"Page${following}"] if following else [])
