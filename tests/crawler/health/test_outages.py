from collections import Counter

import pytest

from crawler import health
from tests.crawler.health.portals import NAME, Portal, found, listing, news

HOST = f"//{NAME}/"
START = f"http://{NAME}/"


@pytest.fixture
def portal(tmp_path):
    portal = Portal(tmp_path)
    portal.nights_of(*[40] * 6)
    yield portal
    portal.db.close()


def down(reason="dns"):
    return {"lists": [], "statuses": Counter({reason: 3}), "dead": [(START, reason)]}


@pytest.mark.parametrize(
    ("reason", "kind", "said"),
    [
        ("dns", "unreachable", "host name not found"),
        ("refused", "unreachable", "connection refused"),
        ("timeout", "unreachable", "no answer in time"),
        ("http 404", "unreachable", "http 404"),
        ("http 502", "unreachable", "http 502"),
        ("blocked: http 403", "blocked", "blocked: http 403"),
        ("robots", "blocked", "forbidden by robots.txt"),
        ("tls: certificate expired (--tls unverified takes it)", "certificate", "certificate expired"),
    ],
)
def test_a_portal_of_which_nothing_can_be_had_is_one_alarm_that_says_why(portal, reason, kind, said):
    alarms = portal.night(**down(reason))
    assert news(alarms) == {kind: "new"}, "and none about the reports that were not seen"
    alarm = alarms[kind]
    assert said in alarm.text
    assert (alarm.about, alarm.evidence["urls"]) == (NAME, [START])


def test_a_challenge_in_place_of_every_page_is_an_alarm(portal):
    blocked = [found("blocked", HOST, "blocked: 安全验证"), found("nothing_found", NAME)]
    alarms = portal.night(**down("blocked: 安全验证"), findings=blocked)
    assert news(alarms) == {"blocked": "new"}
    assert alarms["blocked"].text == "1 address of it not had: blocked: 安全验证"


def test_a_host_that_blocks_in_mid_crawl_is_an_alarm_though_pages_were_had(portal):
    alarms = portal.night(
        40, findings=[found("blocked", HOST, "blocked: http 429")], dead=[(f"{START}a", "x")]
    )
    assert set(alarms) == set(), "not a host of the portal's, as far as is known"
    portal.db.execute(
        "INSERT INTO known_lists (portal, first, job, starts, seen_at, reports) VALUES (?, ?, 1, '', '', 40)",
        (NAME, f"{START}nb/"),
    )
    alarms = portal.night(
        40, findings=[found("blocked", HOST, "blocked: http 429")], dead=[(f"{START}a", "x")]
    )
    assert news(alarms) == {"blocked": "new"}
    assert alarms["blocked"].evidence["urls"] == [f"{START}a"]


@pytest.mark.parametrize(
    "told",
    [
        {"dead": [(f"{START}a.pdf", "http 404")]},
        {"findings": [found("unreachable", f"{START}a.pdf", "no answer in time")]},
        {"findings": [found("unreachable", "//www.elsewhere.cn/", "no answer: dns")]},
        {"findings": [found("certificate", START, "self-signed")]},
        {"statuses": Counter({"200": 8, "http 502": 3}), "dead": [(f"{START}b", "http 502")]},
    ],
    ids=["dead page", "finding", "foreign host", "certificate taken", "some broken"],
)
def test_what_ails_single_addresses_is_a_finding_and_no_alarm(portal, told):
    assert portal.night(40, **told) == {}


def test_a_portal_that_was_never_reached_is_told_the_first_night(tmp_path):
    portal = Portal(tmp_path / "new")
    assert news(portal.run(depth="look", **down())) == {"unreachable": "new"}
    portal.db.close()


def test_what_is_left_of_a_job_and_fails_does_not_make_its_host_unreachable(portal):
    portal.db.execute(
        "INSERT INTO requests (portal, job, url, host, role, priority, state, request)"
        " VALUES (?, ?, ?, ?, 'listing', 0, 'done', '{}')",
        (NAME, portal.nights + 1, START, NAME),
    )
    assert portal.night(40, statuses=Counter({"http 404": 1}), dead=[(f"{START}a", "http 404")]) == {}


