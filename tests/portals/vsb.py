"""A portal as 博达 VSB publishes it: list pages count down to `1.htm`, long articles go on in `_2.htm`."""

# Markup stays on the lines on which such sites write it.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Sequence
from string import Template

from .content import Plan, Story, guide, in_pages
from .model import Page, Site, Truth, look

PER_LIST = 6

LAYOUT = Template("""\
<!DOCTYPE html>
<HTML>
<HEAD>
<TITLE>${title}</TITLE>
<META content="text/html; charset=UTF-8" http-equiv="Content-Type">
<META name="keywords" content="${issuer}">
<LINK rel="stylesheet" type="text/css" href="/css/style.css">
<!--Announced by Visual SiteBuilder 9-->
<script language="javascript" src="/system/resource/js/dynclicks.js"></script>
</HEAD>
<BODY>
<div class="head"><div class="wrap"><h2>${issuer}</h2></div></div>
<div class="menu"><div class="wrap"><a href="/index.htm">首 页</a><a href="/xwzx/bxyw.htm">本县要闻</a>\
<a href="/zwgk.htm">政务公开</a><a href="http://www.hnzwfw.gov.cn/">办事服务</a><a href="/hdjl.htm">互动交流</a></div></div>
<div class="wrap body">
${main}
</div>
<div class="bottom"><div class="wrap">版权所有：${issuer}　主办：${issuer}办公室<br>${record}　网站标识码：0000000002　\
<a href="https://beian.miit.gov.cn/" target="_blank">备案查询</a></div></div>
</BODY>
</HTML>
""")

ARTICLE = Template("""\
<div class="dqwz">当前位置：<a href="/index.htm">首页</a> &gt;&gt; ${crumb} &gt;&gt; 正文</div>
<form name="_newscontent_fromname">
<div class="con">
<h1 align="center">${title}</h1>
<div class="sub">发布时间：${date}　　来源：${issuer}办公室　　点击数：<script>_showDynClicks("wbnews", 1487239, ${number})</script>　\
<a href="javascript:window.print()">打印</a></div>
<div id="vsb_content"><div class="v_news_content">
${body}
</div></div>
${pages}
<p class="next">上一条：${before}</p>
<p class="next">下一条：${after}</p>
<p align="right">【<a href="javascript:window.opener=null;window.open('','_self');window.close();">关闭窗口</a>】</p>
</div>
</form>""")


def portal(plan: Plan) -> Site:
    """The whole site of a plan."""
    build = _Build(plan)
    build.column("zwgk/nb", "政府信息公开年报", 1071, plan.annual)
    build.column("zwgk/zn", "政府信息公开指南", 1070, [guide(plan.area)])
    build.column("xwzx/bxyw", "本县要闻", 1021, plan.news)
    build.front()
    return Site(plan.name, "VSB", plan.issuer, build.pages, tuple(build.reports))


