"""Lists whose script puts the addresses of their pages together: jump functions, laypage, kkpager and kin."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from spiders.links import resolve
from spiders.page import Page
from spiders.paging import bars
from spiders.paging.expressions import Address, addresses
from spiders.paging.siblings import is_sibling
from spiders.paging.turns import MOST_PAGES, Pager, Totals, Turn

_FIELD = r"""\b(?:{})\b["']?\s*[:=]\s*["']?(\d{{1,6}})\b"""
_PAGES = re.compile(
    _FIELD.format("totalPages?|pageTotal|pageCount|countPage|maxPage|total_page|sumPage|allPages?|pages"),
    re.IGNORECASE,
)
_RECORDS = re.compile(
    _FIELD.format(
        "totalRecords?|recordCount|totalCounts?|totalNum|totalElements|dataCount|count|allCount|rowCount"
    ),
    re.IGNORECASE,
)
_TOTAL = re.compile(_FIELD.format("total"))
_SIZE = re.compile(
    _FIELD.format("limit|pageSize|perPage|size|nums|items_per_page|showData|rows|page_size"), re.IGNORECASE
)
_CURRENT = re.compile(
    _FIELD.format("curr|current|currentPage|pageNo|pageIndex|currPage|curPage|pno|startPage")
)
_CALLED = re.compile(r"\.pagination\(\s*(\d{1,6})\s*,")


def find(page: Page) -> Pager | None:
    """Return the pager of a list whose script holds the pattern of its pages' addresses and says how many there are."""
    known = _distinct(found for found in addresses(page.code, page.url) if _lead(page, found))
    stated = totals_of(page) if known else None
    if stated is None or stated.pages is None:
        return None
    address = next((one for one in known if is_sibling(page.url, _lead(page, one) or "")), known[0])
    current = stated.current or 1
    others = (number for number in range(1 if current > 1 else 2, min(stated.pages, MOST_PAGES) + 1))
    turns = (
        Turn(url, number)
        for number in others
        if number != current and (url := resolve(page.base, _written(address, number)))
    )
    return Pager("scripted", tuple(turns), stated.pages, stated.records, current)


def _written(address: Address, number: int) -> str:
    """Return the address of a page; the first of static pages has no number in its name."""
    if number == 1 and "?" not in address.before and address.before.endswith(("_", "-")):
        return f"{address.before[:-1]}{address.after}"
    return address.of(number)


def _distinct(found: Iterable[Address]) -> list[Address]:
    """Return each address once: `n - 1` beside `n + 1` are the pages before and after, counted as they are called."""
    ordered = sorted(found, key=lambda one: -one.shift)
    kept = {(one.before, one.after): one for one in reversed(ordered)}
    return list(reversed(kept.values()))


def _lead(page: Page, address: Address) -> str | None:
    return resolve(page.base, address.of(2))


def totals_of(page: Page) -> Totals:
    """Return the totals in the page's text, else those its scripts hand to the plugin that draws the pager."""
    words = bars.stated(page, bars.own(page))
    records = words.records or _number(_RECORDS, page.code) or _number(_CALLED, page.code)
    pages, size, total = (
        words.pages or _number(_PAGES, page.code),
        _number(_SIZE, page.code),
        _number(_TOTAL, page.code),
    )
    if total is not None and pages is None:
        # a total beside one of records, or without a size, is one of pages
        pages, records = (total, records) if records is not None or not size else (None, total)
    if pages is None and records is not None and size:
        pages = math.ceil(records / size)
    return Totals(pages, records, words.current or _number(_CURRENT, page.code))


def _number(pattern: re.Pattern[str], code: str) -> int | None:
    found = pattern.search(code)
    return int(found[1]) or None if found else None
