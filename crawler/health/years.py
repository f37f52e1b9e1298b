"""Whether the year's report is there when it is due."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from crawler.health.alarms import Judgement, Sign
from crawler.health.case import Case
from crawler.health.kinds import Kind

_LOOKED_BACK = 4
"""Years whose reports tell how many a year brings."""

_YEARS = """
SELECT report_year, count(*) FROM reports WHERE portal = ? AND report_year BETWEEN ? AND ? GROUP BY report_year
"""


def judge(case: Case) -> Judgement:
    """Tell whether a portal that published for each of the last years has published for the last one."""
    judgement = Judgement(judged={Kind.YEAR_MISSING})
    judgement.signs += _missing(case)
    return judgement


def _missing(case: Case) -> Iterator[Sign]:
    today = (case.run.ended_at or case.run.started_at)[:10]
    if case.overrides.by == "never" or today[5:] < case.overrides.by:
        return
    year = int(today[:4]) - 1
    query = (case.run.portal, year - _LOOKED_BACK, year)
    counts = dict(case.connection.execute(_YEARS, query).fetchall())
    before = [counts.get(one, 0) for one in range(year - _LOOKED_BACK, year)]
    if not all(before[1:]):  # not for each of the last three
        return
    usual = median(before[1:])
    if counts.get(year, 0) < 0.5 * usual:
        there = counts.get(year, 0)
        said = ", ".join(f"{one}: {counts.get(one, 0)}" for one in range(year - 3, year + 1))
        text = f"{there or 'no'} report{'s' * (there > 1)} for {year} by {case.overrides.by} ({said})"
        yield Sign(Kind.YEAR_MISSING, text, about=str(year), evidence={"year": year, "by_year": counts})
