"""What of an archive goes into a package: captures of reports or addresses, and all that is needed to see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from archive.capture import Role
from archive.errors import ArchiveError
from archive.packing.catalogue import Catalogue, Listed
from archive.packing.pages import moment
from archive.reader import read_capture
from pipelines.reading.charset import declared_in, decode
from spiders.links import resolve
from spiders.page import Page
from spiders.requisites import DEEPEST, of_page, of_sheet

_LONGEST = 4 * 1024 * 1024
_SHEET = "text/css"
_PAGES = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """The captures that are asked for: those to which all that is given applies.

    `addresses` are those of the reports that were chosen, `None` where none were; `prefixes` begin addresses.
    """

    addresses: Collection[str] | None = None
    prefixes: Sequence[str] = ()

    @property
    def is_all(self) -> bool:
        """Whether everything is asked for."""
        return self.addresses is None and not self.prefixes

    def has(self, url: str) -> bool:
        """Tell whether captures of an address are asked for."""
        named = self.addresses is None or url in self.addresses
        return named and (not self.prefixes or url.startswith(tuple(self.prefixes)))


def addresses_of(reports: Iterable[dict[str, Any]]) -> set[str]:
    """Return where the pages and attachments of stored reports were captured."""
    return {capture["url"] for report in reports for capture in report["captures"]}


def choose(data_dir: Path, catalogue: Catalogue, wanted: Wanted) -> set[str]:
    """Return the record ids of what is wanted: whole documents, every visit, with what they were shown with."""
    asked = [one for one in catalogue.captures.values() if wanted.has(one.address) and not _is_requisite(one)]
    documents = {document for one in asked for document in _documents(one)}
    whole = (one for one in catalogue.captures.values() if not documents.isdisjoint(_documents(one)))
    surroundings = _Surroundings(data_dir, catalogue)
    seen: set[str] = set()
    for page in chain(asked, whole):
        if page.place.record_id not in seen:
            seen |= surroundings.of(page)
    return catalogue.with_what_they_need(seen)


def _documents(listed: Listed) -> set[str]:
    """Return the documents that a capture is part of, each by the id of its first record."""
    parts = (one for one in listed.contexts if one.role in {Role.PAGE, Role.ATTACHMENT})
    return {one.document or listed.place.record_id for one in parts}


def _is_requisite(listed: Listed) -> bool:
    return any(context.role is Role.REQUISITE for context in listed.contexts)


class _Surroundings:
    """What pages were shown with: their requisites, those of these, and what redirects led to."""

    def __init__(self, data_dir: Path, catalogue: Catalogue) -> None:
        self._data_dir = data_dir
        self._catalogue = catalogue
        self._asked_by: dict[str, list[str]] = defaultdict(list)
        for listed in filter(_is_requisite, catalogue.captures.values()):
            for context in listed.contexts:
                self._asked_by[context.via or ""].append(listed.url)

    def of(self, page: Listed) -> set[str]:
        """Return the record ids of a page and of its surroundings.

        Of each address the capture nearest in time is taken: a requisite is not fetched again for every page.
        """
        found, level = {page.place.record_id}, [page]
        for _ in range(DEEPEST + 1):
            addresses = dict.fromkeys(chain.from_iterable(map(self._leads_to, level)))
            met = (nearest(self._catalogue.at(url), page) for url in addresses)
            level = [one for one in met if one and one.place.record_id not in found]
            found |= {one.place.record_id for one in level}
        return found

    def _leads_to(self, listed: Listed) -> Iterator[str]:
        if listed.location and (target := resolve(listed.url, listed.location)):
            yield target
        yield from self._asked_by[listed.url]
        if listed.declared_type == _SHEET or listed.declared_type in _PAGES:
            yield from self._named_in(listed)

    def _named_in(self, listed: Listed) -> Iterator[str]:
        try:
            capture = read_capture(self._data_dir, listed.place)
        except ArchiveError:
            return  # verifying names it
        text = decode(capture.payload[:_LONGEST], declared_in(capture.header("Content-Type")))
        is_sheet = listed.declared_type == _SHEET
        needed = of_sheet(text, listed.url) if is_sheet else of_page(Page(listed.url, text))
        yield from (one.url for one in needed)


def nearest(captures: Sequence[Listed], page: Listed) -> Listed | None:
    """Return which of an address's captures is nearest in time to a page's."""
    at = moment(page.captured_at)
    return min(captures, key=lambda one: abs(moment(one.captured_at) - at), default=None)
