"""Sums that must hold within the statutory tables.

Every check passes, fails or cannot be assessed; it fails only where all its operands are numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from pipelines.report import Anomaly, Number, Values
from pipelines.tables.form import (
    APPLICANTS,
    DISPUTE_OUTCOMES,
    DISPUTES,
    OTHER_ROWS,
    REQUESTS,
    RESULT_ROWS,
    STATISTICS,
)
from pipelines.tables.numbers import as_json

_Row = Mapping[str, Number | None]
_Rows = Mapping[str, _Row]
_COLUMNS = tuple(term.key for term in APPLICANTS)
_KINDS = _COLUMNS[:-1]
_OUTCOMES = tuple(term.key for term in DISPUTE_OUTCOMES)[:-1]

_STATISTICS = {
    "requests.received": ("in_person", "fax", "online", "letter"),
    "requests.closed": ("on_time", "extended"),
    "requests.replied": (
        "already_public",
        "granted",
        "partial",
        "refused",
        "not_this_agency",
        "nonexistent",
        "asked_to_amend",
        "other_channel",
    ),
    "review": ("upheld", "corrected", "other"),
    "litigation": ("upheld", "corrected", "other"),
    "capacity.staff": ("full_time", "part_time"),
}
_REFUSED = ("state_secret", "trade_secret", "privacy", "security_stability", "not_ogi", "other_law")
_SUMS = {whole: tuple(f"{whole}.{part}" for part in parts) for whole, parts in _STATISTICS.items()} | {
    "requests.replied.refused": tuple(f"requests.refused.{part}" for part in _REFUSED)
}
"""The totals of the statistics form and what adds up to them, by key."""


def check_tables(values: Values) -> tuple[Anomaly, ...]:
    """Return the sums that fail, with both operands and the key of the total.

    What adds up is told by the printed rows: the single （六）其他处理 stands for its three where it stands alone.
    """
    requests = values.get(REQUESTS, {})
    return (
        *_row_sums(requests),
        *_result_sums(requests),
        *_balances(requests),
        *_dispute_sums(values.get(DISPUTES, {})),
        *_statistics_sums(values.get(STATISTICS, {})),
    )


def _row_sums(rows: _Rows) -> Iterator[Anomaly]:
    for row, columns in rows.items():
        parts = (columns.get(kind) for kind in _KINDS)
        yield from _compare("row_sum", f"tables.requests.{row}.total", parts, columns.get("total"))


def _result_sums(rows: _Rows) -> Iterator[Anomaly]:
    outcomes = _outcome_rows(rows)
    for column in _COLUMNS:
        total = rows.get("result_total", {}).get(column)
        parts = (rows.get(row, {}).get(column) for row in outcomes)
        yield from _compare("result_sum", f"tables.requests.result_total.{column}", parts, total)


def _outcome_rows(rows: _Rows) -> tuple[str, ...]:
    """Return the rows that add up to （七）; where both forms of （六） are printed, the three rows are its parts."""
    single = "other_total" in rows and not any(row in rows for row in OTHER_ROWS)
    surplus = set(OTHER_ROWS) if single else {"other_total"}
    return tuple(row for row in RESULT_ROWS if row not in surplus)


def _balances(rows: _Rows) -> Iterator[Anomaly]:
    names = ("received_new", "carried_in", "result_total", "carried_out")
    for column in _COLUMNS:
        received, carried_in, closed, carried_out = (rows.get(row, {}).get(column) for row in names)
        incoming, outgoing = _sum((received, carried_in)), _sum((closed, carried_out))
        if incoming is not None and outgoing is not None and incoming != outgoing:
            yield Anomaly(
                "balance",
                "error",
                f"一加二为{incoming},三（七）加四为{outgoing}",
                tuple(f"tables.requests.{row}.{column}" for row in names),
                {"in": as_json(incoming), "out": as_json(outgoing)},
            )


def _dispute_sums(rows: _Rows) -> Iterator[Anomaly]:
    for row, columns in rows.items():
        parts = (columns.get(outcome) for outcome in _OUTCOMES)
        yield from _compare("dispute_sum", f"tables.disputes.{row}.total", parts, columns.get("total"))


def _statistics_sums(rows: _Rows) -> Iterator[Anomaly]:
    for whole, parts in _SUMS.items():
        for column, total in rows.get(whole, {}).items():
            addends = (rows.get(part, {}).get(column) for part in parts)
            yield from _compare("statistics_sum", f"tables.statistics.{whole}.{column}", addends, total)


def _compare(
    code: str, where: str, parts: Iterable[Number | None], total: Number | None
) -> Iterator[Anomaly]:
    added, stated = _sum(parts), _sum((total,))
    if added is not None and stated is not None and added != stated:
        message = f"各项之和为{added},总计为{stated}"
        yield Anomaly(code, "error", message, (where,), {"sum": as_json(added), "total": as_json(stated)})


def _sum(parts: Iterable[Number | None]) -> Decimal | None:
    """Return the exact sum, `None` if an operand is missing."""
    added = Decimal(0)
    for part in parts:
        if part is None:
            return None
        added += Decimal(str(part))
    return added
