"""A page as the lines a reader would see, each knowing the element it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree

from pipelines.errors import Unreadable
from pipelines.reading.characters import clean, join_breaks
from pipelines.reading.tree import BLOCKS, BREAKS, UNSEEN, is_hidden, parse

MAX_LINES = 50_000
MAX_TEXT = 3_000_000
"""Characters of a page's text; the longest reports have some hundred thousand."""

SMALLEST_PICTURE = 100
"""Pixels; no table can be read off less."""

MARK = re.compile(r"content|正文|内容", re.IGNORECASE)
MARKED_BEGIN = re.compile(r"content\s*\.?\s*(?:begin|start)|(?:正文|内容)\s*开始", re.IGNORECASE)
MARKED_END = re.compile(r"content\s*\.?\s*end|(?:正文|内容)\s*结束", re.IGNORECASE)
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""What stands raised behind a number is a note's mark, none of its digits."""

NOTED = BLOCKS | BREAKS | {"a", "img", "meta"}
NOWHERE = re.compile(r"#|javascript:|$", re.IGNORECASE)


STAMP = re.compile(
    r"\s*[\[(（【]?\s*(?:(?:19|20)?\d\d[-/.])?\d{1,2}[-/.]\d{1,2}(?:\s\d{1,2}:\d\d(?::\d\d)?)?\s*[\])）】]?$"
)
"""A date at the end of a line as lists print it; a signature's has 年, 月 and 日."""

STAMP_ENDS = frozenset("0123456789])）】")
SHORTEST_ENTRY = 4
"""Characters of a list's title; 打印 before a date is none."""


@dataclass(slots=True)
class Region:
    """A block element and the lines it covers: `start` up to, not including, `end`.

    `parent` is the index of the region around it, `after` that of the first region behind those within it.
    """

    element: etree._Element
    tag: str
    parent: int | None
    start: int
    end: int = 0
    after: int = 0


@dataclass(slots=True)
class Line:
    """A line of text. `region` is the index of the innermost block around it, `linked` counts characters in links.

    `is_linked` tells whether more than half of it is links, `anchors` holds the text and address of each link in it, as
    written.
    """

    text: str
    region: int
    linked: int = 0
    is_linked: bool = False
    anchors: Sequence[tuple[str, str]] = ()

    @property
    def links(self) -> list[tuple[str, str]]:
        """Return the text and address of each link that leads anywhere."""
        shown = ((clean(text), address) for text, address in self.anchors)
        return [(text, address) for text, address in shown if text and not NOWHERE.match(address.strip())]


@dataclass
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

    @cached_property
    def title(self) -> str:
        """The text of the title element."""
        return clean(self.root.findtext(".//title") or "")

    def scripts(self) -> list[str]:
        """Return the text of the page's inline scripts."""
        return self._scripts

    @cached_property
    def _scripts(self) -> list[str]:
        return [script.text for script in self.root.iter("script") if script.text]

    def metas(self) -> dict[str, str]:
        """Return the page's named metas, names in lower case, the first of each name."""
        return self._metas

    @cached_property
    def _metas(self) -> dict[str, str]:
        named: dict[str, str] = {}
        for meta in self.root.iter("meta"):
            name, content = meta.get("name") or meta.get("property"), clean(meta.get("content") or "")
            if name and content:
                named.setdefault(name.lower(), content)
        return named


def flatten(html: str) -> Page:
    """Return the page as lines; raises `Unreadable` for what is empty, too large or nested beyond reason."""
    page = Page(parse(html))
    _Flattener(page).visit()
    return page


