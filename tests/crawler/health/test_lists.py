import pytest

from crawler import health
from tests.crawler.health.portals import LIST, NAME, Portal, found, listing, news

OTHER = f"http://{NAME}/gkml/nb/"


@pytest.fixture
def portal(tmp_path):
    portal = Portal(tmp_path)
    yield portal
    portal.db.close()


def gone(text="column of 40 reports, last seen 2026-06-12, is no more: http 404"):
    return [found("vanished_column", LIST, text)]


def test_a_list_that_is_gone_is_an_alarm_until_it_is_back(portal):
    portal.nights_of(*[40] * 6)
    portal.db.execute(
        "INSERT INTO captures (record_id, portal, job, url, role, status, warc, offset, length)"
        " VALUES ('urn:1', ?, 1, ?, 'listing', 404, 'warc/a.warc.gz', 7, 9)",
        (NAME, LIST),
    )
    other = listing(OTHER, reports=4)
    portal.night(0, lists=[listing(), other])
    alarm = portal.night(0, lists=[other], findings=gone())["list_gone"]
    assert (alarm.about, alarm.text) == (LIST, gone()[0].text)
    assert alarm.evidence["captures"] == [
        {"url": LIST, "record": "urn:1", "warc": "warc/a.warc.gz", "offset": 7}
    ]
    assert portal.night(0, lists=[other], findings=gone())["list_gone"].state == "lasting"
    assert news(portal.night(0, lists=[listing(), other]))["list_gone"] == "over"


def test_a_second_list_that_goes_is_told_beside_the_first(portal):
    third = f"http://{NAME}/zfxxgk/"
    all_three = [listing(), listing(OTHER, reports=40), listing(third, reports=40)]
    for _ in range(6):
        portal.night(0, lists=all_three)
    assert news(portal.night(0, lists=all_three[1:], findings=gone()))["list_gone"] == "new"
    alarms = portal.night(0, lists=all_three[2:], findings=[*gone(), found("vanished_column", OTHER)])
    assert alarms["list_gone"].state in {"new", "lasting"}
    query = "SELECT about FROM alarms WHERE kind = 'list_gone' AND over IS NULL ORDER BY about"
    assert portal.db.execute(query).fetchall() == [(OTHER,), (LIST,)]


def moved():
    return [found("moved_column", LIST, f"column of 40 reports has moved to {OTHER}")]


def test_a_portal_that_moved_to_another_system_says_so_once(portal):
    portal.nights_of(*[40] * 6)
    elsewhere = [listing(OTHER, reports=39, pager="jpaas")]
    alarm = portal.run(depth="look", lists=elsewhere, findings=moved())["list_moved"]
    assert (alarm.about, alarm.state) == (LIST, "new")
    assert OTHER in alarm.text
    assert [portal.night(lists=elsewhere) for _ in range(30)] == [{}] * 30


def test_what_one_alarm_says_is_not_told_by_others_too(portal):
    other = listing(OTHER, reports=40)
    portal.nights_of(*[80] * 6, lists=[listing(), other])
    assert set(portal.night(lists=[other], findings=gone())) == {"list_gone"}, "it says why there are fewer"
    none = portal.night(lists=[], findings=gone())
    assert news(none) == {"reports_none": "new"}
    assert none["list_gone"].state == "lasting", "and is not over"
    assert "column of 40 reports" in none["reports_none"].text
    assert news(portal.night(lists=[listing(), other])) == {"reports_none": "over", "list_gone": "over"}
    half = [listing(reports=20), listing(OTHER, reports=20)]
    assert news(portal.night(lists=half)) == {"reports_few": "new"}
    portal.overrides = health.overrides({"mute": ["reports_few"]})
    assert {"reports_few", "list_shrunk"} <= set(portal.night(lists=half)), "where it is not muted"


def test_a_list_whose_reports_are_found_elsewhere_later_is_gone_until_then(portal):
    portal.nights_of(*[40] * 6)
    assert set(portal.night(0, lists=[], findings=gone())) == {"reports_none"}
    alarms = portal.run(depth="look", lists=[listing(OTHER)], findings=moved())
    assert news(alarms) == {"reports_none": "over", "list_moved": "new"}
    assert portal.night(lists=[listing(OTHER)]) == {}


@pytest.mark.parametrize(
    ("reports", "is_told"),
    [(31, True), (32, False), (40, False), (90, False)],
    ids=["far", "near", "same", "more"],
)
def test_a_list_that_leads_to_far_fewer_reports_is_an_alarm_in_a_portal_of_many(portal, reports, is_told):
    many = [listing(f"http://{NAME}/{number}/") for number in range(9)]
    for _ in range(6):
        portal.night(lists=[listing(), *many])
    alarms = portal.night(lists=[listing(reports=reports), *many])
    assert set(alarms) == ({"list_shrunk"} if is_told else set())


def test_a_list_that_waits_for_its_pages_tells_nothing(portal):
    portal.nights_of(*[40] * 6)
    assert "list_shrunk" not in portal.night(lists=[listing(reports=10, pages_open=2)])


def test_a_list_that_shrank_lasts_then_is_taken_as_the_new_measure(portal):
    many = [listing(f"http://{NAME}/{number}/") for number in range(9)]
    for _ in range(6):
        portal.night(lists=[listing(), *many])
    told = [news(portal.night(lists=[listing(reports=20), *many])) for _ in range(75)]
    assert (told[0], told[60], told[61:]) == ({"list_shrunk": "new"}, {"list_shrunk": "over"}, [{}] * 14)
    assert news(portal.night(lists=[listing(reports=5), *many])) == {"list_shrunk": "new"}


@pytest.mark.parametrize(
    ("before", "now", "is_told"),
    [
        ("trs", "jpaas", True),
        ("trs", "unread", True),
        ("trs", None, False),
        (None, "trs", False),
        ("trs", "trs", False),
    ],
)
def test_another_pager_on_a_list_is_told_once(portal, before, now, is_told):
    for _ in range(6):
        portal.night(lists=[listing(pager=before)])
    assert set(portal.night(lists=[listing(pager=now)])) == ({"list_pager"} if is_told else set())
    assert portal.night(lists=[listing(pager=now)]) == {}
