"""What every spider of ours is made with: whose portal it crawls, and how its requests look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

import scrapy
from scrapy.http import Response

from archive.capture import Context, Role
from pipelines.identity.years import last_year
from spiders import hosts, rendering, routes
from spiders.canonical import same
from spiders.found import FoundOutcome
from spiders.listing import Entry
from spiders.page import Page
from spiders.registry import Portal, read_registry

# What is nearly complete is completed first: a document's next page, a report, a list, then the search; what pages
# need to look as they did waits for all of it.
_PRIORITY = {"chain": 300, "detail": 200, "listing": 100, "hub": 0, "requisite": -1000}


# What a page was asked for as, which its rendering is too.
_ASKED_AS = ("context", "listing", "search", "lead", "chain", "verdict", "entries", "redirect_urls")

_MOST_ITSELF = 3

MOST_HOPS = 5
"""Stubs in a row that are followed, each a page that does nothing but send its reader on."""


class AskingSpider(scrapy.Spider):
    """A spider that knows its portal; a subclass has a callback `parse_<step>` for each step it asks for."""

    def __init__(
        self,
        url: str | None = None,
        portal: str | None = None,
        issuer: str | None = None,
        division: str | None = None,
        since: str | int | None = None,
        **kwargs: Any,  # noqa: ANN401 - Scrapy's own
    ) -> None:
        super().__init__(**kwargs)
        registry = read_registry()
        given = tuple(one if "://" in one else f"http://{one}" for one in (url or "").split())
        known = registry.named(portal) if portal and not given else registry.of(given[0]) if given else None
        self.starts = given or (known.starts if known else ())
        if not self.starts:
            raise ValueError(
                f"no address to start from: portal {portal!r} is not registered and no url was given"
            )
        self._name_portal(portal, known)
        self.issuer = issuer or (known.issuer if known else None)
        self.division = division or (known.division if known else None)
        self.since = int(since) if since else None

    def _name_portal(self, portal: str | None, known: Portal | None) -> None:
        self.portal = (
            hosts.safe(portal) if portal else known.name if known else hosts.portal_name(self.starts[0])
        )

    def context(self, role: Role, via: str | None) -> dict[str, Any]:
        """Return why something is fetched, as it travels in `meta`."""
        context = Context(self.portal, role, via=via, issuer=self.issuer, division=self.division)
        return {**asdict(context), "role": str(role)}

    def ask(
        self,
        url: str,
        step: str,
        role: Role,
        response: Response,
        *,
        again: bool = False,
        **meta: Any,  # noqa: ANN401
    ) -> scrapy.Request:
        """Return the request of one step; `again` asks for an address whoever asked for it before.

        So is one that differs from the response's only in what pages have in common (a stub that adds a session or
        names its index), a few times in a row.
        """
        if url != response.url and same(url, response.url) and response.meta.get("itself", 0) < _MOST_ITSELF:
            again, meta["itself"] = True, response.meta.get("itself", 0) + 1
        form, body = meta.pop("form", ()), meta.pop("body", "")
        meta.setdefault("context", self.context(role, response.url))
        if (known := shell(response)) and routes.is_other(url, response.url, known["url"]):
            meta |= {"render": rendering.ROUTE, "plain": known["plain"]}
        request = scrapy.Request(
            url,
            getattr(self, f"parse_{step}"),
            meta={key: value for key, value in meta.items() if value is not None},
            priority=_PRIORITY[step],
            dont_filter=again or step == "hub",
        )
        if body:
            return _posted(request, body, "application/json")
        return _posted(request, urlencode(form), "application/x-www-form-urlencoded") if form else request

    def rendered(self, response: Response, page: Page, step: str) -> Iterator[FoundOutcome | scrapy.Request]:
        """Yield the request that gives a page to a browser, for the same step, where it holds nothing without one."""
        given = response.meta
        if "render" in given or response.request is None or response.request.method != "GET":
            return
        if reason := rendering.reason(page):
            asked = {key: given[key] for key in _ASKED_AS if key in given}
            yield FoundOutcome("onward")
            yield self.ask(
                response.request.url,
                step,
                Role(given["context"]["role"]),
                response,
                again=True,
                render=reason,
                plain=given.get("place"),
                **asked,
            )

    def onward(
        self,
        response: Response,
        url: str,
        step: str,
        role: Role,
        **meta: Any,  # noqa: ANN401
    ) -> Iterator[FoundOutcome | scrapy.Request]:
        """Yield the request for where a stub sends its reader; stubs that lead on and on are left."""
        hops = response.meta.get("hops", 0) + 1
        if hops > MOST_HOPS:
            yield self.note(response, "redirects")
            return
        yield FoundOutcome("onward")
        yield self.ask(url, step, role, response, hops=hops, **meta)

    def is_wanted(self, entry: Entry) -> bool:
        """Return whether an entry's year, where its words name one, is not before the first wanted."""
        year = last_year(entry.link.label)
        return self.since is None or year is None or year >= self.since

    def note(self, response: Response, why: str) -> FoundOutcome:
        """Say in the run's log why nothing came of an address, and return it to be yielded."""
        self.logger.info("%s: %s", response.url, why)
        return FoundOutcome(why)


def shell(response: Response) -> dict[str, Any] | None:
    """Return the page as it was sent of which a browser made a response, or the list that a service went on with."""
    if "render" in response.meta:
        return {"url": routes.document(response.url), "plain": response.meta.get("plain")}
    known: dict[str, Any] | None = response.meta.get("shell")
    return known


def _posted(request: scrapy.Request, body: str, kind: str) -> scrapy.Request:
    return request.replace(
        method="POST", body=body, headers={"Content-Type": kind, "X-Requested-With": "XMLHttpRequest"}
    )


def failed(response: Response) -> bool:
    """Return whether a response is none to read: an error's, a part nobody asked for, or none at all (status 0)."""
    return not 200 <= response.status < 300 or response.status == 206


def failure(response: Response) -> str:
    """Return why a response is none to read: the reason that a missing one carries, or its status."""
    return response.flags[0] if response.status == 0 else f"http {response.status}"
