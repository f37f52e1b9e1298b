"""Addresses put together by a script: `location.href = 'list_' + n + '.html'`, as jump functions and laypage do."""

from __future__ import annotations

import math
import re

from spiders.links import resolve
from spiders.page import Page
from spiders.paging.turns import MOST_PAGES, Pager, Turn, totals

_ADDRESS = re.compile(
    r"""location(?:\.href)?(?:\s*=|\.(?:replace|assign)\()\s*+["'](?P<before>[^"'\s]{1,300})["']\s*+\+\s*+"""
    r"""\(?\s*+(?:\w++\.)?(?:n|i|p|pn|num|no|idx|index|curr?\w*|\w{0,40}page\w*)(?:\s*+\+\s*+1)?(?:\s*+\))?"""
    r"""(?:\s*+\+\s*+["'](?P<after>[^"'\s]{0,100})["'])?[^\S\n]*+[;)}\n]""",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\b(?:count|total|totalCount|totalRecords?|recordCount)\s*[:=]\s*[\"']?(\d{1,6})")
_SIZE = re.compile(r"\b(?:limit|pageSize|perPage|size|nums)\s*[:=]\s*[\"']?(\d{1,3})")
_CURRENT = re.compile(r"\b(?:curr|current|currentPage|pageNo|pageIndex|currPage)\s*[:=]\s*[\"']?(\d{1,4})")


def find(page: Page) -> Pager | None:
    """Return the pager of a list whose script holds the pattern of its pages' addresses and says how many there are."""
    address = _ADDRESS.search(page.code)
    stated = totals(page.visible, page.code)
    count, size = _COUNT.search(page.code), _SIZE.search(page.code)
    records = stated.records or (int(count[1]) if count else None)
    pages = stated.pages or (math.ceil(records / max(1, int(size[1]))) if records and size else None)
    if address is None or pages is None:
        return None
    found = _CURRENT.search(page.code)
    current = stated.current or (int(found[1]) if found else 1)
    others = (number for number in range(2, min(pages, MOST_PAGES) + 1) if number != current)
    turns = (_turn(page, address, number) for number in others)
    return Pager("scripted", tuple(turn for turn in turns if turn), pages, records)


def _turn(page: Page, address: re.Match[str], number: int) -> Turn | None:
    url = resolve(page.base, f"{address['before']}{number}{address['after'] or ''}")
    return Turn(url, number) if url else None
