"""What is stored, in the formats that others read: JSON lines, CSV of observations, checks of either kind, SQLite."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any

from pipelines.database import connect, has_checks, has_versions, tables_of, writing
from pipelines.report import dumps
from pipelines.store import documents

_SAYS = ("key", "value", "unit", "status", "raw", "capture")
_FOUND = ("url", "captured_at", "warc", "offset", "length")
_STANDS = ("table", "row", "column", "block", "start", "end", "page")
_LASTS = ("version", "since", "seen_at", "vanished_at")
_SAME_AS = """
SELECT min(other.id) FROM reports AS other
WHERE other.base_id = reports.base_id AND other.content = reports.content AND other.id < reports.id
"""
COLUMNS = (
    *("report", "report_year", "issuer", "level", "division_code", "layout"),
    *(*_SAYS, *_FOUND, *_STANDS, "box", "confidence", *_LASTS, "same_as"),
)
"""The columns of the CSV: whose observation, what it says, where in which capture it stands, how sure OCR was, and of
the report which version it is, since when, when it was last there, since when it is not, and the first report of the
same issuer and year that says the same at another address."""

CHECK_COLUMNS = ("report", "neighbour", "code", "severity", "outcome", "keys", "message", "operands")
"""The columns of a check: the neighbour is the report of the year before, for checks across years."""

_CHECKS = """
SELECT report, NULL AS neighbour, code, severity, outcome, keys, message, operands FROM checks
UNION ALL SELECT report, neighbour, code, severity, outcome, keys, message, operands FROM cross_checks
ORDER BY report, code, keys, operands, message
"""


def to_jsonl(data_dir: Path, out: IO[str], but: Collection[str] = ()) -> int:
    """Write a document a line, in the order of their ids, but those in files named; return how many."""
    count = 0
    for count, document in enumerate(documents(data_dir, but=but), 1):  # noqa: B007 - the count is the result
        out.write(dumps(document) + "\n")
    return count


def to_csv(data_dir: Path, out: IO[str], but: Collection[str] = ()) -> int:
    """Write an observation a line under a header; a value that could not be read is an empty field.

    Reports in files named in `but` are left out. Returns how many observations there are.
    """
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    count = 0
    with closing(connect(data_dir)) as connection:
        for document in documents(data_dir, but=but):
            lasts = _lasts(connection, document["id"])
            for row in _observations(document):
                writer.writerow([*row, *lasts])
                count += 1
    return count


def _lasts(connection: sqlite3.Connection, report: str) -> tuple[object, ...]:
    """Return what is known of a report's version, its times and its double; nothing in a folder of an older program."""
    if not has_versions(connection):
        return (None,) * (len(_LASTS) + 1)
    query = f"SELECT {', '.join(_LASTS)}, ({_SAME_AS}) FROM reports WHERE id = ?"  # noqa: S608 - fixed names
    return tuple(connection.execute(query, (report,)).fetchone())


def _observations(document: dict[str, Any]) -> Iterator[list[object]]:
    issuer = document["issuer"]
    whose = [
        document["id"],
        document["report_year"],
        issuer["name"],
        issuer["level"],
        issuer["division_code"],
    ]
    for observation in document["observations"]:
        capture = document["captures"][observation["capture"]]
        says = [observation[key] for key in _SAYS]
        found = [capture[key] for key in _FOUND]
        at = observation["locator"]
        stands = [at.get(key) for key in _STANDS]
        box = dumps(at["box"]) if "box" in at else None
        yield [*whose, document["layout"], *says, *found, *stands, box, observation.get("confidence")]


def checks_to_jsonl(data_dir: Path, out: IO[str]) -> int:
    """Write a check a line, those across years among them; return how many."""
    count = 0
    for count, row in enumerate(_checks(data_dir), 1):  # noqa: B007 - the count is the result
        out.write(
            dumps({**row, "keys": json.loads(row["keys"]), "operands": json.loads(row["operands"])}) + "\n"
        )
    return count


def checks_to_csv(data_dir: Path, out: IO[str]) -> int:
    """Write a check a line under a header, keys and operands as JSON; return how many."""
    writer = csv.DictWriter(out, CHECK_COLUMNS, lineterminator="\n")
    writer.writeheader()
    count = 0
    for count, row in enumerate(_checks(data_dir), 1):  # noqa: B007 - the count is the result
        writer.writerow(row)
    return count


def _checks(data_dir: Path) -> Iterator[dict[str, Any]]:
    """Yield the checks; raises OSError where they are not there yet and cannot be written."""
    with closing(connect(data_dir)) as connection:
        if not has_checks(connection):
            raise OSError(f"{data_dir} holds no checks yet and cannot be written; export them of a copy")
        for row in connection.execute(_CHECKS):
            yield dict(zip(CHECK_COLUMNS, row, strict=True))


def to_sqlite(data_dir: Path, path: Path) -> int:
    """Write reports, observations, anomalies and checks into a new SQLite file; return the number of reports.

    Raises FileExistsError rather than write over anything.
    """
    if path.exists():
        raise FileExistsError(f"{path} is there already")
    with closing(connect(data_dir)) as source:
        source.execute("ATTACH ? AS copy", (str(path),))
        tables = tables_of(source)
        with writing(source):
            for table in tables:
                source.execute(f"CREATE TABLE copy.{table} AS SELECT * FROM main.{table}")  # noqa: S608 - fixed names
        (count,) = source.execute("SELECT count(*) FROM copy.reports").fetchone()
        return int(count)
