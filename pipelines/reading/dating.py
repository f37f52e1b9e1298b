"""Dates of publication, wherever a page shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

from pipelines.body import Dated
from pipelines.reading.boilerplate import CATALOGUE

BEIJING = timezone(timedelta(hours=8))
"""The time zone of all of China; scripts and metas may give another."""

_ZERO = "〇○◯零OoＯ0０"
_NUMERALS = "〇一二三四五六七八九"
DATE = re.compile(
    r"(?<!\d)((?:[1１] ?[9９]|[2２] ?[0０]) ?\d ?\d)\s*"
    r"(?:[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})(?!\d)|年\s*(\d ?\d?)\s*月\s*(\d ?\d?)\s*日)|"
    rf"(二[{_ZERO}一二三四五六七八九]{{3}})\s*年\s*([一二三四五六七八九十]{{1,2}})\s*月\s*([一二三四五六七八九十]{{1,3}})\s*日"
)
_OTHER_KINDS = (
    *("成文", "发文", "生成", "更新", "录入", "截止", "实施", "生效", "失效", "废止"),
    *("有效", "开放", "办公", "上班", "工作"),
)
_OTHER_DATES = "".join(f"(?<!{kind})" for kind in _OTHER_KINDS)
LABEL = (
    re.compile(r"(?:发布|公开|发稿)\s*(?:时间|日期)|发布于"),
    re.compile(rf"{_OTHER_DATES}(?:时间|日期)\s*[:：]"),
    re.compile(r"(?:发文|成文|生成|更新|录入)\s*(?:时间|日期)"),
)
LABEL_WORDS = ("时间", "日期", "发布于")
"""One of these stands in every label; few lines of a page hold one."""
INDEXED = re.compile(r"^[【\[]?\s*(?:信息)?索\s*引\s*号?")
"""The first line of a catalogue's entry."""
MOST = 20
"""Dates around an article that are kept; a page that shows more is a list."""
MOST_IN_SCRIPTS = 3
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
    r"(?:pub(?:lish)?_?(?:dat[ae]|time)\w{0,20}|date_?published)[\"']?\s*[:=]\s*(?:[\"']([^\"']{8,35})[\"']|(\d{10}|\d{13})\b)",
    re.IGNORECASE,
)
COMPACT = re.compile(r"^(20\d\d)(\d\d)(\d\d)(?:\d{2}|\d{4}|\d{6})?$")
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?(?:\.\d{1,6})?(?:Z|[+-]\d\d:?\d\d)$")
FIELD = re.compile(
    r"^(?:信息|文章|稿件)?来源\s*[:：]\s*\S{1,30}\s|"
    r"[\s|(（【\[](?:点击|浏览|阅读|访问|作者|(?:信息|文章|稿件)?来源|(?:责任)?编辑|责编|字[体号]|打印|分享)(?:[^。]{0,120})$"
)
"""What shares a date's line under a title: where the article comes from, how often it was read."""
SOURCE = re.compile(r"[\s\d:：]*[\u4e00-\u9fff]{1,20}[府局委办厅室处院部会校学心科队所站司]\s*")
"""An hour and a body that has no label; beside such fields it is where the article comes from."""
ADDRESS = re.compile(
    r"(?:^|[/_t])((?:19|20)\d\d)(?:/(\d{1,2})/(\d{1,2})/|[-/]?(\d\d)[-/](\d\d)/|(\d\d)(\d\d)(?=[/_]))"
)


def dates_in(text: str) -> list[date]:
    """Return the dates written in a text, in order; impossible ones are left out."""
    return [day for day, _ in found(text)]


