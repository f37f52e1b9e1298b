"""`gongkai verify`: does the archive hold, and do the reports stand on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from crawler.commands.options import Data
from crawler.exits import Exit
from pipelines.database import DATABASE
from pipelines.store import damaged, documents

Files = Annotated[
    list[Path] | None,
    typer.Argument(exists=True, metavar="FILE", help="WARC files; without any, the data directory."),
]


def verify(files: Files = None, data: Data = Path("data")) -> None:
    """Check records, index and every report's evidence; a line for each fault, exit code 3 if there is one.

    Example: gongkai verify --data data
    """
    if not files and not (data / "warc").is_dir():
        raise typer.BadParameter(f"{data} holds no archive (no folder warc in it)", param_hint="--data")
    archives = list(files or sorted((data / "warc").rglob("*.warc.gz")))
    counted: Counter[str] = Counter(reports=0)
    faults = 0
    for fault in chain(_archive_faults(archives), () if files else _folder_faults(data, counted)):
        typer.echo(fault)
        faults += 1
    counts = f"{len(archives)} WARC files, {counted['reports']} reports"
    typer.echo(f"{counts}: {faults or 'no'} faults", err=True)
    if faults:
        raise typer.Exit(Exit.FINDINGS)


def _archive_faults(archives: Sequence[Path]) -> Iterator[str]:
    from archive.verify import verify_file

    for path in archives:
        for fault in verify_file(path):
            yield f"{fault.file} at {fault.offset}: {fault.rule}: {fault.message}"


def _folder_faults(data: Path, counted: Counter[str]) -> Iterator[str]:
    """Yield what a data directory lacks as a whole: an index's WARC, a report's file, row or evidence."""
    from pipelines.evidence import unproven

    for index in sorted((data / "index").glob("*.cdxj")):
        name = index.name.removesuffix(".cdxj")
        if not any((data / "warc").glob(f"*/{name}")):
            yield f"{index}: index: there is no {name}"
    if not (data / DATABASE).is_file():
        return
    wrong = damaged(data)
    yield from (f"{data / file}: report: the file {what}" for file, what in wrong.items())
    for document in documents(data, but=wrong):
        counted["reports"] += 1
        for claim in unproven(data, document):
            said = f"{claim.report}: {claim.key or 'report'}: {claim.message}"
            if claim.is_fault:
                yield said
            else:
                typer.echo(said, err=True)
