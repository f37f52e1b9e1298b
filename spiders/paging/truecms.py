"""Hanweb TrueCMS: ranges of records come as JSONP from a service the page's script names, by `jpage` or by hand."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from spiders.links import resolve
from spiders.page import Page
from spiders.paging.turns import MOST_PAGES, Pager, Turn

_SERVICE = re.compile(r"""["']([^"'\s]{0,300}/getMessage\w{0,20}\.do)[?"']""", re.IGNORECASE)
_NUMBER = r"""\b{}["']?\s*[:=]\s*["']?(\d{{1,7}})"""
_TOTAL = re.compile(_NUMBER.format("totalRecords?"), re.IGNORECASE)
_PER_PAGE = re.compile(_NUMBER.format("perPage"), re.IGNORECASE)
_PAGES_OF_A_GROUP = re.compile(_NUMBER.format("groupSize"), re.IGNORECASE)
_FIELD = re.compile(
    r"""\b(columnId|unitId|contentTemplate)["']?\s*[:=]\s*["']?([\w\-]{0,100})""", re.IGNORECASE
)
_STATED = re.compile(r"<totalrecord>\s*(\d{1,7})", re.IGNORECASE)
_RANGE = ("startrecord", "endrecord", "perpage")


def find(page: Page) -> Pager | None:
    """Return the pager of a TrueCMS list page, or of a range of records that the service answered.

    Where the page does not say how many records there are, the first answer does and leads on to the next.
    """
    query = dict(parse_qsl(urlsplit(page.url).query, keep_blank_values=True))
    if page.is_records and all(query.get(name, "").isdigit() for name in _RANGE):
        return _after(page, query)
    service = _SERVICE.search(page.code)
    address = resolve(page.base, service[1]) if service else None
    fields: dict[str, str] = dict(reversed(_FIELD.findall(page.code)))
    if address is None or not any(name.lower() == "columnid" for name in fields):
        return None
    per_page, records = _first(_PER_PAGE, page.code) or 10, _first(_TOTAL, page.code)
    size = per_page * (_first(_PAGES_OF_A_GROUP, page.code) or 3)
    groups = range(1, min(-(-(records or 1) // size), MOST_PAGES) + 1)
    known = {"callback": "raw", **fields}
    turns = tuple(_turn(address, known, (n - 1) * size + 1, size, per_page, n) for n in groups)
    return Pager("truecms", turns, len(groups) if records else None, records)


def _after(page: Page, query: dict[str, str]) -> Pager:
    """Return the pager of an answer: the range after its own."""
    records = _first(_STATED, page.text)
    first, last, per_page = (int(query.pop(name)) for name in _RANGE)
    size = max(1, last - first + 1)
    leads_on = last < (records or 0)
    number = (first - 1) // size + 1
    address = page.url.partition("?")[0]
    turns = (_turn(address, query, last + 1, size, per_page, number + 1),) if leads_on else ()
    return Pager("truecms", turns, None, records, number)


def _turn(address: str, fields: dict[str, str], first: int, size: int, per_page: int, number: int) -> Turn:
    wanted = {"startrecord": first, "endrecord": first + size - 1, "perpage": per_page}
    return Turn(f"{address}?{urlencode({**fields, **wanted})}", number)


def _first(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.search(text)
    return int(found[1]) if found else None
