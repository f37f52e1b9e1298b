"""The spider for any portal: from an address to its annual reports."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import scrapy
from scrapy.http import Response

from archive.capture import Role
from pipelines.identity.titles import Verdict
from spiders import columns, hosts, listing, paging, verdicts
from spiders.asking import AskingSpider
from spiders.chain import Chain
from spiders.columns import Lead
from spiders.found import FoundDocument, FoundListing
from spiders.listing import Entry
from spiders.page import Page, is_file, read_page
from spiders.paging.turns import Pager, Turn
from spiders.searches import Search
from spiders.verdicts import Kind
from spiders.walk import Walk

Found = scrapy.Request | FoundDocument | FoundListing


class PortalSpider(AskingSpider):
    """Finds the annual reports of a portal, whose address may be its home, a hub, a list or a report.

    Arguments: `url` (one or several, separated by spaces), `portal` (a name; a registered one needs no `url`),
    `issuer` and `division` (what is known of whose portal it is), `since` (the first report year wanted).
    """

    name = "portal"

    async def start(self) -> AsyncIterator[Any]:
        """Yield the first request for each address."""
        for url in self.starts:
            yield scrapy.Request(url, self.parse_hub, meta={"context": self.context(Role.SEED, None)})

    def parse_hub(self, response: Response) -> Iterator[Found]:
        """Look for annual-report columns on a start page or hub, then go on with the best lead known."""
        search = Search.from_meta(response.meta.get("search"))
        search.seen.append(response.url)
        page = read_page(response)
        if self._is_seed(response) and self._is_report(response, page):
            yield self._again(response, Verdict.REPORT)
            return
        if page is not None and not _failed(response):
            yield from self._look_round(response, page, search)
        if lead := search.next():
            yield self.ask(lead.url, "hub", Role.HUB, response, search=search.to_meta(), lead=lead.rank)

    def parse_listing(self, response: Response) -> Iterator[Found]:
        """Follow the reports, the further pages and the columns below of a page in an annual-report column."""
        page = read_page(response)
        if _failed(response) or page is None or page.is_gone:
            yield from self._without_list(response)
        elif page.onward:
            yield self.ask(
                page.onward, "listing", Role.LISTING, response, listing=Walk.of(response).to_meta()
            )
        else:
            yield from self._list(response, page)

    def parse_detail(self, response: Response) -> Iterator[Found]:
        """Decide what the page of a list's entry is, and fetch the rest of the document when it is a report."""
        said = Verdict(response.meta["verdict"])
        page = read_page(response)
        if _failed(response):
            self.note(response, "could not be had")
        elif page is None:
            yield from self._file(response)
        elif page.onward:
            yield self.ask(
                page.onward, "detail", Role.PAGE, response, verdict=said, context=response.meta["context"]
            )
        elif page.is_gone:
            self.note(response, "says that it is gone")
        else:
            yield from self._detail_page(response, page, said)

    def parse_chain(self, response: Response) -> Iterator[Found]:
        """Hold a document's further page or attachment, had or missing, and go on with the next."""
        chain = Chain(**response.meta["chain"])
        role = response.meta["context"]["role"]
        if 200 <= response.status < 300 and "place" in response.meta:
            chain.hold(response.meta["place"], role)
            page = read_page(response) if role == Role.PAGE else None
            if page is not None and not page.is_gone:
                chain.take_up(page)
        else:
            self.note(response, "part of a document, could not be had")
        yield self._onward(chain, response)

    def _look_round(self, response: Response, page: Page, search: Search) -> Iterator[Found]:
        """Yield requests for the reports and columns a page links, and hand its other leads to the search."""
        if page.onward:
            search.add([Lead(page.onward, response.meta.get("lead", columns.HUB))])
            return
        if verdicts.is_column_page(page):
            search.found(response.url)
            yield from self._list(response, page, sure=True)
        portal = hosts.site(response.url)
        for entry in listing.reports(page, in_column=False):
            if hosts.site(entry.link.url) == portal and self.is_wanted(entry):
                yield self._entry(entry, response)
        leads = columns.leads(page.links, portal)
        for lead in leads:
            if lead.rank >= columns.LIKELY_COLUMN and not hosts.same_page(lead.url, page.url):
                sure = lead.rank >= columns.COLUMN
                search.likely = True
                if sure:
                    search.found(lead.url)
                sure = sure or response.meta.get("lead", 0) >= columns.HUB
                yield self.ask(lead.url, "listing", Role.LISTING, response, listing={"sure": sure})
        search.add([lead for lead in leads if lead.rank < columns.LIKELY_COLUMN])
        if response.meta.get("lead", columns.HUB) >= columns.ABOVE_MENU:
            search.add(columns.menu(page.links, portal))
        if search.columns and response.meta.get("lead", 0) >= columns.HUB:
            search.add(columns.bodies(page.links, portal))

    def _list(self, response: Response, page: Page, *, sure: bool = False) -> Iterator[Found]:
        walk = Walk.of(response)
        walk = replace(walk, sure=sure or walk.sure or verdicts.is_column_page(page))
        followed = listing.reports(page, in_column=walk.sure)
        if verdicts.is_report(page):
            yield self._again(response, Verdict.REPORT)
            if not followed:
                return
        entries = listing.entries(page, followed)
        pager = paging.find(page)
        wanted = [entry for entry in followed if self.is_wanted(entry)]
        if wanted or walk.sure:
            yield self._accounted(response, page, pager, len(entries), len(wanted))
        yield from (self._entry(entry, response) for entry in wanted)
        held = listing.fingerprint(entries)
        if pager is not None and held != walk.held and (wanted or walk.sure) and walk.is_turning(pager):
            yield from (self._turn(turn, response, walk.turned(turn, held)) for turn in pager.turns)
        if walk.goes_down:
            yield from self._below(response, page, followed, walk)

    def _turn(self, turn: Turn, response: Response, walk: Walk) -> scrapy.Request:
        request = self.ask(
            turn.url, "listing", Role.LISTING, response, listing=walk.to_meta(), form=turn.form
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

    def _without_list(self, response: Response) -> Iterator[scrapy.Request]:
        walk = Walk.of(response)
        if turn := walk.second_way:
            yield self._turn(turn, response, walk.by(turn))
        elif response.status == 200 and is_file(response):
            yield self._again(response, Verdict.DOUBT)
        else:
            self.note(response, "no list")

    def _detail_page(self, response: Response, page: Page, said: Verdict) -> Iterator[Found]:
        kind = verdicts.kind_of(page, said)
        if kind is Kind.LISTING:
            yield from self._list(response, page, sure=True)
        elif kind is Kind.OTHER:
            self.note(response, "no report, by its own words")
        else:
            chain = Chain.begin(
                response.url, response.meta.get("place"), *response.meta.get("redirect_urls", ())
            )
            chain.take_up(page)
            yield self._onward(chain, response)

    def _file(self, response: Response) -> Iterator[FoundDocument]:
        if response.body and (place := response.meta.get("place")):
            yield Chain.begin(response.url, place).found()

    def _onward(self, chain: Chain, response: Response) -> scrapy.Request | FoundDocument:
        """Return the request of a chain's next step, or the document at its end."""
        step = chain.next()
        if step is None:
            return chain.found()
        context = {
            **response.meta["context"],
            "role": str(step.role),
            "via": response.url,
            "page": step.number,
            "document": chain.document,
        }
        return self.ask(
            step.url, "chain", step.role, response, chain=chain.to_meta(), context=context, again=True
        )

    def _entry(self, entry: Entry, response: Response) -> scrapy.Request:
        found = {"listing_url": response.url, "listing_title": entry.link.label or None}
        context = self.context(Role.PAGE, response.url) | found
        return self.ask(entry.link.url, "detail", Role.PAGE, response, verdict=entry.verdict, context=context)

    def _again(self, response: Response, said: Verdict) -> scrapy.Request:
        """Return the request of a page that was not asked for as a report's: its capture must say that it is one."""
        return self.ask(response.url, "detail", Role.PAGE, response, verdict=said, again=True)

    def _accounted(
        self, response: Response, page: Page, pager: Pager | None, entries: int, reports: int
    ) -> FoundListing:
        walk = Walk.of(response)
        return FoundListing(
            url=response.url,
            first=walk.first,
            page=walk.page,
            title=page.heading,
            pager=pager.name if pager else None,
            pages_stated=pager.pages_stated if pager else None,
            records_stated=pager.records_stated if pager else None,
            entries=entries,
            reports=reports,
        )

    def _is_seed(self, response: Response) -> bool:
        return bool(response.meta["context"]["role"] == Role.SEED)

    def _is_report(self, response: Response, page: Page | None) -> bool:
        if page is None:
            return response.status == 200 and is_file(response)
        return not _failed(response) and verdicts.is_report(page)


def _failed(response: Response) -> bool:
    return response.status == 0 or response.status >= 400
