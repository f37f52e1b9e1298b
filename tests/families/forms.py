"""Families that compute pages: ASP.NET's post back, old ASP with query strings in GBK, and four nobody knows."""

# Markup stays on the lines on which such sites write it.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Sequence

from tests.families.family import Family, Portal, paged, rows
from tests.portals.model import Form, Page


def aspnet() -> Family:
    """The pager posts the page's own form back, its state with it; state of another page is refused."""
    path, target = "/file/Default.aspx", "ctl00$ContentPlaceHolder1$anpPageIndex"
    portal = Portal("aspnet", "/gk/Default.aspx", path)
    entries = portal.entries(lambda _each, serial: f"/file/Detail.aspx?id={serial:016X}", numbering=_asked)
    listed = paged(entries)

    def call(number: int, word: str) -> str:
        return f'<a href="javascript:__doPostBack(&#39;{target}&#39;,&#39;{number}&#39;)">{word}</a>'

    def page(at: int) -> Page:
        ahead = [call(at + 2, "下一页"), call(len(listed), "最后一页")] if at + 1 < len(listed) else []
        state = {"__EVENTTARGET": "", "__EVENTARGUMENT": "", "__VIEWSTATE": f"/wEPDwUK{at + 1}==",
                 "__VIEWSTATEGENERATOR": "623E4D7F", "__EVENTVALIDATION": f"/wEdAAM{at + 1}=="}  # fmt: skip
        hidden = "".join(
            f'<input type="hidden" name="{name}" id="{name}" value="{value}">'
            for name, value in state.items()
        )
        return portal.listing(
            f'<form method="post" action="./Default.aspx" id="form1">{hidden}'
            '<input name="ctl00$txtSearch" type="text"><input type="button" value="搜索" '
            f"onclick=\"__doPostBack('ctl00$btnSearch','')\">{rows(listed[at])}"
            f'<div id="anpPageIndex">{call(1, "第一页") if at else ""}<span>{at + 1}</span>{"".join(ahead)}</div></form>'
        )

    pages = [portal.put(path, page(0)), *(page(at) for at in range(1, len(listed)))]

    def answer(asked: str, form: Form) -> Page | None:
        state = form.get("__VIEWSTATE", "")[8:-2]
        number = form.get("__EVENTARGUMENT", "")
        valid = asked == path and form.get("__EVENTTARGET") == target and state.isdigit() and number.isdigit()
        return pages[int(number) - 1] if valid else _by_query(portal, asked, form)

    portal.pages.pop(path)  # the same address answers a form, too
    return portal.family(
        lambda asked, form: answer(asked, form) if form else pages[0] if asked == path else None
    )


def asp() -> Family:
    """`?classid=31&page=2`, `[1] [2]` inside articles, gb2312 that holds GBK characters."""
    first = "/Article/ShowClass.asp?classid=31"
    portal = Portal("asp-gbk", "/zwgk.asp", first, charset="gb2312")
    entries = portal.entries(
        lambda _each, serial: f"/Article/Show.asp?id={serial}", numbering=_asked, pager=_bracketed
    )
    listed = paged(entries)
    for number, shown in enumerate(listed, 1):
        steps = [f'<a href="{first}&page={n}">{n}</a>' for n in range(1, len(listed) + 1) if n != number]
        onward = f'<a href="{first}&page={number + 1}">下一页</a>' if number < len(listed) else "下一页"
        footer = f"<p>共{len(entries)}篇文章 {' '.join(steps)} {onward} 页次：{number}/{len(listed)}页 编辑：王堃 朱镕</p>"
        page = portal.put(f"{first}&page={number}", portal.listing(rows(shown) + footer))
        if number == 1:
            portal.put(first, page)
    return portal.family(lambda asked, form: _by_query(portal, asked, form))


def channel() -> Family:
    """No known family: `/doc/list.do?ch=12&pn=2`."""
    return _queried("channel", "/doc/list.do?ch=12", "pn", "/doc/view.do?id={}", lambda page: page)


