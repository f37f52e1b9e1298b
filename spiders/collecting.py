"""The steps of a document: what a list's entry turns out to be, the rest of its pages and files, and their looks."""

from __future__ import annotations

from collections.abc import Iterator

import scrapy
from scrapy.http import Response

from archive.capture import Role
from pipelines.identity.titles import Verdict
from spiders import attachments, contents, requisites, verdicts
from spiders.asking import failed, failure
from spiders.chain import Chain
from spiders.found import Finding, FindingKind, FoundDocument, FoundOutcome
from spiders.gone import strayed
from spiders.page import Page, read_page
from spiders.requisites import Allowance, Requisite
from spiders.verdicts import Kind
from spiders.walking import Found, WalkingSpider

_GONE = (404, 410)
"""Statuses of what will not come back."""


class CollectingSpider(WalkingSpider):
    """A spider that collects the captures of each report in order."""

    def parse_detail(self, response: Response) -> Iterator[Found]:
        """Decide what the page of a list's entry is, and fetch the rest of the document when it is a report."""
        said = Verdict(response.meta["verdict"])
        page = read_page(response)
        if failed(response):
            yield self.note(response, failure(response))
        elif page is None:
            yield from self._file(response)
        elif page.onward:
            context = response.meta["context"]
            yield from self.onward(response, page.onward, "detail", Role.PAGE, verdict=said, context=context)
        elif page.is_gone or strayed(response):
            yield self.note(response, "gone")
        elif attachments.is_file_address(response.url) and not verdicts.is_text(page):
            yield from self._shown(response, page, said)
        elif asked := list(self.rendered(response, page, "detail")):
            yield from asked
        else:
            yield from self._detail_page(response, page, said)

    def parse_chain(self, response: Response) -> Iterator[Found]:
        """Hold a document's further page or attachment, had or missing, and go on with the next."""
        chain = Chain(**response.meta["chain"])
        role = response.meta["context"]["role"]
        page = read_page(response)
        gone = strayed(response) or (page is not None and page.is_gone)
        if "place" in response.meta and not gone and not failed(response):
            if page is not None and role == Role.ATTACHMENT:
                yield from self._page_for_a_file(response, page, chain)
                return
            if page is not None and (asked := list(self.rendered(response, page, "chain"))):
                yield from asked
                return
            chain.hold(response.meta["place"], role)
            if page is not None:
                chain.take_up(page)
                yield from self._requisites(response, requisites.of_page(page))
        else:
            chain.lacking = chain.lacking or (failed(response) and response.status not in _GONE)
            yield from self._part_missing(response, "part_missing")
        yield self._onward(chain, response)

    def _page_for_a_file(self, response: Response, page: Page, chain: Chain) -> Iterator[Found]:
        """Follow a viewer's page to its file; one that says nothing else is an error's or a login's, no attachment."""
        if not chain.take_up_viewed(page):
            if verdicts.is_text(page):
                chain.hold(response.meta["place"], Role.ATTACHMENT)
            else:
                yield from self._part_missing(response, "no_file")
        yield self._onward(chain, response)

    def _part_missing(self, response: Response, why: str) -> Iterator[Found]:
        """Name a document's part that another page was sent for; one that failed is named with its request."""
        yield self.note(response, why)
        if not failed(response):
            document = response.meta["chain"]["url"]
            yield Finding(
                FindingKind.UNREACHABLE, response.url, f"part of {document} missing: another page came"
            )

    def parse_requisite(self, response: Response) -> Iterator[Found]:
        """Ask for what a style sheet or a frame needs in turn; nothing waits for a requisite that could not be had."""
        if not failed(response):
            yield from self._requisites(response, requisites.within(response))

    def _detail_page(self, response: Response, page: Page, said: Verdict) -> Iterator[Found]:
        kind = verdicts.kind_of(page, said)
        if kind is Kind.LISTING:
            yield FoundOutcome("list")
            yield from self._list(response, page, sure=True)
        elif kind is Kind.OTHER:
            yield self.note(response, "page_says_otherwise")
        else:
            content = contents.of_report(page)
            been = response.meta.get("redirect_urls", ())
            chain = Chain.begin(response.url, response.meta.get("place"), *been, content=content)
            chain.take_up(page)
            yield FoundOutcome("document", chain.url, content)
            yield self._onward(chain, response)
            yield from self._requisites(response, requisites.of_page(page))

    def _shown(self, response: Response, page: Page, said: Verdict) -> Iterator[Found]:
        """Ask for the file that a page shows which came in a file's place."""
        if files := [link for link in attachments.shown(page) if link.url != response.meta["context"]["via"]]:
            yield FoundOutcome("onward")
            yield self.ask(
                files[0].url, "detail", Role.PAGE, response, verdict=said, context=response.meta["context"]
            )
        else:
            yield self.note(response, "no_file")

    def _file(self, response: Response) -> Iterator[Found]:
        if response.body and (place := response.meta.get("place")):
            content = contents.of_file(response.body)
            yield FoundOutcome("document", response.url, content)
            yield Chain.begin(response.url, place, content=content).found()
        else:
            yield self.note(response, "empty")

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
            step.url,
            "chain",
            step.role,
            response,
            chain=chain.to_meta(),
            context=context,
            form=step.form,
            again=True,
        )

    def _requisites(self, response: Response, wanted: list[Requisite]) -> Iterator[scrapy.Request]:
        """Yield the requests for what a page, style sheet or frame needs, bounded more tightly than others."""
        for one, allowance in Allowance.of(response).shared(wanted):
            yield self.ask(
                one.url, "requisite", Role.REQUISITE, response, requisite=allowance, **requisites.BOUNDS
            )
