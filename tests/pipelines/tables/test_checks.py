from __future__ import annotations

import pytest

from pipelines.check import anomalies
from pipelines.tables.checks import SUMS, check_tables

KINDS = ("natural_person", "business", "research", "public_welfare", "legal_service", "other_org")


def row(*values):
    return dict(zip((*KINDS, "total"), values, strict=True))


ZERO = row(*[0] * 7)
RESULTS = [
    "result_granted",
    "result_partial",
    *(f"refused_{each}" for each in ("state_secret", "law_forbidden", "three_security", "third_party")),
    *(f"refused_{each}" for each in ("internal", "process", "enforcement_file", "admin_query")),
    *(f"unavailable_{each}" for each in ("not_held", "needs_creation", "unclear")),
    *(f"rejected_{each}" for each in ("petition", "repeat", "publication", "excessive", "reconfirm")),
]


def requests(**rows):
    return {"requests": {**dict.fromkeys([*RESULTS, "other_total"], ZERO), **rows}}


def found(values):
    return [(each.code, each.severity, each.where, each.operands) for each in anomalies(check_tables(values))]


def test_kinds_add_up_in_every_row():
    values = requests(received_new=row(3, 1, 0, 0, 0, 0, 5))
    assert found(values) == [
        ("row_sum", "error", ("tables.requests.received_new.total",), {"sum": 4, "total": 5})
    ]


def test_outcomes_add_up_in_every_column():
    values = requests(result_granted=row(2, 0, 0, 0, 0, 0, 2), result_total=row(3, 0, 0, 0, 0, 0, 3))
    assert found(values) == [
        ("result_sum", "error", ("tables.requests.result_total.natural_person",), {"sum": 2, "total": 3}),
        ("result_sum", "error", ("tables.requests.result_total.total",), {"sum": 2, "total": 3}),
    ]


def test_three_rows_stand_for_other_outcomes_where_both_forms_are_printed():
    one = row(1, 0, 0, 0, 0, 0, 1)
    parts = {"other_not_supplemented": one, "other_fee_unpaid": ZERO, "other_other": ZERO}
    assert found(requests(other_total=one, result_total=one, **parts)) == []
    assert found(requests(other_total=one, result_total=one)) == []


def test_what_came_in_went_out_or_is_carried_over():
    values = requests(
        received_new=row(2, 0, 0, 0, 0, 0, 2),
        carried_in=ZERO,
        result_total=ZERO,
        carried_out=row(2, 0, 0, 0, 0, 0, 1) | {"total": None},
    )
    assert found(values) == []
    values["requests"]["carried_out"] = row(1, 0, 0, 0, 0, 0, 1)
    codes = [(code, operands) for code, _, _, operands in found(values)]
    assert codes == [("balance", {"in": 2, "out": 1})] * 2


def test_a_blank_operand_is_not_a_failure():
    assert found(requests(received_new=row(3, None, 0, 0, 0, 0, 5))) == []
    assert found({"requests": {"result_total": row(1, 0, 0, 0, 0, 0, 1)}}) == []
    assert found({}) == []


def test_dispute_outcomes_add_up():
    review = {"upheld": 10, "corrected": 1, "other": 0, "pending": 0, "total": 0}
    assert found({"disputes": {"review": review}}) == [
        ("dispute_sum", "error", ("tables.disputes.review.total",), {"sum": 11, "total": 0})
    ]


def test_the_statistics_form_adds_up_exactly():
    parts = {f"requests.received.{key}": {"value": 0.1} for key in ("in_person", "fax", "online")}
    rows = {"requests.received": {"value": 0.3}, "requests.received.letter": {"value": 0}, **parts}
    assert found({"statistics": rows}) == []
    rows["requests.received"] = {"value": 1}
    assert found({"statistics": rows}) == [
        ("statistics_sum", "error", ("tables.statistics.requests.received.value",), {"sum": 0.3, "total": 1})
    ]


FIVE = row(2, 3, 0, 0, 0, 0, 5)
ALL_ONES = {
    "requests": {
        each: row(*[1] * 6, 6) for each in ("received_new", "carried_in", "result_total", "carried_out")
    }
}
STATISTICS = {
    key: {"2018": 1, "累计": len(parts)} for whole, parts in SUMS.items() for key in (whole, *parts)
}


