"""Sums that must hold within the statutory tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipelines.check import Cells, Check, Equation, unassessable
from pipelines.report import Number, Values
from pipelines.tables.form import (
    APPLICANTS,
    DISPUTE_OUTCOMES,
    DISPUTES,
    OTHER_ROWS,
    REQUESTS,
    RESULT_ROWS,
    STATISTICS,
)

_Rows = Mapping[str, Mapping[str, Number | None]]
COLUMNS = tuple(term.key for term in APPLICANTS)
_KINDS = COLUMNS[:-1]
_OUTCOMES = tuple(term.key for term in DISPUTE_OUTCOMES)[:-1]

_ADDS_UP = "各项之和为{sum},总计为{total}"
ROW_SUM = Equation("row_sum", "error", _ADDS_UP)
RESULT_SUM = Equation("result_sum", "error", _ADDS_UP)
BALANCE = Equation("balance", "error", "一加二为{in},三（七）加四为{out}")
DISPUTE_SUM = Equation("dispute_sum", "error", _ADDS_UP)
STATISTICS_SUM = Equation("statistics_sum", "error", _ADDS_UP)

_TABLES = {
    REQUESTS: ("表三", (ROW_SUM, RESULT_SUM, BALANCE)),
    DISPUTES: ("表四", (DISPUTE_SUM,)),
    STATISTICS: ("统计表", (STATISTICS_SUM,)),
}

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
SUMS = {whole: tuple(f"{whole}.{part}" for part in parts) for whole, parts in _STATISTICS.items()} | {
    "requests.replied.refused": tuple(f"requests.refused.{part}" for part in _REFUSED)
}
"""The totals of the statistics form and what adds up to them, by key."""


def check_tables(values: Values) -> tuple[Check, ...]:
    """Return every sum of the printed tables with what came of it; a table that is not there is one that cannot be.

    What adds up is told by the printed rows: the single （六）其他处理 stands for its three where it stands alone.
    """
    cells = by_key(values)
    requests = values.get(REQUESTS, {})
    return (
        *_row_sums(requests, cells),
        *_result_sums(requests, cells),
        *_balances(requests, cells),
        *_dispute_sums(values.get(DISPUTES, {}), cells),
        *_statistics_sums(values.get(STATISTICS, {}), cells),
        *_absent(values),
    )


def by_key(values: Values) -> Cells:
    """Return the values of all tables by their keys."""
    return {
        f"tables.{table}.{row}.{column}": value
        for table, rows in values.items()
        for row, columns in rows.items()
        for column, value in columns.items()
    }


def _absent(values: Values) -> Iterator[Check]:
    for table, (name, equations) in _TABLES.items():
        if not values.get(table):
            for equation in equations:
                yield unassessable(equation.code, equation.severity, f"未见{name}")


def _row_sums(rows: _Rows, cells: Cells) -> Iterator[Check]:
    for row in rows:
        parts = (f"tables.requests.{row}.{kind}" for kind in _KINDS)
        yield _adds_up(ROW_SUM, f"tables.requests.{row}.total", parts, cells)


def _result_sums(rows: _Rows, cells: Cells) -> Iterator[Check]:
    outcomes = _outcome_rows(rows)
    for column in COLUMNS if rows else ():
        parts = (f"tables.requests.{row}.{column}" for row in outcomes)
        yield _adds_up(RESULT_SUM, f"tables.requests.result_total.{column}", parts, cells)


def _outcome_rows(rows: _Rows) -> tuple[str, ...]:
    """Return the rows that add up to （七）; where both forms of （六） are printed, the three rows are its parts."""
    single = "other_total" in rows and not any(row in rows for row in OTHER_ROWS)
    surplus = set(OTHER_ROWS) if single else {"other_total"}
    return tuple(row for row in RESULT_ROWS if row not in surplus)


def _balances(rows: _Rows, cells: Cells) -> Iterator[Check]:
    for column in COLUMNS if rows else ():
        received, carried_in, closed, carried_out = where = tuple(
            f"tables.requests.{row}.{column}"
            for row in ("received_new", "carried_in", "result_total", "carried_out")
        )
        yield BALANCE.check(where, {"in": (received, carried_in), "out": (closed, carried_out)}, cells)


def _dispute_sums(rows: _Rows, cells: Cells) -> Iterator[Check]:
    for row in rows:
        parts = (f"tables.disputes.{row}.{outcome}" for outcome in _OUTCOMES)
        yield _adds_up(DISPUTE_SUM, f"tables.disputes.{row}.total", parts, cells)


def _statistics_sums(rows: _Rows, cells: Cells) -> Iterator[Check]:
    columns = dict.fromkeys(column for row in rows.values() for column in row)
    for whole, parts in SUMS.items():
        for column in columns:
            keys = (f"tables.statistics.{part}.{column}" for part in parts)
            yield _adds_up(STATISTICS_SUM, f"tables.statistics.{whole}.{column}", keys, cells)


def _adds_up(equation: Equation, total: str, parts: Iterable[str], cells: Cells) -> Check:
    return equation.check((total,), {"sum": tuple(parts), "total": (total,)}, cells)
