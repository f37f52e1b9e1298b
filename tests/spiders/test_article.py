# ruff: noqa: E501 - markup reads best on one line
from __future__ import annotations

from urllib.parse import urljoin

import pytest

from spiders.page import Page
from spiders.paging import article
from tests.spiders.made import BODY, html, links, report, title_of
from tests.spiders.sites import crawl

ARTICLE = "http://www.example.gov.cn/nb/"


@pytest.mark.parametrize(
    ("url", "markup", "others"),
    [
        ("t20201201_6116434.html", "<script>var currentPage = 0;\nvar countPage = 3;</script>", {2: "t20201201_6116434_1.html", 3: "t20201201_6116434_2.html"}),
        ("t20201201_6116434_1.html", "<script>var currentPage = 1;\nvar countPage = 2;</script>", {1: "t20201201_6116434.html"}),
        ("t20201201_6116434.html", "<script>var currentPage = 0;\nvar countPage = 1;</script>", {}),
        ("15427.html", "<a>共3页: </a><a href='#'>上一页</a><a href='#'>1</a><a href='15427_2.html'>2</a><a href='15427_3.html'>3</a><a href='15427_2.html'>下一页</a>", {2: "15427_2.html", 3: "15427_3.html"}),
        ("15427_2.html", "<a href='15427.html'>1</a><a href='#'>2</a><a href='15427_3.html'>3</a>", {1: "15427.html", 3: "15427_3.html"}),
        ("15427.html", "共4页<a href='15427_2.html'>下一页</a>", {2: "15427_2.html", 3: "15427_3.html", 4: "15427_4.html"}),
        ("show.asp?id=12&page=2", "<a href='show.asp?id=12&page=1'>[1]</a> [2] <a href='show.asp?id=12&page=1'>上一页</a>", {1: "show.asp?id=12&page=1"}),
        ("show.asp?id=12", "[1] <a href='show.asp?id=12&page=2'>[2]</a>", {2: "show.asp?id=12&page=2"}),
        ("55.htm", "1 <a href='55/1.htm'>2</a> <a href='55/2.htm'>3</a> <a href='55/1.htm'>下一页</a>", {2: "55/1.htm", 3: "55/2.htm"}),
        ("55.htm", "共3页 <a href='55/2.htm'>下一页</a> <a href='56/2.htm'>2</a>", {2: "55/2.htm", 3: "55/3.htm"}),
        ("/2016/38642/", "1 <a href='/2016/38642/2/'>2</a> <a href='/2016/38642/3/'>3</a> <a href='/2016/38642/2/'>下一页</a>", {2: "/2016/38642/2/", 3: "/2016/38642/3/"}),
        ("/2016/38642/2/", "<a href='/2016/38642/'>1</a> 2", {1: "/2016/38642/"}),
        ("12.html", "<select onchange='location=this.value'><option value='12.html'>第1页</option><option value='12_2.html'>第2页</option></select>", {2: "12_2.html"}),
        ("12.shtml", "<script>createPageHTML('page_div',3, 1,'12','shtml',3);</script>", {2: "12_2.shtml", 3: "12_3.shtml"}),
        ("t1_6.html", "<script>createPageHTML(2, 0, 't1_6', 'html');</script>", {2: "t1_6_1.html"}),
        ("12.html", "<script>var totalpage=3;function b(npage){location.href='12_'+(npage+1)+'.html';}</script>", {2: "12_2.html", 3: "12_3.html"}),
        ("12.html", "<script>createPageHTML(4, 0, 'index', 'html');</script>", {}),
        ("12.html", "<div class='side'><a href='list.html?page=2'>2</a><a href='list.html?page=2'>下一页</a></div>", {}),
        ("nb_2020.html", "<a href='nb_2019.html'>2019</a><a href='nb_2021.html'>2021</a>", {}),
        ("5.htm", "<a href='4.htm'>上一篇</a><a href='6.htm'>下一篇</a><a href='list_2.htm'>2</a><a href='show.asp?id=2'>下一页</a>", {}),
        ("art_12_345.html", "<a href='art_12_346.html'>下一篇</a>", {}),
    ],
)  # fmt: skip
def test_pages_of_an_article(url, markup, others):
    found = article.find(Page(urljoin(ARTICLE, url), f"<html><body>{markup}</body></html>"))

    assert {turn.page: turn.url for turn in found} == {
        number: urljoin(ARTICLE, other) for number, other in others.items()
    }


