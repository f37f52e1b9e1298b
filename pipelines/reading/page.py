"""A page as the lines a reader would see, each knowing the element it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from html import unescape

from lxml import etree

from pipelines.errors import Unreadable
from pipelines.reading.characters import clean, join_breaks
from pipelines.reading.markup import Tag, attribute, run_of
from pipelines.reading.tree import BLOCKS, BREAKS, parse, strip

MAX_LINES = 50_000
MAX_TEXT = 3_000_000
"""Characters of a page's text; the longest reports have some hundred thousand."""

SMALLEST_PICTURE = 100
"""Pixels; no table can be read off less."""

MARK = re.compile(r"content|正文|内容", re.IGNORECASE)
MARKED_BEGIN = re.compile(r"content\s*\.?\s*(?:begin|start)|(?:正文|内容)\s*开始", re.IGNORECASE)
MARKED_END = re.compile(r"content\s*\.?\s*end|(?:正文|内容)\s*结束", re.IGNORECASE)
LONGEST_MARK = 100
NOWHERE = re.compile(r"#|javascript:|$", re.IGNORECASE)


STAMP = re.compile(
    r"\s*[\[(（【]?\s*(?:(?:19|20)?\d\d[-/.])?\d{1,2}[-/.]\d{1,2}(?:\s\d{1,2}:\d\d(?::\d\d)?)?\s*[\])）】]?$"
)
"""A date at the end of a line as lists print it; a signature's has 年, 月 and 日."""

DISPLAY = re.compile(r"display\s*:\s*(table(?:-row|-cell|-row-group)?)(?![\w-])", re.IGNORECASE)
SHOWN_AS = {"table": "table", "table-row-group": "tbody", "table-row": "tr", "table-cell": "td"}
"""What other blocks are where a style displays them as a table or its parts."""

PARTS = {"tbody": ("table",), "tr": ("table", "tbody"), "td": ("tr",)}
"""What such a part must stand in."""

GAP = re.compile(r"\t|[ \u3000\xa0]{2,}")
"""What parts the columns of a preformatted line."""

STAMP_ENDS = frozenset("0123456789])）】")
SHORTEST_ENTRY = 4
"""Characters of a list's title; 打印 before a date is none."""


@dataclass(slots=True)
class Region:
    """A block element and the lines it covers: `start` up to, not including, `end`.

    `name` is its tag's, or that of the part of a table which a style displays it as.
    `parent` is the index of the region around it, `after` that of the first region behind those within it; `image`
    tells whether an image stands in it, outside those within it.
    """

    tag: Tag
    name: str
    parent: int | None
    start: int
    end: int = 0
    after: int = 0
    image: bool = False


@dataclass(slots=True)
class Line:
    """A line of text. `region` is the index of the innermost block around it, `linked` counts characters in links.

    `is_linked` tells whether more than half of it is links, `anchors` holds the text and tag of each link in it.
    """

    text: str
    region: int
    linked: int = 0
    is_linked: bool = False
    anchors: Sequence[tuple[str, str]] = ()

    @property
    def links(self) -> list[tuple[str, str]]:
        """Return the text and address of each link that leads anywhere."""
        shown = ((clean(text), attribute(tag, "href") or "") for text, tag in self.anchors)
        return [(text, address) for text, address in shown if text and not NOWHERE.match(address.strip())]


@dataclass
class Page:
    """An HTML page flattened: lines in document order, block regions in document order.

    `begins` and `ends` are line indexes of the marks publishing systems set around the article's text; `pictures`
    those before which an image stands that is large enough to show something. `title` is the text of the title
    element, `metas` are the named metas, names in lower case, the first of each name; `scripts` the inline scripts.
    """

    title: str
    metas: dict[str, str]
    scripts: list[str]
    lines: list[Line] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)
    begins: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)


def flatten(html: str) -> Page:
    """Return the page as lines; raises `Unreadable` for what is empty, too large or nested beyond reason."""
    root = parse(html)
    scripts = [script.text for script in root.iter("script") if script.text]
    page = Page(clean(root.findtext(".//title") or ""), _metas(root), scripts)
    strip(root)
    _Flattener(page).visit(root)
    return page


def _metas(root: etree._Element) -> dict[str, str]:
    named: dict[str, str] = {}
    for meta in root.iter("meta"):
        name, content = meta.get("name") or meta.get("property"), clean(meta.get("content") or "")
        if name and content:
            named.setdefault(name.lower(), content)
    return named


Act = Callable[[], None]


