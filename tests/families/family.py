"""A portal of one family: what all have in common is built here, a family's own markup beside it."""

# Markup stays on the lines on which such sites write it.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from typing import NamedTuple

from tests import portals
from tests.families.told import GUIDE, ISSUER, NEWS, RULES, column
from tests.portals.content import Story, in_pages
from tests.portals.model import Form, Page, Site, Truth

PER_LIST = 10
COLUMN = "政府信息公开年报"
ORIGIN = "http://portal.invalid"
"""Stands in pages for the address the portal is served at."""
FILES = Path(portals.__file__).parent
JSON = "application/json; charset=utf-8"

_LAYOUT = Template("""\
<!DOCTYPE html>
<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=${charset}">
<title>${title}</title>
<meta name="SiteName" content="${issuer}">
<link rel="stylesheet" href="/css/style.css">
</head>
<body>
<div class="header"><h2>${issuer}</h2></div>
<div class="nav">${nav}</div>
<div class="w main">
${main}
</div>
<div class="footer"><p>主办单位：${issuer}办公室　版权所有　示例ICP备00000000号</p>
<p><a href="https://beian.miit.gov.cn/" target="_blank">备案查询</a> <a href="http://www.gov.cn/">中国政府网</a></p></div>
</body>
</html>
""")
_ARTICLE = Template("""\
<div class="crumb">当前位置：<a href="/">首页</a> &gt; ${column} &gt; 正文</div>
<h1>${title}</h1>
<div class="info">发布时间：${date}　来源：${issuer}办公室　<a href="javascript:window.print()">打印</a></div>
<div ${mark}>
${body}
</div>
${pages}
<div class="near"><p>上一篇：${before}</p><p>下一篇：${after}</p></div>""")


class Entry(NamedTuple):
    """What a list shows of a story: a link and a date."""

    path: str
    title: str
    date: str


@dataclass(frozen=True, slots=True)
class Family:
    """A family's portal: the pages of its annual-report list, and whether it takes a browser to see them."""

    site: Site
    lists: tuple[Page, ...]
    browser: bool = False

    @property
    def name(self) -> str:
        return self.site.name


Numbering = Callable[[str, int], str]
"""The address of page N of an article, from that of its first page."""


def underscored(path: str, number: int) -> str:
    """`t1.html`, `t1_2.html`, `t1_3.html`, as most do."""
    stem, _, extension = path.rpartition(".")
    return path if number == 1 else f"{stem}_{number}.{extension}"


def numbers(paths: Sequence[str], at: int) -> str:
    """The links between the pages of an article, as most print them."""
    linked = [f'<a href="{path}">{number}</a>' for number, path in enumerate(paths, 1)]
    linked[at] = f"<b>{at + 1}</b>"
    after = [f'<a href="{paths[at + 1]}">下一页</a>'] if at + 1 < len(paths) else []
    return f'<div class="pages">{" ".join([*linked, *after])}</div>' if len(paths) > 1 else ""


def attached(path: str, title: str) -> str:
    """A link to a file."""
    return f'<p>附件：<a href="{path}" target="_blank">{title}.pdf</a></p>'


def rows(entries: Sequence[Entry], short: int = 100) -> str:
    """The entries as most lists show them, titles cut at `short` characters."""
    return '<ul class="list">\n' + "\n".join(row(each, short) for each in entries) + "\n</ul>"


def row(each: Entry, short: int = 100) -> str:
    """One entry of a list."""
    text = each.title if len(each.title) <= short else f"{each.title[:short]}…"
    return f'<li><a href="{each.path}" title="{each.title}" target="_blank">{text}</a><span>{each.date}</span></li>'


