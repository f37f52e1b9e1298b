"""The rows that a report has in the database: made of its document, and held against it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from pipelines.database import connect
from pipelines.report import dumps

_OBSERVED = ("key", "value", "raw", "status", "unit", "capture", "locator", "confidence")
_DOUBTED = ("code", "severity", "where", "message", "operands")

_COLUMNS = {
    "observations": "report, key, value, raw, status, unit, capture, locator, confidence",
    "anomalies": "report, code, severity, keys, message, operands",
}


def source_of(document: dict[str, Any]) -> str:
    """Return the address or path that tells a report's document from every other."""
    source = document["source"]
    return str(source["url"] or source["path"])


def rows_of(document: dict[str, Any], base: str) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows that a document has in the tables, of `reports` the columns that say what the report is."""
    report = document["id"]
    return {
        "reports": [_row(document, base)],
        "observations": [(report, *_flat(o, _OBSERVED)) for o in document["observations"]],
        "anomalies": [(report, *_flat(a, _DOUBTED)) for a in document["anomalies"]],
    }


def _row(document: dict[str, Any], base: str) -> tuple[object, ...]:
    issuer = document["issuer"]
    return (
        *(document["id"], base, source_of(document), document["source"]["portal"]),
        *_flat(document, ("report_year", "title", "layout")),
        *_flat(issuer, ("name", "level", "division_code")),
        *_flat(document, ("partial", "published_on")),
    )


def _flat(record: dict[str, Any], keys: tuple[str, ...]) -> tuple[object, ...]:
    """Return the values of a row, lists and objects as JSON text."""
    values = (record[key] for key in keys)
    return tuple(dumps(value) if isinstance(value, dict | list) else value for value in values)


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
