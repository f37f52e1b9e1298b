"""Hanweb annual reports: `/module/xxgk/xxgkAnnualReport.jsp?area=<code>&fbtime=<year>`, one page for each pair."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product
from urllib.parse import parse_qsl, urlencode, urlsplit

from spiders.links import resolve
from spiders.page import Page
from spiders.paging.turns import MOST_PAGES, Pager, Turn

_ADDRESS = re.compile(r"""["'=(]([^"'\s=()<>]{0,200}xxgkAnnualReport\.jsp)""", re.IGNORECASE)
_AREA = re.compile(r"""\b(?:area|areacode|areaid)["']?\s*[=:]\s*["']?(\w{3,40})""", re.IGNORECASE)
_AREAS = re.compile(r"area|region|xzq", re.IGNORECASE)
_YEAR = re.compile(r"(20[0-4]\d)\s*年?(?:度)?")
_FIRST_YEAR = 2008
"""The regulation on disclosure came into force on 1 May 2008; the first reports are of that year."""


def find(page: Page) -> Pager | None:
    """Return the pager of a page of Hanweb's annual reports: every area it names in every year it names."""
    own = re.search(r"xxgkannualreport\.jsp", urlsplit(page.url).path, re.IGNORECASE)
    named = _ADDRESS.search(page.markup)
    address = page.url.partition("?")[0] if own else resolve(page.base, named[1]) if named else None
    if address is None:
        return None
    query = {key.lower(): value for key, value in parse_qsl(urlsplit(page.url).query)} if own else {}
    areas = _unique([query.get("area", ""), *_areas(page)]) or [""]
    years = _unique(
        sorted((year for year in [query.get("fbtime", ""), *_years(page)] if _is_year(year)), reverse=True)
    )
    here = (query.get("area", ""), query.get("fbtime", ""))
    pairs = [pair for pair in product(areas, years) if pair != here][:MOST_PAGES]
    turns = tuple(
        Turn(f"{address}?{urlencode({**({'area': area} if area else {}), 'fbtime': year})}", number)
        for number, (area, year) in enumerate(pairs, 2 if own else 1)
    )
    return Pager("annual", turns, len(areas) * len(years), current=1 if own else None) if turns else None


def _areas(page: Page) -> list[str]:
    """Return the areas a page names: in its links' addresses, its area box, its scripts."""
    linked = [query["area"] for query in _queries(page) if query.get("area")]
    chosen = [str(value) for value in _options(page, _AREAS)]
    return linked + chosen + _AREA.findall(page.code)


def _years(page: Page) -> list[str]:
    linked = [query["fbtime"] for query in _queries(page) if query.get("fbtime")]
    options = [_squeezed(one.text_content()) for one in page.tree.iter("option")]
    texts = [_squeezed(one.text_content()) for one in page.tree.iter("a", "li", "span") if len(one) == 0]
    return linked + [found[1] for text in options + texts if (found := _YEAR.fullmatch(text))]


def _queries(page: Page) -> Iterable[dict[str, str]]:
    for link in page.links:
        parts = urlsplit(link.url)
        if parts.path.lower().endswith("xxgkannualreport.jsp"):
            yield {key.lower(): value for key, value in parse_qsl(parts.query)}


def _options(page: Page, pattern: re.Pattern[str]) -> Iterable[str]:
    for box in page.tree.iter("select"):
        if pattern.search(f"{box.get('name') or ''} {box.get('id') or ''}"):
            yield from (value for one in box.iter("option") if (value := (one.get("value") or "").strip()))


def _is_year(text: str) -> bool:
    return text.isdigit() and _FIRST_YEAR <= int(text) < 2050


def _unique(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(one for one in found if one))


def _squeezed(text: str) -> str:
    return "".join(text[:40].split())
