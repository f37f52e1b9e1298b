"""`gongkai parse`: files and archives read offline."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Annotated

import typer

from archive.capture import Document
from archive.faults import UNUSABLE, Fault
from archive.reader import documents
from crawler.commands.options import Processes
from crawler.exits import Exit
from crawler.offline import Line, line
from crawler.pools import CORES, in_order
from crawler.worker import SECONDS, Refusal
from pipelines.filing import suffixed
from pipelines.report import dumps
from pipelines.stored_rows import source_of

Paths = Annotated[
    list[Path],
    typer.Argument(
        exists=True,
        metavar="PATH",
        help="WARC, WACZ, HTML, PDF, OFD, Word, spreadsheet, text, picture or zip; a folder is one document.",
    ),
]


def parse(paths: Paths, processes: Processes = CORES) -> None:
    """Read files and archives into reports, one JSON document a line; never touches the network.

    A folder of plain files is one document; of several visits to an address in archives the newest counts. Each
    document is read in a process of its own, bounded in memory and time. A named file that gives no report, or archives
    that are damaged and give none, end with exit code 3.

    Example: gongkai parse data/warc > reports.jsonl
    """
    tally: Counter[str] = Counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        ids = Counter(_spool(paths, spool, tally, processes))
        spool.seek(0)
        for text in spool:
            typer.echo(_final(text, ids), nl=False)
    typer.echo(_summary(tally), err=True)
    if tally["faults"]:
        raise typer.Exit(Exit.FAULT)
    if tally["failed"] or (tally["damaged records"] and not tally["reports"]):
        raise typer.Exit(Exit.FINDINGS)


def _spool(paths: Sequence[Path], spool: IO[str], tally: Counter[str], processes: int) -> Iterator[str]:
    """Parse one document after another into the spool and yield the ids, which must be counted before printing."""

    def tell(fault: Fault) -> None:
        unusable = fault.rule == UNUSABLE
        tally.update(("unread", "failed") if unusable else ("damaged records",))
        typer.echo(
            fault.message if unusable else f"{fault.file} at {fault.offset}: {fault.message}", err=True
        )

    found = documents(paths, report=tell)
    for document, result in in_order(line, found, processes=processes, seconds=SECONDS):
        if isinstance(result, Line):
            tally["reports"] += 1
            spool.write(result.text)
            yield result.report
        else:
            _account(document, result, tally)


def _account(document: Document, why: Refusal, tally: Counter[str]) -> None:
    """Say what became no report: always for a named file, for an archive only what should have been one."""
    if why.trace:
        tally["faults"] += 1
        typer.echo(f"{_named(document)}: a fault of the parser: {why.reason}\n{why.trace}", err=True)
        return
    tally["not reports" if why.is_other else "unread"] += 1
    if document.path:
        tally["failed"] += 1
    if document.path or not why.is_other:
        typer.echo(f"{_named(document)}: {why.message}", err=True)


def _named(document: Document) -> str:
    return document.path or document.captures[0].url


def _final(text: str, ids: Counter[str]) -> str:
    document = json.loads(text)
    if ids[document["id"]] == 1:
        return text
    document["id"] = suffixed(document["id"], source_of(document))
    return dumps(document) + "\n"


def _summary(tally: Counter[str]) -> str:
    counts = [
        f"{tally[kind]} {kind}"
        for kind in ("not reports", "unread", "faults", "damaged records")
        if tally[kind]
    ]
    return ", ".join([f"{tally['reports']} reports", *counts])
