"""Hanweb jpage: the first records stand in a datastore in the page, the others come from `dataproxy.jsp`."""

from __future__ import annotations

import math
import re
from html import unescape

from spiders.links import resolve
from spiders.page import Page
from spiders.paging.turns import MOST_PAGES, Pager, Turn

_TOTAL = re.compile(r"\btotalRecord[\"']?\s*[:=]\s*[\"']?(\d{1,9})|<totalrecord>\s*(\d{1,9})", re.IGNORECASE)
_PER_PAGE = re.compile(r"\bperPage[\"']?\s*[:=]\s*[\"']?(\d{1,9})", re.IGNORECASE)
_NEXT_GROUP = re.compile(r"<nextgroup>.{0,500}?href=[\"']([^\"'>]+)", re.DOTALL | re.IGNORECASE)
_PROXY = re.compile(r"""["']((?>[^"'\s]*dataproxy\.jsp)[^"'\s]*+)["']""")
_FIELDS = (
    "col", "appid", "webid", "path", "columnid", "sourceContentType", "unitid", "webname", "permissiontype",
)  # fmt: skip


def find(page: Page) -> Pager | None:
    """Return the pager of a Hanweb list page or of a group of records its proxy answered."""
    total = _TOTAL.search(page.text if page.is_records else page.code)
    if total is None:
        return None
    group = _NEXT_GROUP.search(page.markup)
    proxy = _PROXY.search(page.code)
    if group is None and proxy is None and not page.is_records:
        return None
    records = int(total[1] or total[2])
    shown = len(page.links) if page.is_records else page.markup.count("<record>")
    size = _PER_PAGE.search(page.code)
    per_page = max(1, int(size[1]) if size else shown)
    pages = math.ceil(records / per_page)
    if page.is_records or shown >= records:
        # a group's other groups were asked for from the page itself
        return Pager("hanweb", (), pages, records)
    by_number = _numbered(page, group[1], pages) if group else ()
    by_range = _ranged(page, group[1] if group else "", proxy[1] if proxy else None, per_page, records)
    if not by_number:
        return Pager("hanweb", by_range, pages, records)
    # page 1 of the proxy is asked for with the others: some installations count their groups from 0
    turns = tuple(Turn(one.url, one.page, (), other) for one, other in zip(by_number, by_range, strict=False))
    return Pager("hanweb", turns, pages, records)


def _numbered(page: Page, address: str, pages: int) -> tuple[Turn, ...]:
    url = resolve(page.base, unescape(address)) or ""
    if not re.search(r"[?&]page=\d+", url):
        return ()
    numbers = range(1, min(pages, MOST_PAGES) + 1)
    return tuple(Turn(re.sub(r"([?&]page=)\d+", rf"\g<1>{number}", url), number) for number in numbers)


def _ranged(page: Page, group: str, proxy: str | None, per_page: int, records: int) -> tuple[Turn, ...]:
    url = resolve(page.base, unescape(proxy or group).split("?")[0])
    if url is None:
        return ()
    fields = {**dict(re.findall(r"[?&](\w+)=([^&]*)", unescape(group))), **_configured(page.code)}
    fields.setdefault("col", fields.get("appid", "1"))
    form = tuple((name, fields[name]) for name in _FIELDS if name in fields)
    firsts = range(1, min(records, per_page * MOST_PAGES) + 1, per_page)
    return tuple(
        Turn(_with_range(url, span), number, (*form, *span))
        for number, first in enumerate(firsts, 1)
        if (span := _range(first, min(first + per_page - 1, records), per_page))
    )


def _range(first: int, last: int, per_page: int) -> tuple[tuple[str, str], ...]:
    return (("startrecord", str(first)), ("endrecord", str(last)), ("perpage", str(per_page)))


def _with_range(url: str, span: tuple[tuple[str, str], ...]) -> str:
    # the original script sends the range in the address, some installations read it from the form
    return f"{url}?{'&'.join(f'{name}={value}' for name, value in span)}"


def _configured(code: str) -> dict[str, str]:
    pattern = rf"""["']?\b({"|".join(_FIELDS)})["']?\s*:\s*["']?([^"',}}\s]*)"""
    return {name: value for name, value in re.findall(pattern, code) if value}
