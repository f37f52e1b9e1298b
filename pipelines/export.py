"""What is stored, in the formats that others read: JSON lines, CSV of observations, SQLite."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from pipelines.database import connect
from pipelines.report import dumps
from pipelines.store import documents

COLUMNS = (
    *(
        "report",
        "report_year",
        "issuer",
        "level",
        "division_code",
        "layout",
        "key",
        "value",
        "unit",
        "status",
        "raw",
    ),
    *(
        "capture",
        "url",
        "captured_at",
        "warc",
        "offset",
        "length",
        "table",
        "row",
        "column",
        "block",
        "start",
        "end",
    ),
)
"""The columns of the CSV: whose observation, what it says, and where in which capture it stands."""


def to_jsonl(data_dir: Path, out: IO[str]) -> int:
    """Write a document a line, in the order of their ids; return how many."""
    count = 0
    for count, document in enumerate(documents(data_dir), 1):  # noqa: B007 - the count is the result
        out.write(dumps(document) + "\n")
    return count


def to_csv(data_dir: Path, out: IO[str]) -> int:
    """Write an observation a line under a header; a value that could not be read is an empty field."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    count = 0
    for document in documents(data_dir):
        for row in _observations(document):
            writer.writerow(row)
            count += 1
    return count


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
        says = [observation[key] for key in ("key", "value", "unit", "status", "raw", "capture")]
        found = [capture[key] for key in ("url", "captured_at", "warc", "offset", "length")]
        stands = [
            observation["locator"].get(key) for key in ("table", "row", "column", "block", "start", "end")
        ]
        yield [*whose, document["layout"], *says, *found, *stands]


def to_sqlite(data_dir: Path, path: Path) -> int:
    """Write reports, observations and anomalies into a new SQLite file; return the number of reports.

    Raises FileExistsError rather than write over anything.
    """
    if path.exists():
        raise FileExistsError(f"{path} is there already")
    source = connect(data_dir)
    try:
        source.execute("ATTACH ? AS copy", (str(path),))
        for table in ("reports", "observations", "anomalies"):
            source.execute(f"CREATE TABLE copy.{table} AS SELECT * FROM main.{table}")  # noqa: S608 - fixed names
        (count,) = source.execute("SELECT count(*) FROM copy.reports").fetchone()
        return int(count)
    finally:
        source.close()
