import pytest

from crawler import health
from crawler.changes import ReportChange
from tests.crawler.health.portals import Portal, news


@pytest.fixture
def portal(tmp_path):
    """A portal that has published since 2018."""
    portal = Portal(tmp_path, begins="2025-06-01")
    portal.publish(2018, 2020, layout=None, cells=0)
    portal.publish(2021, 2024)
    yield portal
    portal.db.close()


def read(portal, *names, year=2025, **told):
    for name in names:
        portal.store(name, year, **told)
    return portal.night(8, reports={"new": len(names)})


def test_what_a_first_crawl_finds_is_what_there_is(tmp_path):
    portal = Portal(tmp_path)
    portal.store("a", 2024, layout=None, cells=0, anomalies=["x"] * 50)
    portal.store("b", 2023)
    assert portal.night(2, reports={"new": 2}) == {}
    portal.db.close()


def test_a_report_like_those_before_it_is_no_alarm(portal):
    assert read(portal, "r2025") == {}


def test_a_new_report_whose_tables_are_not_read_is_an_alarm(portal):
    alarm = read(portal, "r2025", layout=None, cells=0)["layout_none"]
    assert alarm.text == "no tables are read in r2025, where tables-2021 is usual"
    assert alarm.evidence["reports"][0]["report"] == "r2025"
    assert portal.night(8) == {}, "told once"


def test_an_old_report_without_tables_is_as_those_of_its_time(portal):
    assert read(portal, "r2017", year=2017, layout=None, cells=0) == {}


def test_a_portal_of_prose_is_not_expected_to_print_tables(tmp_path):
    portal = Portal(tmp_path, begins="2025-06-01")
    portal.publish(2020, 2024, layout=None, cells=0)
    portal.store("r2025", 2025, layout=None, cells=0)
    assert portal.night(6, reports={"new": 1}) == {}
    portal.db.close()


def test_tables_in_the_layout_of_another_year_are_an_alarm(portal):
    assert set(read(portal, "r2025", layout="tables-2019")) == {"layout_new"}


def test_what_all_others_print_for_a_year_is_its_layout(portal, tmp_path):
    for number in range(4):
        other = Portal(tmp_path, begins="2025-06-01", name=f"www.b{number}.gov.cn")
        other.publish(2021, 2024)
        other.store(f"b{number}-2025", 2025, layout="tables-2025")
        other.night(5, reports={"new": 1})
        other.db.close()
    assert read(portal, "r2025", layout="tables-2025") == {}


def test_a_report_whose_tables_are_no_longer_read_is_an_alarm(portal):
    portal.store("r2023", 2023, layout=None, cells=0)
    assert news(portal.night(7, reports={"changed": 1})) == {"layout_none": "new"}


@pytest.mark.parametrize(
    ("cells", "is_told"), [(170, True), (0, True), (186, False), (196, False), (230, False)]
)
def test_numbers_that_are_gone_from_a_report_are_an_alarm(portal, cells, is_told):
    portal.store("r2023", 2023, cells=cells)
    alarms = portal.night(7, reports={"changed": 1})
    assert set(alarms) == ({"cells_few"} if is_told else set())
    if is_told:
        assert alarms["cells_few"].evidence["reports"][0] | {"least": 0} == {
            "report": "r2023",
            "url": "http://www.a.gov.cn/r2023.html",
            "year": 2023,
            "cells": cells,
            "cells_were": 200,
            "least": 0,
        }


@pytest.mark.parametrize(("cells", "is_told"), [(160, True), (190, False)])
def test_a_new_report_with_a_column_less_than_those_before_is_an_alarm(portal, cells, is_told):
    assert set(read(portal, "r2025", cells=cells)) == ({"cells_few"} if is_told else set())


def test_issuers_that_leave_cells_blank_make_the_bounds_wide(tmp_path):
    portal = Portal(tmp_path)
    for number, cells in enumerate([200, 120, 90, 180, 60]):
        portal.store(f"d{number}", 2024, cells=cells)
    portal.night(5, reports={"new": 5})
    portal.store("d9", 2025, cells=58)
    assert portal.night(6, reports={"new": 1}) == {}
    portal.db.close()


