"""A page as the lines a reader would see, each knowing the element it stands in."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import msgspec
from lxml import etree

from pipelines.errors import Unreadable
from pipelines.reading.characters import clean
from pipelines.reading.line import Line, preformatted, printed
from pipelines.reading.markup import Tag, run_of, tag_of
from pipelines.reading.tree import BLOCKS, BREAKS, parse, strip
from pipelines.remembering import remembered

MAX_LINES = 50_000
MAX_TEXT = 3_000_000
"""Characters of a page's text; the longest reports have some hundred thousand."""

GROWTH = 3
"""Characters that one may become in NFC at most."""

SMALLEST_PICTURE = 100
"""Pixels; no table can be read off less."""

PIXELS = re.compile(r"\d+")
ICON = re.compile(r"icon|ico[_-]|logo|\.gif|qrcode|ewm")

MARK = re.compile(r"content|正文|内容", re.IGNORECASE)
MARKED_BEGIN = re.compile(r"content\s*\.?\s*(?:begin|start)|(?:正文|内容)\s*开始", re.IGNORECASE)
MARKED_END = re.compile(r"content\s*\.?\s*end|(?:正文|内容)\s*结束", re.IGNORECASE)
LONGEST_MARK = 100


class Region(msgspec.Struct, eq=False, gc=False):
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


PARTS = {"tbody": ("table",), "tr": ("table", "tbody"), "td": ("tr",)}
"""What a block must stand in that a style displays as such a part of a table."""


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
    if len(page.lines) > MAX_LINES:
        raise Unreadable(f"the page has more than {MAX_LINES} lines")
    if len(html) > MAX_TEXT // GROWTH and sum([len(line.text) for line in page.lines]) > MAX_TEXT:
        raise Unreadable(f"the page's text has more than {MAX_TEXT} characters")
    return page


def _metas(root: etree._Element) -> dict[str, str]:
    named: dict[str, str] = {}
    for meta in root.iter("meta"):
        name, content = meta.get("name") or meta.get("property"), clean(meta.get("content") or "")
        if name and content:
            named.setdefault(name.lower(), content)
    return named


class _Flattener:
    """Collects text into lines; a line ends where a block element begins or ends."""

    def __init__(self, page: Page) -> None:
        self.page, self.lines, self.regions = page, page.lines, page.regions
        self.around: int | None = None
        self.pieces: list[str] = []
        self.link = ""

    def visit(self, root: etree._Element) -> None:
        """Go through a page."""
        pieces, add_leaf = self.pieces, self.add_leaf
        for text, leaf, inside, markup in run_of(root):
            if text and (pieces or not text.isspace()):
                pieces.append(text)
            called = _called_for(leaf or markup)
            if called is None:
                if leaf and (pieces or not inside.isspace()):
                    pieces.append(inside)
            elif not isinstance(called, Tag):
                called(self)
            elif leaf:
                add_leaf(called, inside)
            else:
                self.begin_block(called)
        self.end_line()

    def set_marks(self, *, begins: bool, ends: bool) -> None:
        """Note marks around the article's text."""
        self.end_line()
        self.page.begins += [len(self.lines)] * begins
        self.page.ends += [len(self.lines)] * ends

    def begin_block(self, tag: Tag) -> None:
        if self.pieces:
            self.end_line()
        name = self.shown_as(tag) if tag.shown else tag.name
        self.regions.append(Region(tag, name, self.around, len(self.lines)))
        self.around = len(self.regions) - 1

    def end_block(self) -> None:
        if self.pieces:
            self.end_line()
        region = self.regions[self.around or 0]
        region.end, region.after = len(self.lines), len(self.regions)
        self.around = region.parent

    def add_leaf(self, tag: Tag, run: str) -> None:
        """Add a block that holds nothing but text and links."""
        if self.pieces:
            self.end_line()
        lines, regions = self.lines, self.regions
        here, start = len(regions), len(lines)
        if run and not run.isspace():
            text, linked, is_linked, anchors, self.link = printed(self.link + run)
            if text:
                lines.append(Line(text, here, linked, is_linked, anchors))
        name = self.shown_as(tag) if tag.shown else tag.name
        regions.append(Region(tag, name, self.around, start, len(lines), here + 1))

    def shown_as(self, tag: Tag) -> str:
        """Return what a block is that a style displays as a table or, where it stands in one, as part of it."""
        around = "" if self.around is None else self.regions[self.around].name
        return tag.shown if around in PARTS.get(tag.shown, (around,)) else tag.name

    def show(self, *, is_icon: bool) -> None:
        """Note an image."""
        if self.around is not None:
            self.regions[self.around].image = True
        if not is_icon:
            self.page.pictures.append(len(self.lines) + bool(printed("".join(self.pieces)).text))

    def end_line(self) -> None:
        """Put what was collected since the last line into one, if it is anything but blanks."""
        run = "".join(self.pieces)
        self.pieces.clear()
        region = self.around or 0
        if "\n" in run and self.regions and self.regions[region].name == "pre":
            self.lines += [Line(text, region) for text in preformatted(run) if text]
        else:
            self.add_line(run, region)

    def add_line(self, run: str, region: int) -> None:
        """Add what a run prints; a link that it leaves open goes on in the next."""
        text, linked, is_linked, anchors, self.link = printed(self.link + run)
        if text:
            self.lines.append(Line(text, region, linked, is_linked, anchors))


Act = Callable[[_Flattener], None]


@remembered
def _called_for(markup: str) -> Tag | Act | None:
    """Return what a tag or a comment calls for: to begin a block, some other act, or nothing that bears on lines."""
    if markup[0] == "!":
        return _mark(markup[3:-2])
    tag = tag_of(markup)
    if tag.name in BREAKS:
        return _Flattener.end_line
    if tag.name in BLOCKS:
        if markup[0] == "/":
            return _Flattener.end_block
        return partial(_Flattener.add_leaf, tag=tag, run="") if markup[-1] == "/" else tag
    if tag.name == "img":
        return partial(_Flattener.show, is_icon=_is_icon(tag))
    return _mark(tag.get("name") or "") if tag.name == "meta" else None


def _mark(name: str) -> Act | None:
    """Return the setting of a mark by the name of a meta or the text of a comment."""
    if len(name) >= LONGEST_MARK or not MARK.search(name):
        return None
    begins, ends = (pattern.search(name) is not None for pattern in (MARKED_BEGIN, MARKED_END))
    return partial(_Flattener.set_marks, begins=begins, ends=ends) if begins or ends else None


def _is_icon(image: Tag) -> bool:
    """Return whether an image is decoration by its name or the size it is given."""
    sizes = [PIXELS.match(image.get(name) or "") for name in ("width", "height")]
    small = any(size and int(size[0]) < SMALLEST_PICTURE for size in sizes)
    return small or ICON.search((image.get("src") or "").lower()) is not None
