"""The spider for any portal: from an address to its annual reports."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import scrapy
from scrapy.http import Response

from archive.capture import Role
from pipelines.identity.titles import Verdict
from spiders import columns, hosts, listing, verdicts
from spiders.asking import failed
from spiders.collecting import CollectingSpider
from spiders.columns import Lead
from spiders.page import Page, is_file, read_page
from spiders.searches import Search
from spiders.walking import Found


class PortalSpider(CollectingSpider):
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
        if page is not None and not failed(response):
            yield from self._look_round(response, page, search)
        if lead := search.next():
            yield self.ask(lead.url, "hub", Role.HUB, response, search=search.to_meta(), lead=lead.rank)

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

    def _is_seed(self, response: Response) -> bool:
        return bool(response.meta["context"]["role"] == Role.SEED)

    def _is_report(self, response: Response, page: Page | None) -> bool:
        if page is None:
            return response.status == 200 and is_file(response)
        return not failed(response) and verdicts.is_report(page)
