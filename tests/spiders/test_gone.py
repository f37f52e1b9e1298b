"""Soft 404s are told from reports that speak of what does not exist."""

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from spiders.gone import strayed
from spiders.page import Page
from tests.spiders.sites import crawl

TITLE = "甲县2019年政府信息公开工作年度报告"
TABLE = "".join(
    f"<tr><td>{row}</td><td>{n}</td><td>0</td></tr>"
    for n, row in enumerate(
        ("信息不存在", "本机关不掌握相关政府信息", "重复申请", "予以公开", "部分公开", "其他处理")
    )
)


@pytest.mark.parametrize(
    "body",
    [
        "<title>404 Not Found</title><h1>nginx</h1>",
        "<title>错误页面</title>",
        "<title>甲县人民政府</title><a href=/>首页</a><p>抱歉，您访问的页面不存在</p>",
        "<p>您访问的页面已删除</p>",
        "<p>对不起，您所访问的网页不存在！</p>",
        "<div>您要查看的信息不存在或已被删除！</div>",
        "<div>该文章已被删除</div>",
        "<td>页面不存在或者已经被移除</td>",
        "<p>页面走丢了</p>",
        "<p>信息不存在</p>",
        f"<title>{TITLE}</title><p>该信息已被删除</p>",
        "<p>对不起，没有找到您要访问的页面！</p>",
        "<p>The requested URL /a.html was not found on this server.</p>",
        "<p>HTTP 404 - 找不到文件</p>",
    ],
)
def test_pages_that_say_they_are_gone(body):
    assert Page("http://a.cn/1.html", f"<html><body>{body}").is_gone


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>{TITLE}</h1><table>{TABLE}</table>",
        f"<h1>{TITLE}</h1><p>申请信息不存在 3 件</p><img src=1.png>",
        f"<h1>{TITLE}</h1><p>{'本年度本机关收到的申请中，信息不存在的依法告知申请人。' * 20}</p>",
        "<li><a href=/e.html>页面不存在</a></li><li>网站纠错：发现页面错误请举报</li>",
        "<title>错误举报</title>",
        "<h1>关于删除部分信息的公告</h1>",
    ],
)
def test_pages_that_do_not(body):
    assert not Page("http://a.cn/1.html", f"<html><body>{body}").is_gone


@pytest.mark.parametrize(
    ("asked", "got", "is_so"),
    [
        ("http://a.cn/art/1.html", "http://a.cn/", True),
        ("http://a.cn/art/1.html", "http://www.a.cn/index.html", True),
        ("http://a.cn/art/1.html", "http://a.cn/zwgk/", False),
        ("http://a.cn/", "http://a.cn/index.html", False),
        ("http://a.cn/art/1.html", "http://a.cn/?id=1", False),
    ],
)
def test_a_home_page_in_place_of_another(asked, got, is_so):
    request = Request(got, meta={"redirect_urls": [asked]})
    assert strayed(HtmlResponse(got, request=request)) is is_so
    assert not strayed(HtmlResponse(got, request=Request(got)))


def column(*addresses):
    entries = "".join(
        f"<li><a href={url}>甲县{2010 + n}年政府信息公开工作年度报告</a>" for n, url in enumerate(addresses)
    )
    return f"<title>政府信息公开年报</title><ul>{entries}</ul>"


def test_a_page_that_is_gone_is_no_report():
    site = {
        "http://a.gov.cn/nb/": column("/1.html", "/2.html", "/3.html"),
        "http://a.gov.cn/1.html": "<title>提示信息</title><p>您访问的信息不存在或已删除</p>",
        "http://a.gov.cn/2.html": f"<h1>甲县2011年政府信息公开工作年度报告</h1><table>{TABLE}</table>",
        "http://a.gov.cn/3.html": "",
    }
    assert crawl(site, url="http://a.gov.cn/nb/").read == [["http://a.gov.cn/2.html"]]


@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize(
    "stub", ["<script>location.href='{}'</script>", "<meta http-equiv=refresh content='9;url={}'>"]
)
def test_stubs_that_lead_on_for_ever_are_left(stub):
    def answer(request):
        if request.url.endswith("/nb/"):
            return column("/s1.html", "/s2.html", "/s3.html")
        number = int("".join(filter(str.isdigit, request.url)))
        return f"<html><body>{stub.format(f'/s{number * 10 + 7}.html')}"

    result = crawl(answer, url="http://a.gov.cn/nb/")
    assert result.documents == []
    assert len(result.asked) < 30


@pytest.mark.usefixtures("watchdog")
def test_frames_in_frames_end():
    def answer(request):
        if request.url.endswith("/nb/"):
            return column("/1.html", "/11.html", "/111.html")
        number = int("".join(filter(str.isdigit, request.url)))
        return f"<title>甲县2011年政府信息公开工作年度报告</title><iframe src=/{number}0.html></iframe>"

    assert len(crawl(answer, url="http://a.gov.cn/nb/").asked) < 60


@pytest.mark.parametrize(
    ("code", "gone_to"),
    [
        (
            "if(/Android|iPhone/i.test(navigator.userAgent)){location.href='/m/'}else{location.href='/pc/'}",
            "/pc/",
        ),
        ("if(/Android/.test(ua)){ if(x){a=1;} location.href='/m/'; } window.location.href='/pc/'", "/pc/"),
        ("if(/Android|iPhone/i.test(navigator.userAgent)) location.href='/m/';", None),
        ("if (isMobile()) { location.replace('/wap/') }", None),
        ("location.href='/pc/'", "/pc/"),
    ],
)
def test_what_scripts_do_on_phones_is_not_done(code, gone_to):
    page = Page("http://a.cn/", f"<html><body><script>{code}</script>")
    assert page.onward == (gone_to and f"http://a.cn{gone_to}")
