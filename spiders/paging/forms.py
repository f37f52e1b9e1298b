"""A form sent with another page number: `document.f.pageNo.value = 2; document.f.submit()`, by GET or POST."""

from __future__ import annotations

import re
from urllib.parse import urlencode, urlsplit

from lxml import html

from spiders.links import resolve
from spiders.page import Page
from spiders.paging import bars
from spiders.paging.turns import MOST_PAGES, Pager, Turn
from spiders.records import PAGE_NAMES, is_named

_SUBMITTED = re.compile(r"\bsubmit\(")


def find(page: Page) -> Pager | None:
    """Return the pager of a list that is a form sent to itself; `None` where the number of pages is not stated."""
    stated = bars.stated(page, bars.own(page)) if _SUBMITTED.search(page.code) else None
    if stated is None or stated.pages is None:
        return None
    for form in page.tree.iter("form"):
        fields = _fields(form)
        number = next((name for name in fields if is_named(name, PAGE_NAMES)), None)
        action = resolve(page.base, form.get("action")) or page.url
        if number and urlsplit(action).path == urlsplit(page.url).path:
            posted = (form.get("method") or "get").lower() == "post"
            current = stated.current or _as_number(fields[number])
            others = (one for one in range(1, min(stated.pages, MOST_PAGES) + 1) if one != current)
            turns = tuple(_turn(action, {**fields, number: str(one)}, one, posted=posted) for one in others)
            return Pager("form", turns, stated.pages, stated.records)
    return None


def _fields(form: html.HtmlElement) -> dict[str, str]:
    kept = (one for one in form.iter("input") if (one.get("type") or "text").lower() in {"hidden", "text"})
    return {str(one.get("name")): str(one.get("value") or "") for one in kept if one.get("name")}


def _turn(action: str, fields: dict[str, str], number: int, *, posted: bool) -> Turn:
    if posted:
        return Turn(action, number, tuple(fields.items()))
    return Turn(f"{action.partition('?')[0]}?{urlencode(fields)}", number)


def _as_number(value: str) -> int:
    return int(value) if value.isdigit() and int(value) else 1
