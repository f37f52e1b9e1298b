import copy

from pipelines.timeline import Reading, periods
from tests.pipelines.test_store import REPORT as SAVED

FACT = {
    "key": "requests.closed",
    "value": 747,
    "unit": "件",
    "quote": "办结747件",
    "section": "overview",
    "approximate": False,
    "percent_stated": None,
}
REPORT = {
    **SAVED.to_json(),
    "facts": [FACT],
    "sections": [{"number": 1, "key": "overview", "heading": "一、总体情况", "text": "总体情况"}],
}


def reading(year, change=None, refused=None):
    report = copy.deepcopy(REPORT)
    report["captures"][0]["captured_at"] = year
    if change:
        change(report)
    return Reading(year, "a.warc.gz", None if refused else report, refused)


def value(report):
    report["tables"]["requests"]["received_new"]["total"] = 757


def fact(report):
    report["facts"][0]["value"] = 748


def quote(report):
    report["facts"][0]["quote"] = "办结了747件"


def text(report):
    report["sections"][0]["text"] = "总体情形"


def told(*readings):
    return [
        (one.first.captured_at, one.last.captured_at, one.visits, one.change) for one in periods(readings)
    ]


def test_visits_that_read_alike_are_one_wherever_they_were_captured():
    assert told(*map(reading, ("2018", "2019", "2020"))) == [("2018", "2020", 3, "first")]


def test_values_are_told_apart_from_text():
    found = told(
        reading("2018"), reading("2019", text), reading("2020", value), reading("2021", quote), reading("2022", fact)
    )  # fmt: skip
    assert [change for *_, change in found] == ["first", "text", "values", "values", "values"]
    assert [change for *_, change in told(reading("2018"), reading("2019", quote))] == ["first", "text"]


def test_what_changed_is_told_field_by_field_beside_the_reading_before():
    *_, last = periods([reading("2018", text), reading("2019", value)])
    assert [(one.key, one.old, one.new) for one in last.values] == [
        ("tables.requests.received_new.total", 7, 757)
    ]
    assert [one.key for one in last.texts] == ["sections.0.text"]


def test_a_visit_that_is_no_report_is_a_period_of_its_own_and_compared_with_nothing():
    found = told(
        reading("2017", refused="gone"), reading("2018"), reading("2019", refused="gone"),
        reading("2020", refused="gone"), reading("2021"), reading("2022"), reading("2023", value),
    )  # fmt: skip
    assert found == [
        ("2017", "2017", 1, "unread"),
        ("2018", "2018", 1, "first"),
        ("2019", "2020", 2, "unread"),
        ("2021", "2022", 2, "again"),
        ("2023", "2023", 1, "values"),
    ]


def test_nothing_read_is_no_period():
    assert told() == []
