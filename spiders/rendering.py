"""When a page needs a browser: what was sent holds no list and no body, only scripts that would make them."""

from __future__ import annotations

import re
from itertools import islice

from lxml import html

from spiders import attachments, paging, routes
from spiders.links import Link
from spiders.page import Page

_ROOT = re.compile(r"^(?:app|root|__nuxt|__next|main-app|app-root|application)$", re.IGNORECASE)
_BOUND = re.compile(r"\{\{[^{}\n]{1,200}\}\}|<%[=\-]?[^%\n]{1,200}%>")
_REPEATED = "//*[@v-for or @ng-repeat or @data-ng-repeat or @ms-for or @ms-repeat or @*[name()='wx:for']]"
_ASKING = re.compile(
    r"\$\.(?:ajax|get|post|getJSON)\b|\bfetch\s*\(|XMLHttpRequest|axios|\.(?:load|getJSON)\s*\(|\$http\b|\$axios"
)
_FILLING = re.compile(
    r"innerHTML|\.(?:html|append|prepend|appendChild|render)\s*\(|insertAdjacent|laytpl|template\s*\("
)
_SWITCHED_OFF = re.compile(r"(?:java\s*script|脚本)", re.IGNORECASE)
_HOLDERS = ("div", "ul", "ol", "dl", "tbody", "table", "section", "main")
_CHROME = re.compile(
    r"(?:^|[\s_\-./])(?:nav|menu|header|head|top|foot|footer|bottom|crumb|share)", re.IGNORECASE
)

ROUTE = "route that scripts read"
PART = "part that a script fills, when nothing else was left"

MOST_PROSE = 120
"""Characters of running text above which a page says something itself."""

MOST_ENTRIES = 2
"""Links as long as titles that may stand outside menus of a page that lists nothing."""

_TITLE_LENGTH = 8
_MOST_HOLDERS = 3000


def reason(page: Page) -> str | None:
    """Return why a page is to be given to a browser, `None` where the page as it was sent is all there is.

    Whatever can be had without a browser comes first: links, files, frames, text, a pager, an address to go on to.
    What stands at a route is had by nothing else.
    """
    if page.is_gone or page.onward or page.is_records:
        return None
    if routes.of(page.url) and _is_scripted(page):
        return ROUTE
    if len(page.prose) > MOST_PROSE:
        return None
    why = _why(page)
    return why if why and not _holds_something(page) else None


def may_fill(page: Page) -> bool:
    """Return whether a script of a page that holds something asks for more to be put into it."""
    return bool(_ASKING.search(page.code) and _FILLING.search(page.code)) or _has_empty_root(page)


def _why(page: Page) -> str | None:
    """Return the mark of a page that scripts complete."""
    if _has_empty_root(page):
        return "empty application root"
    if page.tree.xpath(_REPEATED) or _BOUND.search(page.visible):
        return "template that a script fills"
    if _is_switched_off(page):
        return "asks for scripts to be enabled"
    if _has_empty_list(page):
        return "empty list that a script fills"
    return None


def _holds_something(page: Page) -> bool:
    if any(link.origin in {"frame", "record"} for link in page.links):
        return True
    entries = [link for link in page.links if _is_entry(link)]
    return len(entries) > MOST_ENTRIES or bool(attachments.find(page)) or paging.find(page) is not None


def _is_entry(link: Link) -> bool:
    return (
        len(link.label) >= _TITLE_LENGTH and not _CHROME.search(link.spot) and not _BOUND.search(link.label)
    )


def _has_empty_root(page: Page) -> bool:
    named = page.tree.xpath("//body//*[@id or @ng-app or @data-ng-app] | //body[@ng-app] | //app-root")
    return any(_is_root(one) and not _says(one) for one in named) and _is_scripted(page)


def _is_root(element: html.HtmlElement) -> bool:
    return bool(
        _ROOT.match(element.get("id") or "")
        or element.tag == "app-root"
        or element.get("ng-app") is not None
        or element.get("data-ng-app") is not None
    )


def _says(element: html.HtmlElement) -> bool:
    """Return whether an element shows text of its own, templates and what loads meanwhile left out."""
    text = "".join(
        str(piece)
        for piece in element.xpath(
            ".//text()[not(ancestor::script or ancestor::style or ancestor::noscript)]"
        )
    )
    return len("".join(_BOUND.sub("", text).split())) > 40


def _is_switched_off(page: Page) -> bool:
    said = (str(one.text_content()) for one in page.tree.iter("noscript"))
    return any(_SWITCHED_OFF.search(text) for text in said) and len(page.visible) < MOST_PROSE


def _has_empty_list(page: Page) -> bool:
    """Return whether an element called like a list is empty, and a script of the page asks for something to fill it."""
    if not (_ASKING.search(page.code) and _FILLING.search(page.code)):
        return False
    holders = islice(page.tree.iter(*_HOLDERS), _MOST_HOLDERS)
    return any(_is_empty(one) and (name := one.get("id")) and name in page.code for one in holders)


def _is_empty(element: html.HtmlElement) -> bool:
    return len(element) == 0 and not (element.text or "").strip()


def _is_scripted(page: Page) -> bool:
    return bool(page.tree.xpath("//script[@src or string-length(text()) > 20]"))
