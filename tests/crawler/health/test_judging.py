from collections import Counter
from datetime import timedelta

import pytest

from crawler import clock, health
from crawler.health import State
from crawler.outcome import PortalSummary
from tests.crawler.health.portals import Portal, day

HOST_DOWN = {"lists": [], "statuses": Counter({"dns": 3})}


@pytest.fixture
def country(tmp_path):
    """Thirty portals that were crawled for five nights."""
    portals = [Portal(tmp_path, name=f"www.p{number:02}.gov.cn") for number in range(30)]
    for portal in portals:
        portal.nights_of(*[10] * 5)
    yield portals
    for portal in portals:
        portal.db.close()


def at(portal, monkeypatch, days=0):
    instant = portal.at.timestamp() + days * 86400
    monkeypatch.setattr(clock, "epoch", lambda: instant)


def down(portals):
    for portal in portals:
        portal.night(**HOST_DOWN, dead=[(f"http://{portal.name}/", "dns")])


def up(portals):
    for portal in portals:
        portal.night(10)


def told(alarms):
    return [(one.portal, one.kind.value, one.state.value) for one in alarms if one.is_sent]


def test_what_befalls_many_portals_at_once_is_one_alarm_of_the_run(country):
    down(country[:20])
    up(country[20:])
    run = country[0].run_id
    alarms = health.of_run(country[0].db, run)
    assert told(alarms) == [("", "unreachable", "new")]
    assert alarms[0].text.startswith("20 portals at once (www.p00.gov.cn, www.p01.gov.cn, www.p02.gov.cn, …)")
    assert "network" in alarms[0].text
    assert alarms[0].evidence["count"] == 20
    assert sum(one.counts for one in alarms) == 1
    assert Counter(one.state for one in alarms) == {State.NEW: 1, State.LASTING: 20}
    up(country)
    assert told(health.of_run(country[0].db, country[0].run_id)) == [("", "unreachable", "over")]


def test_what_befalls_few_is_told_of_each(country):
    down(country[:3])
    up(country[3:])
    alarms = health.of_run(country[0].db, country[0].run_id)
    assert told(alarms) == [(f"www.p0{number}.gov.cn", "unreachable", "new") for number in range(3)]


def test_a_lasting_alarm_is_listed_and_not_counted_again(country):
    for night in range(3):
        down(country[:1])
        up(country[1:])
        [alarm] = health.of_run(country[0].db, country[0].run_id)
        assert (alarm.state, alarm.counts) == ((State.NEW, True) if night == 0 else (State.LASTING, False))
        assert alarm.since == "run-0006"
    assert [one.portal for one in health.open_alarms(country[0].db)] == ["www.p00.gov.cn"]


def test_a_portal_that_is_not_crawled_to_its_end_is_told_as_stale_and_is_over_when_it_is(
    country, monkeypatch
):
    portal = country[0]
    expected = {portal.name: health.Overrides()}
    at(portal, monkeypatch)
    for _ in range(14):
        portal.night(10, reason="out_of_time")
        at(portal, monkeypatch)
        assert health.judge_run(portal.db, portal.run_id, expected) == ()
    portal.night(10, reason="out_of_time")
    at(portal, monkeypatch)
    [alarm] = health.judge_run(portal.db, portal.run_id, expected)
    assert (alarm.kind, alarm.state) == ("stale", "new")
    assert alarm.text == "not crawled to its end since 2026-06-06, 15 days ago"
    assert told(health.of_run(portal.db, portal.run_id)) == [(portal.name, "stale", "new")]
    portal.night(10)
    at(portal, monkeypatch)
    assert [one.state for one in health.judge_run(portal.db, portal.run_id, expected)] == ["over"]


@pytest.mark.parametrize(
    ("stale", "every", "days", "is_told"),
    [(3, 1, 4, True), (3, 1, 3, False), (None, 10, 29, False), (None, 10, 31, True)],
)
def test_how_long_is_stale_goes_by_the_operator_or_the_plan(
    country, monkeypatch, stale, every, days, is_told
):
    portal = country[0]
    at(portal, monkeypatch, days)
    alarms = health.judge_run(portal.db, "run-x", {portal.name: health.Overrides(stale=stale)}, every=every)
    assert bool(alarms) is is_told


def test_a_portal_that_was_never_crawled_is_not_stale(country):
    assert health.judge_run(country[0].db, "run-x", {"www.new.gov.cn": health.Overrides()}) == ()


def test_a_disk_that_fills_is_an_alarm_of_the_run_and_over_when_it_is_not(country):
    db = country[0].db
    [alarm] = health.judge_run(db, "run-x", {}, disk="full in 12 days: 3.1 GB a night, 37 GB free")
    assert (alarm.portal, alarm.kind, alarm.counts) == ("", "disk_low", True)
    assert alarm.text.startswith("full in 12 days")
    assert [one.state for one in health.judge_run(db, "run-y", {}, disk="full in 11 days")] == ["lasting"]
    assert [one.state for one in health.judge_run(db, "run-z", {})] == ["over"]
    assert health.judge_run(db, "run-zz", {}) == ()


