"""Where an address is: on whose host, in which directory, on which page."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from spiders.canonical import canonical

_SECOND_LEVEL = frozenset({"gov", "com", "org", "net", "edu", "ac", "mil", "co"})
_PLAIN = re.compile(r"[\w-][\w.-]{0,127}")
_UNSAFE = re.compile(r"[^A-Za-z0-9.\-]+")
_EDITIONS = {
    **dict.fromkeys(("m", "wap", "mobile", "3g"), "m"),
    **dict.fromkeys(("en", "eng", "english"), "en"),
    **dict.fromkeys(("big5", "ft", "fanti", "tw"), "big5"),
}

_CALENDAR = re.compile(
    r"[?&/](?:month|day|date|calendar|rili)[=/]|[=/](?:19|20)\d\d-[01]?\d(?:-[0-3]?\d)?(?:[/&]|$)",
    re.IGNORECASE,
)


def is_address(url: str) -> bool:
    """Return whether this is a whole http(s) address with a host, and a port that can be one."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and len(parts.netloc.split()) == 1
        return parts.scheme in {"http", "https"} and named and parts.port != 0
    except ValueError:
        return False


def host(url: str) -> str:
    """Return an address's host in lower case, with the port where it is not the scheme's own."""
    parts = urlsplit(url)
    standard = {"http": 80, "https": 443}.get(parts.scheme)
    name = (parts.hostname or "").lower()
    return f"{name}:{parts.port}" if parts.port not in {None, standard} else name


def site(url: str) -> str:
    """Return the registered domain of an address: `xinxiang.gov.cn` for any host below it.

    An address literal or a name without a dot is its own site, port included: two servers on one machine
    are two portals.
    """
    name = (urlsplit(url).hostname or "").lower().rstrip(".")
    if "." not in name or _is_literal(name):
        return host(url)
    labels = name.split(".")
    known = len(labels) > 2 and labels[-2] in _SECOND_LEVEL and len(labels[-1]) == 2
    return ".".join(labels[-3 if known else -2 :])


def portal_name(url: str) -> str:
    """Return the name of a portal that has none yet: its host, with `-port` where it has one of its own."""
    return safe(host(url))


def safe(name: str) -> str:
    """Return a name as it can stand in file names."""
    return _UNSAFE.sub("-", name).strip("-.") or "portal"


def is_plain(name: str) -> bool:
    """Return whether a portal's name can name files as it is."""
    return _PLAIN.fullmatch(name) is not None


def edition(url: str) -> str:
    """Return which copy of a portal an address lies in: `m` (mobile), `en` or `big5`, "" for the portal itself."""
    parts = urlsplit(url)
    first = (parts.hostname or "").partition(".")[0], parts.path[1:].partition("/")[0].lower()
    return next((_EDITIONS[name] for name in first if name in _EDITIONS), "")


def is_calendar(url: str) -> bool:
    """Return whether an address names a month or day, of which there is no end."""
    return _CALENDAR.search(url) is not None


def siblings(url: str) -> list[str]:
    """Return where a portal that does not answer may be found as well: by the other scheme, with `www.` or without."""
    parts = urlsplit(url)
    if parts.port not in {None, 80, 443} or _is_literal(parts.hostname or ""):
        return []
    name = parts.hostname or ""
    twin = name[4:] if name.startswith("www.") else f"www.{name}"
    other = "https" if parts.scheme == "http" else "http"
    tried = (other, name), (parts.scheme, twin)
    return [urlunsplit(parts._replace(scheme=scheme, netloc=netloc)) for scheme, netloc in tried]


def same_directory(url: str, other: str) -> bool:
    """Return whether an address lies in the directory of another or below it."""
    one, two = urlsplit(url), urlsplit(other)
    return one.netloc == two.netloc and one.path.startswith(two.path.rpartition("/")[0] + "/")


def same_page(url: str, other: str) -> bool:
    """Return whether two addresses are one page's: a directory's and that of its index are."""
    return identity(url) == identity(other)


@lru_cache(4096)
def identity(url: str) -> tuple[str, ...]:
    """Return by what an address is told from others, whichever way it is written."""
    url = canonical(url)
    parts = urlsplit(url)
    return host(url), re.sub(r"/(?:index|default)\.\w+$", "/", parts.path) or "/", parts.query, parts.fragment


def _is_literal(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
