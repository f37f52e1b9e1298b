"""The steps through an annual-report column: its list pages, its reports' requests, the columns below it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

import scrapy
from scrapy.http import Response

from archive.capture import Role
from pipelines.identity.titles import Verdict
from spiders import contents, hosts, listing, paging, routes, unaddressed, verdicts
from spiders.asking import AskingSpider, failed, failure, shell
from spiders.found import Finding, FoundDocument, FoundEntry, FoundListing, FoundOutcome, FoundOverview
from spiders.links import Link
from spiders.listing import Entry
from spiders.page import Page, is_file, read_page
from spiders.paging.turns import Pager, Turn
from spiders.walk import Walk

Found = scrapy.Request | FoundDocument | FoundListing | FoundOverview | FoundOutcome | Finding


class WalkingSpider(AskingSpider):
    """A spider that walks columns: it asks for each report as step `detail`."""

    def parse_listing(self, response: Response) -> Iterator[Found]:
        """Follow the reports, the further pages and the columns below of a page in an annual-report column."""
        page = read_page(response)
        if failed(response) or page is None or page.is_gone:
            yield from self._without_list(response, page)
        elif page.onward:
            walk = Walk.of(response).to_meta()
            yield from self.onward(response, page.onward, "listing", Role.LISTING, listing=walk)
        elif asked := list(self._rendered_list(response, page)):
            yield from asked
        else:
            yield from self._list(response, page)
            for state in _further_states(response):
                yield from self._list(state, read_page(state) or page)

    def _rendered_list(self, response: Response, page: Page) -> Iterator[FoundOutcome | scrapy.Request]:
        """Yield the request of a list's rendering where nothing in the page as it was sent is followed."""
        asked = list(self.rendered(response, page, "listing"))
        if not asked:
            return
        walk = Walk.of(response)
        followed = listing.reports(page, in_column=walk.sure)
        at_route = bool(routes.of(page.url))
        if at_route or not (followed or any(self._below(response, page, followed, walk))):
            yield from asked

    def _list(self, response: Response, page: Page, *, sure: bool = False) -> Iterator[Found]:
        walk = Walk.of(response)
        walk = replace(walk, sure=sure or walk.sure or verdicts.is_column_page(page))
        followed = listing.reports(page, in_column=walk.sure)
        if verdicts.is_report(page):
            yield self._again(response, Verdict.REPORT)
            if not followed:
                if walk.hops:  # a page of the list all the same, which holds nothing but itself
                    itself = FoundEntry(response.url, page.heading or "")
                    content = contents.of_report(page)
                    yield _accounted(response, page, walk, None, [itself], 0, content)
                    yield FoundOutcome("document", response.url, content)
                return
        pager = paging.find(page)
        entries = listing.entries(page, followed, walk.spots)
        walk = replace(
            walk.at(pager),
            spots=listing.marks(entries) if followed else walk.spots,
            barren=0 if followed else walk.barren + 1,
        )
        asked = {entry.link.url: self._entry(entry, response) for entry in followed if self.is_wanted(entry)}
        below = list(self._below(response, page, followed, walk)) if walk.goes_down else []
        if asked or walk.sure or walk.hops:
            too_old = {entry.link.url for entry in followed} - asked.keys()
            said = [_said(link, asked, too_old) for link in entries]
            nowhere = unaddressed.titles(page, rendered="render" in response.meta)
            said += [FoundEntry("", title, "no_address") for title in nowhere]
            content = contents.of_list(entries, nowhere, pager, (request.url for request in below))
            yield _accounted(response, page, walk, pager, said, len(below), content)
        elif below:
            yield FoundOverview(response.url, contents.of_addresses(request.url for request in below))
        yield from asked.values()
        held = listing.fingerprint(entries)
        if pager is not None and held != walk.held and (asked or walk.sure) and walk.is_turning(pager):
            told = page.noticed.entries() if page.noticed else None
            for turn in walk.turns(pager):
                yield self._turn(turn, response, walk.turned(turn, held, pager), told)
        yield from below

    def _column(self, response: Response, page: Page) -> Iterator[Found]:
        """Walk a column met in search of one; a rendered one is rendered again, to be walked in the browser."""
        if "render" not in response.meta:
            yield from self._list(response, page, sure=True)
            return
        begun = {"sure": True}
        rendered = _as_rendered(response)
        yield self.ask(response.url, "listing", Role.LISTING, response, again=True, listing=begun, **rendered)

    def _turn(
        self, turn: Turn, response: Response, walk: Walk, entries: dict[str, Any] | None = None
    ) -> scrapy.Request:
        request = self.ask(
            turn.url,
            "listing",
            Role.LISTING,
            response,
            listing=walk.to_meta(),
            form=turn.form,
            body=turn.body,
            entries=entries,
            shell=shell(response),
        )
        request.meta["context"]["page"] = turn.page
        return request

    def _below(
        self, response: Response, page: Page, followed: list[Entry], walk: Walk
    ) -> Iterator[scrapy.Request]:
        """Yield requests for the columns below one; the page that led here is above it, whatever it is called."""
        via = response.meta["context"]["via"]
        if via and hosts.site(via) != hosts.site(response.url):
            return
        frames = [] if followed else [link for link in page.links if link.origin == "frame"]
        below = [
            link
            for link in listing.columns_below(page, followed) + frames
            if hosts.site(link.url) == hosts.site(response.url)
            and not (via and hosts.same_page(link.url, via))
        ][: walk.room]
        for link in below:
            sure = walk.sure and (link.origin == "frame" or listing.is_within(link, page))
            begun = walk.below(len(below), sure=sure)
            yield self.ask(link.url, "listing", Role.LISTING, response, listing=begun)

    def _without_list(self, response: Response, page: Page | None) -> Iterator[Found]:
        walk = Walk.of(response)
        if turn := walk.second_way:
            yield self._turn(turn, response, walk.by(turn))
        elif response.status == 200 and is_file(response):
            yield self._again(response, Verdict.DOUBT)
        else:
            why = failure(response) if failed(response) else "gone" if page else "empty"
            yield self.note(response, why)
            if walk.sure or walk.hops:
                yield FoundListing(response.url, walk.first, walk.page, sure=walk.sure, missing=why)

    def _entry(self, entry: Entry, response: Response) -> scrapy.Request:
        found = {"listing_url": response.url, "listing_title": entry.link.label or None}
        context = self.context(Role.PAGE, response.url) | found
        return self.ask(entry.link.url, "detail", Role.PAGE, response, verdict=entry.verdict, context=context)

    def _again(self, response: Response, said: Verdict) -> scrapy.Request:
        """Return the request of a page that was not asked for as a report's: its capture must say that it is one."""
        return self.ask(
            response.url, "detail", Role.PAGE, response, verdict=said, again=True, **_as_rendered(response)
        )


