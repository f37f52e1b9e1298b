"""The further pages of an article cut in several: addresses that are its own with a page number."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from spiders.page import Page
from spiders.paging import trs
from spiders.paging.turns import Turn, totals

_WORDING = re.compile(
    r"^[\[【(（]?\s*+(?:第?\s*+\d{1,3}\s*+页?|上一?页|下一?页|前一?页|后一?页|首页|尾页|末页|最后一?页|[<>＜＞«»]+)\s*+[\]】)）]?$"
)
_SUFFIX = re.compile(r"^(?P<stem>.*?)(?:[_\-](?P<page>\d{1,3}))?(?P<extension>\.\w+)?$")
_BENEATH = re.compile(r"^(?P<stem>.+)/(?P<page>\d{1,3})(?P<extension>\.\w+)$")
_PAGE_KEYS = frozenset(
    {"page", "p", "pageno", "pageindex", "pagenum", "currentpage", "page_no", "pn", "artpage"}
)
MOST_PAGES = 50


def find(page: Page) -> tuple[Turn, ...]:
    """Return the other pages of the article a page belongs to, in order; empty for an article of one page.

    Links count only when their words are a pager's and their address is the page's own but for a page number:
    上一篇 and 下一篇 lead to other articles, a list beside the article to other lists.
    """
    found: dict[int, Turn] = {}
    for turn in (*_scripted(page), *_linked(page)):
        if turn.url != page.url and turn.page is not None and 0 < turn.page <= MOST_PAGES:
            found.setdefault(turn.page, turn)
    unique = {turn.url: turn for _, turn in sorted(found.items(), reverse=True)}
    return tuple(sorted(unique.values(), key=lambda turn: turn.page or 0))


def _scripted(page: Page) -> tuple[Turn, ...]:
    # a TRS article states its pages in the script that lists use too; its stem is then the article's
    pager = trs.find(page)
    return tuple(turn for turn in pager.turns if _is_sibling(page.url, turn.url)) if pager else ()


def _linked(page: Page) -> list[Turn]:
    siblings = {
        link.url: link.text
        for link in page.links
        if _WORDING.match(link.text) and link.url != page.url and _is_sibling(page.url, link.url)
    }
    numbers = {url: _number(url, page.url) for url in siblings}
    zero_based = any(numbers[url] == _digits(text) - 1 for url, text in siblings.items() if _digits(text) > 1)
    turns = [Turn(url, number + 1 if zero_based else max(number, 1)) for url, number in numbers.items()]
    return turns + _between(page, turns)


def _between(page: Page, turns: list[Turn]) -> list[Turn]:
    """Return the pages a next link and a stated total imply: 共4页 and a link to `_2` mean `_3` and `_4` too."""
    stated = totals(page.visible, "").pages
    patterned = next((turn for turn in turns if turn.page and turn.page > 1), None)
    if stated is None or patterned is None or not 1 < stated <= MOST_PAGES:
        return []
    number = _number(patterned.url, page.url)
    shift = (patterned.page or 0) - number
    made = {n: _with_number(patterned.url, number, n - shift) for n in range(2, stated + 1)}
    return [Turn(url, n) for n, url in made.items() if url != page.url]


def _is_sibling(own: str, other: str) -> bool:
    one, two = urlsplit(own), urlsplit(other)
    if one.netloc != two.netloc:
        return False
    if one.path == two.path:
        return _other_keys(one.query) == _other_keys(two.query)
    if one.query != two.query:
        return False
    if _is_beneath(one.path, two.path) or _is_beneath(two.path, one.path):
        return True
    return (
        bool(_stems(one.path) & _stems(two.path))
        and one.path.rpartition("/")[0] == two.path.rpartition("/")[0]
    )


def _is_beneath(path: str, other: str) -> bool:
    """Return whether a path is that of a numbered page in a directory called like the other: `a.htm`, `a/2.htm`."""
    found = _BENEATH.match(path)
    return found is not None and found["stem"] + found["extension"] == other


def _stems(path: str) -> set[tuple[str, str]]:
    found = _SUFFIX.match(path)
    if found is None:
        return set()
    extension = found["extension"] or ""
    return {(found["stem"], extension), (path.removesuffix(extension), extension)}


def _other_keys(query: str) -> list[tuple[str, str]]:
    return sorted((key, value) for key, value in parse_qsl(query) if key.lower() not in _PAGE_KEYS)


def _number(url: str, own: str) -> int:
    """Return the page number that the address of a page's sibling carries, 0 when it carries none."""
    parts = urlsplit(url)
    for key, value in parse_qsl(parts.query):
        if key.lower() in _PAGE_KEYS and value.isdigit():
            return int(value)
    found = _SUFFIX.match(parts.path)
    if found is None or not found["page"]:
        found = _BENEATH.match(parts.path) if _is_beneath(parts.path, urlsplit(own).path) else None
    return int(found["page"]) if found else 0


def _with_number(url: str, old: int, new: int) -> str:
    head, mark, tail = url.rpartition(str(old))
    return f"{head}{new}{tail}" if mark else url


def _digits(text: str) -> int:
    found = re.search(r"\d+", text)
    return int(found[0]) if found else 0
