"""TRS WCM: page 1 is `stem.ext`, page N `stem_{N-1}.ext`; the pages are counted from 0 in three spellings."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from spiders.links import resolve
from spiders.page import Page
from spiders.paging.turns import MOST_PAGES, Pager, Turn

_CALL = re.compile(
    r"""createPageHTML\w{0,40}\(\s*(\d{1,9})\s*,\s*(\d{1,9})\s*,\s*["']([\w\-]+)["']\s*,\s*["'](\w+)["']"""
)
_OBJECT = re.compile(r"\bpager\(\s*(\{[^{}]*\})", re.IGNORECASE)
_COUNT = re.compile(r"\bcountPage\s*=\s*[\"']?(\d{1,9})")
_CURRENT = re.compile(r"\bcurrentPage\s*=\s*[\"']?(\d{1,9})")
_EXTENSION = re.compile(r"""["']\.?(s?html?)\\?["']""")
_FILE = re.compile(r"(.*?)(?:_(\d{1,3}))?\.(\w+)$")


def find(page: Page) -> Pager | None:
    """Return the pager of a TRS list or article page; `None` when its live scripts hold none."""
    stated = _called(page.code) or _as_object(page.code) or _counted(page)
    if stated is None:
        return None
    pages, current, stem, extension = stated
    turns = (
        Turn(url, number + 1)
        for number in range(min(pages, MOST_PAGES))
        if number != current
        and (url := resolve(page.base, f"{stem}{f'_{number}' if number else ''}.{extension}")) is not None
    )
    return Pager("trs", tuple(turns), pages_stated=pages)


def _called(code: str) -> tuple[int, int, str, str] | None:
    found = _CALL.search(code)
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
