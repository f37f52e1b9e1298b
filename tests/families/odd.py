"""Odd ones: a pager in base64, links in events, stubs, script arrays, a site map, frames, a column split by year."""

# Markup stays on the lines on which such sites write it.
# ruff: noqa: E501

from __future__ import annotations

import base64
import json
from collections.abc import Callable

from tests.families.family import COLUMN, ORIGIN, Entry, Family, Portal, paged, rows
from tests.portals.model import Page


def base64_pager() -> Family:
    """The links of the pager are decoded by a script."""

    def pager(number: int, count: int) -> str:
        links = "".join(f'<a href="{_address(n)}">{n}</a>' for n in range(1, count + 1) if n != number)
        onward = f'<a href="{_address(number + 1)}">下一页</a>' if number < count else ""
        coded = base64.b64encode(f"共{count}页 {links}{onward}".encode()).decode()
        return f'<div id="pages" style="display:none">{coded}</div><script>decodePages("pages")</script>'

    return _listed("base64", pager).family()


def events() -> Family:
    """Entries and 下一页 have no address but in `onclick`."""

    def pager(number: int, count: int) -> str:
        if number == count:
            return ""
        call = f"queryArticleByCondition(this,'{_address(number + 1)}')"
        return (
            f'<div class="pageDiv"><a style="cursor:pointer" title="下一页" onclick="{call}">下一页</a></div>'
        )

    def entry(each: Entry) -> str:
        return f'<li><a onclick="isDownLoad(this,\'{each.path}\')" title="{each.title}">{each.title[:20]}</a><span>{each.date}</span></li>'

    return _listed("onclick", pager, lambda shown: f"<ul>{''.join(map(entry, shown))}</ul>").family()


def stubs() -> Family:
    """Hub and column are pages that send their reader on by a script."""
    portal = _listed("stub", _numbers)
    _move(portal, "/zwgk/", "/zwgk/gk2020/index.html")
    _move(portal, "/zwgk/nb/", "/zwgk/nb/index.html")
    return portal.family()


def script_array() -> Family:
    """The entries stand in a script's array, written by another script."""

    def shown(entries: list[Entry]) -> str:
        records = [{"aT": each.title, "aU": each.path, "aD": each.date} for each in entries]
        return f'<ul id="box"></ul><script>var itemObj={json.dumps(records, ensure_ascii=False)};fill(itemObj);</script>'

    return _listed("script-array", _numbers, shown).family()


def site_map() -> Family:
    """Home leads nowhere: the columns stand in sitemap.xml, which robots.txt names."""
    portal = _listed("sitemap", _numbers)
    portal.put(
        "/",
        Page.of('<html><head><title>示例县人民政府</title></head><body><div id="app"></div></body></html>'),
    )
    portal.put(
        "/robots.txt",
        Page.of(f"User-agent: *\nDisallow: /search/\nSitemap: {ORIGIN}/sitemap.xml\n", "text/plain"),
    )
    listed = "".join(
        f"<url><loc>{ORIGIN}{path}</loc></url>" for path in ("/", "/zwgk/", "/zwgk/nb/", "/xwzx/")
    )
    schema = "http://www.sitemaps.org/schemas/sitemap/0.9"
    xml = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{schema}">{listed}</urlset>'
    portal.put("/sitemap.xml", Page.of(xml, "text/xml"))
    return portal.family()


def frames() -> Family:
    """A frameset: the menu in one frame, the news in another."""
    portal = _listed("frames", _numbers)
    portal.put("/main.html", portal.pages["/"])
    portal.put("/menu.html", Page.of('<html><body><a href="/zwgk/" target="main">政务公开</a></body></html>'))
    columns = '<frameset cols="200,*"><frame src="/menu.html" name="menu"><frame src="/main.html" name="main"></frameset>'
    portal.put("/", Page.of(f"<html><head><title>示例县人民政府</title></head>{columns}</html>"))
    return portal.family()


def split() -> Family:
    """Columns below the column: a year each, in a tree that is folded away."""
    portal = Portal("split", "/zwgk/", "/zwgk/nb/")
    entries = portal.entries(lambda each, serial: f"/zwgk/nb/{each.date[:4]}/{serial}.html")
    years = sorted({each.date[:4] for each in entries}, reverse=True)
    tree = "".join(f'<li><a href="/zwgk/nb/{year}/index.html">{year}年</a></li>' for year in years)
    menu = f'<ul class="tree" style="display:none">{tree}</ul>'
    portal.put("/zwgk/nb/", portal.page(COLUMN, f"<h3>政府信息公开年报</h3>{menu}"))
    for year in years:
        of_year = [each for each in entries if each.date[:4] == year]
        listed = paged(of_year, 4)
        for number, shown in enumerate(listed, 1):
            name = f"index{f'_{number}' if number > 1 else ''}.html"
            links = "".join(
                f'<a href="index{f"_{n}" if n > 1 else ""}.html">{n}</a>'
                for n in range(1, len(listed) + 1)
                if n != number
            )
            page = portal.listing(
                f"{menu}{rows(shown)}<div>{links if len(listed) > 1 else ''}</div>", f"{year}年"
            )
            portal.put(f"/zwgk/nb/{year}/{name}", page)
    return portal.family()


def _address(number: int) -> str:
    return f"/zwgk/nb/list-{number}.shtml" if number > 1 else "/zwgk/nb/"


def _numbers(number: int, count: int) -> str:
    links = (
        f'<a href="{_address(n)}">{n}</a>' if n != number else f"<b>{n}</b>" for n in range(1, count + 1)
    )
    return f'<div class="page">{" ".join(links)}</div>'


def _listed(
    name: str, pager: Callable[[int, int], str], shown: Callable[[list[Entry]], str] = rows
) -> Portal:
    portal = Portal(name, "/zwgk/", "/zwgk/nb/")
    listed = paged(portal.entries(lambda _each, serial: f"/zwgk/nb/content/{serial}.html"))
    for number, entries in enumerate(listed, 1):
        portal.put(_address(number), portal.listing(shown(list(entries)) + pager(number, len(listed))))
    return portal


def _move(portal: Portal, path: str, to: str) -> None:
    portal.put(to, portal.pages[path])
    portal.put(path, Page.of(f'<html><body><SCRIPT> location.href="{to}";</SCRIPT></body></html>'))
