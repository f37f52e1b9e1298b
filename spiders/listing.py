"""What a list page holds: entries, the reports among them, and the columns below it."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from pipelines.identity.titles import Verdict, is_column, judge
from pipelines.identity.years import last_year
from spiders import hosts
from spiders.attachments import is_file_address
from spiders.canonical import canonical
from spiders.links import NEIGHBOUR, Link
from spiders.page import Page
from spiders.paging.words import is_pager_talk
from spiders.routes import unfolded

MOST_BELOW = 60
"""Columns directly below one column that are looked at: years, levels, departments."""

_MOST_SPOTS = 8

_YEAR = re.compile(r"^(?:19|20)\d\d(?:年度?|年报|年度?报告)?$")
_LEVEL = re.compile(
    r"^(?:各|全|省|市|县|区|州|盟|旗|乡|镇|直|属|级|本|派出|垂管|开发|园|街|道|办事处|部门|单位|机构|机关|政府|人民|其他|[、,，()（）/及和与])+"
    r"(?:信息公开)?(?:年报|年度报告|报告)?$"
)
_BODY = re.compile(
    r"^[\u4e00-\u9fff（）()]{2,20}(?:局|委|办|厅|院|署|镇|乡|街道|办事处|委员会|中心|管委会|政府|公室|合作社|县|区|市)$"
)
_NO_BODY = re.compile(
    r"^(?:走进|魅力|印象|认识|了解|美丽|投资|旅游)|^(?:新闻|资讯|媒体|互动|数据|信息|办事|会议|下载|帮助|用户|个人|专题|视频|图片)中心$"
)
_ARTICLE = re.compile(
    r"/t?20\d{6}_\d+|/20\d\d[-/]?[01]\d/[^/]+\.|/art_|/content/|/info/\d+/\d+|[/_]\d{5,}\.|\.(?:pdf|docx?)$",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\.\w{1,5}$")
_INDEX = re.compile(r"(?:/|/(?:index|list|default)\w{0,10}\.\w+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """A list entry that is a report's by its words, or may be one."""

    link: Link
    verdict: Verdict


def reports(page: Page, *, in_column: bool) -> list[Entry]:
    """Return the entries to be followed as reports, each page once.

    Outside annual-report columns only those whose words leave no doubt; inside them also the doubtful ones, for
    their pages to decide, and the years of a menu that lead to what looks like an article.
    """
    found: dict[str, Entry] = {}
    for link in page.links:
        if hosts.same_page(link.url, page.url) or NEIGHBOUR.match(link.text) or _is_columns_name(link):
            continue
        verdict = judge(link.label)
        if in_column and verdict is Verdict.OTHER and _is_years_article(link):
            verdict = Verdict.DOUBT
        if verdict is Verdict.REPORT or (
            in_column and verdict is Verdict.DOUBT and _is_of_edition(link, page)
        ):
            known = found.get(address := canonical(link.url))
            if known is None or (known.verdict is Verdict.DOUBT and verdict is Verdict.REPORT):
                found[address] = Entry(link, verdict)
    return list(found.values())


def entries(page: Page, followed: list[Entry], known: Collection[str] = ()) -> list[Link]:
    """Return the links taken for list entries, each address once: those that stand where the list's reports stand.

    `known` are the marks of where they stood on the pages before. In a list without reports, those that stand where
    most long links stand.
    """
    links = [link for link in page.links if _is_worded(link) and not hosts.same_page(link.url, page.url)]
    spots = _spots(links, followed, known) or ((not known or page.is_records) and _busiest(links))
    return list({link.url: link for link in links if spots and link.spot in spots}.values())


def _is_worded(link: Link) -> bool:
    """Return whether a link's words can be an entry's: a pager may stand as the entries do."""
    return len(link.label) >= 4 and not is_pager_talk(link.label)


def marks(links: list[Link]) -> list[str]:
    """Return short marks of where links stand on their page."""
    return sorted({_mark(link.spot) for link in links})[:_MOST_SPOTS]


def _mark(spot: str) -> str:
    return f"{zlib.crc32(spot.encode()):08x}"


