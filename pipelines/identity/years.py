"""The year a title speaks of, in digits or in Chinese numerals."""

from __future__ import annotations

import re
from datetime import date, timedelta

YEAR = r"20[0-4]\d"
"""A year that a report may be of."""

_DIGITS = str.maketrans("〇零○◯ＯO一二三四五六七八九", "000000123456789")
_CHINESE = re.compile(r"二[〇零○◯ＯO0][〇零○◯ＯO0一二三四五六七八九]{2}(?=[年度学至—-]|政[府务]|信息|公开)")
_YEAR = rf"(?<!\d){YEAR}(?!\d)"
_TO = r"[-~至—–－]+"
_DAY = re.compile(rf"(?<!\d){YEAR}[-./年]\d{{1,2}}(?:[-./月]\d{{1,2}}日?|月)?(?!\d)")
_ACADEMIC = re.compile(rf"(?P<begin>{_YEAR})年?(?:{_TO}|/)(?:20)?\d\d年?学年度?|(?P<only>{_YEAR})学年度?")
_RANGE = re.compile(rf"({_YEAR})年?度?{_TO}({_YEAR})年?度?")
_PART = re.compile(rf"({_YEAR})年\d{{1,2}}月(?:\d{{1,2}}日)?{_TO}(?:({_YEAR})年)?\d{{1,2}}月(?:\d{{1,2}}日)?")
_NAMED = re.compile(rf"[(\[〔【]?(?:{_YEAR})(?:年度|年|度)?(?:[)\]〕】](?:年度|年)?)?")


def arabic(text: str) -> str:
    """Return the text with years in Chinese numerals (二〇二一年) in digits, its length unchanged."""
    return _CHINESE.sub(lambda found: found[0].translate(_DIGITS).replace("二", "2"), text)


def last_year(text: str) -> int | None:
    """Return the last year named; an academic year counts as the year in which it begins.

    A day (2022-01-20) names no year reported on, and a range over two years names none for certain; one within a
    year (2008年5月至12月) names it.
    """
    text = arabic(text)
    if part := _PART.search(text):
        return int(part[1]) if part[2] in {None, part[1]} else None
    if academic := _ACADEMIC.search(text):
        return int(academic["begin"] or academic["only"])
    if (span := _RANGE.search(text)) and span[1] != span[2]:
        return None
    years = re.findall(_YEAR, _DAY.sub("", text))
    return int(years[-1]) if years else None


def years_named(text: str) -> frozenset[int]:
    """Return every year that a text names, those within a span (2021-2023年) too; days name none."""
    text = arabic(text)
    spans = [range(int(span[1]), int(span[2]) + 1) for span in _RANGE.finditer(text)]
    single = map(int, re.findall(_YEAR, _DAY.sub("", text)))
    return frozenset((*single, *(year for span in spans for year in span)))


def without_years(text: str) -> str:
    """Return the text without the days, ranges and years it names."""
    text = arabic(text)
    for pattern in (_PART, _DAY, _ACADEMIC, _RANGE, _NAMED):
        text = pattern.sub("", text)
    return text


def is_school_year(text: str) -> bool:
    """Return whether a title names a school year (2020-2021学年度), which ends in the next."""
    return _ACADEMIC.search(arabic(text)) is not None


def is_school_period(start: date, end: date) -> bool:
    """Return whether a period is that of a school year, from August or September to the next July or August."""
    return start.month in {8, 9} and end.month in {7, 8} and end.year == start.year + 1


def year_of(start: date, end: date) -> int | None:
    """Return the year that a period is reported as: the one that holds most of it, a school year's first.

    A period of more than a year and a half is that of no single year.
    """
    if end - start > timedelta(days=550):
        return None
    if is_school_period(start, end):
        return start.year
    days = {
        year: (min(end, date(year, 12, 31)) - max(start, date(year, 1, 1))).days
        for year in range(start.year, end.year + 1)
    }
    return max(days, key=lambda year: days[year])
