# ruff: noqa: E501 - markup reads best on one line
from __future__ import annotations

from urllib.parse import urljoin

import pytest

from spiders import attachments
from spiders.page import Page
from tests.spiders.made import html, links, title_of
from tests.spiders.sites import crawl

URL = "http://www.example.gov.cn/nb/a.html"
TITLE = title_of(2021)
SPOKEN = "<p>本年主动公开政府信息九百件，依申请公开工作平稳有序地开展，没有出现纰漏。</p>" * 8


def article(markup: str, url: str = URL) -> Page:
    return Page(url, html(TITLE, f"<h1>{TITLE}</h1>{markup}"))


@pytest.mark.parametrize(
    ("markup", "file"),
    [
        ("""<script>document.write('<a href="./P02.pdf">点击查看</a>')</script>""", "P02.pdf"),
        ("""<script>document.write("<a href=\\"./W02.doc\\">附件</a>")</script>""", "W02.doc"),
        ("<script>var pdfUrl = '/nb/r.pdf';</script>", "/nb/r.pdf"),
        ("<script>showVsbpdfIframe('/__local/D/x.pdf','100%');</script>", "/__local/D/x.pdf"),
        ("<iframe src='/pdfjs/web/viewer.html?file=%2Fu%2Fr.pdf%23page=1'></iframe>", "/u/r.pdf"),
        ("<div class=content><a href='/pdfjs/web/viewer.html?file=/u/r.pdf'>查看</a></div>", "/u/r.pdf"),
        ("<div class=content><a href='viewer.jsp?path=/u/r.doc'>查看</a></div>", "/u/r.doc"),
        ("<iframe src='https://view.officeapps.live.com/op/view.aspx?src=http%3A%2F%2Fwww.example.gov.cn%2Ff%2Fr.docx'></iframe>", "/f/r.docx"),
        ("<div class=content>附件：<a href='/download.jsp?id=3'>附件下载</a></div>", "/download.jsp?id=3"),
        ("<div class=content><a href='/down.php?path=/f/r.doc'>下载</a></div>", "/down.php?path=/f/r.doc"),
        ("<div class=content><a href='/downfile.do?fileid=9'>点击下载附件</a></div>", "/downfile.do?fileid=9"),
        (f"<ul><li>附件【<a href='/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=16&wbfileid=38'>{TITLE}.doc</a>】</li></ul>", "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=16&wbfileid=38"),
        ("""<div class=content><a onclick="isDownLoad(this,'/f/r.docx')" title="附件">附件</a></div>""", "/f/r.docx"),
        ("""<a href="javascript:;" onclick="window.open('/nb/r.pdf')">查看全文</a>""", "/nb/r.pdf"),
        ("<div class=con><a data-url='/f/r.xlsx'>附件1</a></div>", "/f/r.xlsx"),
        ("<embed src='r.pdf'>", "r.pdf"),
        ("<embed src='r.pdf'><p><a href='b.htm'>政府信息公开申请表</a></p>", "r.pdf"),
        ("<div class=content>附件：<a href='/download.jsp?id=3'>财政局2021年报告</a></div>", "/download.jsp?id=3"),
        ("<object data='r.pdf' type='application/pdf'><param name=src value=r.pdf></object>", "r.pdf"),
        ("<object classid='clsid:x'><param name='src' value='/u/r.pdf'></object>", "/u/r.pdf"),
        ("<embed src='FlexPaperViewer.swf' flashvars='Scale=1&SwfFile=/u/r.pdf'>", "/u/r.pdf"),
        ("<div class=content><a href='/f/1.ZIP'>附件</a></div>", "/f/1.ZIP"),
        ("<div class=content><a href='/f/1.mht'>附件</a></div>", "/f/1.mht"),
        ("<script>var tables = '/nb/r.et';</script>", "/nb/r.et"),
        ("<div class=content><a href='/f/%E5%B9%B4%E6%8A%A5.wps'>年报</a></div>", "/f/%E5%B9%B4%E6%8A%A5.wps"),
    ],
)  # fmt: skip
def test_file_wherever_its_link_hides(markup, file):
    assert [link.url for link in attachments.find(article(markup))] == [urljoin(URL, file)]


@pytest.mark.parametrize(
    "markup",
    [
        "<!-- <div class=content><a href='/f/r.doc'>附件</a></div> -->",
        "<script>// var pdf = '/nb/r.pdf';</script>",
        "<div class=content><a href='/f/申请表.doc'>信息公开申请表</a></div>",
        f"<ul><li><a href='/f/2020.pdf'>{title_of(2020)}.pdf</a></li></ul>",
        f"<p>上一篇：<a href='/file/Detail.aspx?id=5'>{title_of(2020)}</a></p>",
        f"<p>下一篇：</p><p><a href='/download/6.html'>{title_of(2021)}</a></p>",
        "<div class=foot><a href='/soft/reader.zip'>阅读器下载</a></div>",
        "<iframe src='/menu.html'></iframe>",
    ],
)
def test_what_is_no_file_of_the_article(markup):
    assert attachments.find(article(markup)) == []


