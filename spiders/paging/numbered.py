"""Generic pagers: numbered links, select boxes, first, next and last links, whatever their addresses look like."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from spiders import hosts
from spiders.page import Page
from spiders.paging import bars, words
from spiders.paging.bars import Bar
from spiders.paging.siblings import is_sibling, number_of
from spiders.paging.turns import MOST_PAGES, Pager, Totals, Turn, numbered_turns

_DIGITS = re.compile(r"\d+")


def find(page: Page) -> Pager | None:
    """Return a pager made of links; from two of its addresses those of all stated pages are worked out."""
    bar = bars.own(page)
    if bar is None:
        return None
    stated = bars.stated(page, bar)
    following = bar.address(words.NEXT)
    numbers = _numbers(bar)
    turning = any(words.is_turning(link.text) for link in bar.links) or words.TURNING.search(bar.text)
    # bare numbers may be a calendar's days; a pager also says where to go from here, or how many there are
    if not (turning or _is_counted(page, bar, numbers, stated)):
        return None
    current = _current(page, bar, numbers, stated)
    pages = stated.pages or _pages_linked(page, bar, numbers, current)
    addresses = _addresses(page, bar, numbers, current, pages)
    if following and not hosts.same_page(following, page.url) and following not in addresses.values():
        return Pager("next", (Turn(following, None),), pages, stated.records, current)
    turns = numbered_turns(max(addresses, default=0), current or 0, addresses)
    others = tuple(turn for turn in turns if not hosts.same_page(turn.url, page.url))
    name = "numbered" if numbers or len(addresses) > 1 else "next"
    return Pager(name, others, pages, stated.records, current) if others or pages else None


def _is_counted(page: Page, bar: Bar, numbers: dict[int, str], stated: Totals) -> bool:
    """Return whether bare numbers are a pager's: as many as stated, or counted from 1, the own leading nowhere."""
    if not numbers:
        return False
    if stated.pages is not None:
        return max(numbers) <= stated.pages
    whole = {*numbers, *bar.unlinked}
    here = len(set(bar.unlinked)) == 1 and hosts.same_page(numbers.get(bar.unlinked[0], page.url), page.url)
    return (
        here and whole == set(range(1, len(whole) + 1)) and (len(numbers) == 1 or _rule(numbers) is not None)
    )


def _numbers(bar: Bar) -> dict[int, str]:
    found: dict[int, str] = {}
    for link in bar.links:
        if (match := words.NUMBER.match(link.text)) and 0 < int(match[1]) <= MOST_PAGES:
            found.setdefault(int(match[1]), link.url)
    return found


def _addresses(
    page: Page, bar: Bar, numbers: dict[int, str], current: int | None, pages: int | None
) -> dict[int, str]:
    """Return the addresses of a list's pages by number: those linked, and those their rule implies."""
    known = dict(numbers)
    following, last = bar.address(words.NEXT), bar.address(words.LAST)
    if following and not hosts.same_page(following, page.url) and current is not None:
        known.setdefault(current + 1, following)
    if pages and last and not hosts.same_page(last, page.url):
        known.setdefault(pages, last)
    before, first = bar.address(words.PREVIOUS), bar.address(words.FIRST)
    if (current or 1) > 1 and first:
        known.setdefault(1, first)
    if (current or 1) > 1 and before:
        known.setdefault((current or 2) - 1, before)
    return _completed(known, page.url, pages)


def _pages_linked(page: Page, bar: Bar, numbers: dict[int, str], current: int | None) -> int | None:
    """Return how many pages there are by the address of the last one, where the others' rule tells its number."""
    known = dict(numbers)
    if (following := bar.address(words.NEXT)) and current is not None:
        known.setdefault(current + 1, following)
    last = bar.address(words.LAST)
    rule = (_rule(known) or _rule_beside(known, page.url, None)) if last else None
    if last is None or rule is None:
        return None
    before, after, step, offset = rule
    number = last.removeprefix(before).removesuffix(after)
    if f"{before}{number}{after}" != last or not number.isdecimal() or len(number) > 6 or step < 1:
        return None
    pages, rest = divmod(int(number) - offset, step)
    return pages if not rest and pages >= max(known, default=1) else None


def _current(page: Page, bar: Bar, numbers: dict[int, str], stated: Totals) -> int | None:
    """Return which page this is: as stated, the one before the next link's number, or the number that is no link."""
    if stated.current:
        return stated.current
    following = bar.address(words.NEXT)
    if following and not hosts.same_page(following, page.url):
        for number, url in numbers.items():
            if url == following and number > 1:
                return number - 1
    if len(set(bar.unlinked)) == 1:
        return bar.unlinked[0]
    for number, url in numbers.items():
        if url == page.url:
            return number
    if bar.address(words.PREVIOUS) is None and following is not None:
        return 1
    gaps = [number for number in range(1, max(numbers, default=0) + 2) if number not in numbers]
    return gaps[0] if gaps and gaps[0] <= max(numbers, default=0) else None


def _completed(known: dict[int, str], own: str, pages: int | None) -> dict[int, str]:
    """Return addresses for pages 1 to the stated last: known ones, the others by the rule two known ones follow."""
    rule = _rule(known) or _rule_beside(known, own, pages)
    if rule is None or pages is None:
        return known
    before, after, step, offset = rule
    # a first page is often called differently; in a query it is a number like the others
    first = 1 if "?" in before and is_sibling(own, f"{before}{step + offset}{after}") else 2
    made = {
        n: f"{before}{step * n + offset}{after}"
        for n in range(first, min(pages, MOST_PAGES) + 1)
        if step * n + offset >= 0
    }
    return made | known


def _rule(known: dict[int, str]) -> tuple[str, str, int, int] | None:
    """Return text before, text after, step and offset of the number in the addresses.

    The step is 1 up, -1 down, or the entries of a page where the address counts entries.
    """
    ordered = sorted(known.items())
    for (one, url), (two, other) in zip(ordered[-2::-1], ordered[:0:-1], strict=False):
        for here, there in zip(_DIGITS.finditer(url), _DIGITS.finditer(other), strict=False):
            same = url[: here.start()] == other[: there.start()] and url[here.end() :] == other[there.end() :]
            step, rest = divmod(int(there[0][:9]) - int(here[0][:9]), two - one)
            padded = here[0].startswith("0") and len(here[0]) > 1
            if same and step and not rest and not padded and (abs(step) == 1 or urlsplit(url).query):
                return url[: here.start()], url[here.end() :], step, int(here[0]) - step * one
    return None


def _rule_beside(known: dict[int, str], own: str, pages: int | None) -> tuple[str, str, int, int] | None:
    """Return the rule that one address tells, being the list's own with a number: `nb.html` and `nb_2.html`."""
    for page, url in known.items():
        number = number_of(url, own) if is_sibling(own, url) else 0
        before, mark, after = url.rpartition(str(number))
        if number and mark and page > 1:
            if number in {page, page - 1}:
                return before, after, 1, number - page
            if pages and number == pages - page + 1:
                return before, after, -1, pages + 1
    return None
