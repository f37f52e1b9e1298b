"""Addresses that differ in nothing but a page number: those of one list's or one article's pages."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

_SUFFIX = re.compile(r"^(?P<stem>.*?)(?:[_\-](?P<page>\d{1,4}))?(?P<extension>\.\w+)?$")
_BENEATH = re.compile(r"^(?P<stem>.+)/(?P<page>\d{1,4})(?P<extension>\.\w+)$")
_PAGE_KEYS = frozenset(
    {"page", "p", "pageno", "pageindex", "pagenum", "currentpage", "page_no", "pn", "artpage", "start", "offset"}
)


def is_sibling(own: str, other: str) -> bool:
    """Return whether an address is another one's but for a page number: `a_2.html`, `a/2.htm`, `?id=1&page=2`."""
    one, two = urlsplit(own), urlsplit(other)
    if one.netloc != two.netloc:
        return False
    if one.path == two.path:
        return _other_keys(one.query) == _other_keys(two.query)
    if one.query != two.query:
        return False
    if _is_beneath(one.path, two.path) or _is_beneath(two.path, one.path):
        return True
    return (
        bool(_stems(one.path) & _stems(two.path))
        and one.path.rpartition("/")[0] == two.path.rpartition("/")[0]
    )


def number_of(url: str, own: str) -> int:
    """Return the page number that the address of a page's sibling carries, 0 when it carries none."""
    parts = urlsplit(url)
    for key, value in parse_qsl(parts.query):
        if key.lower() in _PAGE_KEYS and value.isdigit():
            return int(value)
    found = _SUFFIX.match(parts.path)
    if found is None or not found["page"]:
        found = _BENEATH.match(parts.path) if _is_beneath(parts.path, urlsplit(own).path) else None
    return int(found["page"]) if found else 0


def with_number(url: str, old: int, new: int) -> str:
    """Return an address with its last occurrence of a number replaced by another."""
    head, mark, tail = url.rpartition(str(old))
    return f"{head}{new}{tail}" if mark else url


def _is_beneath(path: str, other: str) -> bool:
    """Return whether a path is that of a numbered page in a directory called like the other: `a.htm`, `a/2.htm`."""
    found = _BENEATH.match(path)
    return found is not None and found["stem"] + found["extension"] == other


def _stems(path: str) -> set[tuple[str, str]]:
    found = _SUFFIX.match(path)
    if found is None:
        return set()
    extension = found["extension"] or ""
    return {(found["stem"], extension), (path.removesuffix(extension), extension)}


def _other_keys(query: str) -> list[tuple[str, str]]:
    return sorted((key, value) for key, value in parse_qsl(query) if key.lower() not in _PAGE_KEYS)