def visible(lines: Sequence[str], near: Sequence[str]) -> list[Dated]:
    """Return the dates shown in lines around an article, those labelled as of publication first.

    A label may stand on the line before its date; a date without a label counts where it stands alone in `near`.
    """
    shown: list[Dated] = []
    indexed = any("索" in line and INDEXED.match(line) for line in lines)
    labelled = [pair for pair in pairwise([*lines, ""]) if any(word in pair[0] for word in LABEL_WORDS)]
    for label in LABEL:
        for here, following in labelled:
            if match := label.search(here):
                where = "catalogue" if indexed and CATALOGUE.match(here) else "visible"
                days = found(here[match.end() :])[:1] or alone(following)
                shown += [Dated(day, where, raw) for day, raw in days]
    shown += [Dated(day, "visible", raw) for line in near for day, raw in alone(line)]
    first: dict[date, Dated] = {}
    for each in shown:
        first.setdefault(each.on, each)
    return list(first.values())[:MOST]


def meta(metas: dict[str, str]) -> list[Dated]:
    """Return the dates that a page's metas give for its publication."""
    return _dated((metas[name] for name in METAS if name in metas), "meta")


def script(scripts: Iterable[str]) -> list[Dated]:
    """Return the dates that scripts hold as date of publication (`var pubdata='2020年08月19日'`, JSON-LD).

    Where they hold many, those are of other articles.
    """
    telling = (text for text in scripts if "pub" in text or "Pub" in text or "PUB" in text)
    texts = (match[1] or match[2] for text in telling for match in SCRIPT.finditer(text))
    dates = _dated(texts, "script")
    return dates if len(dates) <= MOST_IN_SCRIPTS else []


def address(url: str) -> list[Dated]:
    """Return the date in an address: /2020/3/9/, /202003/t20200309_1.html, /20200309/."""
    match = ADDRESS.search(url.split("//", 1)[-1])
    day = _date(match.groups()) if match else None
    return [Dated(day, "address", match[0].strip("/_t"))] if day and match else []


def found(text: str) -> list[tuple[date, str]]:
    """Return the possible dates of a text with how they are written."""
    return [(day, match[0]) for match in DATE.finditer(text) if (day := _date(match.groups()))]


def alone(text: str) -> list[tuple[date, str]]:
    """Return the first date of a line that holds nothing else but its weekday, its hour and the site's notes."""
    first = found(text)[:1]
    if not first:
        return []
    written = DATE.sub("", text, count=1)
    rest = FIELD.sub("", written)
    if rest != written and SOURCE.fullmatch(rest):
        return first
    alone = len(rest) <= 12 and not re.search(r"[\u4e00-\u9fff]", re.sub(r"星期.|[时分秒]|发布$", "", rest))
    return first if alone else []


def _dated(texts: Iterable[str], where: str) -> list[Dated]:
    days = ((_machine_written(text.strip()), text.strip()) for text in texts)
    return list(dict.fromkeys(Dated(day, where, text) for day, text in days if day))


def _machine_written(text: str) -> date | None:
    """Return the date that a program wrote: any form of a text's, ISO 8601 with a zone, 20220120, seconds of Unix."""
    if MOMENT.match(text):
        return _moment(text)
    if compact := COMPACT.match(text):
        return _date(compact.groups())
    if text.isdecimal():
        return datetime.fromtimestamp(int(text[:10]), UTC).astimezone(BEIJING).date()
    return next(iter(dates_in(text)), None)


def _moment(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).astimezone(BEIJING).date()
    except (ValueError, OverflowError):
        return None


def _date(parts: Iterable[str | None]) -> date | None:
    numbers = list(_numbers(parts))
    try:
        return date(*numbers) if len(numbers) == 3 else None
    except ValueError:
        return None


def _numbers(parts: Iterable[str | None]) -> Iterator[int]:
    """Read digits, Chinese digits in a row (二〇二〇) or a Chinese number below a hundred (二十一)."""
    for part in parts:
        if part and part[0].isdecimal():
            yield int(part.replace(" ", ""))
        elif part and "十" in part:
            tens, units = part.split("十", 1)
            yield (_digits(tens) if tens else 1) * 10 + (_digits(units) if units else 0)
        elif part:
            yield _digits(part)


def _digits(part: str) -> int:
    return int("".join(str(max(_NUMERALS.find(character), 0)) for character in part))