def test_what_is_new_or_over_is_in_the_log(country, caplog):
    portal = country[0]
    caplog.set_level("INFO")
    for told in ({}, HOST_DOWN, HOST_DOWN, {}):
        portal.night(10, **told, dead=[(f"http://{portal.name}/", "dns")] if told else [])
    lines = [(record.levelname, record.getMessage()) for record in caplog.records]
    said = f"unreachable {portal.name}: nothing of it could be had: host name not found"
    assert lines == [
        ("WARNING", f"{portal.name}: alarm new: {said}"),
        ("INFO", f"{portal.name}: alarm over: {said}"),
    ]


def test_muted_kinds_are_kept_and_neither_counted_nor_sent(country):
    portal = country[0]
    portal.overrides = health.overrides({"mute": ["unreachable"]})
    down([portal])
    [alarm] = health.of_run(portal.db, portal.run_id)
    assert (alarm.muted, alarm.counts, alarm.is_sent) == (True, False, False)
    up([portal])
    assert told(health.of_run(portal.db, portal.run_id)) == []


def test_a_portal_without_a_row_in_the_history_is_not_judged(country):
    assert health.judge(country[0].db, PortalSummary(portal="www.none.gov.cn")) == ()


def test_evidence_is_bounded(country):
    portal = country[0]
    dead = [(f"http://{portal.name}/{number}", "dns") for number in range(100)]
    alarm = portal.night(**HOST_DOWN, dead=dead)["unreachable"]
    assert alarm.evidence["lost"] == 100
    assert len(alarm.evidence["urls"]) == 10


def test_a_clock_that_jumps_back_raises_nothing(country):
    portal = country[0]
    portal.night(0)
    portal.at = day("2020-01-01")
    assert [one.state for one in portal.night(0).values()] == ["again"], "and counts nothing"
    assert [one.state for one in portal.night(10).values()] == ["over"]
    portal.at = day("2026-07-01")
    assert portal.night(10) == {}


def test_a_portal_that_was_never_crawled_to_its_end_is_told_since_it_was_first_tried(country, monkeypatch):
    portal = country[0]
    portal.name = "www.late.gov.cn"
    for _ in range(16):
        portal.night(0, reason="out_of_time")
    at(portal, monkeypatch)
    [alarm] = health.judge_run(portal.db, portal.run_id, {portal.name: health.Overrides()})
    assert alarm.text == "never crawled to its end; first tried 2026-06-07, 15 days ago"


def test_a_clock_that_was_in_the_future_hides_no_stale_portal(country, monkeypatch):
    portal = country[0]
    portal.run(days=20_000)
    portal.run(days=-19_980, reason="out_of_time")
    at(portal, monkeypatch)
    assert [one.kind for one in health.judge_run(portal.db, portal.run_id, {portal.name: health.Overrides()})]


def test_a_clock_that_is_put_ahead_in_a_run_makes_nothing_stale_that_was_crawled_in_it(country, monkeypatch):
    early, failed = country[:2]
    early.night(10)
    failed.night(10, reason="out_of_time")
    at(early, monkeypatch, days=366)
    expected = {one.name: health.Overrides() for one in (early, failed)}
    assert [one.portal for one in health.judge_run(early.db, early.run_id, expected)] == [failed.name]


def test_of_an_alarm_that_was_raised_in_the_future_is_reminded_from_now_on(country):
    portal = country[0]
    portal.at += timedelta(days=20_000)
    down([portal])
    portal.at -= timedelta(days=20_001)
    states = []
    for _ in range(10):
        down([portal])
        [alarm] = health.of_run(portal.db, portal.run_id)
        states.append(alarm.state.value)
    assert states == ["again", *["lasting"] * 6, "again", *["lasting"] * 2]
    assert alarm.since_at == "2026-06-07T02:00:00Z"


def test_what_comes_and_goes_is_told_a_few_times_then_kept_until_it_stays_away(country):
    portal = country[0]
    states = []
    for _ in range(15):
        down([portal])
        states += [one.state.value for one in health.of_run(portal.db, portal.run_id)]
        up([portal])
        states += [one.state.value for one in health.of_run(portal.db, portal.run_id)]
    assert states[:5] == [*["new", "over"] * 2, "again"]
    assert set(states[5:]) == {"lasting", "again"}
    assert states[5:].count("again") <= 3
    [alarm] = health.open_alarms(portal.db)
    assert alarm.text.startswith("comes and goes: ")
    for _ in range(13):
        assert health.open_alarms(portal.db)
        up([portal])
    assert [one.state.value for one in health.of_run(portal.db, portal.run_id)] == ["over"]
