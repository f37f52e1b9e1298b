"""Which links lead towards annual reports: columns of them, and hubs of information disclosure above these."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

from pipelines.identity.titles import is_column, is_weak_column
from spiders import hosts
from spiders.links import Link
from spiders.listing import is_body
from spiders.routes import unfolded

COLUMN = 100
"""Rank of a link whose words name a column of annual reports."""

LIKELY_COLUMN = 80
"""Rank of a link to what may be one: 年报, 年度报告, or only an address such as `/zfxxgknb/`."""

HUB = 40
"""Rank from which a link is a hub of information disclosure; below it are last resorts."""

BODY = HUB - 1
"""Rank of the pages of a public body that a hub links by its name: it may have a column of its own."""

SITE_MAP = 15
"""Rank of a link to a map of the site, a last resort."""

ABOVE_MENU = 10
"""Rank below which a link only looks like an entry of the site's menu: followed when nothing else is left."""

_COLUMN_PATH = re.compile(
    r"/(?:\w{0,40}(?:gk|zfxx|gongkai)\w{0,40}(?:nb|ndbg|nianbao|bg)|nb|ndbg|nianbao|annualreport)(?:/|\.s?html?$)",
    re.IGNORECASE,
)
_INDEX = re.compile(r"/(?:(?:index|list|default|main)\w{0,12}(?:\.\w+)?)?$", re.IGNORECASE)
_ARTICLE = re.compile(
    r"/t?20\d{6}_\d|/20\d\d[-/]?[01]\d(?:[-/]?[0-3]\d)?/[^/]+\.|/art_\d|/info/\d+/\d|/content/\d|/post_\d",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"指南|制度|申请|意见|预算|决算|规划|统计|网站年度|工作报表|解读|监督|投诉|满意|评议|考核|保密|规定|条例|法规|流程|收费|新闻"
    r"|动态|通知|会议|人事|采购|党务|村务|校务|法治|财政|回应|公告|公示"
)
_BEFORE = r"^(?P<whose>.{0,12}?)"
_AFTER = r"(?:专栏|专题|平台|目录|网|系统|首页|工作|公开|内容|栏目|信息|\s)*[>»]*$"
_RANKED = (
    (60, re.compile(rf"{_BEFORE}政府信息(?:主动)?公开{_AFTER}")),
    (55, re.compile(rf"{_BEFORE}信息公开{_AFTER}")),
    (50, re.compile(rf"{_BEFORE}政务公开{_AFTER}")),
    (45, re.compile(rf"^(?:法定)?主动公开{_AFTER}|^公开目录$")),
    (HUB, re.compile(r"^(?:政府|阳光|依法)?(?:公开|政务)$")),
)
_PATH_RANKED = (
    (35, re.compile(r"/\w{0,40}(?:zfxxgk|xxgk)\w{0,40}/", re.IGNORECASE)),
    (30, re.compile(r"/\w{0,40}zwgk\w{0,40}/", re.IGNORECASE)),
)
_ENTRANCE = re.compile(r"^(?:点击)?(?:进入|访问)?(?:网站|门户|主站)?(?:首页|进入|网站|入口)$")
_MOST_OF_MENU = 20
_GOVERNMENT = re.compile(r"政府|政务|公开|信息|机关|部门")
_ASIDE = re.compile(r"foot|bottom|copyright|friend|yqlj|link", re.IGNORECASE)
_HUB_WORDS = re.compile(r"(?:政府)?(?:信息|政务)公开.*$")
_TOWNSHIP = re.compile(r"(?:[镇乡]|街道|办事处)(?:人民)?(?:政府)?$")
_SITE_MAP = re.compile(r"^(?:网站|站点)(?:地图|导航)$")


class Kind(StrEnum):
    """What speaks for a lead: its words, only its address, its place in a menu, whose it is, or a map of the site."""

    NAMED = "named"
    PATH = "path"
    MENU = "menu"
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class Lead:
    """An address worth following in search of annual reports, with its rank and kind."""

    url: str
    rank: int
    kind: Kind = Kind.NAMED

    def of(self, kind: str) -> Lead:
        """Return the lead as one from a body's page: what these name is the body's too."""
        inherited = self.kind is Kind.NAMED and kind in {Kind.DEPARTMENT, Kind.TOWNSHIP}
        return Lead(self.url, self.rank, Kind(kind)) if inherited else self


