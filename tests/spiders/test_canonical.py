from __future__ import annotations

import pytest

from spiders.canonical import canonical, same

HOST = "http://www.example.gov.cn"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/a.jsp;jsessionid=0F8A!-123?id=1", "/a.jsp?id=1"),
        ("/a.jsp;JSESSIONID=0F8A", "/a.jsp"),
        ("/show.php?id=1&PHPSESSID=abc", "/show.php?id=1"),
        ("/show.asp?ASPSESSIONIDQQABCDEF=XYZ&id=1", "/show.asp?id=1"),
        ("/show.asp?id=1&sid=4f9d0c2a1b3e5d7f9a8b", "/show.asp?id=1"),
        ("/show.asp?id=1&sessionid=7", "/show.asp?id=1"),
        ("/(S(lit3py55t21z5v55vlm25s55))/list.aspx", "/list.aspx"),
        ("/x/(X(1)S(lit3py55t21z5v55))/list.aspx", "/x/list.aspx"),
        ("/a.html?utm_source=wx&utm_medium=m", "/a.html"),
        ("/a.html?spm=0.0.0.0.abc", "/a.html"),
        ("/a.html?from=singlemessage&isappinstalled=0", "/a.html"),
        ("/a.html?t=1690000000000", "/a.html"),
        ("/list.jsp?id=1&_=1690000000000", "/list.jsp?id=1"),
        ("/list.jsp?id=1&rand=0.1234567", "/list.jsp?id=1"),
        ("/list.jsp?id=1&t=0.12345678", "/list.jsp?id=1"),
        ("/list.jsp?b=2&a=1", "/list.jsp?a=1&b=2"),
        ("/list.jsp?a=1&amp;b=2", "/list.jsp?a=1&b=2"),
        ("/nb/index.html", "/nb/"),
        ("/nb/Default.aspx", "/nb/"),
        ("/gk//nb/./x/../a.html", "/gk/nb/a.html"),
        ("/%e5%85%ac/", "/%E5%85%AC/"),
        ("/公/", "/%E5%85%AC/"),
        ("/a.html#top", "/a.html"),
        ("", "/"),
    ],
)  # fmt: skip
def test_addresses_of_one_page(one, other):
    assert canonical(HOST + one) == canonical(HOST + other)


@pytest.mark.parametrize(
    "other",
    ["HTTP://WWW.Example.GOV.cn/a", "http://www.example.gov.cn:80/a", "http://www.example.gov.cn./a"],
)
def test_addresses_of_one_host(other):
    assert same(f"{HOST}/a", other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/show.asp?sid=4f9d0c2a1b3e5d7f9a8b", "/show.asp?sid=5f9d0c2a1b3e5d7f9a8c"),
        ("/show.asp?sid=7&id=1", "/show.asp?sid=8&id=1"),
        ("/list.jsp?t=1690000001", "/list.jsp?t=1690000002"),
        ("/list.jsp?t=2&id=1", "/list.jsp?t=3&id=1"),
        ("/list.jsp?from=bm&id=1", "/list.jsp?from=xz&id=1"),
        ("/list.jsp?page=1", "/list.jsp?page=2"),
        ("/s?k=%B9%AB%BF%AA", "/s?k=%E5%85%AC%E5%BC%80"),
        ("/index.html", "/"),
        ("/nb/index_1.html", "/nb/"),
        ("/A.html", "/a.html"),
        ("/nb/index.html?y=2021", "/nb/index.html?y=2020"),
        ("/art(S(1))/a.html", "/art/a.html"),
    ],
)
def test_addresses_of_two_pages(one, other):
    assert not same(HOST + one, HOST + other)


def test_a_query_keeps_the_bytes_of_its_encoding():
    assert canonical(f"{HOST}/s?k=%B9%AB%BF%AA") == f"{HOST}/s?k=%B9%AB%BF%AA"


@pytest.mark.parametrize("url", ["http://[::1/", "http://a:99999999/", "", "mailto:a@b", "http://[::1]:80/x"])
def test_any_text_has_one(url):
    assert canonical(canonical(url)) == canonical(url)
