"""A portal as TRS WCM publishes it: `index_1.html` is the second list page, links are relative."""

# Markup stays on the lines on which such sites write it.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Sequence
from string import Template

from .content import Plan, Story, guide, in_pages, story
from .model import Page, Site, Truth, look, picture

PER_LIST = 6

LAYOUT = Template("""\
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>${title}</title>
<meta name="SiteName" content="${issuer}" />
<meta name="SiteDomain" content="127.0.0.1" />
${metas}
<link href="${up}images/style.css" rel="stylesheet" type="text/css" />
</head>
<body>
<div class="top"><div class="w"><a href="${up}index.html">设为首页</a> | <a href="javascript:;">加入收藏</a> |
<a href="${up}search/index.html">高级搜索</a></div></div>
<div class="banner"><div class="w"><img src="${up}images/emblem.png" alt="" width="48" height="48" />${issuer}<span>门户网站</span></div></div>
<div class="nav"><div class="w">
<a href="${up}index.html">首页</a><a href="${up}xwzx/zwyw/">新闻中心</a><a href="${up}zwgk/">政务公开</a>\
<a href="http://www.hnzwfw.gov.cn/" target="_blank">政务服务</a><a href="${up}zmhd/index.html">政民互动</a>
</div></div>
<div class="w main">
${main}
</div>
<div class="foot"><div class="w">
<p>友情链接：<a href="http://www.gov.cn/" target="_blank">中国政府网</a> | \
<a href="http://www.henan.gov.cn/" target="_blank">河南省人民政府</a></p>
<p>主办：${issuer}办公室　版权所有　<a href="https://beian.miit.gov.cn/" target="_blank">${record}</a>　网站标识码：0000000000</p>
<p><a href="${up}zmhd/index.html">联系我们</a> | <a href="javascript:void(0)">网站地图</a></p>
</div></div>
</body>
</html>
""")

ARTICLE = Template("""\
<div class="crumb">您现在的位置：${crumb} &gt; 正文</div>
<div class="article">
<h1>${title}</h1>
<div class="info">信息来源：${issuer}办公室　发布时间：<script type="text/javascript">var pubdata='${long_date}';
document.write(pubdata);</script><noscript>${long_date}</noscript>　浏览次数：<span id="hits"></span>次
字体：【<a href="javascript:doZoom(18)">大</a> <a href="javascript:doZoom(16)">中</a> \
<a href="javascript:doZoom(14)">小</a>】</div>
<div class="view TRS_UEDITOR trs_paper_default"><div class="TRS_Editor"><style type="text/css">
.TRS_Editor P{line-height:2;font-family:宋体;font-size:12pt;}
</style>
${body}
</div></div>
<div class="page"><script type="text/javascript">
var currentPage = 0;//所在页从0开始
var prevPage = currentPage-1//上一页
var nextPage = currentPage+1//下一页
var countPage = 1//共多少页
if(countPage>1&&currentPage!=0) document.write("<a href=\\"${stem}_" + prevPage + ".html\\">上一页</a>");
if(countPage>1&&currentPage!=(countPage-1)) document.write("<a href=\\"${stem}_" + nextPage + ".html\\">下一页</a>");
</script></div>
<div class="tools"><a href="javascript:window.print();">【打印本页】</a> <a href="javascript:window.close();">【关闭窗口】</a>
分享到：<a href="javascript:;" class="share">微信</a> <a href="javascript:;" class="share">微博</a></div>
<div class="near"><p>上一篇：${before}</p><p>下一篇：${after}</p></div>
</div>""")


def portal(plan: Plan) -> Site:
    """The whole site of a plan."""
    build = _Build(plan)
    build.column("zwgk/zfxxgknb", "政府信息公开年报", ["政务公开"], plan.annual)
    for year, stories in plan.years.items():
        build.column(f"zwgk/nb{year}", f"{year}年政府信息公开年报", ["政务公开"], stories)
    build.column("zwgk/xxgkzn", "政府信息公开指南", ["政务公开"], [guide(plan.area)])
    build.column("zwgk/xxgkzd", "政府信息公开制度", ["政务公开"], [_rules(plan.area)])
    build.column("xwzx/zwyw", "政务要闻", ["新闻中心"], plan.news)
    build.hub()
    build.home()
    build.rest()
    return Site(plan.name, "TRS", plan.issuer, build.pages, tuple(build.reports), compressed=True)


def _rules(area: str) -> Story:
    return story(
        f"{area}政府信息公开保密审查制度",
        "2019-06-10",
        "第一条 为规范政府信息公开工作，制定本制度。",
        "第二条 先审查、后公开，一事一审。",
    )


