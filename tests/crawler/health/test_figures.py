import random
from collections import Counter

import pytest

from crawler import health
from crawler.health.bounds import learn
from tests.crawler.health.portals import NAME, Portal, listing, news

SEED = 20261122


@pytest.fixture
def portal(tmp_path):
    portal = Portal(tmp_path)
    yield portal
    portal.db.close()


def test_zero_reports_where_there_were_forty_is_an_alarm_with_what_was(portal):
    portal.nights_of(*[38, 42, 40, 40, 39, 41, 40, 40, 40, 40, 40, 40])
    alarm = portal.night(0)["reports_none"]
    assert alarm.text == "no reports that lists lead to; 38-42 in the last 12 runs"
    assert (alarm.portal, alarm.about, alarm.since, alarm.counts) == (NAME, "", "run-0013", True)
    assert alarm.evidence["compared"] == ["run-0012", "run-0011", "run-0010"]


def test_zero_reports_on_the_second_crawl_of_all_is_an_alarm(portal):
    portal.run(lists=[listing(reports=40)], depth="look")
    assert news(portal.night(0)) == {"reports_none": "new"}


@pytest.mark.parametrize("before", [[], [0], [0] * 8], ids=["first", "second", "ninth"])
def test_zero_reports_where_there_were_none_is_no_alarm(portal, before):
    portal.nights_of(*before)
    assert portal.night(0) == {}


@pytest.mark.parametrize(
    ("before", "now", "kinds"),
    [
        ([40] * 12, 30, {"reports_few"}),
        ([40] * 12, 33, set()),
        ([40] * 2, 25, set()),
        ([40] * 2, 15, {"reports_few"}),
        ([3] * 12, 2, set()),
        ([3] * 12, 1, {"reports_few"}),
        ([3] * 12, 0, {"reports_none"}),
        (list(range(20, 140, 10)), 60, {"reports_few"}),  # it has grown to 130
        (list(range(20, 140, 10)), 120, set()),
        ([40, 30] * 8, 28, set()),  # it always goes up and down
        ([40, 30] * 8, 0, {"reports_none"}),
    ],
)
def test_fewer_reports_are_an_alarm_below_what_the_history_teaches(portal, before, now, kinds):
    portal.nights_of(*before)
    assert set(portal.night(now)) - {"list_shrunk"} == kinds


def test_one_odd_night_among_many_moves_nothing(portal):
    portal.nights_of(*[40] * 10, 400, 40)
    assert portal.night(38) == {}


def test_a_portal_that_grows_through_the_winter_wave_is_no_alarm(portal):
    wave = [40, 40, 41, 44, 52, 60, 66, 70, 72, 73, 73, 73, 74, 74]
    assert portal.nights_of(*wave) == [{}] * len(wave)


def test_noisy_figures_raise_nothing_in_a_season_of_nights(portal):
    chance = random.Random(SEED)
    for _ in range(120):
        count = 60 + chance.randint(-5, 5)
        costs = {"seconds": chance.lognormvariate(5, 0.5), "bytes": int(chance.lognormvariate(15, 0.5))}
        assert news(portal.night(count, **costs)) == {}


def test_an_alarm_lasts_by_what_raised_it_and_is_over_when_the_reports_are_back(portal):
    portal.nights_of(*[40] * 12)
    told = portal.nights_of(*[0] * 100)
    assert told[0] == {"reports_none": "new"}
    assert [night for night, news in enumerate(told) if news] == [0, 7, 14, 21, 28, 58, 88]
    assert all(set(news.values()) <= {"again"} for news in told[1:])
    assert "38" not in portal.night(0)["reports_none"].text
    assert portal.nights_of(40, 40) == [{"reports_none": "over"}, {}]
    assert news(portal.night(0)) == {"reports_none": "new"}, "its empty nights taught nothing"


