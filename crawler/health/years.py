"""Whether the year's report is there when it is due."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from crawler.health.alarms import Judgement, Sign
from crawler.health.case import Case
from crawler.health.kinds import Kind

_LOOKED_BACK = 3
"""Years before the last one whose reports tell how many a year brings; each must have brought some."""

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
    by_year = {one: counts.get(one, 0) for one in range(year - _LOOKED_BACK, year + 1)}
    *before, last = by_year.values()
    if all(before) and last < 0.5 * median(before):
        said = ", ".join(f"{one}: {count}" for one, count in by_year.items())
        text = f"{last or 'no'} report{'s' * (last > 1)} for {year} by {case.overrides.by} ({said})"
        yield Sign(Kind.YEAR_MISSING, text, about=str(year), evidence={"year": year, "by_year": by_year})
