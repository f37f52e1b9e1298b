"""Pager bars: the runs of 上一页 1 2 3 下一页 共3页 on a page, and which of them belongs to the page's own list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml import html

from pipelines.identity.titles import Verdict, judge
from spiders import links, scripts
from spiders.links import Link
from spiders.page import Page
from spiders.paging import words
from spiders.paging.siblings import is_sibling
from spiders.paging.turns import Totals, totals

_MOST_SEEDS = 200
_HIGHEST = 12
_MOST_LINKS = 500
_TEXT = (
    "text()[not(parent::script or parent::style or parent::noscript or parent::template or parent::option)]"
)
_TURNERS = ("a", "button", "span", "li", "input", "option", "div", "em", "b", "strong", "td", "p", "i")
_MONTH = re.compile(r"(?:19|20)\d\d\s*+[年\-/.]\s*+\d{1,2}\s*+月?")
_ENTRY = re.compile(r"[\u4e00-\u9fff]{8}")
_ROLES = {
    **dict.fromkeys(("next", "nxt", "pagination-next", "page-next", "nextpage", "fa-angle-right"), "下一页"),
    **dict.fromkeys(("prev", "pre", "previous", "prevpage", "fa-angle-left"), "上一页"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """A pager's run of links and words: what leads elsewhere, its text, and the numbers in it that are no links."""

    links: tuple[Link, ...]
    text: str
    unlinked: tuple[int, ...]

    def address(self, pattern: words.Pattern) -> str | None:
        """Return where the first link leads whose words are of a kind."""
        return next((link.url for link in self.links if pattern.match(link.label or link.text)), None)


@lru_cache(2)
def own(page: Page) -> Bar | None:
    """Return the bar of the page's own list, `None` where no bar is; a news box beside the list has bars too."""
    if next(_seeds(page.tree), None) is None:
        return _encoded(page)
    lists = _Lists(page.tree)
    bars = _leading(page)
    serving = [bar for element, bar in bars if lists.is_served_by(element)]
    siblings = [bar for _, bar in bars if any(is_sibling(page.url, link.url) for link in bar.links)]
    chosen = [bar for bar in serving if bar in siblings] or serving or siblings
    if not chosen and not lists.is_certain:
        chosen = [bar for _, bar in bars]
    return max(chosen, key=lambda bar: len(bar.links)) if chosen else None


@lru_cache(2)
def _leading(page: Page) -> list[tuple[html.HtmlElement, Bar]]:
    """Return the bars of a page that lead anywhere, with the element that each one is."""
    elements = dict.fromkeys(_outermost(seed) for seed in islice(_seeds(page.tree), _MOST_SEEDS))
    bars = [(element, _bar(element, page)) for element in elements]
    return [(element, bar) for element, bar in bars if bar.links and not _is_calendar(element, bar)]


def beside(turner: html.HtmlElement, page: Page) -> int | None:
    """Return the number that stands in the same bar as a turner and leads nowhere, where there is one only."""
    numbers = set(_unlinked(_outermost(turner), page))
    return numbers.pop() if len(numbers) == 1 else None


def written(page: Page) -> Totals:
    """Return the totals in a page's texts that are a pager's, of a page none of whose bars leads anywhere."""
    return totals("" if _leading(page) else _talk(page), "")


def stated(page: Page, bar: Bar | None = None) -> Totals:
    """Return the totals a page states: in its bar, else in short texts that are a pager's, else in its scripts."""
    inside = totals(bar.text, "") if bar else Totals(None, None, None)
    beside = totals(_talk(page), page.code)
    return Totals(
        inside.pages or beside.pages, inside.records or beside.records, inside.current or beside.current
    )


def _is_calendar(element: html.HtmlElement, bar: Bar) -> bool:
    """Return whether a bar turns months: days from 1 to 28 and on, or bare arrows beside a year and a month."""
    numbers = {int(match[1]) for link in bar.links if (match := words.NUMBER.match(link.text))}
    if set(range(1, 29)) <= numbers and max(numbers) <= 31 and not words.TURNING.search(bar.text):
        return True
    if words.TURNING.search("".join(link.text for link in bar.links)) or re.search(
        r"\d", _MONTH.sub("", bar.text)
    ):
        return False
    texts = (_short_text(one) for one in [element, *islice(element.iterancestors(), 3)])
    return any(text and _MONTH.search(text) and not _ENTRY.search(text) for text in texts)


def _encoded(page: Page) -> Bar | None:
    """Return the bar that stands in a page as base64, for a script to write out."""
    for markup in scripts.encoded_markup(page.markup):
        fragment = html.fragment_fromstring(markup, create_parent="div")
        if next(_seeds(fragment), None) is not None:
            return _bar(fragment, page)
    return None


@lru_cache(2)
def _talk(page: Page) -> str:
    """Return the short texts of a page that say nothing but what pagers say."""
    return " ".join(text for text, _ in page.pieces if len(text) < 80 and words.is_pager_talk(text))


