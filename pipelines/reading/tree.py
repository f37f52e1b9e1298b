"""HTML as a tree, and what of it a browser would show."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from pipelines.errors import Unreadable

MAX_HTML = 20_000_000
MAX_BLANKS = 5_000
"""Blanks within one tag: the parser's time grows with the square of a tag's attributes."""

LONG_TAG = re.compile(r"<[^<>]{10000,}")
UNSEEN = frozenset(
    ["script", "style", "head", "template", "select", "textarea", "iframe", "applet", "svg", "noframes"]
)
"""No `button` or `object`: written `<button … />` they hold the rest of the page."""

BLOCKS = frozenset(
    (  # noqa: SIM905 - a line for each of forty-seven names would say no more
        "address article aside blockquote body br caption center dd details dir div dl dt fieldset figure "
        "figcaption footer form h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol p pre section summary "
        "table tbody td tfoot th thead tr ul ucapcontent"
    ).split()
)
"""Elements that begin and end a line; `ucapcontent` is a publishing system's own."""

HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
EARLY_END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
"""Included headers bring their own `</html>`; the parser would stop there, browsers go on."""


def parse(html: str) -> etree._Element:
    """Return the root of a page; raises `Unreadable` for what is empty, too large or nested beyond reason."""
    if len(html) > MAX_HTML:
        raise Unreadable(f"the page has {len(html)} characters, more than {MAX_HTML}")
    if any(len(tag[0].split()) > MAX_BLANKS for tag in LONG_TAG.finditer(html)):
        raise Unreadable(f"a tag of the page has more than {MAX_BLANKS} attributes")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
    whole = EARLY_END.sub("", html.replace("\x00", ""))
    try:
        root = etree.fromstring(whole.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"no HTML: {error}") from error
    if root is None:
        raise Unreadable("the page is empty")
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise Unreadable("the page's elements are nested too deeply")
    return root


def walk(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """Yield `start` and `end` of each element that is seen, `skip` for what is not: only its tail counts.

    Takes time linear in the tree's size, which lxml's `iterwalk` does not among many comments.
    """
    opened, children = [root], [iter(root)]
    yield "start", root
    while opened:
        child = next(children[-1], None)
        if child is None:
            children.pop()
            yield "end", opened.pop()
        elif isinstance(child.tag, str) and not is_unseen(child):
            opened.append(child)
            children.append(iter(child))
            yield "start", child
        else:
            yield "skip", child


def is_unseen(element: etree._Element) -> bool:
    """Tell whether a browser would not show an element."""
    return (
        element.tag in UNSEEN
        or element.get("hidden") is not None
        or bool(HIDING.search(element.get("style") or ""))
    )
