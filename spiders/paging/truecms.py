"""Hanweb TrueCMS: `jpage({proxyUrl, totalRecord, perPage, groupSize, ajaxParam})`; groups of records come as JSONP."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from spiders.links import resolve
from spiders.page import Page
from spiders.paging.turns import MOST_PAGES, Pager, Turn

_PROXY = re.compile(r"""["']?\bproxyUrl["']?\s*:\s*["']([^"'\s]{1,300}\.do[^"'\s]{0,300})["']""", re.IGNORECASE)
_NUMBER = r"""["']?\b{}["']?\s*:\s*["']?(\d{{1,7}})"""
_TOTAL = re.compile(_NUMBER.format("totalRecord"), re.IGNORECASE)
_PER_PAGE = re.compile(_NUMBER.format("perPage"), re.IGNORECASE)
_GROUP = re.compile(_NUMBER.format("groupSize"), re.IGNORECASE)
_PARAMETERS = re.compile(r"""\bajaxParam["']?\s*:\s*\{([^{}]{1,600})\}""", re.IGNORECASE)
_PAIR = re.compile(r"""["']?(\w{1,40})["']?\s*:\s*["']?([\w\-./]{1,100})""")
_STATED = re.compile(r"<totalrecord>\s*(\d{1,7})", re.IGNORECASE)
_RANGE = ("startrecord", "endrecord", "perpage")
_PAGES_OF_A_GROUP = 3


def find(page: Page) -> Pager | None:
    """Return the pager of a TrueCMS list page, or of a group of records it answered."""
    query = dict(parse_qsl(urlsplit(page.url).query))
    if page.is_records and all(query.get(name, "").isdigit() for name in _RANGE):
        return _of_answer(page, query)
    proxy, total = _PROXY.search(page.code), _TOTAL.search(page.code)
    address = resolve(page.base, proxy[1]) if proxy else None
    if address is None or total is None:
        return None
    parameters = _PARAMETERS.search(page.code)
    fields = {"callback": "raw", "contentTemplate": "", **dict(_PAIR.findall(parameters[1] if parameters else ""))}
    per_page = _first(_PER_PAGE, page.code) or 10
    group = per_page * (_first(_GROUP, page.code) or _PAGES_OF_A_GROUP)
    return _pager(address, fields, int(total[1]), per_page, group, current=None)


def _of_answer(page: Page, query: dict[str, str]) -> Pager | None:
    total = _first(_STATED, page.text)
    first, last, per_page = (int(query.pop(name)) for name in _RANGE)
    group = last - first + 1
    if total is None or group < 1:
        return None
    return _pager(page.url.partition("?")[0], query, total, max(1, per_page), group, (first - 1) // group + 1)


def _pager(
    address: str, fields: dict[str, str], records: int, per_page: int, group: int, current: int | None
) -> Pager:
    """Return the pager whose pages are groups of records, as many as one answer gives."""
    groups = range(1, min(-(-records // max(1, group)), MOST_PAGES) + 1)
    turns = (
        Turn(f"{address.partition('?')[0]}?{urlencode({**fields, **_range(n, group, per_page, records)})}", n)
        for n in groups
        if n != current
    )
    return Pager("truecms", tuple(turns), -(-records // max(1, group)), records, current)


def _range(number: int, group: int, per_page: int, records: int) -> dict[str, str]:
    last = min(number * group, records)
    return {"startrecord": str((number - 1) * group + 1), "endrecord": str(last), "perpage": str(per_page)}


def _first(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.search(text)
    return int(found[1]) if found else None
