"""What every pager gives: the other pages of a list and the totals it states."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_PAGES = 300
"""Pages of one list that are asked for: no annual-report column is longer, calendars and loops are."""

_PAGES = (
    re.compile(r"(?:共\s*+(?=\d+\s*+[页頁])|总页数?\s*+[:：]?\s*+)(\d{1,5})"),
    re.compile(
        r"(?:页次|页数|当前第?|第)\s*+[:：]?\s*+\d{1,5}\s*+[页頁]?\s*+[/／]\s*+(?:共|总)?\s*+(\d{1,5})"
    ),
    re.compile(r"共\s*+\d+\s*+条\s*+\d{1,5}\s*+/\s*+(\d{1,5})"),
    re.compile(r"(?<![\d/.\-])\d{1,4}\s*+/\s*+(\d{1,4})\s*+[页頁]"),
    re.compile(r"\b(?i:page)\s++\d{1,4}\s*+(?i:of|/)\s*+(\d{1,4})\b"),
)
_PAGES_IN_CODE = re.compile(
    r"\b(?:totalPages?|pageCount|countPage|pages|maxPage|total_page)\b[\"']?\s*[:=]\s*[\"']?(\d{1,5})"
)
_RECORDS = (
    re.compile(r"[共总]计?\s*+有?\s*+(\d{1,7})\s*+(?:条|條|篇|[笔筆]|个?记录|项|则)"),
    re.compile(r"(?:总记录数?|记录总数|总条数)\s*+[:：]?\s*+(\d{1,7})"),
)
_CURRENT = (
    re.compile(r"(?:页次|页数|当前第?)\s*+[:：]?\s*+(\d{1,5})\s*+[页頁]?\s*+/"),
    re.compile(r"共\s*+\d+\s*+条\s*+(\d{1,5})\s*+/"),
    re.compile(r"\b(?i:page)\s++(\d{1,4})\s*+(?i:of|/)"),
    re.compile(r"(?:当前(?:页|第)?[:：]?\s*+|第\s*+)(\d{1,5})\s*+(?:[页頁]|/)"),
)


@dataclass(frozen=True, slots=True)
class Turn:
    """How another page is asked for: its address, its number where known, form fields or JSON when it takes a POST.

    `otherwise` is a second way to the same page, for servers that refuse the first.
    """

    url: str
    page: int | None = None
    form: tuple[tuple[str, str], ...] = ()
    otherwise: Turn | None = None
    body: str = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """A pager found on a page: the mechanism's name, the other pages, the totals it states, if any.

    `current` is the number of the page it was found on, where it tells. `capped` says that the totals are those of a
    publish cap, so that the list has more than its pages show.
    """

    name: str
    turns: tuple[Turn, ...]
    pages_stated: int | None = None
    records_stated: int | None = None
    current: int | None = None
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Totals:
    """What a page's text says of its list: pages, records, the number of this page."""

    pages: int | None
    records: int | None
    current: int | None


def totals(visible: str, code: str) -> Totals:
    """Return the totals in a page's visible text (共1183条 2/60, 页次：4/4), the scripts' word where it has none."""
    pages = _first(_PAGES, visible)
    if pages is None and (found := _PAGES_IN_CODE.search(code)):
        pages = int(found[1])
    return Totals(pages or None, _first(_RECORDS, visible), _first(_CURRENT, visible))


def numbered_turns(last: int, current: int, address: dict[int, str]) -> tuple[Turn, ...]:
    """Return the turns of pages 1 to `last` without the current one, bounded."""
    wanted = range(1, min(last, MOST_PAGES) + 1)
    return tuple(
        Turn(address[number], number) for number in wanted if number != current and number in address
    )


def _first(patterns: tuple[re.Pattern[str], ...], text: str) -> int | None:
    found = next((match for pattern in patterns if (match := pattern.search(text))), None)
    return int(found[1]) if found else None
