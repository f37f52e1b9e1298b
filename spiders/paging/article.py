"""The further pages of an article cut in several: addresses that are its own with a page number."""

from __future__ import annotations

import re

from spiders.page import Page
from spiders.paging import aspnet, scripted, trs, ucap, words
from spiders.paging.siblings import is_sibling, number_of, with_number
from spiders.paging.turns import Turn, totals

_KINDS = (words.NUMBER, words.NEXT, words.PREVIOUS, words.FIRST, words.LAST)
MOST_PAGES = 50


def find(page: Page, first: str | None = None) -> tuple[Turn, ...]:
    """Return the other pages of the article a page belongs to, in order; empty for an article of one page.

    `first` is the address of the article's first page: `77/2.html` and `77/3.html` are pages of `77.html`, and
    may be articles beside each other where there is no such.

    Links count only when their words are a pager's and their address is the page's own but for a page number:
    上一篇 and 下一篇 lead to other articles, a list beside the article to other lists.
    """
    found: dict[int, Turn] = {}
    for turn in (*_scripted(page), *_linked(page, first or page.url), *_posted_back(page)):
        if (turn.form or turn.url != page.url) and turn.page is not None and 0 < turn.page <= MOST_PAGES:
            found.setdefault(turn.page, turn)
    unique = {(turn.url, turn.form): turn for _, turn in sorted(found.items(), reverse=True)}
    return tuple(sorted(unique.values(), key=lambda turn: turn.page or 0))


def _scripted(page: Page) -> tuple[Turn, ...]:
    # an article states its pages in the scripts that lists use too; the addresses are then its own with a number
    found = (mechanism(page) for mechanism in (trs.find, ucap.find, scripted.find))
    pagers = [pager for pager in found if pager and (pager.pages_stated or 0) <= MOST_PAGES]
    return tuple(turn for pager in pagers for turn in pager.turns if is_sibling(page.url, turn.url))


def _posted_back(page: Page) -> tuple[Turn, ...]:
    """Return the next page of an article whose server asks for it by the form that the page itself is."""
    pager = aspnet.find(page)
    return pager.turns if pager and 1 < (pager.pages_stated or 2) <= MOST_PAGES else ()


def _linked(page: Page, first: str) -> list[Turn]:
    siblings = {
        link.url: link.text
        for link in page.links
        if any(kind.match(link.text) for kind in _KINDS)
        and link.url != page.url
        and (is_sibling(page.url, link.url) or is_sibling(first, link.url))
    }
    numbers = {url: number_of(url, page.url) for url in siblings}
    zero_based = any(numbers[url] == _digits(text) - 1 for url, text in siblings.items() if _digits(text) > 1)
    turns = [Turn(url, number + 1 if zero_based else max(number, 1)) for url, number in numbers.items()]
    return turns + _between(page, turns)


def _between(page: Page, turns: list[Turn]) -> list[Turn]:
    """Return the pages a next link and a stated total imply: 共4页 and a link to `_2` mean `_3` and `_4` too."""
    stated = totals(page.visible, "").pages
    patterned = next((turn for turn in turns if turn.page and turn.page > 1), None)
    if stated is None or patterned is None or not 1 < stated <= MOST_PAGES:
        return []
    number = number_of(patterned.url, page.url)
    shift = (patterned.page or 0) - number
    made = {n: with_number(patterned.url, number, n - shift) for n in range(2, stated + 1)}
    return [Turn(url, n) for n, url in made.items() if url != page.url]


def _digits(text: str) -> int:
    found = re.search(r"\d+", text)
    return int(found[0]) if found else 0
