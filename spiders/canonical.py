"""One page, one address: what two addresses of the same page have in common, for comparing and never for asking.

A server may need the session that an address carries, so that an address is asked for as it was found.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from w3lib.url import canonicalize_url

from spiders import routes

_PORTS = {"http": 80, "https": 443}
_SESSION_IN_PATH = re.compile(
    r";(?:jsessionid|phpsessid|sessionid|sid)=[^?#/;]*|/\((?:[A-Z]\([^()/]{1,400}\)){1,4}\)(?=/)",
    re.IGNORECASE,
)
_INDEX = re.compile(r"(?<=[^/]/)(?:index|default)\.(?:[sx]?html?|jspx?|php|aspx?|do)$", re.IGNORECASE)
_STATIC = re.compile(r"\.[sx]?html?$", re.IGNORECASE)
_SESSION_NAME = re.compile(
    r"^(?:jsessionid|phpsessid|aspsessionid\w{0,20}|asp\.net_sessionid|cfid|cftoken|session_?id)$",
    re.IGNORECASE,
)
_TRACKING_NAME = re.compile(
    r"^(?:utm_\w{1,20}|spm|scm|hmsr|hmpl|hmcu|hmkw|hmci|bd_vid|qhclickid|gclid|fbclid|msclkid|nsukey|isappinstalled"
    r"|clicktime|enterid|wxshare_count|share_?(?:token|from|source|id)|wfr|_t|_|rand|random|rnd|timestamp|nocache)$",
    re.IGNORECASE,
)
# Names that other sites use for what a page is: only such values, and never as the address's only parameter.
_BY_VALUE = (
    (re.compile(r"^s(?:id|ess)$", re.IGNORECASE), re.compile(r"^(?=.{0,64}\d)[\w,-]{16,64}$")),
    (re.compile(r"^(?:t|ts|time|r|v|ver|version)$", re.IGNORECASE), re.compile(r"^(?:1\d{9}(?:\d{3})?|0\.\d{6,20})$")),
    (
        re.compile(r"^(?:from|share|src|source)$", re.IGNORECASE),
        re.compile(r"^(?:singlemessage|groupmessage|timeline|weixin|wechat|wx|weibo|qq|qzone|qrcode|share)$"),
    ),
)  # fmt: skip


@lru_cache(8192)
def canonical(url: str) -> str:
    """Return the address that all addresses of one page share.

    Sessions (RFC 3986 path parameters, query parameters, ASP.NET's path segments), tracking and cache-busting
    parameters go; so do the scheme's own port, a host's final dot, doubled slashes, dot segments and the name of
    a directory's index below the root, whose home may differ from its entrance. Query values keep their bytes. Of
    fragments only routes stay.
    """
    try:
        parts = urlsplit(_SESSION_IN_PATH.sub("", url.replace("&amp;", "&")))
        netloc = _netloc(parts)
    except ValueError:
        return url
    plain = urlunsplit((parts.scheme, netloc, parts.path or "/", _query(parts), ""))
    parts = urlsplit(canonicalize_url(plain))
    path = _INDEX.sub("", re.sub(r"/{2,}", "/", parts.path))
    return urlunsplit(parts._replace(path=path, fragment=quote(routes.of(url), safe="!#$%&'()*+,/:;=?@[]~")))


def same(url: str, other: str) -> bool:
    """Return whether two addresses are one page's."""
    return canonical(url) == canonical(other)


def _netloc(parts: SplitResult) -> str:
    name = (parts.hostname or "").rstrip(".")
    name = f"[{name}]" if ":" in name else name
    return name if parts.port in {None, _PORTS.get(parts.scheme)} else f"{name}:{parts.port}"


def _query(parts: SplitResult) -> str:
    pairs = [pair for pair in parts.query.split("&") if pair and not _is_passing(pair)]
    telling = [pair for pair in pairs if not _is_passing_by_value(pair)]
    return "&".join(telling if telling or _STATIC.search(parts.path) else pairs)


def _is_passing(pair: str) -> bool:
    name = pair.partition("=")[0]
    return bool(_SESSION_NAME.match(name) or _TRACKING_NAME.match(name))


def _is_passing_by_value(pair: str) -> bool:
    name, _, value = pair.partition("=")
    return any(names.match(name) and values.match(value) for names, values in _BY_VALUE)
