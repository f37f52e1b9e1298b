"""The spider for any portal: from an address to its annual reports."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.http import Response

from archive.capture import Role
from pipelines.identity.titles import Verdict
from spiders import columns, contents, hosts, listing, rendering, routes, sitemaps, verdicts
from spiders.asking import failed, failure
from spiders.canonical import canonical
from spiders.collecting import CollectingSpider
from spiders.columns import Kind, Lead
from spiders.found import Finding, FindingKind, FoundOutcome, FoundOverview
from spiders.links import Link
from spiders.listing import Entry
from spiders.page import Page, is_file, read_page
from spiders.searches import Search
from spiders.walking import Found

_MOST_STUBS = 4


class PortalSpider(CollectingSpider):
    """Finds the annual reports of a portal, whose address may be its home, a hub, a list or a report.

    Arguments: `url` (one or several, separated by spaces), `portal` (a name; a registered one needs no `url`),
    `issuer` and `division` (what is known of whose portal it is), `since` (the first report year wanted).
    """

    name = "portal"

    probe = False
    """Whether it has long been dead: only its own addresses are tried, none where it may be found as well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Scrapy's own
        super().__init__(*args, **kwargs)
        # Only the search's economy rests on these: a start that goes on has forgotten them and looks a little longer.
        self._known: set[str] = set()
        self._fed = False

    async def start(self) -> AsyncIterator[Any]:
        """Yield the first request for each address."""
        for url in self.starts:
            yield scrapy.Request(url, self.parse_hub, meta={"context": self.context(Role.SEED, None)})

    def ask(self, url: str, step: str, role: Role, response: Response, **meta: Any) -> scrapy.Request:  # noqa: ANN401
        """Return the request of one step, having noted whether it is for a report not known before."""
        if step == "detail" and (report := canonical(url)) not in self._known:
            self._known.add(report)
            self._fed = True
        return super().ask(url, step, role, response, **meta)

    def parse_hub(self, response: Response) -> Iterator[Found]:
        """Look for annual-report columns on a start page or hub, then go on with the best lead known."""
        if sibling := self._sibling(response):
            self.logger.warning("%s: %s; trying %s", response.url, failure(response), sibling.url)
            yield FoundOutcome("onward")
            yield sibling
            return
        page = read_page(response)
        if self._is_seed(response) and self._is_report(response, page):
            yield self._again(response, Verdict.REPORT)
            return
        if asked := list(self._through_stub(response, page)) or list(self._rendered_hub(response, page)):
            yield from asked
            return
        search = self._search(response)
        if not failed(response):
            yield from self._look_round(response, page, search)
        elif self._is_seed(response):
            yield self.note(response, failure(response))
        yield from self._onward_search(response, search)

    def parse_above(self, response: Response) -> Iterator[Found]:
        """Look again at a page above lists, for a list that it did not lead to before; it may be named as a report."""
        page = read_page(response)
        if page is None or failed(response):
            yield self.note(response, failure(response) if failed(response) else "empty")
            return
        leads = columns.leads(listing.leading_on(page), hosts.site(response.url))
        leads = [lead for lead in leads if not _is_own(lead, page)]
        shown = self._shown_reports(response, page)
        yield _overview(page, leads, shown)
        yield from self._follow(leads, response, Search())
        for entry in shown:
            yield self._entry(entry, response)

    def _through_stub(self, response: Response, page: Page | None) -> Iterator[FoundOutcome | scrapy.Request]:
        """Yield the request of the page that a stub sends its reader to, in the stub's place."""
        stubs = response.meta.get("stubs", 0)
        if page is None or failed(response) or not page.onward or stubs >= _MOST_STUBS:
            return
        kept = {key: response.meta.get(key) for key in ("search", "lead")}
        context = {**response.meta["context"], "via": response.url}
        yield FoundOutcome("onward")
        yield self.ask(
            page.onward, "hub", Role(context["role"]), response, context=context, stubs=stubs + 1, **kept
        )

    def _rendered_hub(self, response: Response, page: Page | None) -> Iterator[FoundOutcome | scrapy.Request]:
        """Yield the request of a hub's rendering where nothing in the page as it was sent leads on."""
        asked = list(self.rendered(response, page, "hub")) if page and not failed(response) else []
        if (
            asked
            and page
            and (routes.of(page.url) or not columns.leads(page.links, hosts.site(response.url)))
        ):
            yield from asked

    def _search(self, response: Response) -> Search:
        """Return the search a response belongs to; a start page begins one."""
        search = Search.from_meta(response.meta.get("search"))
        search.settle(fed=self._fed)
        self._fed = False
        search.see(response.url)
        if self._is_seed(response) and (not failed(response) or "render" in response.meta):
            search.add(sitemaps.of_site(response.url))
        return search

    def _look_round(self, response: Response, page: Page | None, search: Search) -> Iterator[Found]:
        """Yield requests for the columns a response leads to, and hand its other leads to the search."""
        mapped = sitemaps.read(response)
        if mapped is not None:
            yield from self._follow(mapped, response, search)
        elif page is not None:
            yield from self._look_at(response, page, search)

    def _look_at(self, response: Response, page: Page, search: Search) -> Iterator[Found]:
        if verdicts.is_column_page(page):
            search.found(response.url)
            yield from self._column(response, page)
        portal = hosts.site(response.url)
        shown = self._shown_reports(response, page)
        for entry in shown:
            search.hold(entry.link.url, entry.link.text, entry.link.title, response.url)
        links = list(listing.leading_on(page))
        leads = [lead for lead in columns.leads(links, portal) if not _is_own(lead, page)]
        yield _overview(page, leads, shown)
        yield from self._follow(leads, response, search)
        rank = response.meta.get("lead", columns.HUB)
        if "render" not in response.meta and rendering.may_fill(page):
            search.leave_unfilled(rank, response.url, response.meta.get("place"))
        if rank >= columns.ABOVE_MENU:
            search.add(columns.menu(links, portal))
        if rank >= columns.BODY:
            search.add(columns.bodies(links, portal))

    def _shown_reports(self, response: Response, page: Page) -> list[Entry]:
        """Return what a page that is no list shows and names as a report of its site: a year's list may be named so."""
        portal = hosts.site(response.url)
        shown = listing.reports(page, in_column=False)
        return [entry for entry in shown if hosts.site(entry.link.url) == portal and self.is_wanted(entry)]

    def _follow(self, leads: list[Lead], response: Response, search: Search) -> Iterator[scrapy.Request]:
        """Yield requests for the columns among leads and add the others to the search."""
        for lead in leads:
            if lead.rank >= columns.LIKELY_COLUMN:
                sure = lead.rank >= columns.COLUMN
                search.likely = True
                if sure:
                    search.found(lead.url)
                sure = sure or response.meta.get("lead", 0) >= columns.HUB
                yield self.ask(lead.url, "listing", Role.LISTING, response, listing={"sure": sure})
        search.add([lead.of(search.kind) for lead in leads if lead.rank < columns.LIKELY_COLUMN])

    def _onward_search(self, response: Response, search: Search) -> Iterator[Found]:
        """Yield the search's next request, at its end those for the reports that only hubs showed."""
        if lead := search.next():
            # what the site itself never named is a guess
            role = Role.OTHER if lead.rank <= sitemaps.RANK else Role.HUB
            yield self.ask(lead.url, "hub", role, response, search=search.to_meta(), lead=lead.rank)
            return
        if held := search.next_unfilled():
            rank, url, place = held
            told = {"render": rendering.PART, "plain": place, "search": search.to_meta(), "lead": rank}
            yield self.ask(url, "hub", Role.HUB, response, again=True, **told)
            return
        for url, words, title, hub in search.reports:
            entry = Entry(Link(url, words, title, "anchor"), Verdict.REPORT)
            yield self._entry(entry, response.replace(url=hub))
        if search.is_cut:
            said = f"the search ended after {search.spent} pages with {len(search.open)} leads left"
            yield Finding(FindingKind.SEARCH_ENDED, response.url, said)

    def _sibling(self, response: Response) -> scrapy.Request | None:
        """Return the request for another address of a start page that cannot be had, `None` when there is none."""
        gone = response.status == 404 and urlsplit(response.url).path in {"", "/"}
        left = response.meta.get("siblings", hosts.siblings(response.url))
        if "render" in response.meta or not self._is_seed(response) or not (gone or response.status == 0):
            return None
        if not left or self.probe:
            return None
        context = self.context(Role.OTHER, response.url)
        return scrapy.Request(left[0], self.parse_hub, meta={"context": context, "siblings": left[1:]})

    def _is_seed(self, response: Response) -> bool:
        return response.meta["context"]["role"] == Role.SEED or "siblings" in response.meta

    def _is_report(self, response: Response, page: Page | None) -> bool:
        """Return whether a start address is one report's; a column may show its latest report, and link the others."""
        if page is None:
            return response.status == 200 and is_file(response)
        if failed(response) or not verdicts.is_report(page):
            return False
        return not (verdicts.is_column_page(page) and listing.reports(page, in_column=True))


def _overview(page: Page, leads: list[Lead], shown: list[Entry]) -> FoundOverview:
    """Return where a page leads, as far as lists or reports may be there."""
    led = [lead.url for lead in leads if lead.rank >= columns.LIKELY_COLUMN]
    return FoundOverview(page.url, contents.of_addresses([*led, *(entry.link.url for entry in shown)]))


def _is_own(lead: Lead, page: Page) -> bool:
    """Return whether a lead is the page itself, or the same with another query that only its address speaks for."""
    own_path = lead.url.partition("?")[0] == page.url.partition("?")[0]
    return hosts.same_page(lead.url, page.url) or (own_path and lead.kind is Kind.PATH)
