"""Checks across years, in the database beside the reports."""

import itertools
import json
import multiprocessing
import sqlite3
from dataclasses import replace

import pytest

from pipelines.database import DATABASE, OF_A_REPORT, connect
from pipelines.filing import suffixed
from pipelines.report import Issuer, Observation, Source
from pipelines.store import Store, documents
from tests.pipelines.test_store import REPORT

COLUMNS = (
    *("natural_person", "business", "research", "public_welfare", "legal_service", "other_org", "total"),
)
CARRIED_IN = tuple(f"tables.requests.carried_in.{column}" for column in COLUMNS)


def cells(**values):
    return {
        f"tables.requests.{row}.{column}": value
        for row, numbers in values.items()
        for column, value in zip(COLUMNS, numbers, strict=True)
    }


def in_force(row, made, repealed, total):
    start = f"tables.proactive_disclosure.{row}"
    return {f"{start}.made": made, f"{start}.repealed": repealed, f"{start}.in_force": total}


def report(year, values, url=None, **other):
    observations = tuple(
        Observation(key, value, str(value), "number", "件", 0, {"table": 0, "row": 0, "column": 0})
        for key, value in values.items()
    )
    return replace(
        REPORT,
        **{
            "id": f"410700-{year}",
            "report_year": year,
            "observations": observations,
            "tables": {},
            "source": Source(portal="a.gov.cn", url=url or f"http://a.gov.cn/{year}"),
            **other,
        },
    )


Y2020 = report(2020, cells(carried_out=[2, 1, 0, 0, 0, 0, 3]) | in_force("rules", 0, 0, 10))
Y2021 = report(2021, cells(carried_in=[2, 0, None, 0, 0, 0, 3]) | in_force("rules", 3, 1, 12))
Y2022 = report(2022, in_force("rules", 1, 0, 14))


def crossed(folder):
    connection = connect(folder)
    query = "SELECT report, neighbour, code, outcome, keys, message, operands FROM cross_checks"
    rows = connection.execute(query).fetchall()
    connection.close()
    return sorted(rows, key=str)


def saved(folder, *reports):
    with Store(folder) as store:
        for each in reports:
            store.save(each)
    return crossed(folder)


def of(rows, report, code):
    return {
        tuple(json.loads(keys)): (outcome, json.loads(operands))
        for at, _, of, outcome, keys, _, operands in rows
        if (at, of) == (report, code)
    }


def reasons(rows, report):
    return {message for at, _, _, outcome, _, message, _ in rows if at == report and outcome != "pass"}


def test_what_a_year_carried_out_the_next_carried_in_in_every_column(tmp_path):
    found = of(saved(tmp_path, Y2020, Y2021), "410700-2021", "carry_over")
    assert set(found) == {(key,) for key in CARRIED_IN}
    assert found[(CARRIED_IN[0],)] == ("pass", {"carried_in": 2, "carried_out": 2})
    assert found[(CARRIED_IN[1],)] == ("fail", {"carried_in": 0, "carried_out": 1})
    assert found[(CARRIED_IN[2],)] == ("not_assessable", {"carried_in": None, "carried_out": 0})


@pytest.mark.parametrize(("total", "outcome"), [(12, "pass"), (13, "fail"), (None, "not_assessable")])
def test_what_is_in_force_was_so_or_is_made_and_not_repealed(tmp_path, total, outcome):
    later = report(2021, in_force("rules", 3, 1, total))
    found = of(saved(tmp_path, Y2020, later), "410700-2021", "in_force_chain")
    key = "tables.proactive_disclosure.rules.in_force"
    assert found[(key,)] == (outcome, {"in_force": total, "expected": 12})
    assert found[("tables.proactive_disclosure.normative_documents.in_force",)][0] == "not_assessable"


def test_both_layouts_must_be_those_that_count_alike(tmp_path):
    rows = saved(tmp_path, replace(Y2020, layout="tables-2019"), Y2021)
    ((keys, found),) = of(rows, "410700-2021", "in_force_chain").items()
    assert found == ("not_assessable", {})
    assert "tables.proactive_disclosure.rules.in_force" in keys
    assert len(of(rows, "410700-2021", "carry_over")) == 7


def test_the_order_in_which_reports_come_changes_nothing(tmp_path):
    rival = report(2021, {}, "http://b.gov.cn/2021")
    orders = itertools.permutations((Y2020, Y2021, Y2022, rival))
    found = {tuple(saved(tmp_path / str(number), *order)) for number, order in enumerate(orders)}
    assert len(found) == 1
    (rows,) = found
    ids = {row[0] for row in rows}
    assert ids == {
        "410700-2020",
        "410700-2022",
        *(suffixed("410700-2021", url) for url in (Y2021.source.url, rival.source.url)),
    }
    assert reasons(rows, "410700-2022") == {"该机关2021年有2份报告"}


