"""Generic pagers: numbered links, select boxes, first, next and last links, whatever their addresses look like."""

from __future__ import annotations

import re
from collections.abc import Iterable

from spiders.links import Link
from spiders.page import Page
from spiders.paging.turns import MOST_PAGES, Pager, Totals, Turn, numbered_turns, totals

_NUMBER = re.compile(r"^[\[【(（<]?\s*(?:第\s*)?(\d{1,4})(?:\s*页)?\s*[\]】)）>]?$")
_NEXT = re.compile(
    r"^[\[【]?\s*(?:下一?页|后一?页|下一頁|next(?: page)?|[>＞»›]+|下一?页\s*[>＞»›]+)\s*[\]】]?$",
    re.IGNORECASE,
)
_LAST = re.compile(r"^[\[【]?\s*(?:尾页|末页|最后一?页|最末页|last)\s*[\]】]?$", re.IGNORECASE)
_FIRST = re.compile(r"^[\[【]?\s*(?:首页|第一页|最前页|first)\s*[\]】]?$", re.IGNORECASE)
_PREVIOUS = re.compile(
    r"^[\[【]?\s*(?:上一?页|前一?页|上一頁|prev(?:ious)?|[<＜«‹]+)\s*[\]】]?$", re.IGNORECASE
)
_DIGITS = re.compile(r"\d+")


def find(page: Page) -> Pager | None:
    """Return a pager made of links; from two of its addresses those of all stated pages are worked out."""
    stated = totals(page.visible, page.code)
    links = page.links
    following = _address(links, _NEXT)
    numbers = _numbers(links)
    if following is None and (not numbers or not _is_pager(links, numbers, stated)):
        return None
    current = stated.current or _current(links, numbers, following)
    known = dict(numbers)
    if following and following != page.url and current is not None:
        known.setdefault(current + 1, following)
    if stated.pages and (last := _address(links, _LAST)):
        known.setdefault(stated.pages, last)
    if (current or 1) > 1 and (first := _first_of(links)):
        known.setdefault(1, first)
    addresses = _completed(known, stated.pages)
    if following and following not in {page.url, *addresses.values()}:
        return Pager("next", (Turn(following, None),), stated.pages, stated.records)
    turns = numbered_turns(max(addresses, default=0), current or 0, addresses)
    others = tuple(turn for turn in turns if turn.url != page.url)
    name = "numbered" if numbers or len(addresses) > 1 else "next"
    return Pager(name, others, stated.pages, stated.records) if others or stated.pages else None


def _numbers(links: Iterable[Link]) -> dict[int, str]:
    found: dict[int, str] = {}
    for link in links:
        if (match := _NUMBER.match(link.text)) and 0 < int(match[1]) <= MOST_PAGES:
            found.setdefault(int(match[1]), link.url)
    return found


def _is_pager(links: Iterable[Link], numbers: dict[int, str], stated: Totals) -> bool:
    # bare numbers may be a calendar's days; a pager also says where to go from here, or how many there are
    turning = any(pattern.match(link.text) for link in links for pattern in (_NEXT, _LAST, _PREVIOUS))
    return turning or (stated.pages is not None and max(numbers) <= stated.pages)


def _address(links: Iterable[Link], pattern: re.Pattern[str]) -> str | None:
    return next((link.url for link in links if pattern.match(link.text)), None)


def _first_of(links: Iterable[Link]) -> str | None:
    """Return the address of the list's first page; 首页 in a site's menu is another, it stands elsewhere."""
    places = {link.spot for link in links if _LAST.match(link.text) or _NEXT.match(link.text)}
    return next((link.url for link in links if _FIRST.match(link.text) and link.spot in places), None)


def _current(links: Iterable[Link], numbers: dict[int, str], following: str | None) -> int | None:
    """Return which page this is: the one before the next link's number, or the number that is no link."""
    for number, url in numbers.items():
        if following is not None and url == following:
            return number - 1
    if _address(links, _PREVIOUS) is None and following is not None:
        return 1
    gaps = [number for number in range(1, max(numbers, default=0) + 2) if number not in numbers]
    return gaps[0] if gaps and gaps[0] <= max(numbers, default=0) else None


def _completed(known: dict[int, str], pages: int | None) -> dict[int, str]:
    """Return addresses for pages 1 to the stated last: known ones, the others by the rule two known ones follow."""
    rule = _rule(known)
    if rule is None or pages is None:
        return known
    before, after, step, offset = rule
    made = {
        n: f"{before}{step * n + offset}{after}"
        for n in range(2, min(pages, MOST_PAGES) + 1)
        if step * n + offset >= 0
    }
    return made | known


def _rule(known: dict[int, str]) -> tuple[str, str, int, int] | None:
    """Return text before, text after, step (1 up, -1 down) and offset of the number in the addresses."""
    ordered = sorted(known.items())
    for (one, url), (two, other) in zip(ordered[-2::-1], ordered[:0:-1], strict=False):
        for here, there in zip(_DIGITS.finditer(url), _DIGITS.finditer(other), strict=False):
            same = url[: here.start()] == other[: there.start()] and url[here.end() :] == other[there.end() :]
            change = int(there[0]) - int(here[0])
            if same and abs(change) == two - one and not (here[0].startswith("0") and len(here[0]) > 1):
                step = 1 if change > 0 else -1
                return url[: here.start()], url[here.end() :], step, int(here[0]) - step * one
    return None
