"""Reports on disk: one JSON file each, and the same in SQLite for asking questions."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, suppress
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from pipelines.check import Check
from pipelines.database import OF_A_REPORT, connect, insert, writing
from pipelines.neighbours import affected, recheck
from pipelines.report import Report, dumps
from pipelines.stored_checks import check_rows

_OBSERVED = ("key", "value", "raw", "status", "unit", "capture", "locator", "confidence")
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


class _Known(NamedTuple):
    """What is stored of a source; `base` is its report's id without a suffix."""

    id: str
    base: str
    file: str
    digest: str


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
        with writing(self._db):
            if self._rivals(base, source):
                document["id"] = suffixed(base, source)
            validate(document)
            known = self._known(source)
            outcome = self._put(document, base, known, report.checks)
            if outcome is not Outcome.KNOWN:
                self._settle(base, known.base if known else None)
            return outcome

    def remove(self, source: str) -> bool:
        """Take a source's report away, with all that is known of it; return whether there was one."""
        with writing(self._db):
            known = self._known(source)
            if known is None:
                return False
            self._delete_rows(known.id)
            (self._data_dir / known.file).unlink(missing_ok=True)
            self._settle(known.base)
            return True

    def id_of(self, source: str) -> str | None:
        """Return the id under which a source's report is stored."""
        known = self._known(source)
        return known.id if known else None

    def _known(self, source: str) -> _Known | None:
        query = "SELECT id, base_id, file, digest FROM reports WHERE source = ?"
        row = self._db.execute(query, (source,)).fetchone()
        return _Known(*row) if row else None

    def _rivals(self, base: str, source: str) -> bool:
        """Return whether other sources report the same issuer and year."""
        query = "SELECT 1 FROM reports WHERE base_id = ? AND source <> ?"
        return self._db.execute(query, (base, source)).fetchone() is not None

    def _settle(self, *base_ids: str | None) -> None:
        """Bring what depends on the reports of these issuers and years in line with those now there."""
        for base in filter(None, dict.fromkeys(base_ids)):
            query = "SELECT id, source, file FROM reports WHERE base_id = ? ORDER BY source"
            rows = self._db.execute(query, (base,)).fetchall()
            for report, source, file in rows:
                wanted = suffixed(base, source) if len(rows) > 1 else base
                if report != wanted:
                    self._rename(report, wanted, file)
        recheck(self._db, affected(base_ids))

    def _rename(self, old_id: str, new_id: str, file: str) -> None:
        """Give a report another id; a file that was renamed by a save cut off half-way is there already."""
        path = self._data_dir / file
        moved = path.with_name(f"{new_id}.json")
        document = json.loads((path if path.exists() else moved).read_text("utf-8"))
        file, text, digest = _filed({**document, "id": new_id})
        _write(self._data_dir / file, text)
        path.unlink(missing_ok=True)
        self._db.execute(
            "UPDATE reports SET id = ?, file = ?, digest = ? WHERE id = ?", (new_id, file, digest, old_id)
        )
        for table in OF_A_REPORT:
            self._db.execute(f"UPDATE {table} SET report = ? WHERE report = ?", (new_id, old_id))  # noqa: S608 - fixed names

    def _put(
        self, document: dict[str, Any], base: str, known: _Known | None, checks: tuple[Check, ...]
    ) -> Outcome:
        """Store a document in place of what is known of its source."""
        file, text, digest = _filed(document)
        path = self._data_dir / file
        if not path.is_file() or path.read_bytes() != text.encode():
            _write(path, text)
        if known and (known.id, known.file, known.digest) == (document["id"], file, digest):
            return Outcome.KNOWN
        if known:
            self._delete_rows(known.id)
            if known.file != file:
                (self._data_dir / known.file).unlink(missing_ok=True)
        self._insert_rows(document, base, (file, digest), checks)
        return Outcome.CHANGED if known else Outcome.NEW

    def _delete_rows(self, report: str) -> None:
        self._db.execute("DELETE FROM reports WHERE id = ?", (report,))
        for table in OF_A_REPORT:
            self._db.execute(f"DELETE FROM {table} WHERE report = ?", (report,))  # noqa: S608 - fixed names

    def _insert_rows(
        self, document: dict[str, Any], base: str, filed: tuple[str, str], checks: tuple[Check, ...]
    ) -> None:
        rows = rows_of(document, base)
        insert(self._db, "reports", [(*rows["reports"][0], *filed)])
        for table in ("observations", "anomalies"):
            insert(self._db, table, rows[table])
        insert(self._db, "checks", check_rows(document["id"], checks))


def rows_of(document: dict[str, Any], base: str) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows that a document has in the tables, but for the file's name and digest."""
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


def documents(data_dir: Path, *, but: Collection[str] = ()) -> Iterator[dict[str, Any]]:
    """Yield every stored report's document in the order of their ids, one at a time, but those in files named."""
    with closing(connect(data_dir)) as connection:
        for (file,) in connection.execute("SELECT file FROM reports ORDER BY id"):
            if file not in but:
                yield json.loads((data_dir / file).read_text("utf-8"))


def stored(data_dir: Path, source: str) -> dict[str, Any] | None:
    """Return the stored document of a source, `None` where it has none, or none that can be read any more."""
    with closing(connect(data_dir)) as connection:
        row = connection.execute("SELECT file FROM reports WHERE source = ?", (source,)).fetchone()
    with suppress(OSError, ValueError):
        return json.loads((data_dir / row[0]).read_text("utf-8")) if row else None
    return None


def sources(data_dir: Path) -> dict[str, str]:
    """Return the ids of all stored reports by their sources."""
    with closing(connect(data_dir)) as connection:
        return dict(connection.execute("SELECT source, id FROM reports ORDER BY id"))


def damaged(data_dir: Path) -> dict[str, str]:
    """Return what is wrong with report files, by their names: missing, changed, or known to no row.

    A report that is stored meanwhile is no fault: where there are suspects, all is looked at again while nothing
    can be stored.
    """
    with closing(connect(data_dir)) as connection:
        wrong = _damaged(data_dir, connection)
        if wrong and os.access(data_dir, os.W_OK):
            connection.execute("BEGIN IMMEDIATE")
            wrong = _damaged(data_dir, connection)
        return wrong


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


def _filed(document: dict[str, Any]) -> tuple[str, str, str]:
    """Return a document's file, its text and the digest of it."""
    text = dumps(document, indent=2) + "\n"
    return _file(document), text, hashlib.sha256(text.encode()).hexdigest()


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
