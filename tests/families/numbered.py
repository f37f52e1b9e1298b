"""Lists whose pages have a number in their address: VSB, Epoint, SiteServer, DedeCMS and nameless ones."""

# Markup stays on the lines on which such sites write it.
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.families.family import Entry, Family, Portal, paged, rows
from tests.portals.content import Story

Address = Callable[[int], str]
"""A list page's address from its number."""


def vsb() -> Family:
    """博达 VSB counts down: of four pages the second is `3.htm`, the last `1.htm`."""
    portal = Portal("vsb", "/zwgk.htm", "/zwgk/nb.htm", body='id="vsb_content" class="v_news_content"')
    entries = portal.entries(lambda _each, serial: f"/info/1071/{serial}.htm")
    count = len(paged(entries))

    def address(number: int) -> str:
        return "/zwgk/nb.htm" if number == 1 else f"/zwgk/nb/{count - number + 1}.htm"

    def pager(number: int) -> str:
        steps = _steps(number, count, address, ("首页", "上页", "下页", "尾页"), 'class="Next"')
        return (
            f"<script>function a15_gopage_fun(){{_simple_list_gotopage_fun({count},'a15GOPAGE',{min(number, 2)})}}</script>"
            f'<table><tr><td id="fanye15">共{len(entries)}条&nbsp;&nbsp;{number}/{count}&nbsp;</td><td>{steps}</td></tr></table>'
        )

    return _listed(portal, entries, address, pager)


def siteserver() -> Family:
    """`channels/2146_2.html`; 共 N 条 当前第 1 / 3 页 as a link without address."""
    portal = Portal("siteserver", "/channels/2140.html", "/channels/2146.html", body='id="con" class="entry"')
    entries = portal.entries(lambda _each, serial: f"/contents/2146/{serial}.html")
    count = len(paged(entries))

    def address(number: int) -> str:
        return f"/channels/2146{f'_{number}' if number > 1 else ''}.html"

    def pager(number: int) -> str:
        steps = _steps(number, count, lambda n: address(n).rpartition("/")[2])
        return f'<div id="page_div">{steps}<a>共 {len(entries)} 条 当前第 {number} / {count} 页</a></div>'

    return _listed(portal, entries, address, pager)


def dedecms() -> Family:
    """`list_198_2.html` beside `index.html`; articles in pages under 共3页:."""
    portal = Portal("dedecms", "/zwgk/", "/zwgk/nb/")
    entries = portal.entries(lambda _each, serial: f"/zwgk/nb/{serial}.html", pager=_dede_pages)
    count = len(paged(entries))

    def pager(number: int) -> str:
        options = "".join(f"<option value='list_198_{n}.html'>{n}</option>" for n in range(1, count + 1))
        steps = _steps(number, count, lambda n: f"list_198_{n}.html", ("首页", "上一页", "下一页", "末页"))
        return (
            f'<ul class="pagelist">{steps}<li><select name="sldd" onchange="location.href='
            f'this.options[this.selectedIndex].value;">{options}</select></li><li>共 <strong>{count}</strong>页'
            f"<strong>{len(entries)}</strong>条</li></ul>"
        )

    family = _listed(portal, entries, lambda number: f"/zwgk/nb/list_198_{number}.html", pager)
    portal.put("/zwgk/nb/", portal.pages["/zwgk/nb/list_198_1.html"])
    return family


def index_from_one() -> Family:
    """`index.html`, `index_2.html`, with TRS's names and 页次：1/3."""
    portal = Portal("index-from-one", "/zwgk/", "/zwgk/nb/")
    entries = portal.entries(lambda each, serial: f"/zwgk/nb/{each.date[:4]}/{serial}.html")
    count = len(paged(entries))

    def address(number: int) -> str:
        return f"/zwgk/nb/index{f'_{number}' if number > 1 else ''}.html"

    def pager(number: int) -> str:
        return f'<div class="page">页次：{number}/{count} {_steps(number, count, address)}</div>'

    family = _listed(portal, entries, address, pager)
    portal.put("/zwgk/nb/", portal.pages["/zwgk/nb/index.html"])
    return family


def select() -> Family:
    """The pages stand in a select box and nowhere else."""
    portal = Portal("select", "/zgdw/zwgk/", "/zgdw/nb/")
    entries = portal.entries(lambda _each, serial: f"/zgdw/nb/{serial}.html")
    count = len(paged(entries))

    def address(number: int) -> str:
        return f"/zgdw/nb/index_{number}.html" if number > 1 else "/zgdw/nb/"

    def pager(number: int) -> str:
        options = "".join(
            f"<option value='{address(n)}'{' selected' if n == number else ''}>第{n}页</option>"
            for n in range(1, count + 1)
        )
        return f'<select onchange="window.location=this.value">{options}</select>'

    return _listed(portal, entries, address, pager)


