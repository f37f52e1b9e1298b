"""What a page says, told apart from what changes with every visit: counters, the day's date, sessions, tokens.

Two visits of a page that say the same have the same content here, whatever their bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator

from spiders import attachments
from spiders.canonical import canonical
from spiders.links import Link
from spiders.page import Page
from spiders.paging import article
from spiders.paging.turns import Pager

_COUNTED = re.compile(
    r"(?:浏览|阅读|点击|访问|查看|观看|下载|在线|点赞|收藏|分享|转发|评论|人气|热度)"
    r"\s*(?:次数|人数|人次|总?量|数|率)?\s*[:：为]?\s*[(（\[【]?\s*[\d,，]+\s*[)）\]】]?\s*(?:余?人?次)?"
    r"|[\d,，]+\s*(?:人次|次)?\s*(?:浏览|阅读|点击|访问|点赞)(?!\s*[:：])"
    r"|您是第\s*[\d,，]+\s*位|\bhits?\s*[:：]\s*\d+|\bviews?\s*[:：]\s*\d+",
    re.IGNORECASE,
)
_OF_NOW = re.compile(
    r"(?:今天是?|今日|现在是?|当前(?:时间|日期)|系统时间|服务器时间)\s*[:：]?\s*[\d年月日时分秒\-/.:：\s]*"
    r"(?:(?:星期|周|礼拜)[一二三四五六日天])?\s*(?:农历[\u4e00-\u9fff]{2,12})?"
    r"|\d{1,2}:\d{2}:\d{2}"
    r"|(?:页面)?(?:执行|生成|加载|处理|运行)(?:时间|用时|耗时)\s*[:：为]?\s*[\d.]+\s*(?:毫?秒|m?s)"
    r"|processed in\s*[\d.]+\s*\S+",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:浏览|阅读|点击|访问|查看|人气)\s*(?:次数|人数|人次|总?量|数)?\s*[:：]\s*$")
_LONGEST_LABEL = 100
_LONGEST_BYLINE = 120
_SPACE = re.compile(r"\s+")


def of_list(
    entries: Iterable[Link], nowhere: Iterable[str], pager: Pager | None, below: Iterable[str]
) -> str:
    """Return the content of a page of a list: its entries, titles without address, pager, totals, columns below."""
    said = [f"{canonical(one.url)} {plain(one.label)} {one.date}" for one in entries]
    said += [f"- {plain(title)}" for title in nowhere]
    said += sorted(f"below {canonical(url)}" for url in below)
    if pager is not None:
        said.append(f"{pager.name} {pager.pages_stated} {pager.records_stated} {pager.capped}")
        said += sorted(f"{turn.page} {canonical(turn.url)}" for turn in pager.turns)
    return _digest(said)


def of_addresses(urls: Iterable[str]) -> str:
    """Return the content of a page that is only passed on the way to lists: where it leads."""
    return _digest(sorted({canonical(url) for url in urls}))


def of_report(page: Page) -> str:
    """Return the content of a report's page: its text outside links, its files, and its further pages."""
    said = [*page.own_titles, *_without_counters([text for text, linked in page.pieces if not linked])]
    files = attachments.find(page) or attachments.scans(page)
    said = [words for words in map(_timeless, said) if words]
    said += sorted(canonical(link.url) for link in files)
    said += sorted(canonical(turn.url) for turn in article.find(page, page.url))
    return _digest(said)


def of_file(body: bytes) -> str:
    """Return the content of a file, which says the same only with the same bytes."""
    return hashlib.sha256(body).hexdigest()[:32]


def plain(text: str) -> str:
    """Return words without white space, counters of visits, and what tells the time."""
    return _timeless(_COUNTED.sub("", text))


def _without_counters(texts: list[str]) -> Iterator[str]:
    """Yield texts without counters of visits; sentences are left as they are, a report tells of visits too."""
    is_counter = False
    for text in texts:
        if is_counter and text.isdecimal():
            is_counter = False
            continue
        is_counter = len(text) <= _LONGEST_LABEL and _LABEL.search(text) is not None
        yield text if len(text) > _LONGEST_BYLINE or "。" in text else _COUNTED.sub("", text)


def _timeless(text: str) -> str:
    return _SPACE.sub("", _OF_NOW.sub("", text))


def _digest(said: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:32]