def outcomes(values, code):
    return [(each.outcome, each.where, each.operands) for each in check_tables(values) if each.code == code]


@pytest.mark.parametrize(("total", "outcome"), [(5, "pass"), (6, "fail"), (None, "not_assessable")])
def test_a_row_passes_fails_or_cannot_be_assessed(total, outcome):
    where = ("tables.requests.received_new.total",)
    found = outcomes({"requests": {"received_new": {**FIVE, "total": total}}}, "row_sum")
    assert found == [(outcome, where, {"sum": 5, "total": total})]


@pytest.mark.parametrize(
    ("granted", "total", "outcome"),
    [(FIVE, FIVE, "pass"), (FIVE, ZERO, "fail"), (dict.fromkeys(FIVE), ZERO, "not_assessable")],
)
def test_outcomes_of_every_column_are_told(granted, total, outcome):
    found = outcomes(requests(result_granted=granted, result_total=total), "result_sum")
    told = {where[0].rpartition(".")[2]: (result, operands) for result, where, operands in found}
    assert list(told) == [*KINDS, "total"]
    assert told["business"] == (outcome, {"sum": granted["business"], "total": total["business"]})


@pytest.mark.parametrize(("carried_out", "outcome"), [(1, "pass"), (2, "fail"), (None, "not_assessable")])
def test_the_balance_of_every_column_is_told(carried_out, outcome):
    values = {"requests": {**ALL_ONES["requests"], "carried_out": row(carried_out, *[1] * 5, 6)}}
    found = outcomes(values, "balance")
    assert len(found) == 7
    result, where, operands = found[0]
    assert result == outcome
    assert where == tuple(f"tables.requests.{each}.natural_person" for each in ALL_ONES["requests"])
    assert operands == {"in": 2, "out": carried_out and carried_out + 1}


@pytest.mark.parametrize(("total", "outcome"), [(3, "pass"), (4, "fail"), (None, "not_assessable")])
def test_disputes_pass_fail_or_cannot_be_assessed(total, outcome):
    values = {"upheld": 1, "corrected": 1, "other": 1, "pending": 0, "total": total}
    found = outcomes({"disputes": {"litigation_direct": values}}, "dispute_sum")
    where = ("tables.disputes.litigation_direct.total",)
    assert found == [(outcome, where, {"sum": 3, "total": total})]


@pytest.mark.parametrize("whole", SUMS)
def test_each_sum_of_the_statistics_form_is_told_in_every_column(whole):
    def told(values):
        found = outcomes({"statistics": values}, "statistics_sum")
        assert len(found) == 2 * len(SUMS)
        return {where[0]: (outcome, operands) for outcome, where, operands in found}

    size, key = len(SUMS[whole]), f"tables.statistics.{whole}"
    values = {**STATISTICS, whole: {"2018": size, "累计": 0}}
    for part in SUMS[whole]:
        values[part] = {"2018": 1, "累计": 1}
    found = told(values)
    assert found[f"{key}.2018"] == ("pass", {"sum": size, "total": size})
    assert found[f"{key}.累计"] == ("fail", {"sum": size, "total": 0})
    values[SUMS[whole][0]] = {"2018": None, "累计": 1}
    assert told(values)[f"{key}.2018"] == ("not_assessable", {"sum": None, "total": size})


def test_a_check_that_cannot_be_made_names_the_blank_cells_or_the_table():
    (found,) = [
        each for each in check_tables({"disputes": {"review": {"total": 1}}}) if each.code == "dispute_sum"
    ]
    assert "tables.disputes.review.upheld" in found.message
    assert {each.code: each.message for each in check_tables({})} == {
        **dict.fromkeys(("row_sum", "result_sum", "balance"), "未见表三"),
        "dispute_sum": "未见表四",
        "statistics_sum": "未见统计表",
    }


def test_a_check_knows_every_cell_it_looks_at():
    (found,) = [each for each in check_tables({"requests": {"received_new": FIVE}}) if each.code == "row_sum"]
    assert [each for each in (*KINDS, "total") if found.touches(f"tables.requests.received_new.{each}")] == [
        *KINDS,
        "total",
    ]
    assert not found.touches("tables.requests.carried_in.total")