def test_numbers_below_an_article_are_its_pages_and_others_are_articles():
    second = Page(f"{ARTICLE}77/2.html", "<html><body><a href='3.html'>下一页</a></body></html>")
    assert [turn.url for turn in article.find(second, f"{ARTICLE}77.html")] == [f"{ARTICLE}77/3.html"]
    assert article.find(second) == ()


def test_article_that_posts_itself_back_is_asked_for_the_next_page():
    form = "<form action='Show.aspx?id=1'><input type=hidden name=__VIEWSTATE value=a>第1页/共2页 <a href=\"javascript:__doPostBack('p','2')\">下一页</a></form>"
    (turn,) = article.find(Page(ARTICLE + "Show.aspx?id=1", form))
    assert (turn.page, turn.url) == (2, ARTICLE + "Show.aspx?id=1")
    assert {"__VIEWSTATE": "a", "__EVENTARGUMENT": "2"}.items() <= dict(turn.form).items()


def listed(address: str, pages: dict) -> dict:
    """Return a site whose column lists one address."""
    return {ARTICLE: html("政府信息公开年报", links((address, title_of(2018)))), **pages}


def test_list_that_leads_to_the_second_page_gets_the_first_before_it():
    pager = "<a href='show.asp?id=1&page=1'>[1]</a> [2] <a href='show.asp?id=1&page=1'>上一页</a>"
    first = ARTICLE + "show.asp?id=1&page=1"
    site = listed(
        "show.asp?id=1&page=2",
        {ARTICLE + "show.asp?id=1&page=2": report(title_of(2018), pager), first: report(title_of(2018))},
    )

    found = crawl(site, url=ARTICLE)

    assert set(found.read[0]) == {first, ARTICLE + "show.asp?id=1&page=2"}
    assert next(one for one in found.asked if one.url == first).meta["context"]["page"] == 1


def test_pages_after_one_that_is_missing_are_had_and_keep_their_numbers():
    pager = "共4页 <a href='1_2.html'>2</a><a href='1_3.html'>3</a><a href='1_4.html'>4</a><a href='1_2.html'>下一页</a>"
    site = listed(
        "1.html",
        {ARTICLE + "1.html": report(title_of(2018), pager), ARTICLE + "1_2.html": (404, {}, "x")}
        | {ARTICLE + f"1_{n}.html": html("", BODY) for n in (3, 4)},
    )

    found = crawl(site, url=ARTICLE)

    assert found.read == [[ARTICLE + "1.html", ARTICLE + "1_3.html", ARTICLE + "1_4.html"]]
    numbers = {one.url: one.meta["context"]["page"] for one in found.asked if "chain" in one.meta}
    assert numbers == {ARTICLE + f"1_{n}.html": n for n in (2, 3, 4)}


def test_pages_that_are_posted_for_are_joined():
    def form(number: int) -> str:
        following = (
            f"<a href=\"javascript:__doPostBack('p','{number + 1}')\">下一页</a>" if number < 3 else ""
        )
        return f"<form action='s.aspx'><input type=hidden name=__VIEWSTATE value=v{number}>第{number}页/共3页 {following}</form>"

    def answer(request):
        if request.url == ARTICLE:
            return listed("s.aspx", {})[ARTICLE]
        if request.method == "GET":
            return report(title_of(2018), form(1))
        number = 2 if b"__VIEWSTATE=v1" in request.body else 3
        return html(title_of(2018), BODY + form(number))

    found = crawl(answer, url=ARTICLE)

    assert [len(one.places) for one in found.documents] == [3]
    assert [one.meta["context"]["page"] for one in found.asked if one.method == "POST"] == [2, 3]