def test_a_part_that_is_back_is_another_alarm(portal):
    portal.nights_of(*[40] * 12, 0)
    assert news(portal.night(20, lists=[listing(f"http://{NAME}/b/", reports=20)])) == {
        "reports_none": "over",
        "reports_few": "new",
    }
    assert news(portal.night(0))["reports_none"] == "new"


def test_fewer_reports_become_the_new_measure_after_two_months(portal):
    elsewhere = f"http://{NAME}/b/"
    portal.nights_of(*[40] * 12)
    told = [news(portal.night(0, lists=[listing(elsewhere, reports=25)])) for _ in range(80)]
    assert told[0] == {"reports_few": "new"}
    assert told[60] == {"reports_few": "over"}
    assert told[61:] == [{}] * 19
    assert set(portal.night(0, lists=[listing(elsewhere, reports=8)])) == {"reports_few"}


def test_an_unfinished_run_tells_nothing_of_what_is_missing(portal):
    portal.nights_of(*[40] * 12)
    for reason in ("shutdown", "max_requests", "out_of_time", "disk_full"):
        assert portal.night(0, reason=reason) == {}
    portal.night(0)
    assert news(portal.night(40, reason="shutdown")) == {}
    assert news(portal.night(40)) == {"reports_none": "over"}


def test_nights_are_compared_with_nights_and_full_crawls_with_full_ones(portal):
    for _ in range(6):
        portal.run(lists=[listing(reports=40)], depth="full", bytes=500_000_000, seconds=9000.0, sent=4000)
        portal.nights_of(*[40] * 4)
    assert portal.run(lists=[listing()], depth="full", bytes=600_000_000, seconds=9000.0, sent=4000) == {}
    assert set(portal.night(40, bytes=500_000_000, seconds=9000.0, sent=4000)) == {
        "bytes_high",
        "time_high",
        "requests_high",
    }


def test_cost_that_new_reports_explain_is_no_alarm(portal):
    portal.run(lists=[listing()], depth="look", reports={"new": 40}, bytes=80_000_000, sent=900)
    portal.nights_of(*[40] * 12)
    assert portal.night(50, reports={"new": 10}, bytes=21_000_000, sent=200) == {}
    assert set(portal.night(50, bytes=21_000_000, sent=200)) == {"bytes_high", "requests_high"}


def test_many_documents_without_a_report_are_an_alarm(portal):
    portal.nights_of(*[40] * 6)
    refused = {"no report: nothing": 12}
    alarm = portal.run(lists=[listing()], depth="night", refused=Counter(refused))["refused_many"]
    assert "12 documents gave no report" in alarm.text
    assert portal.night(40) == {}, "it happened, and does not last"
    assert portal.night(40, refused=Counter({"x": 12}), reports={"new": 30}) == {}


@pytest.mark.parametrize(
    ("expect", "night", "kind"),
    [
        ({"reports": [30, 60]}, {"listed": 61}, "reports_many"),
        ({"reports": [30, 60]}, {"listed": 29}, "reports_few"),
        ({"reports": 1}, {"listed": 0}, "reports_none"),
        ({"lists": 2}, {"listed": 40}, "lists_few"),
        ({"lists": [0, 0]}, {"listed": 40}, "lists_many"),
        ({"seconds": 10}, {}, "time_high"),
        ({"bytes": 1000}, {}, "bytes_high"),
        ({"requests": 8}, {}, "requests_high"),
    ],
)
def test_an_operators_bounds_take_the_place_of_what_was_learned(portal, expect, night, kind):
    assert portal.night(**{"listed": 40} | night) == {}
    portal.overrides = health.overrides(expect)
    assert set(portal.night(**{"listed": 40} | night)) >= {kind}


def test_what_an_operator_allows_is_no_alarm(portal):
    portal.nights_of(*[40] * 12)
    portal.overrides = health.overrides({"reports": 5, "bytes": 10**12, "seconds": 10**6, "requests": 10**6})
    far = listing(f"http://{NAME}/b/", reports=6)
    assert portal.night(0, lists=[far], bytes=10**11, seconds=10**5, sent=10**5) == {}


