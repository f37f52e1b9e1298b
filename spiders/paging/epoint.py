"""Epoint: `$("#page").pagination({pageIndex, pageSize, total})`, addresses put together in the click handler."""

from __future__ import annotations

import math
import re

from spiders.links import resolve
from spiders.page import Page
from spiders.paging.turns import MOST_PAGES, Pager, Turn

_CALL = re.compile(r"\.pagination\(\s*\{(.{0,600})", re.DOTALL)
_ADDRESS = re.compile(
    r"""location(?:\.href\s*+=|\.replace\(|\.assign\()\s*+["']([^"']+)["']\s*+\+\s*+\(?\s*+data\.pageIndex\s*+\+\s*+1\s*+\)?\s*+(?:\+\s*+["']([^"']*)["'])?"""
)
_WHOLE = re.compile(r"""location(?:\.href\s*+=|\.replace\(|\.assign\()\s*+["']([^"'\s]{1,300})["']\s*+[;)]""")
_LIMIT = re.compile(r"data\.pageIndex\s*<\s*(\d{1,9})")
_NUMBER = re.compile(r"/(\d{1,4})\.html?$|[?&]pageIndex=(\d{1,5})")


def find(page: Page) -> Pager | None:
    """Return the pager of an Epoint list; `None` without total and size.

    Where the handler is not in the page, the family's own address of the next page is tried: `N.html` beside this one.
    """
    call = _CALL.search(page.code)
    fields = dict(reversed(re.findall(r"""(\w+)\s*:\s*["']?(\d+)""", call[1]))) if call else {}
    addresses = _ADDRESS.findall(page.code)
    if not {"total", "pageSize"} <= fields.keys():
        return None
    records, size = int(fields["total"]), max(1, int(fields["pageSize"]))
    pages = math.ceil(records / size)
    if not addresses:
        number = _current(page.url) + 1
        beside = tuple(Turn(url, number) for url in [resolve(page.base, f"{number}.html")] if url)
        return Pager("epoint", beside if number <= pages else (), pages, records, number - 1)
    limit = _LIMIT.search(page.code)
    turns = (
        _turn(page, number, addresses, int(limit[1]) if limit else pages)
        for number in _others(page.url, pages)
    )
    first = _first(page) if _current(page.url) > 1 else ()
    return Pager("epoint", (*first, *(turn for turn in turns if turn)), pages, records, _current(page.url))


def _first(page: Page) -> tuple[Turn, ...]:
    """Return the turn to page 1, which the handler names whole, without a number."""
    found = _WHOLE.search(page.code)
    url = resolve(page.base, found[1]) if found else None
    return (Turn(url, 1),) if url else ()


def _current(url: str) -> int:
    found = _NUMBER.search(url)
    return int(found[1] or found[2]) if found else 1


def _others(url: str, pages: int) -> list[int]:
    current = _current(url)
    return [number for number in range(2, min(pages, MOST_PAGES) + 1) if number != current]


def _turn(page: Page, number: int, addresses: list[tuple[str, str]], limit: int) -> Turn | None:
    # static pages up to the handler's limit, a query string above it
    before, after = addresses[0] if number <= limit or len(addresses) == 1 else addresses[1]
    url = resolve(page.base, f"{before}{number}{after}")
    return Turn(url, number) if url else None
