"""What worker processes make of foreign captures: whether they are reports or list them, and what belongs to a report.

The spiders' own recognition is asked; where a spider would ask the host, the captures that were seen are asked.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from archive.capture import Capture, Place, Role
from archive.reader import read_capture
from crawler import worker
from crawler.importing.seen import Entry, Seen, SeenCaptures
from crawler.worker import Refusal, attempt, within
from pipelines.identity.titles import Verdict, judge
from spiders import listing, verdicts
from spiders.chain import Chain
from spiders.page import Page, read_page

if TYPE_CHECKING:
    from scrapy.http import Response

    from spiders.chain import Step

PRELOADED = (*worker.PRELOADED, "scrapy.http", "scrapy.responsetypes", "crawler.importing.looking")


@dataclass(frozen=True, slots=True)
class Look:
    """What a capture is: `report`, `page`, `file` or `nothing`; what it lists, and where a stub sends its reader."""

    kind: str
    entries: tuple[Entry, ...] = ()
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A capture of a document after its first: what as, its number, and the address of what led to it."""

    place: Place
    url: str
    role: Role
    number: int
    via: str


@dataclass(frozen=True, slots=True)
class Collected:
    """A document found among captures.

    `number` is that of its first article page, `missing` the addresses of its parts that were not captured.
    """

    first: Seen
    number: int
    parts: tuple[Part, ...]
    missing: tuple[str, ...]


def look(job: tuple[Path, Seen], seconds: int) -> Look | Refusal:
    """Return what a capture of a data directory is; `seconds` are those of `worker.within`."""
    data_dir, seen = job
    with within(seconds):
        return attempt(lambda: _look(read_capture(data_dir, seen.place)))


def _look(capture: Capture) -> Look:
    response = response_of(capture)
    page = read_page(response)
    if page is None:
        if not response.body:
            return Look("nothing")
        name = unquote(urlsplit(capture.url).path.rpartition("/")[2])
        return Look("report" if judge(name) is Verdict.REPORT else "file")
    if page.onward:
        return Look("nothing", target=page.onward)
    return Look("nothing") if page.is_gone else _look_at(page)


def _look_at(page: Page) -> Look:
    if verdicts.kind_of(page, Verdict.DOUBT) is verdicts.Kind.REPORT:
        return Look("report")
    sure = page.is_records or verdicts.is_column_page(page)
    entries = tuple(
        Entry(one.link.url, one.link.label, sure, one.verdict is Verdict.DOUBT)
        for one in listing.reports(page, in_column=True)
    )
    may_be = verdicts.kind_of(page, Verdict.REPORT) is verdicts.Kind.REPORT
    return Look("page" if may_be else "nothing", entries)


def response_of(capture: Capture) -> Response:
    """Return a capture as a spider gets it: its payload, and its headers but for the content coding that is undone."""
    from scrapy.http import Headers  # noqa: PLC0415 - loaded where captures are looked at
    from scrapy.responsetypes import responsetypes  # noqa: PLC0415 - as above

    headers = Headers()
    for name, value in capture.headers:
        if name.lower() != "content-encoding":
            headers.appendlist(name, value.encode("latin-1", "replace"))
    kind = responsetypes.from_args(headers=headers, url=capture.url, body=capture.payload)
    return kind(capture.url, status=capture.status, headers=headers, body=capture.payload)


def collect(job: tuple[Path, Path, Seen], seconds: int) -> Collected | Refusal:
    """Return the document that a capture begins, its other pages and files taken from the captures that were seen."""
    data_dir, seen_file, first = job
    with within(seconds), SeenCaptures.open(seen_file) as seen:
        return attempt(lambda: _Collecting(data_dir, seen, first).document())


class _Collecting:
    """One document put together as a spider does, from what is there in a spider's host's place."""

    def __init__(self, data_dir: Path, seen: SeenCaptures, first: Seen) -> None:
        self._data_dir = data_dir
        self._seen = seen
        self._first = first
        self._chain = Chain.begin(first.url, asdict(first.place))
        self._via = first.url
        self._parts: list[Part] = []
        self._missing: list[str] = []

    def document(self) -> Collected:
        page = self._page(self._first.place)
        if page is not None:
            self._chain.take_up(page)
            while step := self._chain.next():
                self._take(step)
        number = self._chain.numbers[0] if self._chain.numbers else 1
        return Collected(self._first, number, tuple(self._parts), tuple(self._missing))

    def _page(self, place: Place) -> Page | None:
        return read_page(response_of(read_capture(self._data_dir, place)))

    def _take(self, step: Step) -> None:
        # what a form was answered with is not told apart by its address
        found = None if step.form else self._seen.nearest(step.url, self._first.at)
        page = self._page(found.place) if found else None
        if found is None or found.row == self._first.row or (page is not None and not self._fits(page, step)):
            self._missing += [step.url] if found is None else []
        else:
            self._parts.append(Part(found.place, found.url, step.role, step.number, self._via))
            self._via = found.url
            if page is not None and step.role is Role.PAGE:
                self._chain.take_up(page)

    def _fits(self, page: Page, step: Step) -> bool:
        """Tell whether a page is what was asked for; where it stands in a file's place, its file is asked for next."""
        if page.is_gone:
            return False
        return step.role is Role.PAGE or (not self._chain.take_up_viewed(page) and verdicts.is_text(page))
