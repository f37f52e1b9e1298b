"""HTML as a tree, and what of it a browser would show."""

from __future__ import annotations

import re

from lxml import etree

from pipelines.errors import Unreadable
from pipelines.remembering import remembered

MAX_HTML = 20_000_000
MAX_BLANKS = 5_000
"""Blanks within one tag: the parser's time grows with the square of a tag's attributes."""

LONG_TAG = 10_000
"""Bytes from which on a tag's blanks are counted."""

UNSEEN = frozenset(
    (
        *("script", "style", "head", "template", "select", "textarea", "iframe", "applet", "svg", "noframes"),
        *("del", "s", "strike"),
    )
)
"""No `button` or `object`: written `<button … />` they hold the rest of the page.

What is struck through is deleted: the page no longer says it.
"""

INLINE = (
    *("span", "font", "b", "strong", "u", "i", "em", "sup", "sub", "small", "big", "ins", "nobr", "label"),
    *("o:p", "st1:chsdate", "input", "noscript"),
)
"""Elements that neither end a line nor bear on it."""

BREAKS = frozenset(("br", "hr"))
"""Elements that only end a line."""

BLOCKS = frozenset(
    (  # noqa: SIM905 - a line for each of forty-five names would say no more
        "address article aside blockquote body caption center dd details dir div dl dt fieldset figure "
        "figcaption footer form h1 h2 h3 h4 h5 h6 header legend li main menu nav ol p pre section summary "
        "table tbody td tfoot th thead tr ul ucapcontent"
    ).split()
)
"""Elements that begin and end a line and may hold others; `ucapcontent` is a publishing system's own."""

HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|text-decoration[a-z-]*\s*:[^;]*line-through")
STYLES = etree.XPath("//@style", smart_strings=False)
HIDDEN = etree.XPath("boolean(//@hidden)")
STYLED = etree.XPath("//*[@style or @hidden]")
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""What stands raised behind a number is a note's mark, none of its digits."""

FEEDS = bytes.maketrans(b"\x0b\x0c", b"  ")
"""Vertical tabs and form feeds are blanks to whoever reads, and XML has no way to write them."""

ODD = (b"\x00", b"\x0b", b"\x0c")
"""What few pages hold, so that few are written anew without it."""

EARLY_END = re.compile(rb"</(?=[hHbB])(?:[hH][tT][mM][lL]|[bB][oO][dD][yY])\s*>")
"""Included headers bring their own `</html>`; the parser would stop there, browsers go on.

A pattern that ignores case is sought byte by byte, this one from `</` to `</`.
"""


def parse(html: str) -> etree._Element:
    """Return the root of a page; raises `Unreadable` for what is empty, too large or nested beyond reason."""
    if len(html) > MAX_HTML:
        raise Unreadable(f"the page has {len(html)} characters, more than {MAX_HTML}")
    markup = html.encode("utf-8", "replace")
    if any(odd in markup for odd in ODD):
        markup = markup.translate(FEEDS, b"\x00")
    if _has_endless_tag(markup):
        raise Unreadable(f"a tag of the page has more than {MAX_BLANKS} attributes")
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_pis=True)
    try:
        root = etree.fromstring(EARLY_END.sub(b"", markup), parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"no HTML: {error}") from error
    if root is None:
        raise Unreadable("the page is empty")
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise Unreadable("the page's elements are nested too deeply")
    return root


def _has_endless_tag(markup: bytes) -> bool:
    """Tell whether a tag has too many blanks; goes by leaps from one `<` to the last within reach of a long tag."""
    start = markup.find(b"<")
    while 0 <= start < len(markup) - LONG_TAG:
        following = markup.rfind(b"<", start + 1, start + 1 + LONG_TAG)
        if following < 0:
            following = markup.find(b"<", start + 1)
            tag = markup[start : following if following > 0 else None].partition(b">")[0]
            if len(tag) > LONG_TAG and len(tag.split()) > MAX_BLANKS:
                return True
        start = following
    return False


def strip(root: etree._Element) -> None:
    """Take out of a page what is not shown and the tags of what only sets text; text behind either stays."""
    for raised in root.iter("sup"):
        raised.text = raised.text and raised.text.translate(RAISED)
    if any(map(_hides, set(STYLES(root)))) or HIDDEN(root):
        for element in STYLED(root):
            if element.get("hidden") is not None or _hides(element.get("style") or ""):
                element.tag = "template"
    etree.strip_elements(root, *UNSEEN, with_tail=False)
    etree.strip_tags(root, *INLINE)


@remembered
def _hides(style: str) -> bool:
    return bool(HIDING.search(style.lower()))