@pytest.mark.parametrize(
    ("anomalies", "is_told"),
    [(["row_sum"] * 12, True), (["row_sum"] * 9, False), (["~note"] * 50, False)],
    ids=["flood", "some", "only notes"],
)
def test_a_flood_of_anomalies_is_an_alarm_with_their_codes(portal, anomalies, is_told):
    alarms = read(portal, "r2025", anomalies=anomalies)
    assert set(alarms) == ({"anomalies_many"} if is_told else set())
    if is_told:
        assert alarms["anomalies_many"].evidence["codes"] == {"row_sum": 12}
        assert portal.night(8) == {}


def test_as_many_anomalies_as_a_portal_always_has_are_no_flood(tmp_path):
    portal = Portal(tmp_path)
    for number in range(5):
        portal.store(f"d{number}", 2024, anomalies=["x"] * 20)
    portal.night(5, reports={"new": 5})
    for number in range(5):
        portal.store(f"e{number}", 2025, anomalies=["x"] * 25)
    assert portal.night(10, reports={"new": 5}) == {}
    portal.db.close()


def test_operators_bounds_of_cells_and_anomalies_take_the_place_of_what_was_learned(portal):
    portal.overrides = health.overrides({"cells": 210, "anomalies": 2})
    assert set(read(portal, "r2025", cells=205, anomalies=["x"] * 3)) == {"cells_few", "anomalies_many"}
    portal.overrides = health.overrides({"cells": 10, "anomalies": 60})
    assert read(portal, "r2026", year=2026, cells=20, anomalies=["x"] * 50) == {}


def change(report, fields):
    return ReportChange(
        report=report, source=f"http://www.a.gov.cn/{report}.html", version=2, fields=fields, shown=()
    )


@pytest.mark.parametrize(("fields", "is_told"), [(120, True), (3, False)])
def test_a_report_that_changes_in_very_many_values_at_once_is_an_alarm(portal, fields, is_told):
    alarms = portal.night(7, reports={"changed": 1}, changes=[change("r2023", fields)])
    assert set(alarms) == ({"reports_rewritten"} if is_told else set())


def test_half_of_a_portals_reports_changed_at_once_are_an_alarm(tmp_path):
    portal = Portal(tmp_path)
    portal.publish(2001, 2020)
    changes = [change(f"r{year}", 2) for year in range(2001, 2012)]
    alarm = portal.night(20, reports={"changed": 11}, changes=changes)["reports_rewritten"]
    assert "11 of 20 reports changed" in alarm.text
    assert portal.night(20, reports={"changed": 2}, changes=changes[:2]) == {}
    portal.db.close()


@pytest.mark.parametrize(("vanished", "is_told"), [(3, True), (2, False), (0, False)])
def test_reports_that_vanish_in_number_are_an_alarm(portal, vanished, is_told):
    alarms = portal.night(7, reports={"vanished": vanished})
    assert set(alarms) == ({"reports_vanished"} if is_told else set())


def test_what_a_killed_run_stored_is_judged_with_the_next(portal):
    portal.store("r2025", 2025, layout=None, cells=0)
    assert set(portal.night(8)) == {"layout_none"}


def test_a_report_taken_away_is_forgotten(portal):
    portal.db.execute("DELETE FROM reports WHERE id = 'r2018'")
    portal.night(6)
    assert portal.db.execute("SELECT 1 FROM known_reports WHERE year = 2018").fetchone() is None


def test_numbers_that_are_back_with_their_anomalies_are_no_flood(portal):
    def night(**told):
        for year in range(2019, 2024):
            portal.store(f"r{year}", year, **told)
        return set(portal.night(8))

    assert night(cells=200, anomalies=["row_sum"] * 20) == {"anomalies_many"}
    assert night(cells=0) == {"cells_few"}
    assert night(cells=200, anomalies=["row_sum"] * 20) == set()


def test_a_flood_is_one_beside_reports_that_are_otherwise_only_in_what_tells_nothing(portal):
    flooded = [f"f{number}" for number in range(5)]
    assert set(read(portal, *flooded, anomalies=["row_sum"] * 20)) == {"anomalies_many"}
    portal.night(8)
    for name in flooded:
        portal.store(name, 2025, cells=201, anomalies=["row_sum"] * 20)
    rivals = [f"g{number}" for number in range(5)]
    assert set(read(portal, *rivals, anomalies=["row_sum"] * 20)) == {"anomalies_many"}
