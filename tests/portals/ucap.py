"""A portal as Ucap (开普) publishes it: `index_2.shtml` is the second list page; a report may be only a file."""

# Markup stays on the lines on which such sites write it.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from .content import Plan, Story, guide, in_pages
from .model import Page, Site, Truth, look

PER_LIST = 5
FILES = Path(__file__).parent

LAYOUT = Template("""\
<!DOCTYPE html>
<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<meta name="SiteName" content="${issuer}"><meta name="SiteDomain" content="127.0.0.1">
${metas}
<title>${title}</title>
<link rel="stylesheet" href="/xhtml/css/style.css">
<script type="text/javascript" src="/xhtml/js/page.js"></script>
</head>
<body>
<div class="header"><div class="con">${issuer}</div></div>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwyw/index.shtml">要闻动态</a></li><li><a href="/zwgk/index.shtml">政务公开</a></li>\
<li><a href="http://www.zwfw.hlj.gov.cn/">政务服务</a></li><li><a href="/hdjl/index.shtml">政民互动</a></li></ul>
<div class="con cont">
${main}
</div>
<div class="footer">主办单位：${issuer}办公室　版权所有<br>${record}　网站标识码：0000000003　<a href="/sitemap.shtml">网站地图</a></div>
</body>
</html>
""")

ARTICLE = Template("""\
<div class="position">您现在的位置：<a href="/">首页</a> &gt; ${crumb} &gt; 正文</div>
<h1 class="title" id="title">${title}</h1>
<div class="date"><span>发布时间：${date}</span><span>来源：${issuer}办公室</span><span>浏览次数：<i id="pv"></i></span>
<span class="share">分享到：<a href="javascript:;">微信</a></span></div>
<div class="pages_content" id="UCAP-CONTENT">
${body}
</div>
<div class="print"><a href="javascript:window.print()">打印</a> | <a href="javascript:window.close()">关闭</a></div>""")


def portal(plan: Plan, townships: Mapping[str, Sequence[Story]]) -> Site:
    """The whole site of a plan; `townships` are the stories of `plan.annual` by the level shown in the tree."""
    build = _Build(plan)
    build.column("zwgk/zfxxgknb", "政府信息公开年报", plan.annual)
    build.column("zwgk/zfxxgkzn", "政府信息公开指南", [guide(plan.area)])
    build.column("zwyw", "要闻动态", plan.news)
    build.tree(townships)
    build.front()
    return Site(plan.name, "Ucap", plan.issuer, build.pages, tuple(build.reports))


class _Build:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.pages: dict[str, Page] = {}
        self.reports: list[Truth] = []
        self.paths: dict[str, str] = {}
        self.serial = 398200

    def column(self, folder: str, name: str, stories: Sequence[Story]) -> None:
        """All list pages of a column and the articles in it."""
        for each in stories:
            self.serial += 11
            month, number = each.date.replace("-", "")[:6], each.serial or self.serial
            self.paths[each.title] = f"/{folder}/{month}/c105412_{number}.shtml"
            self._article(self._crumb(folder, name), each)
        listings = in_pages(stories, PER_LIST)
        for page, entries in enumerate(listings, 1):
            path = f"/{folder}/index.shtml" if page == 1 else f"/{folder}/index_{page}.shtml"
            pager = f"createPageHTML('page_div',{len(listings)}, {page},'index','shtml',{len(stories)});"
            self._put(
                path,
                name,
                f'<div class="position">您现在的位置：<a href="/">首页</a> &gt; {self._crumb(folder, name)}</div>'
                f'{self._list(entries)}<div id="page_div"></div><script>{pager}</script>',
            )

    def tree(self, levels: Mapping[str, Sequence[Story]]) -> None:
        """The hub: columns, and below them the newest reports folded by level."""
        folded = "".join(
            f'<h4 onclick="this.nextSibling.hidden=!this.nextSibling.hidden">{level}</h4><div>{self._list(stories)}</div>'
            for level, stories in levels.items()
        )
        self._put(
            "/zwgk/index.shtml",
            "政务公开",
            '<div class="tree"><h3>政府信息公开</h3><p><a href="/zwgk/zfxxgkzn/index.shtml">政府信息公开指南</a></p>'
            '<p><a href="/zwgk/zfxxgknb/index.shtml">政府信息公开年报</a></p><p><a href="#">依申请公开</a></p></div>'
            f'<div style="margin-left:260px"><h3>最新年报</h3>{folded}</div>',
        )

    def front(self) -> None:
        """The entry page and the odds and ends."""
        self._put(
            "/",
            "",
            f"<h3>要闻动态</h3>{self._list(self.plan.news[:5])}<a href='/zwgk/index.shtml'>政务公开</a>",
        )
        self.pages["/index.shtml"] = self.pages["/"]
        for folder in ("/zwgk/", "/zwgk/zfxxgknb/", "/zwyw/"):
            self.pages[folder] = self.pages[f"{folder}index.shtml"]
        self._put("/hdjl/index.shtml", "政民互动", "<p>县长信箱</p>")
        self._put(
            "/sitemap.shtml",
            "网站地图",
            "<p><a href='/zwgk/index.shtml'>政务公开</a> <a href='/zwyw/index.shtml'>要闻动态</a></p>",
        )
        self.pages["/robots.txt"] = Page.of("User-agent: *\nDisallow: /hdjl/\n", "text/plain")
        self.pages["/xhtml/css/style.css"] = look("ucap.css")
        self.pages["/xhtml/js/page.js"] = look("ucap-page.js")

    def _list(self, stories: Sequence[Story]) -> str:
        rows = "\n".join(
            f'<li><a href="{self.paths[each.title]}" target="_blank" title="{each.title}">{each.title}</a><span>{each.date}</span></li>'
            for each in stories
        )
        return f'<ul class="list">{rows}</ul>'

    def _article(self, crumb: str, each: Story) -> None:
        path = self.paths[each.title]
        attached = self._attach(path, each) if each.attachment else []
        links = "".join(
            f'<p>附件：<a href="{file}" target="_blank">{each.title}.pdf</a></p>' for file in attached
        )
        main = ARTICLE.substitute(
            crumb=crumb,
            title=each.title,
            date=f"{each.date} 15:20",
            issuer=self.plan.issuer,
            body=(each.body[0] or "") + links,
        )
        # PubDate is when the page was generated last, as on many real sites of this family.
        metas = f'<meta name="ArticleTitle" content="{each.title}"><meta name="PubDate" content="2023-05-06 10:12:44">'
        self._put(path, each.title, main, metas)
        if each.report:
            self.reports.append(each.truth([path], *attached))

    def _attach(self, path: str, each: Story) -> list[str]:
        number = path.rsplit("_", 1)[1].removesuffix(".shtml")
        file = f"{path.rsplit('/', 1)[0]}/{number}/files/{each.attachment}"
        self.pages[file] = Page((FILES / each.attachment).read_bytes(), "application/pdf")
        return [file]

    def _crumb(self, folder: str, name: str) -> str:
        above = '<a href="/zwgk/index.shtml">政务公开</a> &gt; ' if folder.startswith("zwgk/") else ""
        return f'{above}<a href="/{folder}/index.shtml">{name}</a>'

    def _put(self, path: str, title: str, main: str, metas: str = "") -> None:
        self.pages[path] = Page.of(
            LAYOUT.substitute(
                title=f"{title}_{self.plan.issuer}" if title else self.plan.issuer,
                issuer=self.plan.issuer,
                record=self.plan.record,
                metas=metas,
                main=main,
            )
        )