class Portal:
    """A portal under construction: home, hub and news are given, the annual-report column is the family's own.

    `hub` and `annual` are the addresses that links lead to, `body` is what marks the text of an article.
    """

    def __init__(
        self, name: str, hub: str, annual: str, *, body: str = 'id="zoom"', charset: str = "utf-8"
    ) -> None:
        self.name, self.hub, self.annual, self.body, self.charset = name, hub, annual, body, charset
        self.pages: dict[str, Page] = {}
        self.reports: list[Truth] = []
        self.lists: list[Page] = []
        self.put("/robots.txt", Page.of("User-agent: *\nDisallow: /search/\n", "text/plain"))
        self.put("/css/style.css", Page.of("body { font-size: 14px; }", "text/css"))
        self._front()

    def put(self, path: str, page: Page) -> Page:
        """Put a page at an address."""
        self.pages[path] = page
        return page

    def page(self, title: str, main: str) -> Page:
        """A page within the portal's layout."""
        nav = f'<a href="/">首页</a> <a href="/xwzx/">新闻中心</a> <a href="{self.hub}">政务公开</a>'
        text = _LAYOUT.substitute(
            charset=self.charset, title=f"{title}_{ISSUER}", issuer=ISSUER, nav=nav, main=main
        )
        bytes_in = "gb18030" if self.charset == "gb2312" else self.charset
        return Page.of(text, f"text/html; charset={self.charset}", charset=bytes_in)

    def listing(self, main: str, title: str = COLUMN) -> Page:
        """A page of the annual-report list, counted as one."""
        crumb = f'<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="{self.hub}">政务公开</a> &gt; {title}</div>'
        self.lists.append(self.page(title, f"{crumb}\n{main}"))
        return self.lists[-1]

    def answers(self, text: str, media_type: str = JSON) -> Page:
        """A page of the annual-report list that a script fetches, counted as one."""
        self.lists.append(Page.of(text, media_type))
        return self.lists[-1]

    def entries(
        self,
        address: Callable[[Story, int], str],
        *,
        stories: Sequence[Story] | None = None,
        numbering: Numbering = underscored,
        pager: Callable[[Sequence[str], int], str] = numbers,
        file: Callable[[str, str], str] = attached,
        article: Callable[[str, Mapping[str, str]], Page | None] = lambda _path, _parts: None,
    ) -> list[Entry]:
        """Put the articles of the column at their addresses and return what its list shows.

        `address` gives an article's address from its story and a serial number; `article` its page from its parts
        where it is not the usual one.
        """
        told = list(stories or column())
        paths = [address(each, 38200 + 17 * at) for at, each in enumerate(told)]
        for at, (each, path) in enumerate(zip(told, paths, strict=True)):
            files = [self._file(each, path)] if each.attachment else []
            addresses = [numbering(path, number) for number in range(1, len(each.body) + 1)]
            near = {"before": _near(told, paths, at - 1), "after": _near(told, paths, at + 1)}
            for number, (own, body) in enumerate(zip(addresses, each.body, strict=True)):
                links = "".join(file(one, each.title) for one in files)
                parts = self._parts(each, f"{body}{links}") | near | {"pages": pager(addresses, number)}
                self.put(own, article(own, parts) or self.page(each.title, _ARTICLE.substitute(parts)))
            if each.report:
                self.reports.append(each.truth(addresses, *files))
        return [Entry(path, each.title, each.date) for path, each in zip(paths, told, strict=True)]

    def family(
        self, answer: Callable[[str, Form], Page | None] = lambda _path, _form: None, *, browser: bool = False
    ) -> Family:
        """The finished portal."""
        site = Site(self.name, self.name, ISSUER, self.pages, tuple(self.reports), answer=answer)
        return Family(site, tuple(dict.fromkeys(self.lists)), browser)

    def _parts(self, each: Story, body: str) -> dict[str, str]:
        parts = {"column": COLUMN, "title": each.title, "date": each.date, "issuer": ISSUER}
        return {**parts, "mark": self.body, "body": body}

    def _file(self, each: Story, path: str) -> str:
        file = f"{path.partition('?')[0].rpartition('/')[0]}/P{each.date.replace('-', '')}0012.pdf"
        self.put(file, Page((FILES / str(each.attachment)).read_bytes(), "application/pdf"))
        return file

    def _front(self) -> None:
        told = [(f"/xwzx/{3000 + at}.html", each) for at, each in enumerate([*NEWS, GUIDE, RULES])]
        for path, each in told:
            self.put(path, self.page(each.title, f"<h1>{each.title}</h1><div>{each.body[0]}</div>"))
        latest = rows([Entry(path, each.title, each.date) for path, each in told[:-2]])
        self.put("/", self.page("首页", f'<h3>要闻</h3>{latest}<h3><a href="{self.hub}">政务公开</a></h3>'))
        self.put("/xwzx/", self.page("新闻中心", latest))
        guide, rules = told[-2][0], told[-1][0]
        columns = (
            f'<a href="{guide}">政府信息公开指南</a></li><li><a href="{rules}">政府信息公开制度</a></li>'
        )
        hub = (
            f"<h3>政府信息公开</h3><ul><li>{columns}<li><a href='{self.annual}'>{COLUMN}</a></li>"
            "<li><a href='javascript:;'>依申请公开</a></li></ul>"
        )
        self.put(self.hub, self.page("政务公开", hub))


def paged(entries: Sequence[Entry], size: int = PER_LIST) -> list[Sequence[Entry]]:
    """The entries as the list's pages hold them."""
    return in_pages(entries, size)


def _near(told: Sequence[Story], paths: Sequence[str], at: int) -> str:
    if not 0 <= at < len(told):
        return "没有了"
    return f'<a href="{paths[at]}">{escape(told[at].title)}</a>'
