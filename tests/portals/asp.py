"""A portal as old ASP article systems serve it: gb2312 that is GBK, query strings, `[1] [2]` inside articles."""

# Markup stays on the lines on which such sites write it.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import Template

from .content import Plan, Story, in_pages
from .model import Page, Site, Truth, look

PER_LIST = 5
FIRST_ARTICLE = 811
REPORTS, UNITS, CITY = 5, 31, 12
"""The special with all annual reports, and the classes 下设单位 and 新闻."""

LAYOUT = Template("""\
<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>${title}</title>
<meta name="keywords" content="我爱新乡,新乡,生活">
<link href="/Skin/blue.css" rel="stylesheet" type="text/css">
</head>
<body leftmargin=0 topmargin=0>
<table width=900 align=center cellpadding=0 cellspacing=0><tr><td class=logo>我爱新乡<font size=3>　本地生活门户</font></td>
<td align=right class=small><a href="/index.asp">返回首页</a> | <a href="javascript:window.external.AddFavorite('/','')">加入收藏</a></td></tr></table>
<table width=900 align=center cellpadding=4 cellspacing=0 class=menu><tr><td>
<a href="/index.asp">首页</a> | <a href="/Article/ShowClass.asp?ClassID=${city}">新闻资讯</a> | <a href="/zwgk.asp">政务公开</a> |
<a href="/Article/ShowClass.asp?ClassID=${units}">下设单位</a> | <a href="/User/User_Login.asp">会员登录</a></td></tr></table>
<table width=900 align=center cellpadding=4 cellspacing=0 class=main><tr valign=top>
<td width=680>
${main}
</td>
<td class=side><b>最新下设单位</b><br>${newest}<br><b>欢迎咨询</b><br>客服：王堃<br>营业面积80㎡，欢迎光临</td>
</tr></table>
<table width=900 align=center class=foot><tr><td align=center><a href="#top">返回顶部</a><br>
我爱新乡 版权所有　${record}　执行时间：31.25毫秒</td></tr></table>
</body>
</html>
""")

ARTICLE = Template("""\
<table width="100%" cellpadding=4><tr><td class=path><a href="/index.asp">返回首页</a> &gt; 您现在的位置: <a href="/index.asp">我爱新乡</a> &gt;
<a href="/Article/ShowClass.asp?ClassID=${klass}">${class_name}</a> &gt; 正文</td></tr>
<tr><td align=center><font size=5><b>${title}</b></font></td></tr>
<tr><td align=center class=small>发布日期:${date} 浏览:830</td></tr>
<tr><td class=content id=fontzoom>
${body}
${pages}
</td></tr>
<tr><td align=right class=small>责任编辑:admin　【<a href="javascript:window.print()">打印此文</a>】【<a href="javascript:window.close()">关闭窗口</a>】</td></tr>
</table>""")


def portal(plan: Plan, units: Sequence[Story], rules: Sequence[Story]) -> Site:
    """The whole site of a plan; `units` names the stories of `plan.annual` that lie in the class 下设单位."""
    numbers = {
        each.title: each.serial or FIRST_ARTICLE + at * 19
        for at, each in enumerate([*plan.annual, *plan.news, *rules])
    }
    build = _Build(plan, numbers)
    build.special(plan.annual)
    build.listing(f"/Article/ShowClass.asp?ClassID={UNITS}", "下设单位", units)
    build.listing(f"/Article/ShowClass.asp?ClassID={CITY}", "新闻资讯", plan.news)
    for each in [*plan.annual, *rules]:
        build.article(each, UNITS, "下设单位")
    for each in plan.news:
        build.article(each, CITY, "新闻资讯")
    build.front(rules)
    truths = tuple(build.truth(each) for each in plan.annual if each.report)
    return Site(plan.name, "ASP", plan.issuer, build.pages, truths, answer=by_query(build.pages))


def by_query(pages: Mapping[str, Page]):
    """The lookup an ASP page does: parameters in any order."""
    known = {_sorted(address): page for address, page in pages.items()}
    return lambda path, form: known.get((path, tuple(sorted(form.items()))))


def _sorted(address: str) -> tuple[str, tuple[tuple[str, ...], ...]]:
    path, _, query = address.partition("?")
    return path, tuple(sorted(tuple(pair.split("=", 1)) for pair in query.split("&") if pair))