def test_own_script_with_another_parameter_gives_another_page():
    page = article(
        f"<div class=content><a href='Detail.aspx?id=5'>{TITLE}</a></div>",
        "http://a.gov.cn/file/Detail.aspx?id=6",
    )
    assert attachments.find(page) == []


SCANS = "<div class=TRS_Editor><p><img src='W1.jpg'></p><p><img src='W2.png' width=600></p></div>"


@pytest.mark.parametrize(
    ("markup", "pictures"),
    [
        (SCANS, ["W1.jpg", "W2.png"]),
        (SCANS + SPOKEN, []),
        (SCANS + SPOKEN + "<p>三、收到和处理政府信息公开申请情况</p>", ["W1.jpg", "W2.png"]),
        (SCANS + SPOKEN + "<p>三、收到和处理政府信息公开申请情况</p><table><tr><td>一、本年新收政府信息公开申请数量<td>0</table>", []),
        ("<div id=zoom><img src='/images/logo.png'><img src='x.jpg' width=20><a href='/b'><img src='ad.jpg'></a></div>", []),
        ("<div class=banner><img src='W1.jpg'></div>", []),
    ],
)  # fmt: skip
def test_pictures_are_the_files_of_an_article_that_says_nothing_or_does_not_print_its_tables(
    markup, pictures
):
    assert [link.url for link in attachments.scans(article(markup))] == [
        urljoin(URL, one) for one in pictures
    ]


BASE = "http://www.example.gov.cn/nb/"
ARTICLE = html(TITLE, f"<h1>{TITLE}</h1><div class=content><a href='/f/r.pdf'>附件</a></div>")
FILE = BASE.replace("nb/", "f/r.pdf")
LOGIN = "<html><body><form>用户名<input name=u> 密码<input type=password name=p></form></body></html>"
OTHER = BASE.replace("nb/", "f/v.pdf")


def files_of(answers: dict) -> list[list[str]]:
    column = html("政府信息公开年报", links(("a.html", TITLE)))
    return crawl({BASE: column, BASE + "a.html": ARTICLE, **answers}, url=BASE).read


@pytest.mark.parametrize(
    "kind", ["application/pdf", "application/octet-stream", "text/html", "text/plain", ""]
)
def test_file_is_known_by_its_bytes(kind):
    assert files_of({FILE: (200, {"Content-Type": kind}, b"%PDF-1.4 x")}) == [[BASE + "a.html", FILE]]


@pytest.mark.parametrize("kind", ["application/pdf", "text/html"])
@pytest.mark.parametrize(
    "page", [LOGIN, "<html><body>您访问的页面不存在</body></html>", "<html><body>系统繁忙</body></html>"]
)
def test_page_in_a_files_place_is_no_attachment(kind, page):
    assert files_of({FILE: (200, {"Content-Type": kind}, page)}) == [[BASE + "a.html"]]


def test_document_that_an_office_program_wrote_as_html_is_one():
    assert files_of({FILE: (200, {"Content-Type": "application/msword"}, html("", SPOKEN * 2))}) == [
        [BASE + "a.html", FILE]
    ]


@pytest.mark.parametrize(
    "viewer",
    [
        "<embed src='/f/v.pdf'>",
        "<iframe src='/pdfjs/viewer.html?file=/f/v.pdf'></iframe>",
        "<script>PDFObject.embed('/f/v.pdf');</script>",
    ],
)
def test_viewer_between_article_and_file_is_followed_one_hop(viewer):
    answers = {FILE: html("预览", viewer), OTHER: b"%PDF-1.4 x"}
    assert files_of(answers) == [[BASE + "a.html", OTHER]]


def test_viewers_that_show_viewers_come_to_an_end():
    answers = {FILE: html("预览", "<embed src='/f/v.pdf'>"), OTHER: html("预览", "<embed src='/f/w.pdf'>")}
    assert files_of(answers) == [[BASE + "a.html"]]


def test_report_that_is_a_file_in_the_list():
    column = html("政府信息公开年报", links(("/f/r.pdf", TITLE)))
    good = crawl({BASE: column, FILE: b"%PDF-1.4 x"}, url=BASE)
    bad = crawl({BASE: column, FILE: (200, {"Content-Type": "application/pdf"}, LOGIN)}, url=BASE)
    shown = crawl(
        {BASE: column, FILE: html("预览", "<embed src='/f/v.pdf'>"), OTHER: b"%PDF-1.4 x"}, url=BASE
    )
    assert (good.read, bad.read, shown.read) == ([[FILE]], [], [[OTHER]])
