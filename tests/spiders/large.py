# ruff: noqa: E501 - markup reads best on one line
"""Portals of a hundred thousand pages, each page made from its address: a few that matter among traps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from scrapy import Request

from tests.spiders.made import BODY, HOST

BODIES = tuple(f"示例市{name}务局" for name in "教体公民司财人住交水农商文卫审统林医")
TOWNS = tuple(f"{name}关镇" for name in "东西南北上下前后左右")
YEARS = range(2016, 2024)
NEWS = 90_000
"""News articles of a portal: with its lists, calendars, tags and facets it has more than a hundred thousand pages."""

NAVIGATION = (
    ("/", "首页"), ("/zwgk/", "政务公开"), ("/xwzx/", "新闻中心"), ("/zwfw/", "政务服务"), ("/hdjl/", "互动交流"),
    ("/sjfb/", "数据发布"), ("/zjsl/", "走进示例"), ("/ztzl/", "专题专栏"),
)  # fmt: skip
FOOTER = (
    ("/wzdt/", "网站地图"), ("/lxwm/", "联系我们"), ("/gywz/", "关于本站"), ("/rss.xml", "RSS订阅"), ("/m/", "手机版"),
    ("/en/", "English"), ("http://www.gov.cn/", "中国政府网"), ("http://www.province.gov.cn/zfxxgk/", "省政府信息公开"),
)  # fmt: skip
COLUMNS = (
    "政府文件", "规划计划", "统计信息", "财政预决算", "人事信息", "应急管理", "政府采购", "重大项目", "公开指南", "公开制度", "依申请公开",
    "法治政府建设年度报告", "政府网站年度报表", "统计年鉴", "行政执法公示", "双随机一公开", "部门信息公开", "重点领域信息公开",
)  # fmt: skip


@dataclass(frozen=True)
class Large:
    """A portal: `pages` that matter by address, what stands in its chrome, and any number of traps.

    `reports` are the addresses of all its reports, `lists` those of the pages that list them.
    """

    pages: Mapping[str, str]
    reports: frozenset[str]
    lists: frozenset[str]
    navigation: tuple[tuple[str, str], ...] = NAVIGATION
    footer: tuple[tuple[str, str], ...] = FOOTER
    bare: frozenset[str] = field(default=frozenset())

    def __call__(self, request: Request) -> str | None:
        """Answer a request: with what matters, with a trap, or with nothing."""
        url = request.url
        if url in self.bare:
            return self.pages[url]
        inner = self.pages.get(url)
        if inner is None and url.startswith(HOST):
            inner = _trap(url)
        return None if inner is None else self.dressed(inner, url)

    def dressed(self, inner: str, url: str) -> str:
        """Return a page as the portal's template shows it."""
        share = f"<div class='share'><a href='http://service.weibo.com/share?url={url}'>分享</a><a href='{url}?print=1'>打印本页</a></div>"
        news = anchors((f"/xwzx/{n}.html", f"我市召开第{n}次政务公开工作推进会议") for n in range(6))
        tags = anchors((f"/tag/{n}/", f"热词{n}") for n in range(30))
        title = (re.search(r"<h1>(.*?)</h1>", inner) or ["", "示例市人民政府"])[1]
        return (
            f"<html><head><title>{title}_示例市人民政府</title></head><body><div class='nav'>{anchors(self.navigation)}</div>"
            f"{inner}{share}<div class='hot'>{news}</div><div class='tags'>{tags}</div><div class='footer'>{anchors(self.footer)}</div></body></html>"
        )


def anchors(pairs) -> str:
    return "<ul>" + "".join(f"<li><a href='{href}'>{words}</a></li>" for href, words in pairs) + "</ul>"


def headed(title: str, body: str) -> str:
    return f"<h1>{title}</h1>{body}"


def report_title(body: str, year: int) -> str:
    return f"{body}{year}年政府信息公开工作年度报告"


def report(body: str, year: int) -> str:
    return headed(report_title(body, year), f"<div class='content'>{BODY}</div>")


