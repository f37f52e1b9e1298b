"""Ucap: page 1 is `stem.ext`, page N `stem_N.ext`; the pages are counted from 1 and the records stated."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urlsplit

from spiders.links import resolve
from spiders.page import Page
from spiders.paging.turns import MOST_PAGES, Pager, numbered_turns

_CAPS = frozenset({1000, 2000, 5000, 10000})
"""Records at which publishing is cut off: older ones stay on the server, in no list page."""

_CALL = re.compile(
    r"""createPageHTML\w{0,40}\(\s*["'][^"']{0,100}["']\s*,\s*["']?(\d{1,9})["']?\s*,\s*["']?(\d{1,9})["']?\s*,"""
    r"""\s*["']([\w\-./]{1,100})["']\s*,\s*["']\.?(\w+)["']\s*(?:,\s*["']?(\d{1,9}))?""",
    re.IGNORECASE,
)


def find(page: Page) -> Pager | None:
    """Return the pager of a Ucap list: `createPageHTML('div', pages, current, 'stem', 'ext', records)`."""
    calls = list(islice(_CALL.finditer(page.code), 20))
    if not calls:
        return None
    # of two lists on a page, the one that is called as the page is
    name = urlsplit(page.url).path.rpartition("/")[2]
    found = next((one for one in calls if name.startswith(one[3])), calls[0])
    pages, current, stem, extension = int(found[1]), int(found[2]), found[3], found[4]
    names = {
        number: f"{stem}{f'_{number}' if number > 1 else ''}.{extension}"
        for number in range(1, min(pages, MOST_PAGES) + 1)
    }
    addresses = {number: url for number, name in names.items() if (url := resolve(page.base, name))}
    records = int(found[5]) if found[5] else None
    turns = numbered_turns(pages, current, addresses)
    return Pager("ucap", turns, pages, records, current, capped=records in _CAPS)
