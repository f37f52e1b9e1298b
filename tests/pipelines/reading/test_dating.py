from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.dating import address, dates_in, meta, script, visible


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("2022-1-20", "2022-01-20"),
        ("2022/01/20 10:21", "2022-01-20"),
        ("2022.1.20", "2022-01-20"),
        ("2022 年 1 月 20 日", "2022-01-20"),
        ("2022年1月2 0日", "2022-01-20"),
        ("２０２２年１月２０日", "2022-01-20"),
        ("二〇二二年一月二十日", "2022-01-20"),
        ("二○二二年十二月三十一日", "2022-12-31"),
        ("二0二二年十月十日", "2022-10-10"),
        ("二零二二年一月一日", "2022-01-01"),
    ],
)
def test_dates_in_all_forms(text, on):
    assert dates_in(text) == [date.fromisoformat(on)]


@pytest.mark.parametrize(
    "text",
    [
        "2022-02-30",
        "2022年2月30日",
        "二〇二二年二月三十日",
        "2022-13-01",
        "2022年1月",
        "2002年01月05",
        "12022-1-20",
        "20２２",
    ],
)
def test_what_is_no_day_of_the_calendar_is_no_date(text):
    assert dates_in(text) == []


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("2022-01-20 10:21:00", "2022-01-20"),
        ("20220120", "2022-01-20"),
        ("20220120102100", "2022-01-20"),
        ("2022-01-19T18:00:00Z", "2022-01-20"),
        ("2022-01-20T02:00:00+08:00", "2022-01-20"),
        ("9999-12-31T23:00:00Z", None),
        ("2022-99-99T23:00:00Z", None),
        ("soon", None),
    ],
)
def test_dates_that_programs_write(text, on):
    assert [each.on.isoformat() for each in meta({"pubdate": text})] == [on] * (on is not None)


def test_dates_in_scripts_may_be_seconds_or_milliseconds():
    scripts = ["var publishTime = 1642660800;", '{"pubDate":"1642660800000"}', "var pubdata='2020年08月19日'"]
    assert [each.on.isoformat() for each in script(scripts)] == ["2022-01-20", "2020-08-19"]


def test_many_dates_in_scripts_are_those_of_other_articles():
    assert script([f'{{"pubDate":"2022-01-{day:02}"}}' for day in range(1, 9)]) == []


def test_a_list_s_dates_are_bounded():
    assert (
        len(
            visible([f"发布时间：20{year}-01-{day:02}" for year in range(10, 25) for day in range(1, 29)], [])
        )
        == 20
    )


def test_a_date_keeps_how_it_was_written():
    (dated,) = visible(["发布时间：2022年01月20日 10:20"], [])
    assert (dated.where, dated.raw) == ("visible", "2022年01月20日")


@pytest.mark.parametrize(
    ("line", "on"),
    [
        ("2022年01月20日 10:24　县财政局　点击：[12]", "2022-01-20"),
        ("2022年01月20日 县政府召开会议 浏览：12", None),
        ("2022年01月20日 县财政局", None),
    ],
)
def test_a_date_beside_the_body_it_comes_from_and_how_often_it_was_read(line, on):
    assert [each.on.isoformat() for each in visible([], [line])] == [on] * (on is not None)


def test_dates_of_publication_go_before_others_and_other_kinds_are_none():
    lines = [
        "更新时间：2022-03-01",
        "时间：2022-02-01",
        "发布日期：2022-01-20",
        "截止时间：2022-12-31",
        "开放时间：2022-01-01",
    ]
    assert [each.on.isoformat() for each in visible(lines, [])] == ["2022-01-20", "2022-02-01", "2022-03-01"]


@pytest.mark.parametrize(
    ("url", "on"),
    [
        ("http://a.gov.cn/2020/3/9/t1.html", "2020-03-09"),
        ("http://a.gov.cn/nb/202003/t20200309_1.html", "2020-03-09"),
        ("http://a.gov.cn/033001/20201208/x.html", "2020-12-08"),
        ("http://a.gov.cn/2020/13/9/t1.html", None),
        ("http://a.gov.cn/nb/20200309.html", None),
    ],
)
def test_dates_in_addresses(url, on):
    assert [each.on.isoformat() for each in address(url)] == [on] * (on is not None)


@given(st.text(alphabet="12０9二〇○◯零一十廿年月日-/.: TZ时间发布\n", max_size=80))
def test_any_text_is_read_for_dates(text):
    assert all(day.year >= 1900 for day in dates_in(text))
    meta({"pubdate": text})
    script([f'"publishTime":"{text}"'])
    address(text)
    visible([text, text], [text])