class _Build:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.pages: dict[str, Page] = {}
        self.reports: list[Truth] = []
        self.listed: dict[str, list[tuple[Story, str]]] = {}
        self.serial = 2187310

    def column(self, folder: str, name: str, above: list[str], stories: Sequence[Story]) -> None:
        """All list pages of a column and the articles in it."""
        links = [self._address(each) for each in stories]
        self.listed[folder] = list(zip(stories, links, strict=True))
        listings = in_pages(self.listed[folder], PER_LIST)
        for number, entries in enumerate(listings):
            self._listing(folder, [*above, name], entries, (len(listings), number))
        for at, (each, link) in enumerate(zip(stories, links, strict=True)):
            near = [stories[n].title if 0 <= n < len(stories) else "没有了" for n in (at - 1, at + 1)]
            self._article(f"/{folder}/{link}", [*above, name], each, near)
            if each.report:
                self.reports.append(each.truth([f"/{folder}/{link}"]))

    def hub(self) -> None:
        """政务公开: the columns of disclosure, the newest of some."""
        columns = [
            ("xxgkzn", "政府信息公开指南"),
            ("xxgkzd", "政府信息公开制度"),
            ("zfxxgknb", "政府信息公开年报"),
            *((f"nb{year}", f"{year}年政府信息公开年报") for year in self.plan.years),
        ]
        links = "".join(f'<p><a href="./{folder}/">{name}</a></p>' for folder, name in columns)
        self._put(
            "/zwgk/",
            "政务公开",
            f'<div class="crumb">您现在的位置：<a href="../index.html">首页</a> &gt; 政务公开</div>'
            f'<div class="left"><h3>政府信息公开</h3>{links}<p><a href="javascript:;">依申请公开</a></p></div>'
            f'<div class="right"><h3>最新公开</h3>{self._newest("xwzx/zwyw", "../", 4)}</div>',
        )

    def home(self) -> None:
        """The entry page: news, and a way to the hub."""
        self._put(
            "/",
            "",
            f'<div class="left"><h3>政务公开</h3><p><a href="zwgk/">政府信息公开</a></p>'
            f'<p><a href="zwgk/xxgkzn/">公开指南</a></p></div>'
            f'<div class="right"><h3>政务要闻 <a href="xwzx/zwyw/">更多&gt;&gt;</a></h3>{self._newest("xwzx/zwyw", "", 6)}</div>',
        )

    def rest(self) -> None:
        """What is neither list nor article: robots.txt, style, scripts, a search page that robots may not visit."""
        self._put(
            "/search/", "高级搜索", "<form action='index.html'><input name='q'/><button>搜索</button></form>"
        )
        self._put("/zmhd/", "政民互动", "<p>市长信箱、民意征集、在线访谈栏目建设中。电话：0000-0000000</p>")
        self.pages["/robots.txt"] = Page.of("User-agent: *\nDisallow: /search/\n", "text/plain")
        self.pages["/images/style.css"] = look("trs.css")
        self.pages["/images/emblem.png"] = picture(48, 48, 200, 22, 29)
        self.pages["/images/banner.png"] = picture(8, 96, 200, 22, 29)
        self.pages["/images/createpage.js"] = look("trs-createpage.js")

    def _address(self, each: Story) -> str:
        self.serial += 37
        day = each.date.replace("-", "")
        return f"{day[:6]}/t{day}_{each.serial or self.serial}.html"

    def _listing(self, folder, names, entries, of: tuple[int, int]) -> None:
        count, current = of
        rows = "\n".join(
            f'<li><span>{each.date}</span><a href="./{link}" target="_blank" title="{each.title}">{each.title}</a></li>'
            for each, link in entries
        )
        pager = (
            '<div class="page">\n'
            f'<!-- <script>createPageHTML({count + 9}, {current}, "index", "shtml");</script> -->\n'
            '<script type="text/javascript" src="../../images/createpage.js"></script>\n'
            f'<script>createPageHTML({count}, {current}, "index", "html");</script>\n</div>'
        )
        path = f"/{folder}/" if current == 0 else f"/{folder}/index_{current}.html"
        crumb = f'<div class="crumb">您现在的位置：{self._crumb(names)}</div>'
        self._put(path, names[-1], f'{crumb}<ul class="list">\n{rows}\n</ul>\n{pager}')

    def _article(self, path: str, names: list[str], each: Story, near: list[str]) -> None:
        year, month, day = each.date.split("-")
        main = ARTICLE.substitute(
            crumb=self._crumb(names, "../../../"),
            title=each.title,
            issuer=self.plan.issuer,
            long_date=f"{year}年{month}月{day}日",
            body=each.body[0],
            stem=path.rsplit("/", 1)[1].removesuffix(".html"),
            before=near[0],
            after=near[1],
        )
        metas = (
            f'<meta name="ArticleTitle" content="{each.title}" />\n<meta name="PubDate" content="{each.date} 09:30" />\n'
            f'<meta name="ContentSource" content="{self.plan.issuer}办公室" />\n<meta name="ColumnName" content="{names[-1]}" />'
        )
        self._put(path, each.title, main, metas)

    def _crumb(self, names: list[str], up: str = "../../") -> str:
        home = f'<a href="{up}index.html" class="CurrChnlCls">首页</a>'
        folder = {"政务公开": "zwgk/", "新闻中心": "xwzx/zwyw/"}[names[0]]
        return " &gt; ".join([home, f'<a href="{up}{folder}" class="CurrChnlCls">{names[0]}</a>', names[1]])

    def _newest(self, folder: str, up: str, count: int) -> str:
        rows = (
            f'<li><span>{each.date}</span><a href="{up}{folder}/{link}">{each.title}</a></li>'
            for each, link in self.listed[folder][:count]
        )
        return f'<ul class="list">{"".join(rows)}</ul>'

    def _put(self, path: str, title: str, main: str, metas: str = "") -> None:
        page = Page.of(
            LAYOUT.substitute(
                title=f"{title}_{self.plan.issuer}" if title else f"{self.plan.issuer}门户网站",
                issuer=self.plan.issuer,
                record=self.plan.record,
                metas=metas,
                up="../" * (path.count("/") - 1),
                main=main,
            )
        )
        self.pages[path] = page
        if path.endswith("/"):
            self.pages[f"{path}index.html"] = page
