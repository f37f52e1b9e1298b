"""What spiders yield besides requests."""

from __future__ import annotations

from dataclasses import dataclass

from archive.capture import Place


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """The captures of one candidate report, archived and in order: article pages, then attachments."""

    url: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class FoundListing:
    """One page of a list, accounted for: what the list states and what this page held.

    `first` is the address of the list's first page and joins its pages. `entries` counts the links taken for
    list entries, `reports` those followed as reports. What a list does not state is `None`.
    """

    url: str
    first: str
    page: int
    title: str | None
    pager: str | None
    pages_stated: int | None
    records_stated: int | None
    entries: int
    reports: int
