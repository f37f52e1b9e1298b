from dataclasses import asdict

import pytest

from pipelines.prose.period import find_period, stated_period
from tests.pipelines.prose.written import SAMPLES, outline_of, sample


@pytest.mark.parametrize("stem", SAMPLES)
def test_periods_of_the_samples(stem):
    outline, _, expected = sample(stem)
    assert asdict(find_period(outline, expected["report_year"])) == expected["period"]


@pytest.mark.parametrize(
    ("text", "start", "end", "stated"),
    [
        ("本报告所列数据的统计期限自2012年1月1日起至2012年12月31日止。", "2012-01-01", "2012-12-31", True),
        ("本报告数据统计期限为2008年5月1日—12月31日。", "2008-05-01", "2008-12-31", True),
        ("统计时段：2012 年 1 月 1 日至 2012 年 12 月 31 日", "2012-01-01", "2012-12-31", True),
        ("统计期限自2012年2月30日至2012年12月31日。", "2012-01-01", "2012-12-31", False),
        ("统计期限自2012年12月31日至2012年1月1日。", "2012-01-01", "2012-12-31", False),
        ("活动自2012年3月1日至2012年3月5日举行。", "2012-01-01", "2012-12-31", False),
    ],
)
def test_periods(text, start, end, stated):
    period = find_period(outline_of(text), 2012)
    assert (period.start, period.end, period.stated) == (start, end, stated)


def test_no_year_no_period():
    assert find_period(outline_of("无。"), None).start is None
    assert stated_period(outline_of("无。")) is None
    stated = stated_period(outline_of("统计期限自2012年1月1日起至2012年12月31日止。"))
    assert (stated.end.year, stated.raw) == (2012, "2012年1月1日起至2012年12月31日")


@pytest.mark.usefixtures("watchdog")
def test_time_is_linear_in_hostile_text():
    find_period(outline_of("统计，联系" + "2012年1月1日" * 12_000), 2012)
