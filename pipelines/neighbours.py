"""Checks of a report against the same issuer's report of the year before, in the database beside both.

They are made of what is stored alone, anew whenever a report or its neighbour is stored, renamed or taken away, so that
they do not depend on the order in which reports come.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from pipelines.check import Assessment, Cells, Check, Equation, unassessable
from pipelines.database import insert, number
from pipelines.identity.divisions import by_code, known_year
from pipelines.report import Number, dumps
from pipelines.tables.checks import COLUMNS
from pipelines.tables.form import TABLES_2021

CARRY_OVER = Equation("carry_over", "error", "上年结转为{carried_in},上年报告结转下年度为{carried_out}")
IN_FORCE_CHAIN = Equation(
    "in_force_chain", "warning", "现行有效为{in_force},上年现行有效加本年制发减本年废止为{expected}"
)
_RECEIVED, _CARRIED_OUT = "tables.requests.carried_in", "tables.requests.carried_out"
_IN_FORCE = tuple(f"tables.proactive_disclosure.{row}" for row in ("rules", "normative_documents"))
_KEYS = (
    *(f"{row}.{column}" for row in (_RECEIVED, _CARRIED_OUT) for column in COLUMNS),
    *(f"{row}.{column}" for row in _IN_FORCE for column in ("made", "repealed", "in_force")),
)
_ABOUT = {
    CARRY_OVER: tuple(f"{_RECEIVED}.{column}" for column in COLUMNS),
    IN_FORCE_CHAIN: tuple(f"{row}.in_force" for row in _IN_FORCE),
}
"""The keys of a report that each rule is about."""
_BEFORE = "上年:"
"""What marks a key of the neighbour among those of the report."""
_LESS = "减:"
"""What marks a key whose value is taken away."""


@dataclass(frozen=True, slots=True)
class _Stored:
    id: str
    issuer: str | None
    division: str | None
    layout: str | None
    partial: int


def affected(base_ids: Iterable[str | None]) -> set[str]:
    """Return the reports, by id without suffix, whose checks look at any of these: themselves and the year after."""
    found: set[str] = set()
    for base in filter(None, base_ids):
        found |= {base, *([_years_on(base, 1)] if _year(base) else [])}
    return found


def recheck(connection: sqlite3.Connection, base_ids: Iterable[str]) -> None:
    """Make the checks across years of these reports anew, within the caller's transaction."""
    for base in sorted(base_ids):
        here = _stored(connection, base)
        connection.executemany("DELETE FROM cross_checks WHERE report = ?", [(each.id,) for each in here])
        before = _stored(connection, _years_on(base, -1)) if _year(base) else []
        for each in here:
            insert(connection, "cross_checks", _rows(connection, base, each, here, before))


def _year(base: str) -> int | None:
    year = base.rpartition("-")[2]
    return int(year) if year.isdecimal() else None


def _years_on(base: str, years: int) -> str:
    """Return the id of the same issuer's report of another year."""
    issuer, _, year = base.rpartition("-")
    return f"{issuer}-{int(year) + years}"


def _stored(connection: sqlite3.Connection, base: str) -> list[_Stored]:
    query = "SELECT id, issuer, division_code, layout, partial FROM reports WHERE base_id = ? ORDER BY id"
    return [_Stored(*row) for row in connection.execute(query, (base,))]


def _rows(
    connection: sqlite3.Connection, base: str, report: _Stored, here: list[_Stored], before: list[_Stored]
) -> Iterator[tuple[object, ...]]:
    neighbour = before[0] if len(before) == 1 else None
    for check in _checks(connection, base, report, here, before):
        row = (check.code, check.severity, check.outcome, dumps(check.where), check.message)
        yield (report.id, neighbour and neighbour.id, *row, dumps(check.operands))


def _checks(
    connection: sqlite3.Connection, base: str, report: _Stored, here: list[_Stored], before: list[_Stored]
) -> Iterator[Check]:
    reason = _obstacle(base, report, here, before)
    if reason:
        yield from (_unassessable(each, reason) for each in _ABOUT)
        return
    cells = _cells(connection, report.id, "") | _cells(connection, before[0].id, _BEFORE)
    gaps = "".join(
        f";{name}缺页" for name, each in (("本报告", report), ("上年报告", before[0])) if each.partial
    )
    for check in (*_carried(cells), *_in_force(cells, {report.layout, before[0].layout})):
        blank = check.outcome is Assessment.NOT_ASSESSABLE
        yield replace(check, message=check.message + gaps) if blank else check


def _unassessable(rule: Equation, reason: str) -> Check:
    return unassessable(rule.code, rule.severity, reason, _ABOUT[rule])


def _obstacle(base: str, report: _Stored, here: list[_Stored], before: list[_Stored]) -> str | None:
    """Return why a report has no neighbour that it could be held against."""
    year = _year(base)
    if year is None:
        return "报告年度不明"
    if report.issuer is None:
        return "发布机关不明"
    for reports, of in ((here, year), (before, year - 1)):
        if len(reports) > 1:
            return f"该机关{of}年有{len(reports)}份报告"
    return None if before else f"未收录该机关{year - 1}年报告{_recoded(report.division, year)}"


def _recoded(division: str | None, year: int) -> str:
    """Return the note that a division had another code the year before, if it had: renamed or merged since."""
    code = (division or "")[:6]
    now, before = by_code(code, known_year(year)), by_code(code, known_year(year - 1))
    return f";区划代码{code}自{now.first}年起使用" if now is not None and before is None else ""


def _cells(connection: sqlite3.Connection, report: str, mark: str) -> dict[str, Number | None]:
    marks = ", ".join("?" * len(_KEYS))
    query = f"SELECT key, value FROM observations WHERE report = ? AND key IN ({marks})"  # noqa: S608 - marks only
    return {f"{mark}{key}": number(value) for key, value in connection.execute(query, (report, *_KEYS))}


def _carried(cells: Cells) -> Iterator[Check]:
    """Yield the check of every column: 上年结转 of a year is 结转下年度 of the year before."""
    for column in COLUMNS:
        carried_in, carried_out = f"{_RECEIVED}.{column}", f"{_BEFORE}{_CARRIED_OUT}.{column}"
        operands = {"carried_in": (carried_in,), "carried_out": (carried_out,)}
        yield CARRY_OVER.check((carried_in,), operands, cells)


def _in_force(cells: Cells, layouts: set[str | None]) -> Iterator[Check]:
    """Yield the check of both rows: in force is in force the year before, and made, less repealed."""
    if layouts != {TABLES_2021}:
        yield _unassessable(IN_FORCE_CHAIN, "两年报告不都是国办2021格式")
        return
    for row in _IN_FORCE:
        in_force, repealed = f"{row}.in_force", cells.get(f"{row}.repealed")
        less = f"{_LESS}{row}.repealed"
        expected = (f"{_BEFORE}{in_force}", f"{row}.made", less)
        counted = {**cells, less: None if repealed is None else -repealed}
        yield IN_FORCE_CHAIN.check((in_force,), {"in_force": (in_force,), "expected": expected}, counted)
