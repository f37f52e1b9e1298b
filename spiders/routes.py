"""Routes: fragments that a page's scripts read as an address, such as `#/list?id=3`; an anchor in a page is none."""

from __future__ import annotations

import re
from urllib.parse import urldefrag, urlsplit

_ROUTE = re.compile(r"!?/+[^/\s]")
_ID = re.compile(r"\d{3,20}$")
_FILE = re.compile(r"\.\w{1,5}$")


def of(url: str) -> str:
    """Return the route of an address, "" where it has none.

    A route begins with `/` or `!/`; a number is one behind an address that names no file (`/gkmlpt/index#5205`).
    """
    bare, fragment = urldefrag(url)
    if _ROUTE.match(fragment) or (_ID.match(fragment) and not _FILE.search(urlsplit(bare).path)):
        return fragment
    return ""


def without_anchor(url: str) -> str:
    """Return an address without its fragment, unless that is a route."""
    return url if of(url) else document(url)


def document(url: str) -> str:
    """Return what is asked of the host: the address without any fragment."""
    return urldefrag(url).url


def unfolded(url: str) -> str:
    """Return an address with its route as its path and query, which say of the page what those of others do."""
    route = of(url)
    return f"{document(url).partition('?')[0].rstrip('/')}/{route.lstrip('!/')}" if route else url


def is_other(url: str, than: str, shell: str) -> bool:
    """Return whether an address is another route than one, of the page that was sent as `shell`."""
    return bool(of(url)) and url != than and document(url) == shell
