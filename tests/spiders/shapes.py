# ruff: noqa: E501 - markup reads best on one line
"""Where a portal keeps its annual reports: one large portal for each way known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.spiders.large import (
    BODIES,
    COLUMNS,
    FOOTER,
    NAVIGATION,
    TOWNS,
    YEARS,
    Large,
    anchors,
    headed,
    report,
    report_title,
)
from tests.spiders.made import HOST

CITY = "示例市"
SHAPES: dict[str, Callable[[], Large]] = {}


@dataclass
class Sketch:
    """A portal under construction; paths without a host are on the main one."""

    pages: dict[str, str] = field(default_factory=dict)
    reports: set[str] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)
    bare: set[str] = field(default_factory=set)

    def put(self, path: str, inner: str, *, bare: bool = False) -> None:
        self.pages[_url(path)] = inner
        if bare:
            self.bare.add(_url(path))

    def column(
        self,
        path: str,
        name: str,
        bodies: Iterable[str] = (CITY,),
        years: Iterable[int] = YEARS,
        more: str = "",
    ) -> None:
        """Add a list of reports, with the reports below it."""
        entries = []
        for number, body in enumerate(bodies):
            for year in years:
                where = f"{path.rstrip('/')}/t{year}{number:02}.html"
                self.put(where, report(body, year))
                self.reports.add(_url(where))
                entries.append((_url(where), report_title(body, year)))
        self.put(path, headed(name, more + (anchors(entries) if entries else "")))
        self.lists.add(_url(path))

    def large(self, **chrome) -> Large:
        return Large(
            self.pages, frozenset(self.reports), frozenset(self.lists), bare=frozenset(self.bare), **chrome
        )


def _url(path: str) -> str:
    return path if "://" in path else HOST + path


def shape(build: Callable[[], Large]) -> Callable[[], Large]:
    SHAPES[build.__name__] = build
    return build


def hub(*more: tuple[str, str]) -> str:
    return headed("政务公开", anchors([*((f"/zwgk/c{n}/", name) for n, name in enumerate(COLUMNS)), *more]))


@shape
def below_the_hub() -> Large:
    sketch = Sketch()
    sketch.put("/zwgk/", hub(("/zwgk/nb/", "政府信息公开年报")))
    sketch.column("/zwgk/nb/", "政府信息公开年报")
    return sketch.large()


@shape
def in_the_footer() -> Large:
    sketch = Sketch()
    sketch.column("/nb/", "信息公开年报")
    return sketch.large(footer=(*FOOTER, ("/nb/", "信息公开年报")))


def _departments(sketch: Sketch, bodies: Iterable[str], deep: bool = False) -> None:
    for number, body in enumerate(bodies):
        home = f"/bm/{number}/"
        menu = (
            ("jg/", "机构职能"),
            ("gz/", "工作动态"),
            ("zn/", "信息公开指南"),
            ("gk/", "信息公开") if deep else ("nb/", "信息公开年报"),
        )
        sketch.put(home, headed(body, anchors((home + part, words) for part, words in menu)))
        if deep:
            sketch.put(
                home + "gk/",
                headed("信息公开", anchors(((home + "gk/zd/", "公开制度"), (home + "nb/", "年报")))),
            )
        sketch.column(home + "nb/", "信息公开年报", (body,))


@shape
def of_departments_only() -> Large:
    sketch = Sketch()
    _departments(sketch, BODIES)
    return sketch.large()


@shape
def of_departments_two_steps_down() -> Large:
    sketch = Sketch()
    _departments(sketch, BODIES, deep=True)
    return sketch.large()


@shape
def of_some_departments() -> Large:
    sketch = Sketch()
    sketch.put("/zwgk/", hub(("/zwgk/nb/", "政府信息公开年报")))
    sketch.column("/zwgk/nb/", "政府信息公开年报")
    _departments(sketch, BODIES[:5])
    return sketch.large()


def _named(name: str, title: str | None = None) -> Callable[[], Large]:
    def build() -> Large:
        sketch = Sketch()
        sketch.put("/zwgk/", hub(("/zwgk/c99/", name)))
        sketch.column("/zwgk/c99/", title or name)
        return sketch.large()

    return build


SHAPES |= {
    f"called_{name}": _named(name)
    for name in ("年度报告", "年报", "公开年报", "政务公开工作年报", "公开报告", "政府信息公开工作年度报告")
}


@shape
def in_an_accordion() -> Large:
    sketch = Sketch()
    tabs = "".join(
        f"<div class='tab'><h3>{name}</h3><div style='display:none'>{anchors(((href, '列表'), (href + 'x.html', '详情')))}</div></div>"
        for name, href in (("公开指南", "/zwgk/c8/"), ("公开制度", "/zwgk/c9/"))
    )
    sketch.put(
        "/zwgk/",
        headed(
            "政务公开",
            tabs
            + "<div class='tab'><h3>年报</h3><div style='display:none'><a href='/zwgk/nb/'>信息公开年报</a></div></div>",
        ),
    )
    sketch.column("/zwgk/nb/", "信息公开年报")
    return sketch.large()


@shape
def behind_scripts() -> Large:
    sketch = Sketch()
    sketch.put(
        "/zwgk/",
        headed(
            "政务公开",
            "<a href=\"javascript:go('/zwgk/zfxxgk/')\">政府信息公开</a><a href='#' onclick=\"window.open('/zwgk/c1/');return false\">规划计划</a>",
        ),
    )
    sketch.put(
        "/zwgk/zfxxgk/",
        headed("政府信息公开", "<ul><li onclick=\"location.href='/zwgk/nb/'\">政府信息公开年报</li></ul>"),
    )
    sketch.column("/zwgk/nb/", "政府信息公开年报")
    return sketch.large()


@shape
def on_a_subdomain() -> Large:
    sketch, other = Sketch(), "http://xxgk.example.gov.cn"
    sketch.put(
        f"{other}/",
        headed("信息公开平台", anchors(((f"{other}/zn/", "信息公开指南"), (f"{other}/nb/", "信息公开年报")))),
    )
    sketch.column(f"{other}/nb/", "信息公开年报")
    return sketch.large(navigation=(*NAVIGATION, (f"{other}/", "信息公开平台")))


@shape
def on_a_platform() -> Large:
    sketch = Sketch()
    sketch.put(
        "/zfxxgk/",
        headed(
            "政府信息公开平台",
            anchors(
                (
                    ("/zfxxgk/zn/", "政府信息公开指南"),
                    ("/zfxxgk/fdzdgknr/", "法定主动公开内容"),
                    ("/zfxxgk/zfxxgknb/", "政府信息公开年报"),
                    ("/zfxxgk/ysqgk/", "依申请公开"),
                )
            ),
        ),
    )
    sketch.column("/zfxxgk/zfxxgknb/", "政府信息公开年报")
    return sketch.large(navigation=(*NAVIGATION, ("/zfxxgk/", "信息公开")))


@shape
def in_three_columns() -> Large:
    sketch = Sketch()
    sketch.put(
        "/zwgk/",
        hub(
            ("/zwgk/nb/sj/", "市本级政府信息公开年报"),
            ("/zwgk/nb/bm/", "部门信息公开年报"),
            ("/zwgk/nb/xz/", "乡镇信息公开年报"),
        ),
    )
    sketch.column("/zwgk/nb/sj/", "市本级政府信息公开年报")
    sketch.column("/zwgk/nb/bm/", "部门信息公开年报", BODIES, (2022, 2023))
    sketch.column("/zwgk/nb/xz/", "乡镇信息公开年报", TOWNS, (2022, 2023))
    return sketch.large()


@shape
def in_levels_below() -> Large:
    sketch = Sketch()
    sketch.put("/zwgk/", hub(("/zwgk/nb/", "政府信息公开年报")))
    sketch.put(
        "/zwgk/nb/",
        headed(
            "政府信息公开年报",
            anchors((("/zwgk/nb/sj/", "市政府"), ("/zwgk/nb/bm/", "市直部门"), ("/zwgk/nb/xz/", "乡镇街道"))),
        ),
    )
    sketch.lists.add(f"{HOST}/zwgk/nb/")
    sketch.column("/zwgk/nb/sj/", "市政府")
    sketch.column("/zwgk/nb/bm/", "市直部门", BODIES, (2022, 2023))
    sketch.column("/zwgk/nb/xz/", "乡镇街道", TOWNS, (2022, 2023))
    return sketch.large()


@shape
def by_year() -> Large:
    sketch = Sketch()
    sketch.put("/zwgk/", hub(("/zwgk/nb/", "政府信息公开年报")))
    years = anchors((f"/zwgk/nb/{year}/", f"{year}年") for year in YEARS)
    sketch.column("/zwgk/nb/", "政府信息公开年报", (), more=years)
    for year in YEARS:
        sketch.column(f"/zwgk/nb/{year}/", f"{year}年", (CITY, *BODIES[:4]), (year,), more=years)
    return sketch.large()


@shape
def by_area_and_year() -> Large:
    sketch = Sketch()
    sketch.put("/zwgk/", hub(("/zwgk/nb/", "政府信息公开年报")))
    areas = anchors((f"/zwgk/nb/list.jsp?area={n}", body) for n, body in enumerate(BODIES[:8]))
    sketch.column("/zwgk/nb/", "政府信息公开年报", (), more=areas)
    for n, body in enumerate(BODIES[:8]):
        years = anchors((f"/zwgk/nb/list.jsp?area={n}&year={year}", f"{year}年") for year in YEARS)
        sketch.column(f"/zwgk/nb/list.jsp?area={n}", body, (), more=areas + years)
        for year in YEARS:
            where = f"/zwgk/nb/{n}/{year}.html"
            sketch.put(where, report(body, year))
            sketch.reports.add(HOST + where)
            sketch.put(
                f"/zwgk/nb/list.jsp?area={n}&year={year}",
                headed(body, areas + years + anchors(((where, report_title(body, year)),))),
            )
            sketch.lists.add(f"{HOST}/zwgk/nb/list.jsp?area={n}&year={year}")
    return sketch.large()


@shape
def with_filters_over_one_list() -> Large:
    sketch = Sketch()
    sketch.put("/zwgk/", hub(("/zwgk/nb/", "政府信息公开年报")))

    def filters(*chosen: str) -> str:
        query = "&".join(chosen)
        pairs = [(f"?{query}&y={year}", f"{year}年") for year in YEARS] + [
            (f"?{query}&bm={n}", body) for n, body in enumerate(BODIES)
        ]
        return anchors([*pairs, (f"?{query}&sort=time", "按时间"), (f"?{query}&sort=hits", "按热度")])

    sketch.column("/zwgk/nb/", "政府信息公开年报", (CITY, *BODIES[:3]), more=filters())
    listed = sketch.pages[f"{HOST}/zwgk/nb/"].partition("</ul>")[2]
    large = sketch.large()

    class Filtered(Large):
        def __call__(self, request):
            if request.url.startswith(f"{HOST}/zwgk/nb/?"):
                return self.dressed(
                    headed("政府信息公开年报", filters(request.url.partition("?")[2].lstrip("&")) + listed),
                    request.url,
                )
            return super().__call__(request)

    return Filtered(large.pages, large.reports, large.lists)


@shape
def in_a_folded_tree() -> Large:
    sketch = Sketch()
    nodes = ",".join(
        f'{{id:{n},pId:1,name:"{name}",url:"{href}"}}'
        for n, (name, href) in enumerate(
            (("公开指南", "/zwgk/c8/"), ("政府信息公开年报", "/zwgk/nb/"), ("公开制度", "/zwgk/c9/"))
        )
    )
    sketch.put(
        "/zwgk/",
        headed(
            "政务公开",
            f"<ul id='tree' class='ztree'></ul><script>var zNodes=[{nodes}];$.fn.zTree.init($('#tree'),setting,zNodes);</script>",
        ),
    )
    sketch.column("/zwgk/nb/", "政府信息公开年报")
    return sketch.large()


@shape
def behind_images() -> Large:
    sketch = Sketch()
    sketch.put("/", headed("首页", "<a href='/zfxxgk/'><img src='/images/gk.png' alt='政府信息公开'></a>"))
    sketch.put(
        "/zfxxgk/",
        headed(
            "专栏",
            "<img src='m.png' usemap='#m'><map name='m'><area href='/zfxxgk/a1/' alt='政府信息公开指南'><area href='/zfxxgk/a2/' alt='政府信息公开年报'></map>",
        ),
    )
    sketch.column("/zfxxgk/a2/", "政府信息公开年报")
    return sketch.large(navigation=NAVIGATION[2:])


@shape
def in_frames() -> Large:
    sketch = Sketch()
    sketch.put(
        "/",
        "<html><frameset rows='80,*'><frame src='/top.htm'><frame src='/main.htm'></frameset></html>",
        bare=True,
    )
    sketch.put(
        "/top.htm",
        f"<html><body>{anchors((('/main.htm', '首页'), ('/gk.htm', '政务公开')))}</body></html>",
        bare=True,
    )
    sketch.put("/main.htm", "<html><body><p>欢迎光临示例市人民政府网站</p></body></html>", bare=True)
    sketch.put(
        "/gk.htm",
        "<html><frameset cols='200,*'><frame src='/left.htm'><frame src='/main.htm'></frameset></html>",
        bare=True,
    )
    sketch.put(
        "/left.htm",
        f"<html><body>{anchors((('/gk/zn.htm', '公开指南'), ('/gk/nb.htm', '信息公开年报')))}</body></html>",
        bare=True,
    )
    sketch.column("/gk/nb.htm", "信息公开年报")
    return sketch.large()


@shape
def behind_an_entrance() -> Large:
    sketch = Sketch()
    sketch.put(
        "/",
        "<html><body><img src='a.jpg'><a href='/index.html'>进入网站</a><a href='/en/'>English</a></body></html>",
        bare=True,
    )
    sketch.put("/index.html", headed("首页", "<p>欢迎</p>"))
    sketch.put("/zwgk/", hub(("/zwgk/nb/", "政府信息公开年报")))
    sketch.column("/zwgk/nb/", "政府信息公开年报")
    return sketch.large()


@shape
def in_the_map_only() -> Large:
    sketch = Sketch()
    sketch.put(
        "/wzdt/",
        headed(
            "网站地图",
            anchors((*((f"/zwgk/c{n}/", f"栏目{n}") for n in range(40)), ("/x/y/", "政府信息公开年报"))),
        ),
    )
    sketch.column("/x/y/", "政府信息公开年报")
    return sketch.large()


@shape
def in_the_sitemap_only() -> Large:
    sketch = Sketch()
    addresses = "".join(f"<url><loc>{HOST}/xwzx/{n}.html</loc></url>" for n in range(500))
    sketch.put("/robots.txt", f"User-agent: *\nDisallow: /admin/\nSitemap: {HOST}/maps/all.xml\n", bare=True)
    sketch.put(
        "/maps/all.xml",
        f"<?xml version='1.0'?><sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>{HOST}/maps/1.xml</loc></sitemap></sitemapindex>",
        bare=True,
    )
    sketch.put(
        "/maps/1.xml",
        f"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{addresses}<url><loc>{HOST}/abc/zfxxgknb/</loc></url></urlset>",
        bare=True,
    )
    sketch.column("/abc/zfxxgknb/", "政府信息公开年报")
    return sketch.large(footer=FOOTER[1:])


@shape
def all_in_one_column_and_hubs_of_departments() -> Large:
    sketch = Sketch()
    sketch.put("/zwgk/", hub(("/zwgk/nb/", "政府信息公开年报")))
    sketch.column("/zwgk/nb/", "政府信息公开年报", (CITY, *BODIES), (2021, 2022, 2023))
    for number, body in enumerate(BODIES):
        sketch.put(
            f"/bm/{number}/",
            headed(body, anchors(((f"/bm/{number}/gk/", "信息公开"), (f"/bm/{number}/jg/", "机构职能")))),
        )
        own = anchors(
            (f"{HOST}/zwgk/nb/t{year}{number + 1:02}.html", report_title(body, year))
            for year in (2021, 2022, 2023)
        )
        sketch.put(f"/bm/{number}/gk/", headed("信息公开", anchors(((f"/bm/{number}/nb/", "信息公开年报"),))))
        sketch.put(f"/bm/{number}/nb/", headed("信息公开年报", own))
    return sketch.large()


@shape
def with_a_mobile_copy_of_all() -> Large:
    sketch = Sketch()
    for prefix in ("", "/m", "/en"):
        sketch.put(
            f"{prefix}/zwgk/",
            headed(
                "政务公开",
                anchors(
                    (
                        (f"{prefix}/zwgk/nb/", "政府信息公开年报"),
                        ("/m/zwgk/", "政务公开"),
                        ("/en/zwgk/", "政务公开"),
                    )
                ),
            ),
        )
        entries = anchors((f"{prefix}/zwgk/nb/t{year}00.html", report_title(CITY, year)) for year in YEARS)
        sketch.put(
            f"{prefix}/zwgk/nb/",
            headed("政府信息公开年报", entries + "<a href='/m/zwgk/nb/'>政府信息公开年报（手机版）</a>"),
        )
        for year in YEARS:
            sketch.put(f"{prefix}/zwgk/nb/t{year}00.html", report(CITY, year))
    sketch.reports |= {f"{HOST}/zwgk/nb/t{year}00.html" for year in YEARS}
    sketch.lists.add(f"{HOST}/zwgk/nb/")
    return sketch.large()


@shape
def years_that_lead_to_articles() -> Large:
    sketch = Sketch()
    sketch.put("/zwgk/", hub(("/zwgk/nb/", "政府信息公开年报")))
    sketch.column(
        "/zwgk/nb/",
        "政府信息公开年报",
        (),
        more=anchors((f"/zwgk/nb/202103/t20210331_{year}.html", f"{year}年") for year in YEARS),
    )
    for year in YEARS:
        where = f"/zwgk/nb/202103/t20210331_{year}.html"
        sketch.put(where, report(CITY, year))
        sketch.reports.add(HOST + where)
    return sketch.large()


@shape
def none_at_all() -> Large:
    return Sketch().large()
