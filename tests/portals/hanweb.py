"""A portal as Hanweb's jpage serves it: the first records inline as XML, the others from `dataproxy.jsp`."""

# Markup stays on the lines on which such sites write it.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Sequence
from string import Template
from urllib.parse import quote

from .content import Plan, Story, guide, in_pages
from .model import Form, Page, Site, Truth, look

PER_LIST = 5
PROXY = "/module/web/jpage/dataproxy.jsp"
HUB, ANNUAL, GUIDE, NEWS = 8, 1412, 1410, 21
NAMES = {ANNUAL: "政府信息公开年报", GUIDE: "政府信息公开指南", NEWS: "本市要闻"}
CUT_AT = 24
"""Characters of a title that a list shows."""

LAYOUT = Template("""\
<!DOCTYPE html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="SiteName" content="${issuer}">
<title>${title}</title>
${metas}
<link rel="stylesheet" href="/script/web_front/style.css">
<script src="/module/jslib/jpage/jpage.js"></script>
</head>
<body>
<header><div class="w"><b>${issuer}</b><small>www.example.invalid</small></div></header>
<nav><div class="w"><a href="/index.html">网站首页</a><a href="/col/col${news}/index.html">新闻动态</a>\
<a href="/col/col${hub}/index.html">政府信息公开</a><a href="http://www.hnzwfw.gov.cn/">政务服务</a><a href="/jact/front/front_main.action">互动交流</a></div></nav>
<main class="w">
${main}
</main>
<footer><div class="w">版权所有：${issuer}　承办：${issuer}办公室<br>${record}　网站标识码：0000000001　\
<a href="https://beian.miit.gov.cn/">工信部备案</a>　<a href="#">网站地图</a></div></footer>
</body>
</html>
""")

LISTING = Template("""\
<div class="bt_position">您当前的位置：<a href="/index.html">首页</a> &gt; ${crumb}</div>
<h2>${name}</h2>
<div id="${unit}" class="default_pgContainer"><script type="text/xml">${store}</script></div>
<script>
var param_${unit} = {columnid:${column},unitid:'${unit}',webname:'${issuer}',path:'/',webid:1,appid:1,permissiontype:0};
jpage('${unit}', {totalRecord:${total},perPage:${per},proxyUrl:'${proxy}',dataBefore:'<ul>',dataAfter:'</ul>'});
</script>""")

ARTICLE = Template("""\
<div class="bt_position">您当前的位置：<a href="/index.html">首页</a> &gt; ${crumb}</div>
<div class="article">
<!--<$$[标题]>begin--><h1>${title}</h1><!--<$$[标题]>end-->
<table class="xxgk" width="100%"><tr><td>索引号：</td><td>0059-0201-${year}-${number}</td><td>发布机构：</td><td>${issuer}办公室</td></tr>
<tr><td>发布时间：</td><td>${date}</td><td>浏览次数：</td><td><script src="/module/visitcount/articlehits.jsp?colid=${column}"></script></td></tr></table>
<div id="zoom">
<meta name="ContentStart"><!--ZJEG_RSS.content.begin-->
${body}
<!--ZJEG_RSS.content.end--><meta name="ContentEnd">
</div>
<div class="tools"><span class="bdsharebuttonbox">分享：<a href="#" data-cmd="weixin">微信</a></span>
<a href="javascript:window.print()">打印本页</a> <a href="javascript:window.close()">关闭窗口</a></div>
</div>""")

RECORD = Template("""\
<record><![CDATA[<li><a href='${path}' title='${title}' target="_blank">${short}</a><span>${date}</span></li>]]></record>""")


def portal(plan: Plan) -> Site:
    """The whole site of a plan."""
    build = _Build(plan)
    columns = {ANNUAL: plan.annual, GUIDE: [guide(plan.area)], NEWS: plan.news}
    for column, stories in columns.items():
        build.column(column, stories)
    build.front(columns)
    return Site(plan.name, "Hanweb", plan.issuer, build.pages, tuple(build.reports), answer=build.proxy)


