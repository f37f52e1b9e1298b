"""A line of a page, and what of it is links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import NamedTuple

import msgspec

from pipelines.reading.characters import clean, join_breaks
from pipelines.reading.markup import attribute
from pipelines.remembering import remembered

GAP = re.compile(r"\t|[ \u3000\xa0]{2,}")
"""What parts the columns of a preformatted line."""

_BEGINS = r"<(a(?: [^>]*+)?)(?<!/)>"
LINK = re.compile(rf"{_BEGINS}([^<]*+)(?:</a>|\Z)")
NOTHING_BUT_LINK = re.compile(rf"\s*+{_BEGINS}([^<]*+)</a>\s*+")
LINK_TAG = re.compile(r"<[^>]*+>")
LINK_BEGINS = re.compile(_BEGINS)
NOWHERE = re.compile(r"#|javascript:|$", re.IGNORECASE)

STAMP = re.compile(
    r"\s*[\[(（【]?\s*(?:(?:19|20)?\d\d[-/.])?\d{1,2}[-/.]\d{1,2}(?:\s\d{1,2}:\d\d(?::\d\d)?)?\s*[\])）】]?$"
)
"""A date at the end of a line as lists print it; a signature's has 年, 月 and 日."""

STAMP_ENDS = frozenset("0123456789])）】")
SHORTEST_ENTRY = 4
"""Characters of a list's title; 打印 before a date is none."""

Anchors = Sequence[tuple[str, str]]


class Line(msgspec.Struct, eq=False, gc=False):
    """A line of text. `region` is the index of the innermost block around it, `linked` counts characters in links.

    `is_linked` tells whether more than half of it is links, `anchors` holds the text and tag of each link in it.
    """

    text: str
    region: int
    linked: int = 0
    is_linked: bool = False
    anchors: Anchors = ()

    @property
    def links(self) -> list[tuple[str, str]]:
        """Return the text and address of each link that leads anywhere."""
        shown = ((clean(text), attribute(tag, "href") or "") for text, tag in self.anchors)
        return [(text, address) for text, address in shown if text and not NOWHERE.match(address.strip())]


class Printed(NamedTuple):
    """What a run of text prints: a line, its text maybe empty, and the tag of a link that goes on behind it."""

    text: str
    linked: int = 0
    is_linked: bool = False
    anchors: Anchors = ()
    open_link: str = ""


@remembered
def printed(run: str) -> Printed:
    """Return what is printed by text that stands between two blocks, as serialized, with no tags but those of links."""
    if "<" not in run:
        return Printed(_shown(run))
    if link := NOTHING_BUT_LINK.fullmatch(run):
        tag, inside = link.groups()
        return _with_links(_shown(inside), [(unescape(inside), tag)], "")
    left = LINK_BEGINS.match(run, run.rfind("<"))
    anchors = [(unescape(shown), tag) for tag, shown in LINK.findall(run)]
    return _with_links(_shown(LINK_TAG.sub("", run)), anchors, left[0] if left else "")


def _with_links(text: str, anchors: list[tuple[str, str]], open_link: str) -> Printed:
    if not text:
        return Printed(text, open_link=open_link)
    linked = min(sum([len(shown.strip()) for shown, _ in anchors]), len(text))
    return Printed(text, linked, _is_linked(text, linked), anchors, open_link)


def preformatted(run: str) -> list[str]:
    """Return the lines that preformatted text prints, with tabs where its setting parts columns."""
    lines = unescape(LINK_TAG.sub("", run)).splitlines()
    return ["\t".join(map(clean, GAP.split(line.strip(" \u3000")))).rstrip() for line in lines]


def _shown(written: str) -> str:
    text = unescape(written) if "&" in written else written
    return clean(join_breaks(text.strip()) if "\n" in text or "\r" in text else text)


def _is_linked(text: str, linked: int) -> bool:
    """Return whether more than half of a line is links, the date that lists print behind a title apart."""
    if linked * 2 > len(text):
        return True
    return linked >= SHORTEST_ENTRY and text[-1] in STAMP_ENDS and linked * 2 > len(STAMP.sub("", text))