class _Build:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.pages: dict[str, Page] = {}
        self.reports: list[Truth] = []
        self.serial = 8801

    def column(self, stem: str, name: str, tree: int, stories: Sequence[Story]) -> None:
        """All list pages of a column and the articles in it."""
        numbers = [each.serial or self.serial + at * 7 for at, each in enumerate(stories)]
        self.serial += len(stories) * 7
        entries = [
            f'<li id="line_u9_{at}"><span>{each.date}</span><a href="/info/{tree}/{number}.htm" title="{each.title}">{each.title}</a></li>'
            for at, (each, number) in enumerate(zip(stories, numbers, strict=True))
        ]
        self._listings(stem, name, entries)
        for at, (each, number) in enumerate(zip(stories, numbers, strict=True)):
            near = [
                f'<a href="{numbers[n]}.htm">{stories[n].title}</a>' if 0 <= n < len(stories) else "无"
                for n in (at - 1, at + 1)
            ]
            self._article(f"/info/{tree}/{number}", self._crumb(stem, name), each, near)

    def front(self) -> None:
        """The entry page, the hub, and the odds and ends."""
        newest = "".join(f"<li><span>{each.date}</span>{each.title}</li>" for each in self.plan.news[:5])
        self._put(
            "/index.htm",
            "",
            f'<h3>本县要闻</h3><ul class="list">{newest}</ul><a href="/zwgk.htm">政务公开</a>',
        )
        self.pages["/"] = self.pages["/index.htm"]
        self._put(
            "/zwgk.htm",
            "政务公开",
            '<h3>政府信息公开</h3><ul><li><a href="zwgk/zn.htm">政府信息公开指南</a></li><li><a href="#">政府信息公开制度</a></li>'
            '<li><a href="zwgk/nb.htm">政府信息公开年报</a></li></ul>',
        )
        self._put("/hdjl.htm", "互动交流", "<p>县长信箱</p>")
        self.pages["/robots.txt"] = Page.of("User-agent: *\nDisallow: /system/\n", "text/plain")
        self.pages["/css/style.css"] = look("vsb.css")
        self.pages["/system/resource/js/dynclicks.js"] = Page.of(
            "function _showDynClicks() { document.write(512); }", "application/javascript"
        )

    def _listings(self, stem: str, name: str, entries: Sequence[str]) -> None:
        listings = in_pages(entries, PER_LIST)
        for at, rows in enumerate(listings):
            path = self._list_path(stem, at, len(listings))
            crumb = f'<div class="dqwz">当前位置：<a href="/index.htm">首页</a> &gt;&gt; {self._crumb(stem, name)}</div>'
            pager = self._pager(stem, at, len(listings), len(entries))
            listed = "\n".join(rows)
            self._put(path, name, f'{crumb}<ul class="list">\n{listed}\n</ul>{pager}')

    def _list_path(self, stem: str, at: int, count: int) -> str:
        return f"/{stem}.htm" if at == 0 else f"/{stem}/{count - at}.htm"

    def _pager(self, stem: str, at: int, count: int, total: int) -> str:
        def step(to: int, word: str) -> str:
            if not 0 <= to < count or to == at:
                return f'<span class="PrevDisabled">{word}</span>'
            return f'<a href="{self._list_path(stem, to, count)}" class="Next">{word}</a>'

        go = f"_simple_list_gotopage_fun({count},'u9_GOPAGE',{1 if at == 0 else 2})"
        return (
            f'<div class="pages"><script>function u9_gopage_fun(){{{go}}}</script>共{total}条&nbsp;&nbsp;{at + 1}/{count}&nbsp;'
            f"{step(0, '首页')}{step(at - 1, '上页')}{step(at + 1, '下页')}{step(count - 1, '尾页')}"
            '转到<input name="u9_GOPAGE" size="3" onkeydown="u9_gopage_fun()">页</div>'
        )

    def _article(self, stem: str, crumb: str, each: Story, near: list[str]) -> None:
        names = [f"{stem}.htm", *[f"{stem}_{page}.htm" for page in range(2, len(each.body) + 1)]]
        for at, (path, body) in enumerate(zip(names, each.body, strict=True)):
            main = ARTICLE.substitute(
                crumb=crumb,
                title=each.title,
                date=each.date,
                issuer=self.plan.issuer,
                number=stem.rsplit("/", 1)[1],
                body=body,
                pages=_inner_pager(names, at),
                before=near[0],
                after=near[1],
            )
            self._put(path, each.title, main)
        if each.report:
            self.reports.append(each.truth(names))

    def _crumb(self, stem: str, name: str) -> str:
        above = '<a href="/zwgk.htm">政务公开</a> &gt;&gt; ' if stem.startswith("zwgk") else ""
        return f'{above}<a href="/{stem}.htm">{name}</a>'

    def _put(self, path: str, title: str, main: str) -> None:
        self.pages[path] = Page.of(
            LAYOUT.substitute(
                title=f"{title}-{self.plan.issuer}" if title else self.plan.issuer,
                issuer=self.plan.issuer,
                record=self.plan.record,
                main=main,
            )
        )


def _inner_pager(names: Sequence[str], at: int) -> str:
    if len(names) == 1:
        return ""
    local = [name.rsplit("/", 1)[1] for name in names]
    numbers = [
        f'<span class="this">{n + 1}</span>' if n == at else f'<a href="{name}">{n + 1}</a>'
        for n, name in enumerate(local)
    ]
    before = [f'<a href="{local[at - 1]}">上一页</a>'] if at else []
    after = [f'<a href="{local[at + 1]}">下一页</a>'] if at + 1 < len(local) else []
    return f'<div class="pages">{"".join([*before, *numbers, *after])}</div>'
