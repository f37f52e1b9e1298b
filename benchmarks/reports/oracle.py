"""The contract's checks, computed from what a draft prints and says: which anomalies must be found.

Written from the contract alone, so that a fault need only be put in: what it breaks follows here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from benchmarks.reports.figures import (
    DISPUTES,
    KINDS,
    OTHERS,
    OUTCOMES,
    REFUSED,
    REPLIED,
    STATISTICS_PARTS,
    VERDICTS,
)
from benchmarks.reports.model import Doubt, Draft, Said, Value, Values
from benchmarks.reports.writing import WHOLES, is_part


def doubts(draft: Draft) -> Iterator[Doubt]:
    yield from sums(draft.values)
    yield from _mismatches(draft)
    yield from _enumerations(draft.facts)
    if draft.claims_all_closed and draft.values.get("requests.carried_out.total"):
        yield Doubt("prose_table_contradiction")


def sums(values: Values) -> Iterator[Doubt]:
    rows = {key.split(".")[1] for key in values if key.startswith("requests.")}
    for row in sorted(rows):
        parts = [values.get(f"requests.{row}.{kind}") for kind in KINDS]
        yield from _compare("row_sum", f"requests.{row}.total", parts, values)
    outcomes = [*OUTCOMES, *(OTHERS if any(row in rows for row in OTHERS) else ("other_total",))]
    for kind in (*KINDS, "total") if rows else ():
        parts = [values.get(f"requests.{row}.{kind}") for row in outcomes]
        yield from _compare("result_sum", f"requests.result_total.{kind}", parts, values)
        yield from _balance(values, kind)
    for row in DISPUTES:
        parts = [values.get(f"disputes.{row}.{name}") for name in VERDICTS]
        yield from _compare("dispute_sum", f"disputes.{row}.total", parts, values)
    yield from _statistics(values)


def _balance(values: Values, kind: str) -> Iterator[Doubt]:
    names = ("received_new", "carried_in", "result_total", "carried_out")
    new, carried_in, closed, carried_out = (values.get(f"requests.{row}.{kind}") for row in names)
    if new is None or carried_in is None or closed is None or carried_out is None:
        return
    if new + carried_in != closed + carried_out:
        operands = (("in", new + carried_in), ("out", closed + carried_out))
        yield Doubt("balance", f"tables.requests.received_new.{kind}", operands)


def _statistics(values: Values) -> Iterator[Doubt]:
    parts = {whole: [f"{whole}.{part}" for part in names] for whole, names in STATISTICS_PARTS.items()}
    parts["requests.replied"] = [f"requests.replied.{name}" for name in REPLIED]
    parts["requests.replied.refused"] = [f"requests.refused.{name}" for name in REFUSED]
    columns = {key.rpartition(".")[2] for key in values if key.startswith("statistics.")}
    for column in sorted(columns):
        for whole, keys in parts.items():
            addends = [values.get(f"statistics.{key}.{column}") for key in keys]
            if addends:
                yield from _compare("statistics_sum", f"statistics.{whole}.{column}", addends, values)


def _compare(code: str, where: str, parts: Iterable[Value], values: Values) -> Iterator[Doubt]:
    total, added = values.get(where), _added(parts)
    if total is not None and added is not None and added != total:
        yield Doubt(code, f"tables.{where}", (("sum", added), ("total", total)))


def _added(parts: Iterable[Value]) -> Value:
    """The sum, nothing where a part is not known."""
    added: int | Decimal = 0
    for part in parts:
        if part is None:
            return None
        added += part
    return added


_CELLS = {
    "requests.received": (("requests.received_new",), ("requests.received_new", "requests.carried_in")),
    "requests.closed": (("requests.result_total",),),
    "requests.carried_out": (("requests.carried_out",),),
    "review.total": (("disputes.review",),),
    "litigation.total": (
        ("disputes.litigation_direct", "disputes.litigation_after_review"),
        ("disputes.litigation_direct",),
    ),
}
_DOCUMENTS = {
    "normative_docs.made": ("made", "made_new"),
    "normative_docs.repealed": ("repealed",),
    "normative_docs.in_force": ("in_force",),
    "normative_docs.disclosed": ("disclosed_new",),
}


def _mismatches(draft: Draft) -> Iterator[Doubt]:
    values = draft.values
    for said in draft.facts:
        cells = [[f"{row}.total" for row in rows] for rows in _CELLS.get(said.key, ())]
        cells += [
            [f"proactive_disclosure.normative_documents.{name}"] for name in _DOCUMENTS.get(said.key, ())
        ]
        known = [[values[key] for key in keys] for keys in cells if all(key in values for key in keys)]
        assessable = known and None not in known[0]
        added = [total for addends in known if (total := _added(addends)) is not None]
        if assessable and not said.approximate and said.value not in added:
            yield Doubt(
                "prose_table_contradiction" if said.unit is None else "prose_table_mismatch",
                None,
                () if said.unit is None else (("prose", said.value), ("table", added[0])),
            )


def _enumerations(facts: list[Said]) -> Iterator[Doubt]:
    said = {fact.key: fact for fact in facts}
    wholes = WHOLES | {"review": "review.total", "litigation": "litigation.total"}
    for group, whole in wholes.items():
        parts = [fact for fact in facts if is_part(fact.key, group)]
        if len(parts) < 2 or whole not in said:
            continue
        added, total = sum(part.value for part in parts), said[whole].value
        if added != total:
            yield Doubt("prose_sum", None, (("sum", added), ("total", total)))
        yield from _shares(parts, total, complete=added == total)


def _shares(parts: list[Said], total: int | Decimal, *, complete: bool) -> Iterator[Doubt]:
    for part in parts:
        if part.percent is not None and part.percent not in _quotients(part, total):
            operands = (("count", part.value), ("denominator", total), ("stated", part.percent))
            yield Doubt("percent_wrong", None, operands)
    shares = [part.percent for part in parts if part.percent is not None]
    reached = sum(shares, Decimal(0))
    if complete and len(shares) == len(parts) and abs(reached - 100) > len(shares) * Decimal("0.01"):
        yield Doubt("percent_sum", None, (("sum", reached),))


def _quotients(part: Said, total: int | Decimal) -> set[Decimal]:
    share = Decimal(part.value) * 100 / total
    return {share.quantize(Decimal("0.01"), rounding) for rounding in (ROUND_HALF_UP, ROUND_DOWN)}
