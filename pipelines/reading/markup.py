"""A page's tree as one run of text and tags: to go through it takes a third of what visiting its elements does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree

from pipelines.errors import Unreadable

MAX_TAGS = 2_000_000

TAG = re.compile(r"<(?:(a(?:\s[^>]*)?)>([^<]*)</a|(!--.*?--|[^>]*))>", re.DOTALL)
"""A link that holds nothing but text, or any tag or comment, as serialized: `>` in values is escaped."""

ATTRIBUTE = re.compile(r'\s([^\s=]+)="([^"]*)"')
CONTROL = "&#xFFFD;"
"""What the serializer writes for control characters, which XML has not; the character itself it writes as it is."""


class Tag:
    """An opening tag as serialized: its name, and its attributes where they are asked for."""

    __slots__ = ("markup", "name")

    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.name = markup.partition(" ")[0].rstrip("/")

    def get(self, name: str) -> str | None:
        """Return the value of an attribute."""
        return attribute(self.markup, name)


def attribute(markup: str, name: str) -> str | None:
    """Return the value of a tag's attribute."""
    if name not in markup:
        return None
    found = (value for key, value in ATTRIBUTE.findall(markup) if key == name)
    return next(map(unescape, found), None)


def run_of(root: etree._Element) -> Iterator[tuple[str, str | None, str, str]]:
    """Yield text and what follows it: the tag and the text of a link, or another tag or a comment.

    Tags are as written between `<` and `>`. All elements are closed, those without content in themselves (`br/`);
    text, which may be empty, is escaped still. Raises `Unreadable` for more than 2,000,000 tags.
    """
    # a document type of XHTML would have the serializer add attributes
    root.getroottree().docinfo.clear()
    written = etree.tostring(root, encoding="utf-8", with_tail=False).decode().replace(CONTROL, "")
    if written.count("<") > MAX_TAGS:
        raise Unreadable(f"the page has more than {MAX_TAGS} tags")
    parts = TAG.split(written)
    return zip(parts[::4], parts[1::4], parts[2::4], parts[3::4], strict=False)