def _as_rendered(response: Response) -> dict[str, Any]:
    """Return what a request for the same page has in its meta when it takes a browser to have it."""
    return {key: response.meta.get(key) for key in ("render", "plain")}


def _further_states(response: Response) -> Iterator[Response]:
    """Yield the further states of a rendered list, each as a response to the turn of a page that led to it."""
    request = response.request
    for turned, state in enumerate(response.meta.get("states", ()), 1):
        walk = Walk.of(response)
        walk = replace(walk, page=walk.page + turned, hops=walk.hops + turned)
        meta = {**response.meta, "listing": walk.to_meta(), "place": state["place"], "states": []}
        assert request is not None  # noqa: S101 - its meta was read above
        yield response.replace(body=state["dom"].encode(), request=request.replace(meta=meta))


def _said(link: Link, asked: Mapping[str, scrapy.Request], too_old: Collection[str]) -> FoundEntry:
    """Return a list's entry with the address it is asked for by, or the reason why it is not."""
    if link.url in asked:
        return FoundEntry(asked[link.url].url, link.label, date=link.date)
    reason = "before_since" if link.url in too_old else listing.reason_against(link)
    return FoundEntry(link.url, link.label, reason, link.date)


def _accounted(
    response: Response,
    page: Page,
    walk: Walk,
    pager: Pager | None,
    entries: list[FoundEntry],
    below: int,
    content: str,
) -> FoundListing:
    return FoundListing(
        url=response.url,
        first=walk.first,
        page=walk.page,
        title=page.heading,
        pager=pager.name if pager else None,
        pages_stated=pager.pages_stated if pager else None,
        records_stated=pager.records_stated if pager else None,
        entries=tuple(entries),
        sure=walk.sure,
        capped=pager is not None and pager.capped,
        below=below,
        content=content,
        furthest=walk.furthest(pager),
    )
