"""A page as the lines a reader would see, each knowing the element it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from pipelines.errors import Unreadable
from pipelines.reading.characters import clean, join_breaks
from pipelines.reading.tree import BLOCKS, parse, walk

MAX_LINES = 50_000
MAX_TEXT = 3_000_000
"""Characters of a page's text; the longest reports have some hundred thousand."""

SMALLEST_PICTURE = 100
"""Pixels; no table can be read off less."""
MARKED_BEGIN = re.compile(r"content\s*\.?\s*(?:begin|start)|(?:正文|内容)\s*开始", re.IGNORECASE)
MARKED_END = re.compile(r"content\s*\.?\s*end|(?:正文|内容)\s*结束", re.IGNORECASE)


@dataclass(slots=True)
class Region:
    """A block element and the lines it covers: `start` up to, not including, `end`; `parent` is an index."""

    element: etree._Element
    parent: int | None
    start: int
    end: int = 0


@dataclass(slots=True)
class Line:
    """A line of text. `region` is the index of the innermost block around it, `linked` counts characters in links.

    `links` holds the text and address of each link in it that leads anywhere.
    """

    text: str
    region: int
    linked: int = 0
    links: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_linked(self) -> bool:
        """Return whether more than half of the line is links."""
        return self.linked * 2 > len(self.text)


@dataclass(slots=True)
class Page:
    """An HTML page flattened: lines in document order, block regions in document order, and the tree itself.

    `begins` and `ends` are line indexes of the marks publishing systems set around the article's text; `pictures`
    those before which an image stands that is large enough to show something.
    """

    root: etree._Element
    lines: list[Line] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)

    def scripts(self) -> list[str]:
        """Return the text of the page's inline scripts."""
        return [script.text for script in self.root.iter("script") if script.text]

    def metas(self) -> dict[str, str]:
        """Return the page's named metas, names in lower case, the first of each name."""
        named: dict[str, str] = {}
        for meta in self.root.iter("meta"):
            name, content = meta.get("name") or meta.get("property"), clean(meta.get("content") or "")
            if name and content:
                named.setdefault(name.lower(), content)
        return named


def flatten(html: str) -> Page:
    """Return the page as lines; raises `Unreadable` for what is empty, too large or nested beyond reason."""
    flattener = _Flattener(Page(parse(html)))
    for event, element in walk(flattener.page.root):
        if event == "start":
            flattener.open(element)
        elif event == "end":
            flattener.close(element)
        elif isinstance(element, etree._Comment):
            flattener.mark(element.text or "")
        if event != "start" and element is not flattener.page.root:
            flattener.add(element.tail)
    flattener.end_line()
    return flattener.page


class _Flattener:
    """Collects text into lines; a line ends where a block element begins or ends."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.opened: list[int] = []
        self.pieces: list[str] = []
        self.linked = 0
        self.length = 0
        self.links: list[tuple[str, str]] = []
        self.link: tuple[str, int] | None = None

    def open(self, element: etree._Element) -> None:
        if element.tag in BLOCKS:
            self.end_line()
            parent = self.opened[-1] if self.opened else None
            self.opened.append(len(self.page.regions))
            self.page.regions.append(Region(element, parent, len(self.page.lines)))
        elif element.tag == "a":
            self.link = (element.get("href") or "", len(self.pieces))
        if element.tag == "img" and not _is_icon(element):
            self.page.pictures.append(len(self.page.lines) + bool(self.pieces))
        if element.tag == "meta":
            self.mark(element.get("name") or "")
        self.add(element.text)

    def close(self, element: etree._Element) -> None:
        if element.tag in BLOCKS:
            self.end_line()
            self.page.regions[self.opened.pop()].end = len(self.page.lines)
        elif element.tag == "a" and self.link:
            self._end_link(*self.link)

    def add(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            self.linked += len(text.strip()) if self.link else 0

    def mark(self, name: str) -> None:
        for pattern, marks in ((MARKED_BEGIN, self.page.begins), (MARKED_END, self.page.ends)):
            if len(name) < 100 and pattern.search(name):
                self.end_line()
                marks.append(len(self.page.lines))

    def end_line(self) -> None:
        if len(self.page.lines) >= MAX_LINES:
            raise Unreadable(f"the page has more than {MAX_LINES} lines")
        text = clean(join_breaks("".join(self.pieces)))
        self.length += len(text)
        if self.length > MAX_TEXT:
            raise Unreadable(f"the page's text has more than {MAX_TEXT} characters")
        if text:
            region = self.opened[-1] if self.opened else 0
            self.page.lines.append(Line(text, region, min(self.linked, len(text)), self.links))
        self.pieces, self.linked, self.links = [], 0, []
        self.link = (self.link[0], 0) if self.link else None

    def _end_link(self, address: str, since: int) -> None:
        text = clean("".join(self.pieces[since:]))
        if text and not re.match(r"#|javascript:|$", address.strip(), re.IGNORECASE):
            self.links.append((text, address))
        self.link = None


def _is_icon(image: etree._Element) -> bool:
    """Return whether an image is decoration by its name or the size it is given."""
    sizes = [re.match(r"\d+", image.get(name) or "") for name in ("width", "height")]
    small = any(size and int(size[0]) < SMALLEST_PICTURE for size in sizes)
    return (
        small
        or re.search(r"icon|ico[_-]|logo|\.gif|qrcode|ewm", image.get("src") or "", re.IGNORECASE) is not None
    )