def test_a_rival_that_goes_leaves_all_as_if_it_had_never_been(tmp_path):
    alone = saved(tmp_path / "alone", Y2020, Y2021, Y2022)
    rival = report(2021, {}, "http://b.gov.cn/2021")
    saved(tmp_path / "both", Y2020, rival, Y2021, Y2022)
    with Store(tmp_path / "both") as store:
        assert store.remove(rival.source.url)
        assert not store.remove(rival.source.url)
    assert crossed(tmp_path / "both") == alone
    assert [d["id"] for d in documents(tmp_path / "both")] == [
        f"410700-{year}" for year in (2020, 2021, 2022)
    ]
    moved = replace(rival, id="410700-2019", report_year=2019)
    assert saved(tmp_path / "both", rival, moved)[3:] == saved(tmp_path / "alone", moved)[3:]


def test_a_neighbour_that_changes_or_goes_is_looked_at_again(tmp_path):
    saved(tmp_path, Y2020, Y2021)
    changed = report(2020, cells(carried_out=[2, 0, 0, 0, 0, 0, 2]))
    found = of(saved(tmp_path, changed), "410700-2021", "carry_over")
    assert found[(CARRIED_IN[1],)][0] == "pass"
    with Store(tmp_path) as store:
        store.remove(Y2020.source.url)
    assert reasons(crossed(tmp_path), "410700-2021") == {"未收录该机关2020年报告"}


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"id": "unknown-12345678-2021", "issuer": Issuer()}, "发布机关不明"),
        ({"id": "410700-undated", "report_year": None}, "报告年度不明"),
        (
            {"id": "330113-2021", "issuer": replace(REPORT.issuer, division_code="330113")},
            "未收录该机关2020年报告;区划代码330113自2021年起使用",
        ),
    ],
)
def test_why_a_report_has_no_neighbour_is_said(tmp_path, other, reason):
    rows = saved(tmp_path, Y2020, replace(Y2021, **other))
    assert reasons(rows, other["id"]) == {reason}


def test_pages_that_are_missing_are_named_with_what_cannot_be_assessed(tmp_path):
    rows = saved(tmp_path, replace(Y2020, partial=True, missing_pages=(1,), observations=()), Y2021)
    assert all(message.endswith("没有数值;上年报告缺页") for message in reasons(rows, "410700-2021"))


def _save(folder, reports):
    with Store(folder) as store:
        for each in reports:
            store.save(each)


@pytest.mark.usefixtures("watchdog")
def test_processes_that_store_at_once_agree(tmp_path):
    rival = report(2021, {}, "http://b.gov.cn/2021")
    alone = saved(tmp_path / "alone", Y2020, Y2021, Y2022, rival)
    fork = multiprocessing.get_context("forkserver")
    parts = [(Y2020, rival), (Y2022, Y2020), (Y2021, Y2022), (rival, Y2021)]
    processes = [fork.Process(target=_save, args=(tmp_path / "many", part)) for part in parts]
    for each in processes:
        each.start()
    for each in processes:
        each.join()
    assert [each.exitcode for each in processes] == [0] * 4
    assert crossed(tmp_path / "many") == alone


def test_a_database_without_checks_is_brought_up_to_date(tmp_path):
    sums = cells(received_new=[1, 1, 0, 0, 0, 0, 3])
    before = saved(tmp_path, Y2020, report(2021, sums | cells(carried_in=[0] * 7)))
    connection = sqlite3.connect(tmp_path / DATABASE)
    connection.executescript(
        "DROP TABLE checks; DROP TABLE cross_checks; ALTER TABLE observations DROP COLUMN confidence"
    )
    connection.execute(
        "INSERT INTO anomalies VALUES ('410700-2021', 'format_mixed', 'warning', '[]', '混用', '{}')"
    )
    connection.commit()
    connection.close()
    assert crossed(tmp_path) == before
    connection = connect(tmp_path)
    query = "SELECT code, outcome, operands FROM checks WHERE report = '410700-2021' AND outcome = 'fail'"
    assert connection.execute(query).fetchall() == [
        ("row_sum", "fail", '{"sum": 2, "total": 3}'),
        ("format_mixed", "fail", "{}"),
    ]
    connection.close()


def test_nothing_is_left_of_a_report_that_is_gone(tmp_path):
    saved(tmp_path, Y2020)
    with Store(tmp_path) as store:
        store.remove(Y2020.source.url)
    connection = connect(tmp_path)
    counts = [
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("reports", *OF_A_REPORT)
    ]
    connection.close()
    assert counts == [0] * 5
    assert list(tmp_path.rglob("*.json")) == []
