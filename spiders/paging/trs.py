"""TRS WCM: page 1 is `stem.ext`, page N `stem_{N-1}.ext`; the pages are counted from 0 in three spellings."""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urlsplit

from spiders.links import resolve
from spiders.page import Page
from spiders.paging.turns import MOST_PAGES, Pager, Turn

_CALL = re.compile(
    r"""createPageHTML\w{0,40}\(\s*["']?(\d{1,9})["']?\s*,\s*["']?(\d{1,9})["']?\s*,\s*["']([\w\-./]{1,100})["']\s*,\s*["']\.?(\w+)["']""",
    re.IGNORECASE,
)
_OBJECT = re.compile(r"\bpager\(\s*(\{[^{}]*\})", re.IGNORECASE)
_COUNT = re.compile(r"\bcountPage\s*=\s*[\"']?(\d{1,9})")
_CURRENT = re.compile(r"\bcurrentPage\s*=\s*[\"']?(\d{1,9})")
_EXTENSION = re.compile(r"""["']\.?(s?html?)\\?["']""")
_FILE = re.compile(r"(.*?)(?:_(\d{1,3}))?\.(\w+)$")


def find(page: Page) -> Pager | None:
    """Return the pager of a TRS list or article page; `None` when its live scripts hold none.

    Other software uses the same script and counts from 1; its pages tell by their own names, or by their links.
    """
    stated = _called(page) or _as_object(page.code) or _counted(page)
    if stated is None:
        return None
    pages, current, stem, extension = stated
    first = 1 if _counts_from_one(page, pages, current, stem, extension) else 0
    current = max(current, first)
    addresses = {
        number - first: url
        for number in range(first, min(pages, MOST_PAGES) + first)
        if (url := resolve(page.base, _name(stem, number, first, extension))) is not None
    }
    turns = (Turn(url, number + 1) for number, url in addresses.items() if number != current - first)
    return Pager("trs", tuple(turns), pages, current=current - first + 1)


def _name(stem: str, number: int, first: int, extension: str) -> str:
    return f"{stem}{f'_{number}' if number > first else ''}.{extension}"


def _counts_from_one(page: Page, pages: int, current: int, stem: str, extension: str) -> bool:
    if current == pages > 0:
        return True
    name = _FILE.match(urlsplit(page.url).path.rpartition("/")[2])
    if current == 1 and (name is None or not name[2]) and pages > 1:
        return True
    calls = {page.base.rpartition("/")[0] + "/" + _name(stem, n, 0, extension): n for n in range(2, 10)}
    return any(link.text.strip("[] ") == str(calls[link.url]) for link in page.links if link.url in calls)


def _called(page: Page) -> tuple[int, int, str, str] | None:
    calls = list(islice(_CALL.finditer(page.code), 20))
    # of two lists on a page, the one that is called as the page is
    name = urlsplit(page.url).path.rpartition("/")[2] or "index"
    found = next((one for one in calls if name.startswith(one[3])), calls[0] if calls else None)
    return (int(found[1]), int(found[2]), found[3], found[4]) if found else None


def _as_object(code: str) -> tuple[int, int, str, str] | None:
    # the function's own defaults stand in the page too, but not behind `Pager(`
    found = _OBJECT.search(code)
    fields = dict(re.findall(r"""\b(\w++)["']?\s*:\s*["']?([\w\-]+)""", found[1])) if found else {}
    if not {"size", "prefix"} <= fields.keys() or not fields["size"].isdigit():
        return None
    current = fields.get("current", "0")
    return (
        int(fields["size"]),
        int(current) if current.isdigit() else 0,
        fields["prefix"],
        fields.get("suffix", "html"),
    )


def _counted(page: Page) -> tuple[int, int, str, str] | None:
    count, current = _COUNT.search(page.code), _CURRENT.search(page.code)
    if count is None or current is None:
        return None
    name = _FILE.match(urlsplit(page.url).path.rpartition("/")[2])
    stem = name[1] if name else "index"
    written = _EXTENSION.search(page.code)
    return int(count[1]), int(current[1]), stem, name[3] if name else written[1] if written else "html"
