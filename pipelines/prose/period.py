"""The period a report covers, as it says or as its year implies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pipelines.prose.outline import Outline
from pipelines.report import Period

_DAY = r"(?P<{0}_month>\d{{1,2}})月(?P<{0}_day>\d{{1,2}})日?"
_RANGE = re.compile(
    r"(?<!\d)(?P<start_year>20\d\d)年" + _DAY.format("start") + r"(?:起|开始)?(?:[,，])?"
    r"(?:至|到|[-—–~～]{1,2})(?:(?P<end_year>20\d\d)年|同年|当年)?" + _DAY.format("end")
)
_ABOUT = re.compile(r"期限|时限|时段|起止|统计|报告期|周期|时间范围|数据|本报告|本年度?报告")
LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Stated:
    """A period that the prose states, and its words."""

    start: date
    end: date
    raw: str


def find_period(outline: Outline, year: int | None) -> Period:
    """Return the period stated in the prose, else the calendar year, else nothing."""
    found = stated_period(outline)
    if found is not None:
        return Period(found.start.isoformat(), found.end.isoformat(), stated=True)
    if year is None:
        return Period(None, None, stated=False)
    return Period(date(year, 1, 1).isoformat(), date(year, 12, 31).isoformat(), stated=False)


def stated_period(outline: Outline) -> Stated | None:
    """Return the first range of dates in a sentence that speaks of the report's period; impossible dates are none."""
    return next(_ranges(outline), None)


def _ranges(outline: Outline) -> Iterator[Stated]:
    for sentence in outline.sentences:
        match = _RANGE.search(sentence)
        if match and _ABOUT.search(sentence) and (found := _dates(match)):
            yield Stated(*found, match[0])


def _dates(match: re.Match[str]) -> tuple[date, date] | None:
    start_year = int(match["start_year"])
    end_year = int(match["end_year"] or start_year)
    try:
        start = date(start_year, int(match["start_month"]), int(match["start_day"]))
        end = date(end_year, int(match["end_month"]), int(match["end_day"]))
    except ValueError:
        return None
    return (start, end) if timedelta() < end - start <= LONGEST else None
