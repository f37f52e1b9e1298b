"""VSB (博达): page 1 is `stem.htm`, page N of P `stem/{P-N+1}.htm`: the numbers run down, the oldest page is 1."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from spiders.links import resolve
from spiders.page import Page
from spiders.paging import bars
from spiders.paging.turns import MOST_PAGES, Pager, numbered_turns

_CALL = re.compile(r"_simple_list_gotopage_fun\(\s*(\d{1,6})\s*,")
_FILE = re.compile(r"^(?P<stem>.*?/[^/]+?)(?:/(?P<number>\d{1,6}))?(?P<extension>\.s?html?)$")


def find(page: Page) -> Pager | None:
    """Return the pager of a list published as static pages; dynamic ones are left to the links they have."""
    call, file = _CALL.search(page.code), _FILE.match(urlsplit(page.url).path)
    if call is None or file is None:
        return None
    pages, number = int(call[1]), file["number"]
    current = pages - int(number) + 1 if number else 1
    if current < 1:
        return None
    lowest = max(1, pages - MOST_PAGES)
    names = {pages - down + 1: f"{file['stem']}/{down}{file['extension']}" for down in range(lowest, pages)}
    names[1] = f"{file['stem']}{file['extension']}"
    addresses = {n: url for n, name in names.items() if (url := resolve(page.url, name))}
    records = bars.stated(page, bars.own(page)).records
    return Pager("vsb", numbered_turns(pages, current, addresses), pages, records, current)
