"""What the prose says, held against the tables and against itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.prose.enumerations import check_enumerations, overlaps
from pipelines.prose.facts import Statement, find
from pipelines.prose.outline import Outline, squeezed
from pipelines.prose.wording import sentences
from pipelines.report import Anomaly, Fact, Number, Values
from pipelines.tables.form import TABLES_2019, TABLES_2021

Cells = tuple[str, ...]

TABLE_NAMES = {
    "requests.received_new": "表三一、新收",
    "requests.result_total": "表三(七)总计",
    "requests.carried_out": "表三四、结转下年度",
    "disputes.review": "表四行政复议",
    "disputes.litigation_direct": "表四行政诉讼",
    "proactive_disclosure.normative_documents": "第二十条第（一）项表规范性文件",
}

_OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
_NORMATIVE = "proactive_disclosure.normative_documents"
CELLS: dict[str, tuple[Cells, ...]] = {
    "requests.received": (
        ("requests.received_new.total",),
        ("requests.received_new.total", "requests.carried_in.total"),
    ),
    "requests.closed": (("requests.result_total.total",),),
    "requests.carried_out": (("requests.carried_out.total",),),
    **{f"review.{name}": ((f"disputes.review.{name}",),) for name in _OUTCOMES},
    **{
        f"litigation.{name}": (
            (f"disputes.litigation_direct.{name}", f"disputes.litigation_after_review.{name}"),
            (f"disputes.litigation_direct.{name}",),
        )
        for name in _OUTCOMES
    },
}
"""Which cells (added up) a number in prose may stand for, in every layout; the first is the one reported."""

NORMATIVE_CELLS: dict[str, dict[str, tuple[Cells, ...]]] = {
    TABLES_2021: {
        "normative_docs.made": ((f"{_NORMATIVE}.made",),),
        "normative_docs.repealed": ((f"{_NORMATIVE}.repealed",),),
        "normative_docs.in_force": ((f"{_NORMATIVE}.in_force",),),
    },
    TABLES_2019: {
        "normative_docs.made": ((f"{_NORMATIVE}.made_new",),),
        "normative_docs.disclosed": ((f"{_NORMATIVE}.disclosed_new",), (f"{_NORMATIVE}.made_new",)),
    },
}

ALL_CLOSED = re.compile(
    r"(?:全部|均|都)(?:已)?(?:按(?:期|时|规定|要求)|依法|及时|在(?:法定|规定)?(?:期限|时限)内)?(?:办理)?办结"
    r"|(?<!按时)(?<!按期)办结率(?:达到?|为|均为)?100%"
)
ABOUT_REQUESTS = re.compile(r"依申请|公开申请|申请公开|申请(?!人)")
ABOUT_OTHERS = re.compile(r"留言|信件|来信|提案|建议|工单|热线|诉求|投诉|许可|咨询|复议|诉讼")


def check_claims(
    outline: Outline, said: Sequence[Statement], values: Values, layout: str | None
) -> tuple[Anomaly, ...]:
    """Return what in the prose contradicts the tables or itself; nothing where an operand is blank or approximate."""
    facts = find(said)
    return (
        *_mismatches(facts, values, layout),
        *_all_closed(outline, values),
        *check_enumerations(said),
        *overlaps(facts),
    )


def _mismatches(facts: Sequence[Fact], values: Values, layout: str | None) -> Iterator[Anomaly]:
    cells = CELLS | NORMATIVE_CELLS.get(layout or "", {})
    for fact in facts:
        readings = [(paths, _added(values, paths)) for paths in _readings(fact, cells)]
        known = [(paths, value) for paths, value in readings if value is not None]
        assessable = readings and readings[0][1] is not None and not fact.approximate
        if assessable and all(fact.value != value for _, value in known):
            paths, value = known[0]
            yield _contradiction(fact, value) if _in_words(fact) else _mismatch(fact, paths, value)


def _readings(fact: Fact, cells: dict[str, tuple[Cells, ...]]) -> tuple[Cells, ...]:
    """办理 is said of what came in as well as of what was closed; 办结 only of the latter."""
    readings = cells.get(fact.key, ())
    if fact.key == "requests.closed" and "办结" not in squeezed(fact.quote):
        return (*readings, *cells["requests.received"])
    return readings


def _added(values: Values, paths: Cells) -> Number | None:
    """Return the sum of cells, `None` where one is blank or missing."""
    total: Number = 0
    for path in paths:
        table, row, column = path.split(".")
        value = values.get(table, {}).get(row, {}).get(column)
        if value is None:
            return None
        total += value
    return total


def _in_words(fact: Fact) -> bool:
    return fact.value == 0 and not re.search(r"[\d０-９零]", fact.quote)


def _mismatch(fact: Fact, paths: Cells, value: Number) -> Anomaly:
    name = TABLE_NAMES.get(paths[0].rpartition(".")[0], paths[0])
    message = f"称“{squeezed(fact.quote)}”,{name}为{value}(相差{abs(fact.value - value)})"
    where = tuple(f"tables.{path}" for path in paths)
    return Anomaly("prose_table_mismatch", "error", message, where, {"prose": fact.value, "table": value})


def _contradiction(fact: Fact, value: Number) -> Anomaly:
    return Anomaly("prose_table_contradiction", "warning", f"称“{squeezed(fact.quote)}”,但表中为{value}")


def _all_closed(outline: Outline, values: Values) -> Iterator[Anomaly]:
    """Yield the doubt that all requests are said to be closed while some are carried into the next year."""
    carried = _added(values, ("requests.carried_out.total",))
    if not carried:
        return
    for sentence in sentences(outline):
        claim = ALL_CLOSED.search(sentence)
        if claim and ABOUT_REQUESTS.search(sentence) and not ABOUT_OTHERS.search(sentence):
            message = f"称“{claim.group()}”,但表三四、结转下年度继续办理为{carried}"
            yield Anomaly("prose_table_contradiction", "warning", message)
            return
