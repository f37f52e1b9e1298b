"""Epoint: `$("#page").pagination({pageIndex, pageSize, total})`, addresses put together in the click handler."""

from __future__ import annotations

import math
import re

from spiders.links import resolve
from spiders.page import Page
from spiders.paging.turns import MOST_PAGES, Pager, Turn

_CALL = re.compile(r"\.pagination\(\s*\{([^{}]*)\}", re.DOTALL)
_ADDRESS = re.compile(
    r"""location(?:\.href\s*=|\.replace\(|\.assign\()\s*["']([^"']+)["']\s*\+\s*\(?\s*data\.pageIndex\s*\+\s*1\s*\)?\s*(?:\+\s*["']([^"']*)["'])?"""
)
_LIMIT = re.compile(r"data\.pageIndex\s*<\s*(\d+)")
_NUMBER = re.compile(r"/(\d{1,4})\.html?$|[?&]pageIndex=(\d{1,5})")


def find(page: Page) -> Pager | None:
    """Return the pager of an Epoint list; `None` without total, size and the handler's addresses."""
    call = _CALL.search(page.code)
    fields = dict(re.findall(r"(\w+)\s*:\s*(\d+)", call[1])) if call else {}
    addresses = _ADDRESS.findall(page.code)
    if not {"total", "pageSize"} <= fields.keys() or not addresses:
        return None
    records, size = int(fields["total"]), max(1, int(fields["pageSize"]))
    pages = math.ceil(records / size)
    limit = _LIMIT.search(page.code)
    turns = (
        _turn(page, number, addresses, int(limit[1]) if limit else pages)
        for number in _others(page.url, pages)
    )
    return Pager("epoint", tuple(turn for turn in turns if turn), pages, records)


def _others(url: str, pages: int) -> list[int]:
    found = _NUMBER.search(url)
    current = int(found[1] or found[2]) if found else 1
    return [number for number in range(2, min(pages, MOST_PAGES) + 1) if number != current]


def _turn(page: Page, number: int, addresses: list[tuple[str, str]], limit: int) -> Turn | None:
    # static pages up to the handler's limit, a query string above it
    before, after = addresses[0] if number <= limit or len(addresses) == 1 else addresses[1]
    url = resolve(page.base, f"{before}{number}{after}")
    return Turn(url, number) if url else None