def list_stated_in_script() -> Family:
    """`list-2.html`, the number of pages in a script, the links made by another."""
    portal = Portal("list-n", "/zwgk/", "/zwgk/nb/list.html")
    entries = portal.entries(lambda _each, serial: f"/zwgk/nb/content-{serial}.html")
    count = len(paged(entries))

    def address(number: int) -> str:
        return f"/zwgk/nb/list{f'-{number}' if number > 1 else ''}.html"

    def pager(number: int) -> str:
        return (
            f'<div id="pages"></div><script>laypage({{cont:"pages",pages:{count},curr:{number},jump:function(e,first){{'
            'if(!first)location.href=e.curr==1?"list.html":"list-"+e.curr+".html";}})</script>'
        )

    return _listed(portal, entries, address, pager)


def attributes() -> Family:
    """Totals and the pattern of the addresses stand in `data-` attributes; a script makes links of them."""
    portal = Portal("attributes", "/zwgk/", "/zwgk/nb/")
    entries = portal.entries(lambda _each, serial: f"/zwgk/nb/{serial}.html")

    def address(number: int) -> str:
        return f"/zwgk/nb/p{number}.html" if number > 1 else "/zwgk/nb/"

    def pager(number: int) -> str:
        return (
            f'<div class="pagination" data-total="{len(entries)}" data-page-size="10" data-current="{number}" '
            'data-url="/zwgk/nb/p{page}.html"></div><script src="/js/pagination.js"></script>'
        )

    return _listed(portal, entries, address, pager)


def epoint() -> Family:
    """Epoint: static pages up to the hundredth, a query string behind it; here one entry a page."""
    folder, first = "/zwgk/033001/", "/zwgk/033001/moreinfo.html"
    portal = Portal("epoint", "/zwgk/index.html", first)
    entries = portal.entries(_uuid)
    notices = [
        Entry(f"/zwgk/tzgg/{serial}.html", f"第{serial}号政务公开工作通知", "2013-05-01")
        for serial in range(78)
    ]
    mixed = [*entries[:13], *notices, *entries[13:]]
    query = f"{first}?categoryNum=033001&pageIndex="

    def address(number: int) -> str:
        return first if number == 1 else f"{folder}{number}.html" if number <= 100 else f"{query}{number}"

    def pager(number: int) -> str:
        return (
            f'<div id="page"></div><script>var pageIndex={number - 1};\n$("#page").pagination({{pageIndex:pageIndex,'
            f"pageSize: 1,total: {len(mixed)},pageBtnCount:10,showJump:true}});\n"
            '$("#page").on("pageClicked", function (event, data) {\n'
            f'if(data.pageIndex==0){{window.location.href="{first}";}}\n'
            f'else if(data.pageIndex<100){{window.location.href="{folder}"+(data.pageIndex+1)+".html";}}\n'
            f'else{{window.location.replace("{query}"+(data.pageIndex+1));}}\n}});</script>'
        )

    return _listed(portal, mixed, address, pager, size=1)


def _listed(
    portal: Portal,
    entries: Sequence[Entry],
    address: Address,
    pager: Callable[[int], str],
    size: int = 10,
) -> Family:
    for number, shown in enumerate(paged(entries, size), 1):
        portal.put(address(number), portal.listing(rows(shown, 26) + pager(number)))
    return portal.family()


def _steps(
    number: int,
    count: int,
    address: Address,
    words: Sequence[str] = ("首页", "上一页", "下一页", "尾页"),
    attribute: str = "",
) -> str:
    targets = (1, max(1, number - 1), min(count, number + 1), count)
    return "".join(
        f"<span>{word}</span>" if target == number else f'<a href="{address(target)}" {attribute}>{word}</a>'
        for target, word in zip(targets, words, strict=True)
    )


def _dede_pages(paths: Sequence[str], at: int) -> str:
    if len(paths) == 1:
        return ""
    local = [path.rpartition("/")[2] for path in paths]
    linked = [f"<li><a href='{path}'>{number}</a></li>" for number, path in enumerate(local, 1)]
    linked[at] = f"<li class=\"thisclass\"><a href='#'>{at + 1}</a></li>"
    back = local[at - 1] if at else "#"
    on = local[at + 1] if at + 1 < len(local) else "#"
    return (
        f"<ul class='pagelist'><li><a>共{len(paths)}页: </a></li><li><a href='{back}'>上一页</a></li>"
        f"{''.join(linked)}<li><a href='{on}'>下一页</a></li></ul>"
    )


def _uuid(each: Story, serial: int) -> str:
    return f"/zwgk/033001/{each.date.replace('-', '')}/{serial:08x}-1c2d-4e5f-8a9b-0c1d2e3f4a5b.html"
