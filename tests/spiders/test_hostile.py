"""Texts made to keep pattern matching busy: a page of 200 KB is read in time proportional to its length."""

from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse

from spiders import attachments, columns, paging, scripts
from spiders.links import Link
from spiders.page import Page, read_page
from spiders.paging import article
from spiders.paging.turns import MOST_PAGES

LENGTH = 200_000

pytestmark = pytest.mark.usefixtures("watchdog")


def filled(before: str, repeated: str) -> str:
    return before + repeated * (LENGTH // len(repeated))


@pytest.mark.parametrize(
    ("before", "repeated"),
    [
        ("createPageHTML", "createPageHTML"),
        ("Pager({", "a"),
        ('"', "dataproxy.jsp"),
        ('totalRecord: 9, "', "dataproxy.jsp"),
        ("location.href = 'x' +", " "),
        ("location.href = 'x' + ", "page"),
        ("$('#p').pagination({total: 9, pageSize: 2}); location.href = 'x' +", " "),
        ("", '"\\'),
        ("", "'\\"),
        ("", "/*\\"),
        ("location='a'+", "page"),
        ("", "location.href='a'+n+"),
        ("", "?'a':"),
        ("", "createPageHTML('a',1,1,'x','html',"),
        ("'", "/getMessage"),
        ("", ".pagination({"),
        ("'", ".pdf"),
        ("area=", "1"),
    ],
)
def test_code(before, repeated):
    page = Page("http://a.cn/x.html", f"<html><script>{filled(before, repeated)}</script></html>")
    (paging.find(page), article.find(page), page.onward, page.links)


@pytest.mark.parametrize(
    "repeated",
    [
        "<a href='?p=1'>1</a>",
        "<span>下一页</span>",
        "<div><span>下一页</span>",
        "<a href=\"javascript:__doPostBack('a','1')\">1</a>",
        "<param name=src value='a=b&c=d.pdf'>",
        "<p class=content><img src=a.jpg>",
        "上一篇：<a href=a>x</a>",
        "共 3 页 ",
        "=xxgkAnnualReport.jsp?area=1&fbtime=2019 ",
        "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo=",
    ],
)
def test_markup(repeated):
    page = Page("http://a.cn/x.html", f"<form><input name=__VIEWSTATE>{filled('>', repeated)}</form>")
    (
        paging.find(page),
        article.find(page),
        attachments.find(page),
        attachments.scans(page),
        attachments.shown(page),
    )


@pytest.mark.parametrize("repeated", ["/", ".", "https:/", "x?", "\\'"])
def test_events(repeated):
    page = Page("http://a.cn/", f'<a onclick="{filled(chr(39), repeated)}">年报</a>')
    assert len(page.links) < 2


@pytest.mark.parametrize(
    ("before", "repeated"), [("{}", " "), ("", "\ufeff"), ("", " "), ("{", "}"), (";", "; ")]
)
def test_answers(before, repeated):
    response = HtmlResponse("http://a.cn/", body=f"{filled(before, repeated)}x".encode(), encoding="utf-8")
    read_page(response)


def test_objects_of_a_script():
    code = filled("", f"{{name: '年报', url: '{'/' * 390}!'}},")
    list(scripts.named_addresses(code))


@pytest.mark.parametrize("repeated", ["gk", "xxgk", "zwgk", "nb"])
def test_addresses(repeated):
    links = [Link(f"http://a.cn/{repeated * 900}{number}/", "栏目", "", "anchor") for number in range(100)]
    [columns.rank(link) for link in links]


def test_a_pager_of_very_many_pages():
    numbers = "9" * 9
    page = Page("http://a.cn/", f"<script>createPageHTML('p',{numbers},1,'list','html',{numbers})</script>")
    assert len(paging.find(page).turns) < MOST_PAGES
    assert paging.find(Page("http://a.cn/", page.text.replace(numbers, "9" * 5000))) is None
