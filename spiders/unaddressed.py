"""What stands on a page where a link would and leads nowhere by itself: a script follows the click on it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from lxml import html

from pipelines.identity.titles import Verdict, judge
from spiders import columns
from spiders.links import Link
from spiders.page import Page

_ANCHORS = ("a",)
_ROWS = ("a", "li", "td", "div", "span", "p", "dt", "dd", "button", "h3", "h4", "h5", "h6", "em", "i", "b")
_MOST_ELEMENTS = 20_000
_MOST_NAMES = 5
_TITLE = range(8, 201)
_NAME = range(2, 31)


def titles(page: Page, *, rendered: bool = True) -> list[str]:
    """Return the titles of reports that lead nowhere; a page as it was sent has them in anchors."""
    words = _words(page, _ROWS if rendered else _ANCHORS, _TITLE)
    return _leading_nowhere(page, [one for one in words if judge(one) is Verdict.REPORT])


def names(page: Page) -> list[str]:
    """Return the names of columns and hubs that lead nowhere, best first."""
    ranked = {one: columns.rank(Link("", one, "", "event")) for one in _words(page, _ROWS, _NAME)}
    best = sorted((one for one in ranked if ranked[one] >= columns.HUB), key=lambda one: -ranked[one])
    return _leading_nowhere(page, best)[:_MOST_NAMES]


def _leading_nowhere(page: Page, words: list[str]) -> list[str]:
    linked = [text for link in page.links for text in (link.text, link.title)] if words else []
    own = set(page.own_titles)
    return [one for one in words if one not in own and not any(one in text for text in linked)]


def _words(page: Page, tags: tuple[str, ...], length: range) -> dict[str, None]:
    elements = islice(page.tree.iter(*tags), _MOST_ELEMENTS)
    return dict.fromkeys(words for one in elements for words in _said(one) if len(words) in length)


def _said(element: html.HtmlElement) -> Iterator[str]:
    """Yield an element's title and the text that is its own, not that of elements within."""
    yield " ".join((element.get("title") or "").split())
    pieces = [element.text or "", *(child.tail or "" for child in element)]
    yield " ".join(" ".join(pieces).split())
    if element.tag == "a":
        yield " ".join(element.text_content().split())
