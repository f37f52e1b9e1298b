"""The rows of a report in the database, held against its document."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

from pipelines.database import connect
from pipelines.store import rows_of

_COLUMNS = {
    "observations": "report, key, value, raw, status, unit, capture, locator, confidence",
    "anomalies": "report, code, severity, keys, message, operands",
}


def rows_at_odds(data_dir: Path, *, but: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Yield the ids of reports whose rows are not those of their documents, and which; but for the files named."""
    with closing(connect(data_dir)) as connection:
        query = "SELECT id, base_id, file FROM reports ORDER BY id"
        for report, base, file in connection.execute(query).fetchall():
            if file in but:
                continue
            document = json.loads((data_dir / file).read_text("utf-8"))
            if document.get("id") != report:
                yield report, f"the file {file} is of {document.get('id')}"
            for table, rows in rows_of(document, base).items():
                if _stored(connection, table, report) != [tuple(row) for row in rows]:
                    yield report, f"its rows in the table {table} are not those of its document"
        yield from _ownerless(connection)


def _stored(connection: sqlite3.Connection, table: str, report: str) -> list[tuple[object, ...]]:
    if table == "reports":
        query = (
            "SELECT id, base_id, source, portal, report_year, title, layout, issuer, level, division_code, partial,"
            " published_on FROM reports WHERE id = ?"
        )
    else:
        query = f"SELECT {_COLUMNS[table]} FROM {table} WHERE report = ? ORDER BY rowid"  # noqa: S608 - fixed names
    return connection.execute(query, (report,)).fetchall()


def _ownerless(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Yield the ids that have rows but no report."""
    for table in _COLUMNS:
        query = f"SELECT DISTINCT report FROM {table} WHERE report NOT IN (SELECT id FROM reports)"  # noqa: S608 - fixed names
        for (report,) in connection.execute(query):
            yield report, f"the table {table} has rows of it, the table reports has not"