class _Build:
    def __init__(self, plan: Plan, numbers: Mapping[str, int]) -> None:
        self.plan = plan
        self.numbers = numbers
        self.pages: dict[str, Page] = {}

    def addresses(self, each: Story) -> list[str]:
        """The article's pages as they are linked; without a number its first page, while that is there."""
        bare = f"/Article/ShowArticle.asp?ArticleID={self.numbers[each.title]}"
        later = [f"{bare}&Page={page}" for page in range(2, len(each.body) + 1)]
        return [bare if each.body[0] is not None else f"{bare}&Page=1", *later]

    def truth(self, each: Story) -> Truth:
        """What must be found of a report."""
        return each.truth(self.addresses(each))

    def special(self, stories: Sequence[Story]) -> None:
        """The special that gathers annual reports out of all classes."""
        self.listing(f"/Article/ShowSpecial.asp?SpecialID={REPORTS}", "政府信息公开年度报告", stories)

    def listing(self, first: str, name: str, stories: Sequence[Story]) -> None:
        """All pages of a list."""
        listings = in_pages(stories, PER_LIST)
        for page, entries in enumerate(listings, 1):
            rows = "\n".join(
                f"<tr><td>·{self._link(each)}</td><td class=small>{_short(each)}</td></tr>"
                for each in entries
            )
            main = (
                f'<div class=path>您现在的位置: <a href="/index.asp">我爱新乡</a> &gt; {name}</div>'
                f'<table width="100%">\n{rows}\n</table>{_pager(first, page, len(listings), len(stories))}'
            )
            self._put(first if page == 1 else f"{first}&page={page}", name, main)
        self.pages[f"{first}&page=1"] = self.pages[first]

    def article(self, each: Story, klass: int, class_name: str) -> None:
        """All pages of an article but those that are gone."""
        addresses = self.addresses(each)
        for page, (address, body) in enumerate(zip(addresses, each.body, strict=True), 1):
            if body is None:
                continue
            main = ARTICLE.substitute(
                klass=klass,
                class_name=class_name,
                title=each.title,
                date=f"{_short(each)} 6:04:03",
                body=body,
                pages=_inner_pager(self.numbers[each.title], page, len(addresses)),
            )
            self._put(address, each.title, main)
            if page == 1:
                self.pages[f"{address}&Page=1"] = self.pages[address]

    def front(self, rules: Sequence[Story]) -> None:
        """The entry page, the hub, and the odds and ends."""
        news = "".join(f"<li>{self._link(each)}</li>" for each in self.plan.news[:5])
        self._put(
            "/index.asp", "我爱新乡", f"<b>新闻资讯</b><ul>{news}</ul><b><a href='/zwgk.asp'>政务公开</a></b>"
        )
        self.pages["/"] = self.pages["/index.asp"]
        links = "".join(f"<li>{self._link(each)}</li>" for each in rules)
        self._put(
            "/zwgk.asp",
            "政务公开",
            f"<b>政府信息公开</b><ul>{links}<li><a href='/Article/ShowSpecial.asp?SpecialID={REPORTS}'>政府信息公开年度报告</a></li>"
            f"<li><a href='/Article/ShowClass.asp?ClassID={UNITS}'>下设单位</a></li></ul>",
        )
        self._put(
            "/User/User_Login.asp",
            "会员登录",
            "<form>用户名：<input name=u> 密码：<input name=p type=password></form>",
        )
        self.pages["/robots.txt"] = Page.of(
            "User-agent: *\r\nDisallow: /User/\r\nDisallow: /admin/\r\n", "text/plain"
        )
        self.pages["/Skin/blue.css"] = look("asp.css")

    def _link(self, each: Story) -> str:
        """A link to the article's first page that is still there."""
        there = next(at for at, body in zip(self.addresses(each), each.body, strict=True) if body is not None)
        return f'<a href="{there}" title="{each.title}" target=_blank>{each.title}</a>'

    def _put(self, address: str, title: str, main: str) -> None:
        text = LAYOUT.substitute(
            title=title if title == "我爱新乡" else f"{title} - 我爱新乡",
            main=main,
            city=CITY,
            units=UNITS,
            newest="<br>".join(f"·{each.title[:14]}…" for each in self.plan.annual[:4]),
            record=self.plan.record,
        )
        # The server names no charset and the page an older one than its bytes are in, as such sites do.
        self.pages[address] = Page.of(text, "text/html", charset="gbk")


def _short(each: Story) -> str:
    return "/".join(str(int(number)) for number in each.date.split("-"))


def _pager(first: str, page: int, count: int, total: int) -> str:
    def step(to: int, word: str) -> str:
        return f'<a href="{first}&page={to}">{word}</a>' if 1 <= to <= count and to != page else word

    steps = [step(1, "首页"), step(page - 1, "上一页"), step(page + 1, "下一页"), step(count, "尾页")]
    return f"<div align=center>共 <b>{total}</b> 篇文章　{' '.join(steps)}　页次：<b>{page}</b>/{count}页　{PER_LIST}篇文章/页</div>"


def _inner_pager(number: int, page: int, count: int) -> str:
    if count == 1:
        return ""
    first = f"/Article/ShowArticle.asp?ArticleID={number}"
    numbers = [
        f"[{n}]" if n == page else f'<a href="{first}&Page={n}">[{n}]</a>' for n in range(1, count + 1)
    ]
    before = f'<a href="{first}&Page={page - 1}">上一页</a>&nbsp; ' if page > 1 else ""
    after = f'&nbsp; <a href="{first}&Page={page + 1}">下一页</a>' if page < count else ""
    return f"<p align=center>{before}{' '.join(numbers)} {after}</p>"
