"""Checks of reports in the database; for reports stored before checks were, made again of what it holds of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from pipelines.check import Assessment, Check, failed
from pipelines.database import has_checks, insert, number
from pipelines.neighbours import recheck
from pipelines.report import Anomaly, Values, dumps
from pipelines.tables.checks import check_tables


def check_rows(report: str, checks: tuple[Check, ...]) -> Iterator[tuple[object, ...]]:
    """Yield a report's checks as the database has them: with all their keys but the cells that a sum adds up."""
    for each in checks:
        facts = (key for key in each.reads if not (each.where and key.startswith("tables.")))
        keys = dumps([*each.where, *facts])
        yield (report, each.code, each.severity, each.outcome, keys, each.message, dumps(each.operands))


def stored_checks(connection: sqlite3.Connection, report: str) -> tuple[Check, ...]:
    """Return a report's checks as stored, those against the year before behind the others."""
    if not has_checks(connection):
        return ()
    columns = "code, severity, outcome, message, keys, operands"
    query = " UNION ALL ".join(
        f"SELECT {columns} FROM {table} WHERE report = :report"  # noqa: S608 - fixed names
        for table in ("checks", "cross_checks")
    )
    return tuple(
        Check(code, severity, Assessment(outcome), message, tuple(json.loads(keys)), json.loads(operands))
        for code, severity, outcome, message, keys, operands in connection.execute(query, {"report": report})
    )


def check_again(connection: sqlite3.Connection) -> None:
    """Fill the tables of checks, within the caller's transaction.

    The sums of the tables are all assessed; of what prose says the failures are known, until the report is read again.
    """
    for (report,) in connection.execute("SELECT id FROM reports ORDER BY id").fetchall():
        insert(connection, "checks", check_rows(report, _checks(connection, report)))
    recheck(connection, {base for (base,) in connection.execute("SELECT base_id FROM reports")})


def _checks(connection: sqlite3.Connection, report: str) -> tuple[Check, ...]:
    sums = check_tables(_values(connection, report))
    query = "SELECT code, severity, message, keys, operands FROM anomalies WHERE report = ? ORDER BY rowid"
    others = (
        Anomaly(code, severity, message, tuple(json.loads(keys)), json.loads(operands))
        for code, severity, message, keys, operands in connection.execute(query, (report,))
        if code not in {each.code for each in sums}
    )
    return (*sums, *map(failed, others))


def _values(connection: sqlite3.Connection, report: str) -> Values:
    values: Values = {}
    query = "SELECT key, value FROM observations WHERE report = ? AND key GLOB 'tables.*' ORDER BY rowid"
    for key, value in connection.execute(query, (report,)):
        _, table, *row, column = key.split(".")
        values.setdefault(table, {}).setdefault(".".join(row), {})[column] = number(value)
    return values