def _spots(links: list[Link], followed: list[Entry], known: Collection[str]) -> set[str]:
    """Return where the list stands: a report among other links beside it makes no entries of these."""
    around = Counter(link.spot for link in links)
    held = Counter(entry.link.spot for entry in followed)
    if not held:
        return {spot for spot in around if _mark(spot) in known}
    main = max(held, key=lambda spot: (_mark(spot) in known, around[spot]))
    return {spot for spot, reports in held.items() if spot == main or reports * 2 >= around[spot]}


def _busiest(links: list[Link]) -> set[str]:
    long = Counter(link.spot for link in links if len(link.label) >= 8)
    return {spot for spot, _ in long.most_common(1)}


def fingerprint(links: list[Link]) -> str:
    """Return what tells a page of a list from its neighbours, for pagers that repeat themselves."""
    return hashlib.sha256("\n".join(link.url for link in links).encode()).hexdigest()[:16]


def columns_below(page: Page, followed: list[Entry]) -> list[Link]:
    """Return the links to columns within this one: of years, levels and, where it lists nothing itself, bodies."""
    taken = {canonical(entry.link.url) for entry in followed}
    years = {last_year(entry.link.label) for entry in followed}
    found: dict[str, Link] = {}
    for link in page.links:
        if (
            hosts.host(link.url) == hosts.host(page.url)
            and _is_of_edition(link, page)
            and _is_below(link, page, empty=not followed)
            and not is_file_address(link.url)
            and not hosts.is_calendar(link.url)
            and not hosts.same_page(link.url, page.url)
            and (address := canonical(link.url)) not in taken
            and not (followed and _is_filter_of(link, page, years))
        ):
            found.setdefault(address, link)
    return list(found.values())[:MOST_BELOW]


def _is_filter_of(link: Link, page: Page, years: set[int | None]) -> bool:
    """Return whether a link shows less of a page's own list: its address with another query, no year left out here."""
    one, other = urlsplit(unfolded(link.url)), urlsplit(unfolded(page.url))
    if (one.netloc, one.path) != (other.netloc, other.path):
        return False
    year = last_year(link.text) if _YEAR.match("".join(link.text.split())) else None
    return year is None or year in years


def _is_years_article(link: Link) -> bool:
    """Return whether a link of a menu of years leads to an article rather than to a column of the year."""
    return bool(_YEAR.match("".join(link.text.split())) and _ARTICLE.search(urlsplit(link.url).path))


def leading_on(page: Page) -> Iterator[Link]:
    """Yield a page's links without those to other editions of its portal (mobile, English) and to days and months."""
    return (link for link in page.links if _is_of_edition(link, page) and not hosts.is_calendar(link.url))


def _is_of_edition(link: Link, page: Page) -> bool:
    return hosts.edition(link.url) in {"", hosts.edition(page.url)}


def is_within(link: Link, page: Page) -> bool:
    """Return whether a column below another is surely part of it: by its address, or because it is a year's."""
    return hosts.same_directory(link.url, page.url) or _YEAR.match("".join(link.text.split())) is not None


def is_body(words: str) -> bool:
    """Return whether a link's words are only the name of a public body: 教育局, 东关街道."""
    return _BODY.match(words) is not None and not _NO_BODY.search(words)


def reason_against(link: Link) -> str:
    """Return why an entry is not followed, for its words alone."""
    if _is_columns_name(link):
        return "column"
    return "doubtful_title" if judge(link.label) is Verdict.DOUBT else "other_title"


def _is_columns_name(link: Link) -> bool:
    return is_column(link.text) and (not link.title or is_column(link.title))


def _is_below(link: Link, page: Page, *, empty: bool) -> bool:
    words = "".join(link.text.split())
    if is_column(words) or _YEAR.match(words) or (len(words) > 1 and _LEVEL.match(words)):
        return True
    path = urlsplit(unfolded(link.url)).path
    directory = _own_directory(page)
    inside = len(directory) > 1 and path.startswith(directory) and path != directory and _INDEX.search(path)
    return bool(inside or (empty and is_body(words) and path not in {"", "/"}))


def _own_directory(page: Page) -> str:
    """Return the directory that is a page's own: an index has the one it lies in, `nb.htm` has `nb/` beside it."""
    parts = urlsplit(unfolded(page.url))
    is_index = _INDEX.search(parts.path) and not parts.query
    return parts.path.rpartition("/")[0] + "/" if is_index else _ENDING.sub("", parts.path) + "/"
