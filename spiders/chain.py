"""The chain by which a document is fetched: one request after another, what remains travelling with it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from itertools import count
from operator import itemgetter
from typing import Any

from archive.capture import Place, Role
from spiders import attachments, hosts
from spiders.canonical import canonical
from spiders.found import FoundDocument
from spiders.page import Page
from spiders.paging import article

Form = tuple[tuple[str, str], ...]

_MOST_FRAMES = 5
"""Frames in frames that an article is looked for in."""


@dataclass(frozen=True, slots=True)
class Step:
    """The next thing to fetch for a document: an article page or an attachment, its number, the form it takes."""

    url: str
    role: Role
    number: int
    form: Form = ()


@dataclass(slots=True)
class Chain:
    """What a document consists of so far and what is still to be asked for; JSON in the request's meta.

    `pages` are numbers, addresses and forms to come, `files` addresses to come, `asked` every address asked for,
    `numbers` the pages had or to come (one page may have two addresses), `viewed` the files that a viewer's page led
    to, `page_places` and `file_places` where the captures lie, `content` what the first page says (spiders.contents),
    `lacking` whether a part could not be had that may be had another time.
    """

    url: str
    pages: list[tuple[int, str, Form]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    page_places: list[dict[str, Any]] = field(default_factory=list)
    file_places: list[dict[str, Any]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    viewed: list[str] = field(default_factory=list)
    files_asked: int = 0
    content: str | None = None
    lacking: bool = False

    @classmethod
    def begin(cls, url: str, place: dict[str, Any] | None, *asked: str, content: str | None = None) -> Chain:
        """Return the chain of a document whose first response came from an address and says a content."""
        return cls(
            url,
            asked=[url, *(other for other in asked if other != url)],
            page_places=[place] if place else [],
            content=content,
        )

    def to_meta(self) -> dict[str, Any]:
        """Return the chain as JSON for a request's meta."""
        return asdict(self)

    @property
    def document(self) -> str | None:
        """Return the record id of the document's first response."""
        return str(self.page_places[0]["record_id"]) if self.page_places else None

    def take_up(self, page: Page) -> None:
        """Add what an article page leads to: the article's other pages and the page's files."""
        turns = article.find(page, self.url)
        if not self.numbers:
            offered = {turn.page for turn in turns}
            self.numbers = [next(number for number in count(1) if number not in offered)]
        for turn in turns:
            if turn.page and turn.page not in self.numbers and len(self.numbers) < article.MOST_PAGES:
                self.numbers.append(turn.page)
                self.pages.append((turn.page, turn.url, turn.form))
        self.pages.sort(key=itemgetter(0))
        self._take_up_files(page)
        self._take_up_frame(page)

    def _take_up_files(self, page: Page) -> None:
        known = {canonical(url) for url in (*self.asked, *self.files)}
        found, most = attachments.find(page), attachments.MOST_FILES
        if not found and not self.files:
            found, most = attachments.scans(page), attachments.MOST_PICTURES
        files = [link.url for link in found if canonical(link.url) not in known]
        self.files = (self.files + files)[: max(most - self.files_asked, len(self.files))]

    def take_up_viewed(self, page: Page) -> bool:
        """Put the file that a viewer's page shows next, in the page's place; a viewer within a viewer shows none."""
        files = [link.url for link in attachments.shown(page) if link.url not in self.asked]
        if not files or page.url in self.viewed:
            return False
        self.viewed.append(files[0])
        self.files = files + [url for url in self.files if url not in files]
        self.files_asked -= 1
        return True

    def _take_up_frame(self, page: Page) -> None:
        """Add the one frame of an article page that says nothing itself: the article stands in it."""
        frames = {
            link.url
            for link in page.links
            if link.origin == "frame" and hosts.site(link.url) == hosts.site(page.url)
        }
        room = len(self.numbers) < _MOST_FRAMES
        if len(frames) == 1 and room and not self.pages and not self.files and len(page.prose) < 100:
            number = max(self.numbers) + 1
            self.numbers.append(number)
            self.pages.append((number, frames.pop(), ()))

    def hold(self, place: dict[str, Any], role: str) -> None:
        """Keep where the capture of the last step lies."""
        (self.file_places if role == Role.ATTACHMENT else self.page_places).append(place)

    def next(self) -> Step | None:
        """Return the next step and count it as asked for; `None` at the chain's end."""
        if self.pages:
            number, url, form = self.pages.pop(0)
            step = Step(url, Role.PAGE, number, tuple((name, value) for name, value in form))
        elif self.files:
            self.files_asked += 1
            step = Step(self.files.pop(0), Role.ATTACHMENT, self.files_asked)
        else:
            return None
        self.asked.append(step.url)
        return step

    def found(self) -> FoundDocument:
        """Return the document: the captures had, pages first."""
        places = tuple(Place(**place) for place in self.page_places + self.file_places)
        return FoundDocument(self.url, places, self.content, self.lacking)
