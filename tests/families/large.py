"""Portals of 100,000 pages to be served: every page made from its address, traps all around the few that matter."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from scrapy import Request

from tests.families.family import Family
from tests.portals.model import Form, Page, Site, Truth
from tests.spiders.large import Large
from tests.spiders.made import HOST
from tests.spiders.shapes import SHAPES

_NAMES = ("below_the_hub", "of_some_departments", "by_year", "in_the_map_only")
_TITLE = re.compile(r"<h1>((.+?)(\d{4})年政府信息公开工作年度报告)</h1>")


def large() -> list[Family]:
    """Build a portal for some of the ways to keep reports."""
    return [_served(f"large-{name.replace('_', '-')}", SHAPES[name]()) for name in _NAMES]


def _served(name: str, portal: Large) -> Family:
    lists = {_local(url): _page(portal, url) for url in portal.lists}

    def answer(path: str, form: Form) -> Page | None:
        address = f"{path}?{urlencode(form)}" if form else path
        return lists.get(address) or _page(portal, HOST + address)

    reports = tuple(_truth(_local(url), portal.pages[url]) for url in sorted(portal.reports))
    return Family(Site(name, name, "", {}, reports, answer=answer), tuple(lists.values()))


def _page(portal: Large, url: str) -> Page | None:
    text = portal(Request(url))
    return Page.of(text.replace(HOST, "")) if text is not None else None


def _truth(path: str, text: str) -> Truth:
    """What the page of a report says; it shows no date."""
    title, issuer, year = _TITLE.findall(text)[0]
    return Truth(title, int(year), issuer, "", (path,))


def _local(url: str) -> str:
    return url.removeprefix(HOST)
