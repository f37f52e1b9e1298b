"""The steps of a document: what a list's entry turns out to be, and the rest of its pages and files."""

from __future__ import annotations

from collections.abc import Iterator

import scrapy
from scrapy.http import Response

from archive.capture import Role
from pipelines.identity.titles import Verdict
from spiders import verdicts
from spiders.asking import failed
from spiders.chain import Chain
from spiders.found import FoundDocument
from spiders.page import Page, read_page
from spiders.verdicts import Kind
from spiders.walking import Found, WalkingSpider


class CollectingSpider(WalkingSpider):
    """A spider that collects the captures of each report in order."""

    def parse_detail(self, response: Response) -> Iterator[Found]:
        """Decide what the page of a list's entry is, and fetch the rest of the document when it is a report."""
        said = Verdict(response.meta["verdict"])
        page = read_page(response)
        if failed(response):
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
