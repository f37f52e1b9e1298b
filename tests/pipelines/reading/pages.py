"""Pages around an article, as sites build them: navigation with the form's own words, catalogue, tools, imprint."""

from archive.capture import Capture
from pipelines.body import Paragraph, Table
from pipelines.reading import read

TITLE = "某县人民政府2021年政府信息公开工作年度报告"
PROSE = (
    "2021年，某县认真贯彻落实《中华人民共和国政府信息公开条例》，稳步推进各项公开工作，主动公开信息120条。"
)
NAVIGATION = (
    "<ul><li><a href=/>首页</a></li><li><a href=/xk>行政许可</a></li>"
    "<li><a href=/nb>政府信息公开年报</a></li></ul>"
)
SITE = (
    f"<!DOCTYPE html><html><head><title>{TITLE}_某县人民政府</title></head><body><div class=top>{NAVIGATION}</div>"
    "<div class=path>您现在的位置：<a href=/>首页</a> &gt; <a href=/nb>政府信息公开年报</a> &gt; 正文</div>"
    f"<div class=box><div class=bt>{TITLE}</div>"
    "<p>发布时间：2022-01-20 &nbsp;来源：某县政府办公室 &nbsp;浏览次数：<b>83</b>【字体：大 中 小】【打印】</p>"
    "@BODY@<p>【打印本页】【关闭窗口】</p><p>上一篇：<a href=1>旧闻一则</a></p>"
    "<p>下一篇：<a href=2>新闻一则</a></p></div><div class=foot>主办：某县人民政府办公室 "
    "承办：某县信息中心，电话：0000-0000000 网站标识码：0000000000</div></body></html>"
)


def read_html(html, url="http://www.example.gov.cn/nb/1.html", media_type="text/html"):
    payload = html if isinstance(html, bytes) else html.encode()
    return read(Capture(url, 200, (), payload, media_type), 0)


def read_body(body):
    """Read a page whose article is `body`."""
    return read_html(SITE.replace("@BODY@", body))


def article(*blocks):
    """Return an article's markup: section one, then the blocks given."""
    return f"<p>一、总体情况</p><p>{PROSE}</p>{''.join(blocks)}"


def paragraphs(reading):
    return [block.text for block in reading.blocks if isinstance(block, Paragraph)]


def tables(reading):
    return [block for block in reading.blocks if isinstance(block, Table)]


def texts(table):
    return [[cell.text if cell else None for cell in row] for row in table.grid]
