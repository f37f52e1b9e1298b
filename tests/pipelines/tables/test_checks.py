from __future__ import annotations

from pipelines.tables.checks import check_tables

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
    return [(each.code, each.severity, each.where, each.operands) for each in check_tables(values)]


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