def test_bounds_of_nothing_are_none():
    assert learn([]) is None


def test_what_was_no_alarm_is_none_again(portal):
    portal.nights_of(*[40] * 5, seconds=300.0)
    portal.nights_of(40, seconds=1100.0)
    portal.nights_of(*[40] * 6, seconds=50.0)
    assert portal.night(seconds=1000.0) == {}
    assert set(portal.night(seconds=1700.0)) == {"time_high"}


@pytest.mark.parametrize("nights", [1, 2])
def test_a_dear_night_or_two_are_no_alarm_a_third_is(portal, nights):
    portal.nights_of(*[40] * 12, seconds=200.0)
    for _ in range(4):
        assert portal.nights_of(*[40] * nights, seconds=1900.0) == [{}] * nights
        assert portal.nights_of(*[40] * 12, seconds=200.0) == [{}] * 12
    assert portal.nights_of(*[40] * 3, seconds=1990.0) == [{}] * 3, "no dearer than they were"
    portal.nights_of(*[40] * 40, seconds=200.0)
    dear = portal.nights_of(*[40] * 4, seconds=1600.0)
    assert dear == [{}, {}, {"time_high": "new"}, {}]


def test_a_night_ten_times_as_dear_is_told_once_and_known_then(portal):
    portal.nights_of(*[40] * 12)
    assert news(portal.night(bytes=40_000_000)) == {"bytes_high": "new"}
    for _ in range(9):
        portal.nights_of(*[40] * 9)
        assert news(portal.night(bytes=50_000_000)) == {}
    assert set(portal.night(bytes=80_000_000)) == {"bytes_high"}


def test_what_was_refused_some_weeks_ago_is_no_flood(portal):
    portal.nights_of(*[40] * 6)
    assert set(portal.night(refused=Counter(x=5))) == {"refused_many"}
    portal.nights_of(*[40] * 20)
    assert portal.night(refused=Counter(x=5)) == {}
    assert set(portal.night(refused=Counter(x=12))) == {"refused_many"}


def test_a_list_that_comes_and_goes_is_told_when_it_stays_away_for_longer(portal):
    lists = [listing(reports=30), listing(f"http://{NAME}/b/", reports=10)]
    told = []
    for _ in range(6):
        told += [news(portal.night(lists=lists)) for _ in range(9)] + [news(portal.night(lists=lists[:1]))]
    assert [one for one in told if one] == [{"reports_few": "new"}, {"reports_few": "over"}] * 2
    assert [news(portal.night(lists=lists[:1])) for _ in range(2)] == [{"reports_few": "new"}, {}]


def test_what_reports_cost_at_most_is_known_after_a_summer_too(portal):
    portal.run(lists=[listing()], depth="look", reports={"new": 40}, bytes=400_000_000, sent=900)
    portal.nights_of(*[40] * 60)
    assert portal.night(50, reports={"new": 10}, bytes=90_000_000, sent=40) == {}


def test_the_evidence_names_the_lists(portal):
    portal.nights_of(*[40] * 5)
    alarm = portal.night(0)["reports_none"]
    assert alarm.evidence["lists"] == {f"http://{NAME}/nb/": 0}
    again = portal.night(3)["reports_few"]
    assert again.evidence["lists"] == {f"http://{NAME}/nb/": 3}


def test_what_is_measured_goes_by_the_order_of_runs_when_the_clock_is_put_back(portal):
    portal.nights_of(*[40] * 5)
    portal.run(days=9000, lists=[], statuses=Counter(), dead=[(f"http://{NAME}/", "dns")], depth="night")
    portal.run(days=-9000, lists=[listing()], depth="night")
    assert portal.night(10)["reports_few"].evidence["was"] == "40 in the last 6 runs"