def test_a_known_dead_portal_is_no_news_for_months_and_being_back_is(portal):
    told = [news(portal.night(**down())) for _ in range(400)]
    assert told[0] == {"unreachable": "new"}
    reminded = [night for night, one in enumerate(told) if one and night]
    assert reminded == [7, 14, 21, 28, 58, 88, 118, 148, 178]
    assert all(told[night] == {"unreachable": "again"} for night in reminded)
    assert news(portal.night(40)) == {"unreachable": "over"}
    assert portal.night(40) == {}


def test_a_portal_that_its_operator_calls_dead_is_never_told_until_it_is_back(portal):
    portal.overrides = health.overrides({"dead": True})
    for _ in range(3):
        alarms = portal.night(**down())
        assert not any(one.counts or one.is_sent for one in alarms.values())
    over = portal.night(40)["unreachable"]
    assert (over.state, over.counts, over.is_sent) == ("over", False, True)


def test_another_reason_is_another_alarm_of_the_same_host(portal):
    portal.night(**down("dns"))
    alarms = portal.night(**down("blocked: http 412"))
    assert news(alarms)["blocked"] == "new"


def test_patience_waits_for_so_many_runs_in_a_row(portal):
    portal.overrides = health.overrides({"patience": 3})
    assert [news(portal.night(**down())) for _ in range(2)] == [{}, {}]
    assert portal.night(40) == {}, "what was never told is not over"
    told = [news(portal.night(**down())) for _ in range(4)]
    assert told == [{}, {}, {"unreachable": "new"}, {}]
    assert news(portal.night(40)) == {"unreachable": "over"}


@pytest.mark.parametrize("reason", ["failed", "capture_failed"])
def test_a_crawl_that_failed_is_an_alarm_with_the_error(portal, reason):
    alarm = portal.night(0, reason=reason, error="ValueError: odd", lists=[])["failed"]
    assert alarm.text == "the crawl failed: ValueError: odd"
    assert news(portal.night(40)) == {"failed": "over"}


@pytest.mark.parametrize("reason", ["locked", "shutdown"])
def test_a_portal_that_was_not_come_to_is_no_alarm(portal, reason):
    assert portal.night(0, reason=reason, lists=[], statuses=Counter(), sent=0) == {}


def test_only_what_was_dead_asked_again_in_vain_tells_nothing_of_the_portal(portal):
    assert portal.run(depth="dead", **down()) == {}


def test_a_list_of_the_portal_is_not_missed_while_its_host_is_out(portal):
    vanished = [found("vanished_column", f"{START}nb/", "is no more: no answer in time")]
    assert set(portal.night(**down("timeout"), findings=vanished)) == {"unreachable"}
    assert news(portal.night(lists=[listing()])) == {"unreachable": "over"}


def test_a_host_that_is_silent_for_a_night_now_and_then_is_told_when_it_lasts(portal):
    portal.nights_of(*[40] * 6)
    told = []
    for _ in range(8):
        told += [news(portal.night(**down())), *portal.nights_of(*[40] * 14)]
    assert [one for one in told if one] == [{"unreachable": "new"}, {"unreachable": "over"}] * 2
    assert [news(portal.night(**down())) for _ in range(3)] == [{}, {"unreachable": "new"}, {}]
    assert portal.nights_of(*[40] * 100)[0] == {"unreachable": "over"}
    assert news(portal.night(**down())) == {"unreachable": "new"}, "that is long ago"


def test_a_night_that_ends_since_the_network_is_down_says_nothing_of_its_portals(portal):
    silent = [found("unreachable", HOST, "no answer: dns")]
    told = down() | {"findings": silent, "reason": "network_down"}
    assert portal.night(**told) == {}
    assert news(portal.night(**down())) == {"unreachable": "new"}
    assert [one.state for one in portal.night(**told).values()] == ["lasting"]
