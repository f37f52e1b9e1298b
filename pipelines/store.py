"""Reports on disk: one JSON file each, and the same in SQLite for asking questions."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pipelines.report import Report, dumps

DATABASE = "gongkai.db"

_TABLES = """
CREATE TABLE IF NOT EXISTS reports (
    id TEXT PRIMARY KEY, base_id TEXT NOT NULL, source TEXT NOT NULL UNIQUE, portal TEXT, report_year INTEGER,
    title TEXT, layout TEXT, issuer TEXT, level TEXT, division_code TEXT, partial INTEGER NOT NULL,
    published_on TEXT, file TEXT NOT NULL, digest TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS reports_by_base ON reports (base_id);
CREATE TABLE IF NOT EXISTS observations (
    report TEXT NOT NULL, key TEXT NOT NULL, value REAL, raw TEXT NOT NULL, status TEXT NOT NULL, unit TEXT,
    capture INTEGER NOT NULL, locator TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS observations_by_report ON observations (report, key);
CREATE TABLE IF NOT EXISTS anomalies (
    report TEXT NOT NULL, code TEXT NOT NULL, severity TEXT NOT NULL, keys TEXT NOT NULL, message TEXT NOT NULL,
    operands TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS anomalies_by_report ON anomalies (report);
"""

_OBSERVED = ("key", "value", "raw", "status", "unit", "capture", "locator")
_DOUBTED = ("code", "severity", "where", "message", "operands")


class Outcome(StrEnum):
    """What storing a report changed."""

    NEW = "new"
    CHANGED = "changed"
    KNOWN = "known"


def suffixed(report_id: str, source: str) -> str:
    """Return the id of one of several reports of an issuer for a year: told apart by where each was found."""
    return f"{report_id}-{hashlib.sha256(source.encode()).hexdigest()[:8]}"


def source_of(document: dict[str, Any]) -> str:
    """Return the address or path that tells a report's document from every other."""
    source = document["source"]
    return str(source["url"] or source["path"])


def connect(data_dir: Path) -> sqlite3.Connection:
    """Open the database of a data directory, its tables in place; writers wait for each other.

    A folder that cannot be written is opened for reading as it stands. Raises OSError for a file that is no database.
    """
    if (data_dir / DATABASE).is_file() and not os.access(data_dir, os.W_OK):
        address = f"{(data_dir / DATABASE).absolute().as_uri()}?mode=ro&immutable=1"
        return sqlite3.connect(address, uri=True, isolation_level=None)
    data_dir.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(data_dir / DATABASE, timeout=60, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.executescript(_TABLES)
    except sqlite3.DatabaseError as error:
        connection.close()
        if error.sqlite_errorname in {"SQLITE_NOTADB", "SQLITE_CORRUPT"}:
            raise OSError(f"{data_dir / DATABASE}: {error}; move it away, or name another folder") from error
        raise
    return connection


class Store:
    """The reports of a data directory. Saving is idempotent: a save cut off half-way is mended by the next."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._db = connect(data_dir)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def save(self, report: Report) -> Outcome:
        """Validate and store a report, in place of what its source held before; raise SchemaMismatch."""
        from pipelines.schema import validate  # noqa: PLC0415 - takes a while to load, and reading needs none of it

        document = report.to_json()
        base, source = report.id, source_of(document)
        self._db.execute("BEGIN IMMEDIATE")
        with self._db:
            if self._rivals(base, source):
                document["id"] = suffixed(base, source)
            validate(document)
            return self._put(document, base, source)

    def _rivals(self, base: str, source: str) -> bool:
        """Return whether other sources report the same issuer and year, and give each of them its suffix."""
        query = "SELECT id, source, file FROM reports WHERE base_id = ? AND source <> ?"
        rows = self._db.execute(query, (base, source)).fetchall()
        for row_id, row_source, file in rows:
            if row_id == base:
                self._rename(file, suffixed(base, row_source), base, row_source)
        return bool(rows)

    def _rename(self, file: str, new_id: str, base: str, source: str) -> None:
        path = self._data_dir / file
        moved = path.with_name(f"{new_id}.json")
        document = json.loads((path if path.exists() else moved).read_text("utf-8"))
        self._put({**document, "id": new_id}, base, source)

    def _put(self, document: dict[str, Any], base: str, source: str) -> Outcome:
        file, text = _file(document), dumps(document, indent=2) + "\n"
        digest = hashlib.sha256(text.encode()).hexdigest()
        known = self._db.execute(
            "SELECT id, file, digest FROM reports WHERE source = ?", (source,)
        ).fetchone()
        if known == (document["id"], file, digest) and (self._data_dir / file).exists():
            return Outcome.KNOWN
        _write(self._data_dir / file, text)
        if known and known[1] != file:
            (self._data_dir / known[1]).unlink(missing_ok=True)
        row = (*_row(document, base, source), file, digest)
        self._replace_rows(known[0] if known else None, row, document)
        return Outcome.CHANGED if known else Outcome.NEW

    def _replace_rows(self, old_id: str | None, row: tuple[object, ...], document: dict[str, Any]) -> None:
        for table, column in (("reports", "id"), ("observations", "report"), ("anomalies", "report")):
            self._db.execute(f"DELETE FROM {table} WHERE {column} = ?", (old_id,))  # noqa: S608 - fixed names
        self._insert("reports", [row])
        self._insert(
            "observations", [(document["id"], *_flat(o, _OBSERVED)) for o in document["observations"]]
        )
        self._insert("anomalies", [(document["id"], *_flat(a, _DOUBTED)) for a in document["anomalies"]])

    def _insert(self, table: str, rows: list[tuple[object, ...]]) -> None:
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            self._db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - fixed names


def _row(document: dict[str, Any], base: str, source: str) -> tuple[object, ...]:
    issuer = document["issuer"]
    return (
        *(document["id"], base, source, document["source"]["portal"]),
        *_flat(document, ("report_year", "title", "layout")),
        *_flat(issuer, ("name", "level", "division_code")),
        *_flat(document, ("partial", "published_on")),
    )


def _flat(record: dict[str, Any], keys: tuple[str, ...]) -> tuple[object, ...]:
    """Return the values of a row, lists and objects as JSON text."""
    values = (record[key] for key in keys)
    return tuple(dumps(value) if isinstance(value, dict | list) else value for value in values)


def documents(data_dir: Path, *, but: Collection[str] = ()) -> Iterator[dict[str, Any]]:
    """Yield every stored report's document in the order of their ids, one at a time, but those in files named."""
    connection = connect(data_dir)
    try:
        for (file,) in connection.execute("SELECT file FROM reports ORDER BY id"):
            if file not in but:
                yield json.loads((data_dir / file).read_text("utf-8"))
    finally:
        connection.close()


def stored(data_dir: Path, source: str) -> dict[str, Any] | None:
    """Return the stored document of a source, `None` where it has none."""
    with closing(connect(data_dir)) as connection:
        row = connection.execute("SELECT file FROM reports WHERE source = ?", (source,)).fetchone()
    return json.loads((data_dir / row[0]).read_text("utf-8")) if row else None


def sources(data_dir: Path) -> dict[str, str]:
    """Return the ids of all stored reports by their sources."""
    with closing(connect(data_dir)) as connection:
        return dict(connection.execute("SELECT source, id FROM reports ORDER BY id"))


def damaged(data_dir: Path) -> dict[str, str]:
    """Return what is wrong with report files, by their names: missing, changed, or known to no row.

    A report that is stored meanwhile is no fault: where there are suspects, all is looked at again while nothing
    can be stored.
    """
    connection = connect(data_dir)
    try:
        wrong = _damaged(data_dir, connection)
        if wrong and os.access(data_dir, os.W_OK):
            connection.execute("BEGIN IMMEDIATE")
            wrong = _damaged(data_dir, connection)
        return wrong
    finally:
        connection.close()


def _damaged(data_dir: Path, connection: sqlite3.Connection) -> dict[str, str]:
    stored = dict(connection.execute("SELECT file, digest FROM reports ORDER BY id").fetchall())
    wrong: dict[str, str] = {}
    for file, digest in stored.items():
        try:
            content = (data_dir / file).read_bytes()
        except OSError as error:
            wrong[file] = f"cannot be read: {error.strerror}"
            continue
        if hashlib.sha256(content).hexdigest() != digest:
            wrong[file] = "differs from what was stored"
    there = (path.relative_to(data_dir).as_posix() for path in (data_dir / "reports").glob("*/*/[!.]*.json"))
    return wrong | dict.fromkeys(sorted(set(there) - stored.keys()), "is in no row of the database")


def _file(document: dict[str, Any]) -> str:
    where = document["issuer"]["division_code"] or document["source"]["portal"] or "files"
    return f"reports/{where}/{document['report_year'] or 'undated'}/{document['id']}.json"


def _write(path: Path, text: str) -> None:
    """Write a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.part")
    with aside.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(path)