class _Flattener:
    """Collects text into lines; a line ends where a block element begins or ends."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.opened: list[int] = []
        self.pieces: list[str] = []
        self.linked = 0
        self.anchors: list[tuple[str, str]] = []
        self.link: tuple[str, int] | None = None

    def visit(self, root: etree._Element) -> None:
        """Go through a page; what a tag calls for is told once, however often it stands there."""
        pieces, acts = self.pieces, dict[str, Act | None]()
        for text, link, inside, markup in run_of(root):
            if text and (pieces or not text.isspace()):
                pieces.append(unescape(text) if "&" in text else text)
            if link:
                self.add_link(link, unescape(inside) if "&" in inside else inside)
                continue
            if markup in acts:
                act = acts[markup]
            else:
                act = acts[markup] = self.act(markup)
            if act:
                act()
        self.end_line()
        if len(self.page.lines) > MAX_LINES:
            raise Unreadable(f"the page has more than {MAX_LINES} lines")
        if sum([len(line.text) for line in self.page.lines]) > MAX_TEXT:
            raise Unreadable(f"the page's text has more than {MAX_TEXT} characters")

    def act(self, markup: str) -> Act | None:
        """Return what a tag or a comment, which may be a mark, calls for, nothing if it has no bearing on lines."""
        if markup[0] == "/":
            return self.closing(markup[1:])
        if markup[0] == "!":
            return self.mark(markup[3:-2])
        tag = Tag(markup)
        opening = self.opening(tag)
        closing = self.closing(tag.name) if markup[-1] == "/" else None
        return partial(_both, opening, closing) if opening and closing else opening or closing

    def opening(self, tag: Tag) -> Act | None:
        if tag.name == "a":
            return partial(self.begin_link, tag.markup)
        if tag.name in BLOCKS:
            shown = DISPLAY.search(tag.markup)
            return partial(self.begin_block, tag, SHOWN_AS[shown[1].lower()] if shown else tag.name)
        if tag.name == "img":
            return partial(self.show, is_icon=_is_icon(tag))
        return self.mark(tag.get("name") or "") if tag.name == "meta" else None

    def closing(self, name: str) -> Act | None:
        if name in BLOCKS:
            return self.end_block
        if name == "a":
            return self.end_link
        return self.end_line if name in BREAKS else None

    def mark(self, name: str) -> Act | None:
        """Return the setting of a mark by the name of a meta or the text of a comment."""
        if len(name) >= LONGEST_MARK or not MARK.search(name):
            return None
        page = self.page
        found = [
            marks
            for pattern, marks in ((MARKED_BEGIN, page.begins), (MARKED_END, page.ends))
            if pattern.search(name)
        ]
        return partial(self.set_marks, found) if found else None

    def set_marks(self, found: Sequence[list[int]]) -> None:
        self.end_line()
        for marks in found:
            marks.append(len(self.page.lines))

    def begin_block(self, tag: Tag, name: str) -> None:
        if self.pieces:
            self.end_line()
        regions, opened = self.page.regions, self.opened
        around = opened[-1] if opened else None
        opened.append(len(regions))
        within = PARTS.get(name) if name != tag.name else None
        if within and (around is None or regions[around].name not in within):
            name = tag.name
        regions.append(Region(tag, name, around, len(self.page.lines)))

    def end_block(self) -> None:
        if self.pieces:
            self.end_line()
        page = self.page
        region = page.regions[self.opened.pop()]
        region.end, region.after = len(page.lines), len(page.regions)

    def add_link(self, tag: str, text: str) -> None:
        if text and (self.pieces or not text.isspace()):
            self.pieces.append(text)
            self.linked += len(text.strip())
            self.anchors.append((text, tag))
        self.link = None

    def begin_link(self, tag: str) -> None:
        self.link = (tag, len(self.pieces))

    def end_link(self) -> None:
        if not self.link:
            return
        tag, since = self.link
        if text := "".join(self.pieces[since:]):
            self.linked += len(text.strip())
            self.anchors.append((text, tag))
        self.link = None

    def show(self, *, is_icon: bool) -> None:
        """Note an image."""
        if self.opened:
            self.page.regions[self.opened[-1]].image = True
        if not is_icon:
            self.page.pictures.append(len(self.page.lines) + bool(self.pieces))

    def end_line(self) -> None:
        """Put what was collected since the last line into one, if it is anything but blanks."""
        pieces = self.pieces
        if self.link:
            tag, since = self.link
            self.linked += len("".join(pieces[since:]).strip())
            self.link = (tag, 0)
        printed = "".join(pieces)
        pieces.clear()
        region = self.opened[-1] if self.opened else 0
        broken = "\n" in printed or "\r" in printed
        if broken and self.opened and self.page.regions[region].name == "pre":
            self.page.lines += [Line(text, region) for text in map(_set, printed.splitlines()) if text]
        elif text := clean(join_breaks(printed.strip()) if broken else printed):
            line = Line(text, region)
            self.page.lines.append(line)
            if self.linked:
                line.linked = min(self.linked, len(text))
                line.is_linked = _is_linked(text, line.linked)
                line.anchors = self.anchors
        if self.linked:
            self.linked, self.anchors = 0, []


def _set(line: str) -> str:
    """Return a preformatted line with tabs where its setting parts columns."""
    return "\t".join(map(clean, GAP.split(line.strip(" \u3000")))).rstrip()


def _both(one: Act, other: Act) -> None:
    one()
    other()


def _is_linked(text: str, linked: int) -> bool:
    """Return whether more than half of a line is links, the date that lists print behind a title apart."""
    if linked * 2 > len(text):
        return True
    return linked >= SHORTEST_ENTRY and text[-1] in STAMP_ENDS and linked * 2 > len(STAMP.sub("", text))


def _is_icon(image: Tag) -> bool:
    """Return whether an image is decoration by its name or the size it is given."""
    sizes = [re.match(r"\d+", image.get(name) or "") for name in ("width", "height")]
    small = any(size and int(size[0]) < SMALLEST_PICTURE for size in sizes)
    return (
        small
        or re.search(r"icon|ico[_-]|logo|\.gif|qrcode|ewm", image.get("src") or "", re.IGNORECASE) is not None
    )