def _trap(url: str) -> str | None:
    """Return one of the pages on which a crawl can lose itself."""
    path, query = urlsplit(url).path, urlsplit(url).query
    first, _, rest = path.strip("/").partition("/")
    if first in {"m", "en"}:
        return (
            _trap(HOST + "/" + rest)
            if rest
            else headed("首页", anchors((f"/{first}{href}", words) for href, words in NAVIGATION))
        )
    return {
        "xwzx": _news, "tag": _news, "sjfb": _calendar, "zwfw": _facets, "zwgk": _columns, "ztzl": _library,
        "hdjl": _news, "zjsl": _news, "": _home, "bm": _body_home,
    }.get(first, _nothing)(rest, query)  # fmt: skip


def _nothing(rest: str, query: str) -> None:  # noqa: ARG001
    return None


def _home(rest: str, query: str) -> str:  # noqa: ARG001
    latest = anchors((f"/xwzx/{n}.html", f"市领导调研第{n}项重点工作") for n in range(60))
    return headed("首页", f"<div class='news'>{latest}</div><a href='/sjfb/?month=2023-01'>办事日历</a>")


def _news(rest: str, query: str) -> str:
    number = int(re.sub(r"\D", "", rest) or 0)
    if rest.endswith(".html"):
        return headed(
            f"新闻第{number}条",
            f"<p>第{number}条新闻的正文。</p><a href='/xwzx/{number + 1}.html'>下一篇：第{number + 1}条</a>",
        )
    page = int(re.sub(r"\D", "", query) or 1)
    entries = anchors(
        (f"/xwzx/{page * 20 + n}.html", f"本市举行第{page * 20 + n}场新闻发布会") for n in range(20)
    )
    return headed("新闻中心", f"{entries}共{NEWS}条 {page}/{NEWS // 20}<a href='?p={page + 1}'>下一页</a>")


def _calendar(rest: str, query: str) -> str:  # noqa: ARG001
    year, month = map(int, (re.findall(r"(\d{4})-(\d\d)", query) or [("2023", "01")])[0])
    after, before = (year * 12 + month, year * 12 + month - 2)
    days = anchors((f"/sjfb/?day={year}-{month:02}-{day:02}", str(day)) for day in range(1, 29))
    moves = anchors(
        (f"/sjfb/?month={n // 12}-{n % 12 + 1:02}", words)
        for n, words in ((before, "上一月"), (after, "下一页"))
    )
    years = anchors((f"/sjfb/?month={n}-01", f"{n}年") for n in range(year - 5, year + 6))
    return headed("数据发布", days + moves + years)


def _facets(rest: str, query: str) -> str:  # noqa: ARG001
    names = ("sort", "filter", "type", "area")
    links = [
        (f"/zwfw/?{query}&{name}={value}".replace("?&", "?"), f"按{name}{value}")
        for name in names
        for value in range(5)
    ]
    return headed("政务服务", anchors(links))


def _columns(rest: str, query: str) -> str:
    stem, _, tail = rest.partition("/")
    if not rest:
        return headed("政务公开", anchors((f"/zwgk/c{n}/", name) for n, name in enumerate(COLUMNS)))
    number = int(re.sub(r"\D", "", stem) or 0) % len(COLUMNS)
    name = COLUMNS[number]
    if tail:
        return headed(f"示例市{name}第{tail}号", "<p>正文若干。</p>")
    if name == "部门信息公开":
        return headed(name, anchors((f"/bm/{n}/", body) for n, body in enumerate(BODIES)))
    page = int(re.sub(r"\D", "", query) or 1)
    entries = anchors(
        (f"/zwgk/c{number}/{page * 20 + n}.html", f"示例市{name}{2000 + n}年第{page}号") for n in range(20)
    )
    return headed(name, f"{entries}共4000条 {page}/200<a href='?p={page + 1}'>下一页</a>")


def _library(rest: str, query: str) -> str:  # noqa: ARG001
    return headed("专题专栏", anchors((f"/files/{n}.pdf", f"第{n}号文件汇编.pdf") for n in range(200)))


def _body_home(rest: str, query: str) -> str:
    number, _, tail = rest.partition("/")
    body = BODIES[int(number or 0) % len(BODIES)]
    if tail:
        return _news(tail, query)
    return headed(
        body,
        anchors(
            (f"/bm/{number}/{part}/", words)
            for part, words in (
                ("jg", "机构职能"),
                ("gz", "工作动态"),
                ("ts", "通知公告"),
                ("zc", "政策文件"),
            )
        ),
    )
