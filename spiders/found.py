"""What spiders yield besides requests."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from archive.capture import Place


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """The captures of one candidate report, archived and in order: article pages, then attachments.

    `content` tells whether its first page says what it said before (spiders.contents), `lacking` whether a part is
    missing that may be had another time.
    """

    url: str
    places: tuple[Place, ...]
    content: str | None = None
    lacking: bool = False


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """A link taken for a list's entry; `reason` says why it is not followed, `None` when it is.

    One that leads nowhere has an empty `url`. `date` is the day beside it, as it is written.
    """

    url: str
    title: str
    reason: str | None = None
    date: str = ""


@dataclass(frozen=True, slots=True)
class FoundListing:
    """One page of a list, accounted for: what the list states and what this page held.

    `first` is the address of the list's first page and joins its pages. What a list does not state is `None`.
    `furthest` is the highest number of a page that this one has, offers or states.
    `sure` says that the list is known to be a column of annual reports, `capped` that the site publishes no more
    of it than it states, `below` how many columns below it are looked at, `missing` why this page could not be had.
    `content` tells whether the page says what it said before (spiders.contents).
    """

    url: str
    first: str
    page: int
    title: str | None = None
    pager: str | None = None
    pages_stated: int | None = None
    records_stated: int | None = None
    entries: tuple[FoundEntry, ...] = ()
    sure: bool = False
    capped: bool = False
    below: int = 0
    missing: str | None = None
    content: str | None = None
    furthest: int | None = None


@dataclass(frozen=True, slots=True)
class FoundOutcome:
    """What the response of a request turned out to be, in one word; at most one for each response.

    `document` with the address its document goes by and the `content` of its first page (spiders.contents), `onward`
    for a stub whose one request goes on in its place, `list`; everything else is the reason why nothing came of it.
    """

    what: str
    document: str | None = None
    content: str | None = None


@dataclass(frozen=True, slots=True)
class FoundOverview:
    """A page that only leads to lists; `content` tells whether it leads where it led before (spiders.contents)."""

    url: str
    content: str


class FindingKind(StrEnum):
    """What was missing or refused; the words stand in the run's summary and do not change.

    A list: `entries_short` and `pages_short` of what it states, `page_missing`, `publish_cap`, `list_unfinished`,
    `no_address` (titles that lead nowhere), `empty_column`, `vanished_column`, `shrunk_column`, `moved_column`. A
    report: `vanished_report`. An address: `unreachable`, `no_report`, `forbidden_column` (robots.txt), `no_browser`,
    `excluded` (by the operator), `certificate`. A host: `blocked`. A portal: `search_ended` with leads left,
    `nothing_found`, `archive_cut` (captures that a crash took, asked for again).
    """

    ENTRIES_SHORT = "entries_short"
    PAGES_SHORT = "pages_short"
    PAGE_MISSING = "page_missing"
    PUBLISH_CAP = "publish_cap"
    LIST_UNFINISHED = "list_unfinished"
    NO_ADDRESS = "no_address"
    EMPTY_COLUMN = "empty_column"
    VANISHED_COLUMN = "vanished_column"
    SHRUNK_COLUMN = "shrunk_column"
    MOVED_COLUMN = "moved_column"
    VANISHED_REPORT = "vanished_report"
    UNREACHABLE = "unreachable"
    NO_REPORT = "no_report"
    FORBIDDEN_COLUMN = "forbidden_column"
    NO_BROWSER = "no_browser"
    EXCLUDED = "excluded"
    CERTIFICATE = "certificate"
    BLOCKED = "blocked"
    SEARCH_ENDED = "search_ended"
    NOTHING_FOUND = "nothing_found"
    REPLAY_DOUBTFUL = "replay_doubtful"
    ARCHIVE_CUT = "archive_cut"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the run's summary names: its kind, the address it is about, and what to say of it.

    `since` is when it was said first, in UTC, of one that every run since has said.
    """

    kind: FindingKind
    url: str
    text: str
    since: str | None = None
