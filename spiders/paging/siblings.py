"""Addresses that differ in nothing but a page number: those of one list's or one article's pages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from spiders.records import OFFSET_NAMES, PAGE_NAMES, is_named

_EXTENSION = re.compile(r"\.\w{1,6}$")
_SUFFIX = re.compile(r"[_\-](\d{1,3})$")
_BENEATH = re.compile(r"/(\d{1,3})/?$")
_PAGED = re.compile(r"/page/(\d{1,3})/?$", re.IGNORECASE)
_KEYS = PAGE_NAMES | OFFSET_NAMES


@dataclass(frozen=True, slots=True)
class _Path:
    """A path as it stands, and as the page it may be of: `bare` may be page 1, the others have a number.

    `suffixed` is what `a_2.html` is page 2 of, `beneath` what `a/2.html` or `a/2/` is, `paged` what `a/page/2/` is.
    """

    bare: str
    extension: str
    number: int
    suffixed: str | None = None
    beneath: str | None = None
    paged: str | None = None

    @classmethod
    def of(cls, path: str) -> _Path:
        ending = _EXTENSION.search(path)
        extension = ending[0] if ending else ""
        bare = path.removesuffix(extension)
        if found := _PAGED.search(bare):
            return cls(bare, extension, int(found[1]), paged=bare[: found.start()])
        if found := _SUFFIX.search(bare):
            return cls(bare, extension, int(found[1]), suffixed=bare[: found.start()])
        if found := _BENEATH.search(bare):
            return cls(bare, extension, int(found[1]), beneath=bare[: found.start()])
        return cls(bare, extension, 0)

    def is_page_of(self, other: _Path) -> bool:
        """Return whether this is a numbered page of the list or article whose first page the other may be."""
        if other.bare.endswith("/") and self.suffixed == f"{other.bare}index":
            return True
        bare = other.bare.rstrip("/")
        return bare in {self.suffixed, self.beneath, self.paged} and self.extension == other.extension

    def is_beside(self, other: _Path) -> bool:
        """Return whether both are numbered pages of the same; bare numbers in one directory may be articles."""
        both = (self.suffixed, self.paged) == (other.suffixed, other.paged)
        return both and (self.suffixed or self.paged) is not None and self.extension == other.extension


def is_sibling(own: str, other: str) -> bool:
    """Return whether an address is another one's but for a page number: `a_2.html`, `a/2.htm`, `?id=1&page=2`."""
    one, two = urlsplit(own), urlsplit(other)
    if one.netloc != two.netloc:
        return False
    if one.path == two.path:
        return _other_keys(one.query) == _other_keys(two.query)
    here, there = _Path.of(one.path), _Path.of(two.path)
    return one.query == two.query and (
        here.is_page_of(there) or there.is_page_of(here) or here.is_beside(there)
    )


def number_of(url: str, own: str) -> int:
    """Return the page number that the address of a page's sibling carries, 0 when it carries none."""
    parts = urlsplit(url)
    for key, value in parse_qsl(parts.query):
        if is_named(key, _KEYS) and value.isdecimal() and len(value) < 7:
            return int(value)
    there, here = _Path.of(parts.path), _Path.of(urlsplit(own).path)
    return 0 if here.is_page_of(there) or there.bare == here.bare else there.number


def with_number(url: str, old: int, new: int) -> str:
    """Return an address with its last occurrence of a number replaced by another."""
    head, mark, tail = url.rpartition(str(old))
    return f"{head}{new}{tail}" if mark else url


def _other_keys(query: str) -> list[tuple[str, str]]:
    return sorted((key, value) for key, value in parse_qsl(query) if not is_named(key, _KEYS))
