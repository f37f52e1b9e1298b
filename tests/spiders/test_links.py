# ruff: noqa: E501 - markup reads best on one line
from __future__ import annotations

import pytest
from scrapy.http import HtmlResponse, Response

from spiders.hosts import host, portal_name, site
from spiders.page import Page, is_file, read_page

URL = "http://www.example.gov.cn/zwgk/nb/index.html"


def found(markup: str) -> list[tuple[str, str, str]]:
    page = Page(URL, f"<html><body>{markup}</body></html>")
    return [
        (link.url.removeprefix("http://www.example.gov.cn"), link.label, link.origin) for link in page.links
    ]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<a href='./a.html#top'> 甲 乙 </a>", [("/zwgk/nb/a.html", "甲 乙", "anchor")]),
        ("<a href='..\\x.html'>甲</a>", [("/zwgk/x.html", "甲", "anchor")]),
        ("<a href='a.html' title='某市全称年度报告'>某市…</a>", [("/zwgk/nb/a.html", "某市全称年度报告", "anchor")]),
        ("<a href='a.html'><img src='x.png' alt='信息公开'></a>", [("/zwgk/nb/a.html", "信息公开", "anchor")]),
        ("<a onclick=\"isDownLoad(this,'https://fzgg.tj.gov.cn/t1.html')\" title='关于某事的公告'>公告</a>", [("https://fzgg.tj.gov.cn/t1.html", "关于某事的公告", "event")]),
        ("<a href=\"javascript:window.open('/a/b.html')\">甲</a>", [("/a/b.html", "甲", "event")]),
        ("<a href='javascript:;' data-href='/c.html'>甲</a>", [("/c.html", "甲", "anchor")]),
        ("<select><option value='/y/2020/'>2020年</option><option value='title'>标题</option></select>", [("/y/2020/", "2020年", "option")]),
        ("<iframe src='tree.jsp'></iframe>", [("/zwgk/nb/tree.jsp", "", "frame")]),
        ("<script>document.write('<a href=\"./P01.pdf\">全文</a>');</script>", [("/zwgk/nb/P01.pdf", "全文", "script")]),
        ("<script>document.write('<a href=\"t1_' + n + '.html\">下一页</a>');</script>", []),
        ("<script>// <a href='/dead.html'>x</a>\n/* <a href='/dead2.html'>x</a> */</script><!-- <a href='/dead3.html'>x</a> -->", []),
        ("<script>var itemObj=[{\"aT\":\"甲乙丙\",\"aU\":\"/i/1.html\"}];</script>", [("/i/1.html", "甲乙丙", "script")]),
        ("<script>d.add(1,0,'县财政局','/cz/nb/'); d.add(2,0,'无处');</script>", [("/cz/nb/", "县财政局", "script")]),
        ("<a href='mailto:a@b.cn'>信箱</a><a href='javascript:;'>空</a><a href='#'>顶</a><a href='http://['>坏</a>", []),
    ],
)  # fmt: skip
def test_links_wherever_they_hide(markup, expected):
    assert found(markup) == expected


ANSWER = "<datastore><recordset><record><![CDATA[<li><a href='/1.html' title='某市的全称'>某市…</a></li>]]></record></recordset></datastore>"


@pytest.mark.parametrize(
    "body", [ANSWER, f';raw({{"result":"{ANSWER}"}})', f'{{"code":200,"data":{{"html":"{ANSWER}"}}}}']
)
def test_records_of_a_datastore_however_wrapped(body):
    page = read_page(HtmlResponse(URL, body=body.encode(), encoding="utf-8"))

    assert [(link.url, link.label, link.origin) for link in page.links] == [
        ("http://www.example.gov.cn/1.html", "某市的全称", "record")
    ]


def test_base_element_decides():
    page = Page(URL, "<html><head><base href='/other/'></head><body><a href='a.html'>甲</a></body></html>")

    assert page.links[0].url == "http://www.example.gov.cn/other/a.html"


def test_card_inside_a_link_is_named_by_its_headline():
    card = "<a href='1.html'><h4>某市2019年政府信息公开工作年度报告</h4><p>某市2019年政府信息公开工作年度报告.doc 主题分类 政府信息公开年度报告 体裁分类 其他</p></a>"

    assert found(card)[0][1] == "某市2019年政府信息公开工作年度报告"


def test_charset_is_the_bytes_own():
    body = "<html><head><meta charset='utf-8'></head><body><a href='/1.html'>政府信息公开年报</a>的内容镕</body></html>".encode(
        "gb18030"
    )

    page = read_page(HtmlResponse(URL, body=body, headers={"Content-Type": "text/html; charset=utf-8"}))

    assert page.links[0].text == "政府信息公开年报"


@pytest.mark.parametrize(
    ("body", "expected"),
    [(b"%PDF-1.4", True), (b"\xd0\xcf\x11\xe0", True), (b"PK\x03\x04", True), (b"\xef\xbb\xbf<html>", False), (b"  <!DOCTYPE html>", False)],
)  # fmt: skip
def test_file_is_told_by_its_bytes(body, expected):
    assert is_file(HtmlResponse(URL, body=body)) is expected
    assert is_file(Response(URL, body=body)) is expected


@pytest.mark.parametrize(
    ("url", "host_", "site_", "name"),
    [
        ("http://www.xinxiang.gov.cn/a", "www.xinxiang.gov.cn", "xinxiang.gov.cn", "www.xinxiang.gov.cn"),
        (
            "https://zwgk.xinxiang.gov.cn:443/",
            "zwgk.xinxiang.gov.cn",
            "xinxiang.gov.cn",
            "zwgk.xinxiang.gov.cn",
        ),
        ("http://www.scest.net:8080/", "www.scest.net:8080", "scest.net", "www.scest.net-8080"),
        ("http://127.0.0.1:18101/", "127.0.0.1:18101", "127.0.0.1:18101", "127.0.0.1-18101"),
        ("http://localhost/", "localhost", "localhost", "localhost"),
        ("http://[::1]:80/", "::1", "::1", "1"),
    ],
)
def test_whose_host_it_is(url, host_, site_, name):
    assert (host(url), site(url), portal_name(url)) == (host_, site_, name)


@pytest.mark.parametrize("text", ["对不起，您访问的页面不存在", "404 Not Found", "该信息已删除"])
def test_error_page_sent_as_a_good_one(text):
    assert Page(URL, f"<html><title>提示</title><body><h1>{text}</h1></body></html>").is_gone


def test_page_that_mentions_a_deletion_is_not_gone():
    assert not Page(
        URL, "<p>" + "全年共删除不当信息三条，其余信息均已按照要求公开，已删除的信息均已备案。</p><p>" * 20
    ).is_gone
