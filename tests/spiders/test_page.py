"""A page is read as browsers read it, in whatever charset, and no further than its bound."""

import pytest
from scrapy.http import HtmlResponse

from spiders.page import Page, once, read_page

TEXT = "政府信息公开工作年度报告"
BODY = f"<title>{TEXT}</title><p>镕堃喆</p>"


def read(body, declared):
    return read_page(
        HtmlResponse("http://a.cn/", headers={"Content-Type": f"text/html{declared}"}, body=body)
    )


@pytest.mark.parametrize(
    ("body", "declared"),
    [
        (BODY.encode("gb18030"), "; charset=utf-8"),
        (BODY.encode("gb18030"), "; charset=gb2312"),
        (BODY.encode("gb18030"), ""),
        (BODY.encode(), "; charset=gb2312"),
        (BODY.encode(), "; charset=iso-8859-1"),
        (f"<meta charset=gb2312>{BODY}".encode(), ""),
        (f"<meta charset=utf-8>{BODY}".encode("gb18030"), "; charset=gbk"),
        (f"<meta charset=gb2312>{BODY}".encode("utf-16"), "; charset=gb2312"),
        (BODY.encode("utf-8-sig"), "; charset=gbk"),
        (BODY.encode("big5hkscs", "ignore"), "; charset=big5"),
        (BODY.encode(), "; charset=no-such"),
        (BODY.encode(), "; charset=utf-7"),
    ],
)
def test_the_bytes_are_believed_before_what_is_said_of_them(body, declared):
    page = read(body, declared)
    assert page.heading == TEXT or "big5" in declared


def test_what_stands_behind_very_many_tags_is_not_read():
    page = Page("http://a.cn/", f"<p>{TEXT}</p>{'<b>' * 50_000}<p>年报</p>")
    assert page.visible == TEXT


def test_code_is_read_up_to_a_bound():
    code = "a" * 600_000
    page = Page("http://a.cn/", f"<script>{code}</script><script>{code}</script>")
    assert len(page.code) == 1_000_000
    assert len(Page("http://a.cn/", f"<script>{code * 3}</script>").code) == 1_000_000


def test_what_follows_an_early_end_is_read():
    page = Page("http://a.cn/1.html", "<html><body><p>一</p></body></html>共2页<a href=2.html>下一页</a>")
    assert [link.url for link in page.links] == ["http://a.cn/2.html"]


def test_no_more_is_read_of_a_page_than_its_bound():
    picture = b"<img src='data:image/png;base64," + b"A" * 5_000_000 + b"'>"
    links = b"".join(b"<a href=/%d.html>%d</a>" % (n, n) for n in range(3))
    assert len(read(b"<html>" + picture + links, "").links) == 3
    assert len(read(b"<html><!--" + b"x" * 5_000_000 + b"-->" + links, "").links) == 3
    assert not read(b"<html>" + b"<p>x" * 2_000_000 + links, "").links


@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 100_000,
        "<div onclick=\"go('/x/y.html')\">text" * 50_000,
        "".join(f"<div onclick=\"go('/x/{n}.html')\">" for n in range(240)) + "text " * 500_000,
        "<p " + " ".join(f"a{n}=1" for n in range(500_000)) + ">",
        "<p>\x00</p>" * 100_000,
        "".join(f"<a href=/{n}.html>年报</a>" for n in range(50_000)),
    ],
    ids=["nested", "clickable", "clickable and long", "attributes", "nul", "links"],
)
def test_pages_made_to_be_slow_are_read(body):
    page = read(f"<html><body>{body}".encode(), "")
    assert len(page.links) <= 5000
    assert not page.is_gone


def test_a_finder_looks_at_each_page_once():
    looked = []
    find = once(lambda page: looked.append(page.url) or [page.url])
    one, other = Page("http://a.cn/1", "<p>一</p>"), Page("http://a.cn/2", "<p>二</p>")
    assert [find(one), find(other), find(one)] == [["http://a.cn/1"], ["http://a.cn/2"], ["http://a.cn/1"]]
    assert looked == ["http://a.cn/1", "http://a.cn/2"]