def _seeds(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for element in tree.iter(*_TURNERS):
        if element.tag not in {"a", "button"} and len(element):
            continue
        said = _said(element)
        if said and (words.is_turning(said) or (element.tag in {"a", "option"} and words.NUMBER.match(said))):
            yield element


def _said(element: html.HtmlElement) -> str:
    """Return what an element of a bar says, by its text, its title, its value, or what its class calls it."""
    text = "".join(islice(element.itertext(), 20)) if element.tag != "input" else element.get("value") or ""
    said = " ".join(text[:100].split()) or (element.get("title") or element.get("aria-label") or "").strip()
    inside = element if element.tag in {"a", "button", "li"} else ()
    said = said or " ".join((picture.get("alt") or "").strip() for picture in inside if picture.tag == "img")
    if said or element.tag not in {"a", "button", "li"}:
        return said[:40]
    called = f"{element.get('rel') or ''} {element.get('class') or ''}".lower().split()
    called += [name for one in inside for name in (one.get("class") or "").lower().split()]
    return next((_ROLES[one] for one in called if one in _ROLES), "")


def _outermost(seed: html.HtmlElement) -> html.HtmlElement:
    """Return the largest element around one that holds nothing but a pager's talk, at least the one around it."""
    around = seed
    for height, parent in enumerate(islice(seed.iterancestors(), _HIGHEST)):
        if height and (parent.tag in {"body", "html"} or not _talks_only(parent)):
            break
        around = parent
    return around


def _talks_only(element: html.HtmlElement) -> bool:
    return (text := _short_text(element)) is not None and words.is_pager_talk(text)


def _short_text(element: html.HtmlElement) -> str | None:
    """Return an element's visible text, `None` when it is long."""
    pieces: list[str] = []
    length = 0
    for number, node in enumerate(element.iter()):
        own_text = (
            node.text if node.tag not in {"script", "style", "option", "noscript", "template"} else None
        )
        for piece in (own_text, node.tail if node is not element else None):
            kept = " ".join((piece or "")[: words.LONGEST * 2].split())
            pieces.append(kept)
            length += len(kept)
        if length > words.LONGEST or number > 2 * words.LONGEST:
            return None
    return " ".join(piece for piece in pieces if piece)


def _bar(element: html.HtmlElement, page: Page) -> Bar:
    talks = _talks_only(element)
    text = " ".join(" ".join(map(str, element.xpath(f".//{_TEXT}"))).split()) if talks else ""
    found = tuple(dict.fromkeys([*_worded(element, page), *_unworded(element, page)]))
    return Bar(found, text, tuple(_unlinked(element, page)) if talks else ())


def _worded(element: html.HtmlElement, page: Page) -> Iterator[Link]:
    for link in islice(links.extract(element, page.base), _MOST_LINKS):
        said = link.text or link.title
        if words.is_turning(said) or words.NUMBER.match(said) or words.FIRST.match(said):
            yield Link(link.url, said, "", link.origin, link.spot)


def _unworded(element: html.HtmlElement, page: Page) -> Iterator[Link]:
    """Yield the links that are only a picture or an arrow drawn by a style: what they are stands in their class."""
    for anchor in islice(element.iter("a"), _MOST_LINKS):
        url = links.resolve(page.base, anchor.get("href"))
        if url and not "".join(islice(anchor.itertext(), 5)).strip() and (said := _said(anchor)):
            yield Link(url, said, "", "anchor", links.spot(anchor))


def _unlinked(element: html.HtmlElement, page: Page) -> Iterator[int]:
    """Yield the numbers that stand alone in a bar and lead nowhere else: the current page is one."""
    for one in element.iter("a", "span", "li", "b", "strong", "em", "font", "option", "i", "td"):
        if len(one) or not (match := words.NUMBER.match(" ".join((one.text or "").split()))):
            continue
        inside = any(around.tag == "a" for around in one.iterancestors("a"))
        if one.tag == "option":
            here = one.get("selected") is not None
        else:
            url = links.resolve(page.base, one.get("href")) if one.tag == "a" else None
            here = not inside and (url is None or url == page.url) and not one.get("onclick")
        if here and not (one.tag == "a" and "(" in (one.get("href") or "")):
            yield int(match[1])


class _Lists:
    """Where a page's lists stand: for each element how many entries are below it, all and those of the own list."""

    def __init__(self, tree: html.HtmlElement) -> None:
        entries = [(one, said) for one in tree.iter("a") if len(said := _entry_words(one)) >= 8][:_MOST_LINKS]
        reports = [one for one, said in entries if judge(said) is Verdict.REPORT]
        self.is_certain = bool(reports)
        self._all = Counter(around for one, _ in entries for around in one.iterancestors())
        self._own = {around for one in reports or _commonest(entries) for around in one.iterancestors()}

    def is_served_by(self, bar: html.HtmlElement) -> bool:
        """Return whether the nearest list around a bar is the page's own."""
        nearest = next((around for around in bar.iterancestors() if self._all[around] > 1), None)
        return nearest is None or nearest in self._own


def _commonest(entries: list[tuple[html.HtmlElement, str]]) -> list[html.HtmlElement]:
    spots = Counter(links.spot(one) for one, _ in entries)
    return [one for one, _ in entries if links.spot(one) == spots.most_common(1)[0][0]]


def _entry_words(anchor: html.HtmlElement) -> str:
    text = " ".join("".join(islice(anchor.itertext(), 20))[:300].split())
    title = (anchor.get("title") or "").strip()[:300]
    return title if len(title) > len(text) else text