class _Flattener:
    """Collects text into lines; a line ends where a block element begins or ends."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.around: list[tuple[etree._Element, str, Iterator[etree._Element]]] = []
        self.opened: list[int] = []
        self.pieces: list[str] = []
        self.linked = 0
        self.length = 0
        self.anchors: list[tuple[str, str]] = []
        self.link: tuple[str, int] | None = None

    def visit(self) -> None:
        """Visit all elements that are seen, in document order; a loop, for calls would take most of the time."""
        pieces, around = self.pieces, self.around
        element, tag, children = self.page.root, "", iter((self.page.root,))
        while True:
            child = next(children, None)
            if child is None:
                if not around:
                    break
                child, name = element, tag
                element, tag, children = around.pop()
            elif (name := child.tag).__class__ is not str or name in UNSEEN or is_hidden(child):  # type: ignore[assignment]
                name = self.skip(child)
            else:
                if name in NOTED:
                    self.begin(child, name)
                if (text := child.text) and (pieces or not text.isspace()):
                    pieces.append(text.translate(RAISED) if name == "sup" else text)
                if len(child):
                    around.append((element, tag, children))
                    element, tag, children = child, name, iter(child)
                    continue
            if name in NOTED:
                self.end(name)
            if (text := child.tail) and (pieces or not text.isspace()):
                pieces.append(text)
        self.end_line()

    def skip(self, element: etree._Element) -> str:
        """Pass by what is not shown, which has no tag to close; a comment may be a mark."""
        if isinstance(element, etree._Comment):
            self.mark(element.text or "")
        return ""

    def begin(self, element: etree._Element, tag: str) -> None:
        """Open a block or a link, or note what else bears on the lines."""
        if tag in BLOCKS:
            if self.pieces:
                self.end_line()
            regions, opened = self.page.regions, self.opened
            region = Region(element, tag, opened[-1] if opened else None, len(self.page.lines))
            opened.append(len(regions))
            regions.append(region)
        elif tag == "a":
            self.link = (element.get("href") or "", len(self.pieces))
        elif tag == "img" and not _is_icon(element):
            self.page.pictures.append(len(self.page.lines) + bool(self.pieces))
        elif tag == "meta":
            self.mark(element.get("name") or "")

    def end(self, tag: str) -> None:
        """Close what `begin` opened."""
        if tag in BLOCKS:
            if self.pieces:
                self.end_line()
            region = self.page.regions[self.opened.pop()]
            region.end, region.after = len(self.page.lines), len(self.page.regions)
        elif tag == "a" and self.link:
            self._end_link(*self.link)
            self.link = None
        elif tag in BREAKS and self.pieces:
            self.end_line()

    def mark(self, name: str) -> None:
        if len(name) >= 100 or not MARK.search(name):
            return
        for pattern, marks in ((MARKED_BEGIN, self.page.begins), (MARKED_END, self.page.ends)):
            if pattern.search(name):
                self.end_line()
                marks.append(len(self.page.lines))

    def end_line(self) -> None:
        """Put what was collected since the last line into one, if it is anything but blanks."""
        if self.link:
            self.linked += sum(len(piece.strip()) for piece in self.pieces[self.link[1] :])
            self.link = (self.link[0], 0)
        printed = "".join(self.pieces)
        region = self.opened[-1] if self.opened else 0
        broken = "\n" in printed or "\r" in printed
        if broken and self.opened and self.page.regions[region].tag == "pre":
            for text in filter(None, map(clean, printed.splitlines())):
                self._add(Line(text, region))
        elif text := clean(join_breaks(printed.strip()) if broken else printed):
            if self.linked:
                linked = min(self.linked, len(text))
                self._add(Line(text, region, linked, _is_linked(text, linked), self.anchors))
            else:
                self._add(Line(text, region))
        self.pieces.clear()
        self.linked, self.anchors = 0, []

    def _add(self, line: Line) -> None:
        self.page.lines.append(line)
        self.length += len(line.text)
        if len(self.page.lines) > MAX_LINES:
            raise Unreadable(f"the page has more than {MAX_LINES} lines")
        if self.length > MAX_TEXT:
            raise Unreadable(f"the page's text has more than {MAX_TEXT} characters")

    def _end_link(self, address: str, since: int) -> None:
        pieces = self.pieces[since:]
        if pieces:
            self.linked += sum([len(piece.strip()) for piece in pieces])
            self.anchors.append((pieces[0] if len(pieces) == 1 else "".join(pieces), address))


def _is_linked(text: str, linked: int) -> bool:
    """Return whether more than half of a line is links, the date that lists print behind a title apart."""
    if linked * 2 > len(text):
        return True
    return linked >= SHORTEST_ENTRY and text[-1] in STAMP_ENDS and linked * 2 > len(STAMP.sub("", text))


def _is_icon(image: etree._Element) -> bool:
    """Return whether an image is decoration by its name or the size it is given."""
    sizes = [re.match(r"\d+", image.get(name) or "") for name in ("width", "height")]
    small = any(size and int(size[0]) < SMALLEST_PICTURE for size in sizes)
    return (
        small
        or re.search(r"icon|ico[_-]|logo|\.gif|qrcode|ewm", image.get("src") or "", re.IGNORECASE) is not None
    )
