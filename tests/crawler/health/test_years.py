import pytest

from crawler import health
from tests.crawler.health.portals import Portal, news


@pytest.fixture
def portal(tmp_path):
    """A portal that has published for each year to 2024, some days before it is due."""
    portal = Portal(tmp_path, begins="2026-03-20")
    portal.publish(2015, 2024)
    yield portal
    portal.db.close()


def test_a_year_without_its_report_is_told_when_it_is_due_and_over_when_it_is_there(portal):
    told = portal.nights_of(*[10] * 20)
    assert [night for night, one in enumerate(told) if one] == [10, 17], "2026-04-01, and a reminder"
    portal.store("r2025", 2025)
    assert news(portal.night(11, reports={"new": 1})) == {"year_missing": "over"}
    assert portal.night(11) == {}


def test_the_text_tells_what_each_year_brought(portal):
    portal.nights_of(*[10] * 10)
    alarm = portal.night(10)["year_missing"]
    assert alarm.text == "no report for 2025 by 04-01 (2022: 1, 2023: 1, 2024: 1, 2025: 0)"
    assert alarm.about == "2025"


def test_a_year_that_is_there_is_no_alarm(portal):
    portal.store("r2025", 2025)
    assert portal.nights_of(10, *[11] * 30)[10:] == [{}] * 21


def test_a_portal_that_stopped_publishing_long_ago_is_none(tmp_path):
    portal = Portal(tmp_path, begins="2026-05-01")
    portal.publish(2010, 2019)
    assert portal.night(10) == {}
    portal.db.close()


def test_a_portal_that_publishes_now_and_then_is_none(tmp_path):
    portal = Portal(tmp_path, begins="2026-05-01")
    for year in (2019, 2021, 2022, 2024):
        portal.store(f"r{year}", year)
    assert portal.night(4) == {}
    assert portal.night(4) == {}
    portal.db.close()


def test_of_many_issuers_few_are_missed_and_half_are_not(tmp_path):
    portal = Portal(tmp_path, begins="2026-05-01")
    for year in range(2021, 2025):
        for number in range(10):
            portal.store(f"d{number}-{year}", year)
    for number in range(4):
        portal.store(f"d{number}-2025", 2025)
    portal.night(44, reports={"new": 44})
    assert portal.night(44)["year_missing"].text.startswith("4 reports for 2025")
    portal.store("d4-2025", 2025)
    assert news(portal.night(45, reports={"new": 1})) == {"year_missing": "over"}
    portal.db.close()


def test_an_operator_says_when_a_report_is_due_or_that_none_is(portal):
    portal.overrides = health.overrides({"by": "04-05"})
    assert [night for night, one in enumerate(portal.nights_of(*[10] * 16)) if one] == [14]
    portal.overrides = health.overrides({"by": "never"})
    assert news(portal.night(10)) == {"year_missing": "over"}


def test_the_next_year_ends_what_was_missed_of_the_last(portal):
    portal.run(days=200, lists=[])
    assert "year_missing" in portal.run(days=1, depth="night", lists=[])
    alarms = portal.run(days=120, depth="night", lists=[])
    assert news(alarms)["year_missing"] == "over", "in January nothing is due"
