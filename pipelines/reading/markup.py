"""A page's tree as one run of text and tags: to go through it takes a third of what visiting its elements does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree

from pipelines.errors import Unreadable
from pipelines.remembering import remembered

MAX_TAGS = 2_000_000

_INSIDE = r"[^<]*+(?>(?:</?a(?: [^>]*+)?>[^<]*+)*)"
_COMMENT = r"!--(?>(?:[^-]++|-(?!->))*)--"
TAG = re.compile(rf"<(?!/?a[ >])(?:((?!pre[ >])[a-z][^>]*+)(?<!/)>({_INSIDE})</[^>]*+|({_COMMENT}|[^>]*+))>")
"""As serialized, `>` in values escaped: an element that holds but text and links, or another tag or a comment."""

ATTRIBUTE = re.compile(r'\s([^\s=]+)="([^"]*)"')
CONTROL = "&#xFFFD;"
"""What the serializer writes for control characters, which XML has not; the character itself it writes as it is."""


DISPLAY = re.compile(r"display\s*:\s*(table(?:-row|-cell|-row-group)?)(?![\w-])", re.IGNORECASE)
SHOWN_AS = {"table": "table", "table-row-group": "tbody", "table-row": "tr", "table-cell": "td"}


class Tag:
    """A tag as serialized: its name, and its attributes where they are asked for.

    `shown` is the element as which its style displays it, if that is a table or part of one.
    """

    __slots__ = ("attributes", "markup", "name", "shown")

    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.name = markup.partition(" ")[0].strip("/")
        self.attributes: dict[str, str] | None = None
        display = DISPLAY.search(markup)
        self.shown = SHOWN_AS[display[1].lower()] if display else ""

    def get(self, name: str) -> str | None:
        """Return the value of an attribute."""
        if self.attributes is None:
            self.attributes = {key: unescape(value) for key, value in ATTRIBUTE.findall(self.markup)}
        return self.attributes.get(name)


tag_of = remembered(Tag)
"""The tag that is written so; pages of a site share most."""


def attribute(markup: str, name: str) -> str | None:
    """Return the value of a tag's attribute."""
    return tag_of(markup).get(name)


def run_of(root: etree._Element) -> Iterator[tuple[str, str | None, str, str]]:
    """Yield text and what follows it: the tag and the text of an element that holds nothing else, or another tag.

    Tags are given as they stand between `<` and `>`, comments likewise; text has the tags of links within it and is
    escaped still. All elements are closed, those without content in themselves (`br/`). Raises `Unreadable` for more
    than 2,000,000 tags.
    """
    # a document type of XHTML would have the serializer add attributes
    root.getroottree().docinfo.clear()
    written = etree.tostring(root, encoding="utf-8", with_tail=False).decode().replace(CONTROL, "")
    if len(written) > MAX_TAGS and written.count("<") > MAX_TAGS:
        raise Unreadable(f"the page has more than {MAX_TAGS} tags")
    parts = TAG.split(written)
    return zip(parts[::4], parts[1::4], parts[2::4], parts[3::4], strict=False)
