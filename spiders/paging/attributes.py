"""Attributes for a script to make links of: `data-total="27" data-page-size="10" data-url="/nb/p{page}.html"`."""

from __future__ import annotations

import math
import re

from lxml import html

from spiders.links import resolve
from spiders.page import Page
from spiders.paging.turns import MOST_PAGES, Pager, Turn

_PLACE = re.compile(r"\{(?:0|page\w{0,8}|p|n)\}|\[page\]|__page__|%d|:page\b", re.IGNORECASE)
_PAGES = ("data-pages", "data-page-count", "data-total-pages", "data-total-page", "data-pagecount")
_RECORDS = ("data-total", "data-count", "data-total-count", "data-records", "data-totalcount")
_SIZE = ("data-page-size", "data-pagesize", "data-size", "data-limit", "data-per-page")
_CURRENT = ("data-current", "data-current-page", "data-page", "data-curr", "data-page-index")
_MOST_DIGITS = 7


def find(page: Page) -> Pager | None:
    """Return the pager of a list whose element states its totals beside a pattern of its pages' addresses."""
    for element in page.tree.xpath("//*[@*[starts-with(name(), 'data-')]]"):
        pattern = next((value for value in map(str, element.attrib.values()) if _PLACE.search(value)), None)
        records, size = _number(element, _RECORDS), _number(element, _SIZE)
        pages = _number(element, _PAGES) or (math.ceil(records / size) if records and size else None)
        if pattern and pages:
            current = _number(element, _CURRENT) or 1
            others = (number for number in range(1, min(pages, MOST_PAGES) + 1) if number != current)
            turns = tuple(turn for turn in (_turn(page, pattern, number) for number in others) if turn)
            return Pager("attributes", turns, pages, records, current)
    return None


def _number(element: html.HtmlElement, names: tuple[str, ...]) -> int | None:
    values = (str(element.get(name) or "").strip() for name in names)
    found = next((one for one in values if one.isdecimal() and len(one) <= _MOST_DIGITS), None)
    return int(found) if found else None


def _turn(page: Page, pattern: str, number: int) -> Turn | None:
    url = resolve(page.base, _PLACE.sub(str(number), pattern))
    return Turn(url, number) if url else None
