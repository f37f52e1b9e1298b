"""What the prose says, held against the tables and against itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipelines.check import Assessment, Check, blank_cells, failed
from pipelines.prose.enumerations import check_enumerations, overlaps
from pipelines.prose.facts import Statement, find
from pipelines.prose.outline import Outline, squeezed
from pipelines.report import Fact, Number, Values
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
) -> tuple[Check, ...]:
    """Return what the prose says held against the tables and against itself.

    Nothing can be said where an operand is blank or approximate.
    """
    facts = find(said)
    return (
        *_against_tables(facts, values, layout),
        *_all_closed(outline, values),
        *check_enumerations(said),
        *map(failed, overlaps(facts)),
    )


def _against_tables(facts: Sequence[Fact], values: Values, layout: str | None) -> Iterator[Check]:
    cells = CELLS | NORMATIVE_CELLS.get(layout or "", {})
    for fact in facts:
        if readings := _readings(fact, cells):
            yield _held(fact, [(paths, _added(values, paths)) for paths in readings])


def _held(fact: Fact, readings: Sequence[tuple[Cells, Number | None]]) -> Check:
    """Hold a number in prose against the cells it may stand for; it passes where one reading is right."""
    paths, table = next((reading for reading in readings if reading[1] == fact.value), readings[0])
    keys, operands = tuple(f"tables.{path}" for path in paths), {"prose": fact.value, "table": table}
    outcome, message = _outcome(fact, paths, table)
    reads = (f"facts.{fact.key}",)
    if _in_words(fact):
        return Check("prose_table_contradiction", "warning", outcome, message, reads=(*reads, *keys))
    return Check("prose_table_mismatch", "error", outcome, message, keys, operands, reads)


def _outcome(fact: Fact, paths: Cells, table: Number | None) -> tuple[Assessment, str]:
    quote = squeezed(fact.quote)
    if fact.approximate:
        return Assessment.NOT_ASSESSABLE, f"“{quote}”是约数"
    if table is None:
        return Assessment.NOT_ASSESSABLE, blank_cells([f"tables.{path}" for path in paths])
    if table == fact.value:
        return Assessment.PASS, ""
    if _in_words(fact):
        return Assessment.FAIL, f"称“{quote}”,但表中为{table}"
    name = TABLE_NAMES.get(paths[0].rpartition(".")[0], paths[0])
    return Assessment.FAIL, f"称“{quote}”,{name}为{table}(相差{abs(fact.value - table)})"


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


def _all_closed(outline: Outline, values: Values) -> Iterator[Check]:
    """Yield the check of the first claim that all requests are closed: none may be carried into the next year.

    A claim that opens its sentence (全部按时办结。) is of what the sentence before speaks of.
    """
    where = "requests.carried_out.total"
    carried = _added(values, (where,))
    for before, sentence in pairwise(("", *outline.sentences)):
        claim = ALL_CLOSED.search(sentence) if "办结" in sentence else None
        about = sentence if claim and claim.start() else before + sentence
        if claim and ABOUT_REQUESTS.search(about) and not ABOUT_OTHERS.search(about):
            outcome, message = Assessment.PASS, ""
            if carried is None:
                outcome, message = Assessment.NOT_ASSESSABLE, blank_cells([f"tables.{where}"])
            elif carried:
                outcome = Assessment.FAIL
                message = f"称“{claim.group()}”,但表三四、结转下年度继续办理为{carried}"
            yield Check("prose_table_contradiction", "warning", outcome, message, reads=(f"tables.{where}",))
            return
