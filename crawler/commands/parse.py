"""`gongkai parse`: files and archives read offline."""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Annotated

import typer

from archive.capture import Document
from archive.faults import Fault
from archive.reader import documents
from crawler.exits import Exit
from pipelines.errors import NotAReport, ReadingError
from pipelines.report import dumps
from pipelines.store import source_of, suffixed

Paths = Annotated[
    list[Path],
    typer.Argument(
        exists=True, metavar="PATH", help="WARC, WACZ, HTML, PDF or text; a folder is one document."
    ),
]


def parse(paths: Paths) -> None:
    """Read files and archives into reports, one JSON document a line; never touches the network.

    A folder of plain files is one document; of several visits to an address in archives the newest counts. A named file
    that gives no report, or archives that are damaged and give none, end with exit code 3.

    Example: gongkai parse data/warc > reports.jsonl
    """
    tally: Counter[str] = Counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        ids = Counter(_spool(paths, spool, tally))
        spool.seek(0)
        for line in spool:
            sys.stdout.write(_final(line, ids))
    typer.echo(_summary(tally), err=True)
    if tally["faults"]:
        raise typer.Exit(Exit.FAULT)
    if tally["failed"] or (tally["damaged records"] and not tally["reports"]):
        raise typer.Exit(Exit.FINDINGS)


def _spool(paths: Sequence[Path], spool: IO[str], tally: Counter[str]) -> Iterator[str]:
    """Parse one document after another into the spool and yield the ids, which must be counted before printing."""
    from pipelines.parse import parse as read
    from pipelines.schema import validate

    def tell(fault: Fault) -> None:
        tally["damaged records"] += 1
        typer.echo(f"{fault.file} at {fault.offset}: {fault.message}", err=True)

    for document in documents(paths, report=tell):
        try:
            report = read(document).to_json()
            validate(report)
        except ReadingError as why:
            _account(document, why, tally)
        except Exception as fault:  # noqa: BLE001 - one document that trips the parser must not hide the others
            tally["faults"] += 1
            typer.echo(
                f"{_named(document)}: a fault of the parser: {type(fault).__name__}: {fault}", err=True
            )
        else:
            tally["reports"] += 1
            spool.write(dumps(report) + "\n")
            yield report["id"]


def _account(document: Document, why: ReadingError, tally: Counter[str]) -> None:
    """Say what became no report: always for a named file, for an archive only what should have been one."""
    tally["not reports" if isinstance(why, NotAReport) else "unread"] += 1
    if document.path:
        tally["failed"] += 1
    if document.path or not isinstance(why, NotAReport):
        typer.echo(f"{_named(document)}: {why}", err=True)


def _named(document: Document) -> str:
    return document.path or document.captures[0].url


def _final(line: str, ids: Counter[str]) -> str:
    document = json.loads(line)
    if ids[document["id"]] == 1:
        return line
    document["id"] = suffixed(document["id"], source_of(document))
    return dumps(document) + "\n"


def _summary(tally: Counter[str]) -> str:
    counts = [
        f"{tally[kind]} {kind}"
        for kind in ("not reports", "unread", "faults", "damaged records")
        if tally[kind]
    ]
    return ", ".join([f"{tally['reports']} reports", *counts])
