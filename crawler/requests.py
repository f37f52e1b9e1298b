"""Requests as the frontier keeps them: JSON, never pickle."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from scrapy import Request, Spider
from scrapy.utils.request import fingerprint, request_from_dict

from archive.capture import Context, Role
from crawler.origins import host_of
from spiders.canonical import canonical, same

ROW = "frontier"
"""The key of `request.meta` that names a request's row while it is under way."""

CONDITION = "condition"
"""The key of `request.meta` under which is what a 304 would mean, while the request is under way."""

_PASSING = (ROW, CONDITION, "place", "is_start_request", "download_slot", "download_latency")
_KEPT = ("url", "callback", "errback", "method", "priority", "dont_filter", "meta", "cb_kwargs")


@dataclass(frozen=True, slots=True)
class Entry:
    """A request as a row. Without a fingerprint it is asked for its own sake, whoever else asked for its address."""

    fingerprint: str | None
    url: str
    host: str
    role: str
    priority: int
    request: str


def entry_of(request: Request, spider: Spider) -> Entry:
    """Return the row of a request; raise TypeError when its meta is no JSON and ValueError for a foreign callback.

    A request that asks not to be filtered is a link in a document's chain and has no fingerprint; start requests
    always have one, so that a start that goes on does not fetch them again. Neither has a redirect to the same
    page at another address, with a session say, which its own first request would keep from being followed.
    """
    chained = request.dont_filter and not request.meta.get("is_start_request")
    return Entry(
        fingerprint=None if chained or _is_redirected_to_itself(request) else fingerprint_of(request),
        url=request.url,
        host=host_of(request.url),
        role=role_of(request),
        priority=request.priority,
        request=_dumps(request, spider),
    )


def fingerprint_of(request: Request) -> str:
    """Return what requests for one page have in common: method, body and canonical address.

    A requisite is wanted at its very address, and must not be in the way of a page that is asked for as such; so is
    a capture in another archive.
    """
    if role_of(request) == Role.REQUISITE:
        return f"{Role.REQUISITE} {fingerprint(request).hex()}"
    if "line" in request.meta:
        return f"capture {hashlib.sha1(request.url.encode(), usedforsecurity=False).hexdigest()}"
    url = canonical(request.url)
    alike = request if url == request.url else request.replace(url=url)
    return fingerprint(alike, keep_fragments=True).hex()


def role_of(request: Request) -> str:
    """Return what a request is for, as its context says."""
    return str((request.meta.get("context") or {}).get("role", Role.OTHER))


def _is_redirected_to_itself(request: Request) -> bool:
    before = request.meta.get("redirect_urls")
    return bool(before and same(before[-1], request.url))


def request_of(text: str, spider: Spider) -> Request:
    """Return the request of a row; raise ValueError when the spider no longer has its callback."""
    fields: dict[str, Any] = json.loads(text)
    fields["body"] = fields["body"].encode("latin-1")
    fields["headers"] = {
        name.encode("latin-1"): [value.encode("latin-1") for value in values]
        for name, values in fields["headers"].items()
    }
    return request_from_dict(fields, spider=spider)


def robots_request(origin: str, portal: str, **meta: float) -> Request:
    """Return the request for an origin's robots.txt, as a portal's crawl makes it."""
    context = asdict(Context(portal=portal, role=Role.ROBOTS))
    return Request(f"{origin}/robots.txt", meta={"context": context, **meta})


def _dumps(request: Request, spider: Spider) -> str:
    fields: dict[str, Any] = {name: getattr(request, name) for name in _KEPT}
    fields |= {name: _method(spider, fields[name]) for name in ("callback", "errback")}
    fields["meta"] = {key: value for key, value in request.meta.items() if key not in _PASSING}
    fields["body"] = request.body.decode("latin-1")
    fields["headers"] = {
        name.decode("latin-1"): [value.decode("latin-1") for value in values]
        for name, values in request.headers.items()
    }
    return json.dumps(fields, ensure_ascii=False)


def _method(spider: Spider, call: Callable[..., Any] | None) -> str | None:
    """Return the name of a spider's method; Scrapy's own search for it looks through all that a spider has."""
    name = getattr(call, "__name__", None)
    if name is not None and getattr(spider, name, None) != call:
        raise ValueError(f"{name} is no method of the spider {spider.name}")
    return name