def drupal() -> Family:
    """No known family, pages counted from 0: `/annual-reports?page=1`, a pager of list elements."""
    return _queried("drupal", "/disclosure/annual-reports", "page", "/node/{}", lambda page: page - 1)


def wordpress() -> Family:
    """No known family: `/category/nianbao/page/2/`."""
    portal = Portal("wordpress", "/gongkai/", "/category/nianbao/")
    entries = portal.entries(
        lambda each, serial: f"/{each.date.replace('-', '/')}/{serial}/",
        numbering=lambda path, number: path if number == 1 else f"{path}{number}/",
    )
    listed = paged(entries)

    def address(number: int) -> str:
        return f"/category/nianbao/page/{number}/" if number > 1 else "/category/nianbao/"

    for number, shown in enumerate(listed, 1):
        posts = "".join(
            f'<article><h2 class="entry-title"><a href="{each.path}" rel="bookmark">{each.title}</a></h2>'
            f'<time datetime="{each.date}">{each.date}</time></article>'
            for each in shown
        )
        older = (
            f'<a class="next page-numbers" href="{address(number + 1)}">较早的文章 →</a>'
            if number < len(listed)
            else ""
        )
        pager = "".join(
            f'<a class="page-numbers" href="{address(n)}">{n}</a>'
            for n in range(1, len(listed) + 1)
            if n != number
        )
        portal.put(
            address(number), portal.listing(f'{posts}<nav class="navigation pagination">{pager}{older}</nav>')
        )
    return portal.family()


def layui() -> Family:
    """No known family: layui's laypage jumps by a script, count and limit given."""
    first = "/xxgk/nb.html"
    portal = Portal("layui", "/xxgk/index.html", first)
    entries = portal.entries(lambda _each, serial: f"/xxgk/info/{serial}.html")
    listed = paged(entries)
    for number, shown in enumerate(listed, 1):
        script = (
            f'<div id="demo"></div><script>layui.use("laypage",function(){{var laypage=layui.laypage;laypage.render({{'
            f'elem:"demo",count:{len(entries)},limit:10,curr:{number},layout:["count","prev","page","next"],'
            'jump:function(obj,first){if(!first){location.href="/xxgk/nb.html?page="+obj.curr;}}});});</script>'
        )
        page = portal.put(f"{first}?page={number}", portal.listing(rows(shown) + script))
        if number == 1:
            portal.put(first, page)
    return portal.family()


def _queried(name: str, first: str, key: str, article: str, count_from: object) -> Family:
    portal = Portal(name, "/disclosure/index.do", first)
    entries = portal.entries(lambda _each, serial: article.format(serial), numbering=_asked)
    listed = paged(entries)
    mark = "&" if "?" in first else "?"

    def address(number: int) -> str:
        return f"{first}{mark}{key}={count_from(number)}" if number > 1 else first

    for number, shown in enumerate(listed, 1):
        linked = "".join(
            f'<li class="pager-item"><a href="{address(n)}" title="到第{n}页">{n}</a></li>'
            for n in range(1, len(listed) + 1)
            if n != number
        )
        onward = (
            f'<li><a href="{address(number + 1)}" rel="next">下一页 ›</a></li>'
            if number < len(listed)
            else ""
        )
        portal.put(address(number), portal.listing(f'{rows(shown)}<ul class="pager">{linked}{onward}</ul>'))
    return portal.family(lambda asked, form: _by_query(portal, asked, form))


def _asked(path: str, number: int) -> str:
    return path if number == 1 else f"{path}{'&' if '?' in path else '?'}page={number}"


def _by_query(portal: Portal, path: str, form: Form) -> Page | None:
    query = "&".join(f"{name}={value}" for name, value in form.items() if value)
    return portal.pages.get(f"{path}?{query}")


def _bracketed(paths: Sequence[str], at: int) -> str:
    if len(paths) == 1:
        return ""
    numbers = [f'<a href="{path}">[{n}]</a>' for n, path in enumerate(paths, 1)]
    numbers[at] = f"[{at + 1}]"
    onward = f'<a href="{paths[at + 1]}">下一页</a>' if at + 1 < len(paths) else ""
    return f"<p align=center>{' '.join(numbers)} {onward}</p>"