def rank(link: Link) -> int:
    """Return how likely a link leads to annual reports, 0 for not at all."""
    texts = [text for text in (link.text, link.title) if text]
    if any(is_column(text) for text in texts):
        return COLUMN
    if any(is_weak_column(text) for text in texts) or (
        _is_index(link.url, _COLUMN_PATH) and not _is_other(texts)
    ):
        return LIKELY_COLUMN
    words = "".join(link.text.split()) or link.title
    if len(words) > 20 or _is_other(texts):
        return 0
    return max((_by_words(link, words), _by_path(link, words)))


def leads(links: Iterable[Link], portal: str) -> list[Lead]:
    """Return the leads among a page's links that stay on the portal's registered domain, best first."""
    found: dict[str, Lead] = {}
    for link in links:
        value = _placed(rank(link), link)
        if value and hosts.site(link.url) == portal and value > getattr(found.get(link.url), "rank", 0):
            found[link.url] = Lead(link.url, value, _kind(value, "".join(link.text.split())))
    return sorted(found.values(), key=lambda lead: -lead.rank)


def by_address(url: str) -> Lead | None:
    """Return the lead to the column or hub in whose directory an address lies, `None` where it names none."""
    path = urlsplit(url).path
    for value, pattern in ((LIKELY_COLUMN, _COLUMN_PATH), *_PATH_RANKED):
        if found := pattern.search(path):
            return Lead(urljoin(url, path[: found.end()]), value, Kind.PATH)
    return None


def menu(links: Iterable[Link], portal: str) -> list[Lead]:
    """Return the entries of a site's menu, those that speak of the government first: leads when there are no others."""
    entries = [link for link in links if hosts.site(link.url) == portal and _is_of_menu(link)]
    return sorted(
        (Lead(link.url, 5 + bool(_GOVERNMENT.search(link.text)), Kind.MENU) for link in entries),
        key=lambda lead: -lead.rank,
    )[:_MOST_OF_MENU]


def bodies(links: Iterable[Link], portal: str) -> list[Lead]:
    """Return the pages of public bodies that are linked by nothing but their name."""
    named = ((link, "".join(link.text.split())) for link in links if hosts.site(link.url) == portal)
    return [Lead(link.url, BODY, _whose(words)) for link, words in named if is_body(words) and not rank(link)]


def _placed(value: int, link: Link) -> int:
    """Return a hub's rank, a little lower where it stands in a footer or beside the page's matter."""
    return max(HUB, value - 3) if HUB < value < LIKELY_COLUMN and _ASIDE.search(link.spot) else value


def _kind(value: int, words: str) -> Kind:
    whose = _HUB_WORDS.sub("", words)
    if whose != words and is_body(whose):
        return _whose(whose)
    if value in {value for value, _ in _PATH_RANKED} or (
        value == LIKELY_COLUMN and not is_weak_column(words)
    ):
        return Kind.PATH
    return Kind.MAP if value == SITE_MAP else Kind.NAMED


def _whose(words: str) -> Kind:
    return Kind.TOWNSHIP if _TOWNSHIP.search(words) else Kind.DEPARTMENT


def _is_of_menu(link: Link) -> bool:
    words = "".join(link.text.split())
    short = 1 < len(words) <= 8 and not _is_other([words])
    return short and link.origin == "anchor" and _INDEX.search(urlsplit(link.url).path) is not None


def _by_words(link: Link, words: str) -> int:
    if _SITE_MAP.match(words):
        return SITE_MAP
    for value, pattern in _RANKED:
        if found := pattern.match(words):
            # the portal's own hub before those of its departments and townships; news speak of hubs too
            whose = found.groupdict().get("whose") or ""
            return 0 if whose and _ARTICLE.search(urlsplit(link.url).path) else value - min(9, len(whose))
    return 10 if _ENTRANCE.match(words) else 0


def _by_path(link: Link, words: str) -> int:
    if link.origin == "frame" and not words:
        return 45
    return next(
        (value for value, pattern in _PATH_RANKED if len(words) < 8 and _is_index(link.url, pattern)), 0
    )


def _is_index(url: str, pattern: re.Pattern[str]) -> bool:
    path = urlsplit(unfolded(url)).path
    found = pattern.search(path if "/" in path[1:] or "." in path else path + "/")
    return bool(found and (_INDEX.search(path) or not found[0].endswith("/")))


def _is_other(texts: Iterable[str]) -> bool:
    return any(_OTHER.search(text) for text in texts)