class _Build:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.pages: dict[str, Page] = {}
        self.reports: list[Truth] = []
        self.records: dict[str, list[str]] = {}
        self.serial = 657002

    def column(self, column: int, stories: Sequence[Story]) -> None:
        """A column's page and its articles; its records are kept for the proxy."""
        paths = [self._path(column, each) for each in stories]
        self.records[str(column)] = list(map(_record, stories, paths))
        for each, path in zip(stories, paths, strict=True):
            self._article(column, path, each)
            if each.report:
                self.reports.append(each.truth([path]))
        main = LISTING.substitute(
            crumb=self._crumb(column),
            name=NAMES[column],
            unit=f"{column}5",
            column=column,
            issuer=self.plan.issuer,
            store=self._store(str(column), 1),
            total=len(stories),
            per=PER_LIST,
            proxy=PROXY,
        )
        self._put(f"/col/col{column}/index.html", NAMES[column], main)

    def proxy(self, path: str, form: Form) -> Page | None:
        """`dataproxy.jsp`: by POST the records `startrecord` to `endrecord`, by GET those of `page`."""
        column = form.get("columnid", "")
        if path != PROXY or column not in self.records:
            return None
        start = _number(form.get("startrecord"), 0)
        if start:
            records = self.records[column][start - 1 : _number(form.get("endrecord"), start)]
            return _xml(self._wrapped(column, records, 1))
        return _xml(self._store(column, _number(form.get("page"), 1)))

    def front(self, columns: dict[int, Sequence[Story]]) -> None:
        """The entry page, the hub, and the odds and ends."""
        links = "".join(
            f'<li><a href="/col/col{column}/index.html">{NAMES[column]}</a></li>' for column in columns
        )
        newest = "".join(
            f"<li><a href='/col/col{NEWS}/index.html'>{each.title}</a><span>{each.date}</span></li>"
            for each in self.plan.news[:5]
        )
        self._put("/index.html", "", f"<h2>要闻</h2><ul>{newest}</ul>")
        self.pages["/"] = self.pages["/index.html"]
        self._put(
            f"/col/col{HUB}/index.html",
            "政府信息公开",
            f"<h2>政府信息公开</h2><ul>{links}<li><a href='javascript:void(0);'>法定主动公开内容</a></li></ul>",
        )
        self._put("/jact/front/front_main.action", "互动交流", "<p>市长信箱</p>")
        self.pages["/robots.txt"] = Page.of("User-agent: *\nDisallow: /jact/\n", "text/plain")
        self.pages["/script/web_front/style.css"] = look("hanweb.css")
        self.pages["/module/jslib/jpage/jpage.js"] = look("hanweb-jpage.js")
        for column in columns:
            self.pages[f"/module/visitcount/articlehits.jsp?colid={column}"] = Page.of(
                'document.write("318")', "application/javascript"
            )

    def _path(self, column: int, each: Story) -> str:
        self.serial += 13
        year, month, day = (int(number) for number in each.date.split("-"))
        return f"/art/{year}/{month}/{day}/art_{column}_{each.serial or self.serial}.html"

    def _store(self, column: str, page: int) -> str:
        """The datastore of one page; behind the last it is empty."""
        pages = in_pages(self.records[column], PER_LIST)
        return self._wrapped(column, pages[page - 1] if 1 <= page <= len(pages) else [], page)

    def _wrapped(self, column: str, records: Sequence[str], page: int) -> str:
        group = (
            f"{PROXY}?page={page + 1}&appid=1&webid=1&path=/&columnid={column}&unitid={column}5"
            f"&webname={quote(self.plan.issuer)}&permissiontype=0"
        )
        total = len(self.records[column])
        return (
            f'<datastore>\n<nextgroup><![CDATA[<a href="{group}"></a>]]></nextgroup>\n<recordset>\n'
            + "\n".join(records)
            + f"\n</recordset>\n<totalrecord>{total}</totalrecord><totalpage>{-(-total // PER_LIST)}</totalpage></datastore>"
        )

    def _article(self, column: int, path: str, each: Story) -> None:
        main = ARTICLE.substitute(
            crumb=self._crumb(column),
            title=each.title,
            year=each.date[:4],
            number=path.rsplit("_", 1)[1][:5],
            issuer=self.plan.issuer,
            date=each.date,
            column=column,
            body=each.body[0],
        )
        metas = (
            f'<meta name="ArticleTitle" content="{each.title}">\n<meta name="PubDate" content="{each.date}">'
        )
        self._put(path, each.title, main, metas)

    def _crumb(self, column: int) -> str:
        above = "" if column == NEWS else f'<a href="/col/col{HUB}/index.html">政府信息公开</a> &gt; '
        return f'{above}<a href="/col/col{column}/index.html">{NAMES[column]}</a>'

    def _put(self, path: str, title: str, main: str, metas: str = "") -> None:
        self.pages[path] = Page.of(
            LAYOUT.substitute(
                title=f"{self.plan.issuer} {title}".strip(),
                issuer=self.plan.issuer,
                record=self.plan.record,
                metas=metas,
                news=NEWS,
                hub=HUB,
                main=main,
            )
        )


def _record(each: Story, path: str) -> str:
    short = each.title if len(each.title) <= CUT_AT else f"{each.title[:CUT_AT]}..."
    return RECORD.substitute(path=path, title=each.title, short=short, date=each.date)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdigit() else otherwise


def _xml(store: str) -> Page:
    return Page.of(f'<?xml version="1.0" encoding="utf-8"?>\n{store}', "text/xml; charset=utf-8")
