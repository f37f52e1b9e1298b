"""Dates of publication, wherever a page shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise

from pipelines.body import Dated

NUMERALS = "〇○零一二三四五六七八九"
DATE = re.compile(
    r"((?:19|20)\d\d)\s*(?:[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})(?!\d)|年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日)|"
    r"([二][〇○零一二三四五六七八九]{3})\s*年\s*([一二三四五六七八九十]{1,2})\s*月\s*([一二三四五六七八九十]{1,3})\s*日"
)
LABEL = (
    re.compile(r"(?:发布|公开|发稿)\s*(?:时间|日期)"),
    re.compile(r"(?<![成发]文)(?:时间|日期)\s*[:：]"),
    re.compile(r"(?:发文|成文|生成|更新|录入)\s*(?:时间|日期)"),
)
METAS = (
    "pubdate",
    "publishdate",
    "publish_date",
    "pub_date",
    "article:published_time",
    "firstpublishedtime",
    "date",
)
SCRIPT = re.compile(
    r"pub(?:lish)?_?(?:dat[ae]|time)\w{0,20}[\"']?\s*[:=]\s*[\"']([^\"']{8,30})[\"']", re.IGNORECASE
)
FIELD = re.compile(
    r"^(?:信息|文章|稿件)?来源\s*[:：]\s*\S{1,30}\s|"
    r"[\s|(（【\[](?:点击|浏览|阅读|访问|作者|(?:信息|文章|稿件)?来源|(?:责任)?编辑|责编|字[体号]|打印|分享)(?:[^。]{0,120})$"
)
"""What shares a date's line under a title: where the article comes from, how often it was read."""
ADDRESS = re.compile(
    r"(?:^|[/_t])((?:19|20)\d\d)(?:/(\d{1,2})/(\d{1,2})/|[-/]?(\d\d)[-/](\d\d)/|(\d\d)(\d\d)(?=[/_]))"
)


def dates_in(text: str) -> list[date]:
    """Return the dates written in a text, in order; impossible ones are left out."""
    return [day for found in DATE.finditer(text) if (day := _date(found.groups()))]


def visible(lines: Sequence[str], near: Sequence[str]) -> list[Dated]:
    """Return the dates shown in lines around an article, those labelled as of publication first.

    A label may stand on the line before its date; a date without a label counts where it stands alone in `near`.
    """
    found: list[date] = []
    for label in LABEL:
        for here, following in pairwise([*lines, ""]):
            if match := label.search(here):
                found += dates_in(here[match.end() :])[:1] or _alone(following)
    found += [day for line in near for day in _alone(line)]
    return _dated(found, "visible")


def meta(metas: dict[str, str]) -> list[Dated]:
    """Return the dates that a page's metas give for its publication."""
    return _dated((day for name in METAS for day in dates_in(metas.get(name, ""))[:1]), "meta")


def script(scripts: Iterable[str]) -> list[Dated]:
    """Return the dates that scripts hold as date of publication (`var pubdata='2020年08月19日'`)."""
    texts = (found.group(1) for text in scripts for found in SCRIPT.finditer(text))
    return _dated((day for text in texts for day in dates_in(text)[:1]), "script")


def signature(paragraphs: Sequence[str]) -> list[Dated]:
    """Return the date that stands alone among the last three paragraphs."""
    return _dated((day for text in reversed(paragraphs[-3:]) for day in _alone(text)), "signature")


def address(url: str) -> list[Dated]:
    """Return the date in an address: /2020/3/9/, /202003/t20200309_1.html, /20200309/."""
    found = ADDRESS.search(url.split("//", 1)[-1])
    day = _date(found.groups()) if found else None
    return _dated([day] if day else [], "address")


def _alone(text: str) -> list[date]:
    rest = FIELD.sub("", DATE.sub("", text, count=1))
    alone = len(rest) <= 12 and not re.search(r"[\u4e00-\u9fff]", re.sub(r"星期.|[时分秒]", "", rest))
    return dates_in(text)[:1] if alone else []


def _dated(days: Iterable[date], where: str) -> list[Dated]:
    return [Dated(day, where) for day in dict.fromkeys(days)]


def _date(parts: Sequence[str | None]) -> date | None:
    numbers = [_number(part) for part in parts if part]
    try:
        return date(*numbers) if len(numbers) == 3 else None
    except ValueError:
        return None


def _number(part: str) -> int:
    """Read digits, Chinese digits in a row (二〇二〇) or a Chinese number below a hundred (二十一)."""
    if part.isdigit() and part.isascii():
        return int(part)
    if "十" in part:
        tens, units = part.split("十", 1)
        return (_digit(tens) if tens else 1) * 10 + (_digit(units) if units else 0)
    return int("".join(str(_digit(character)) for character in part))


def _digit(character: str) -> int:
    return max(NUMERALS.index(character[0]) - 2, 0)
