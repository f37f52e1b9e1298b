"""`gongkai verify`: does the archive hold, and do the reports stand on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from archive.verify import verify_file
from crawler.exits import Exit
from pipelines.store import DATABASE, documents

Files = Annotated[
    list[Path] | None, typer.Argument(exists=True, help="WARC files; without any, the data directory.")
]
Data = Annotated[Path, typer.Option("--data", help="The data directory.")]


def verify(files: Files = None, data: Data = Path("data")) -> None:
    """Check records, index and every report's evidence; a line for each fault, exit code 3 if there is one.

    Example: gongkai verify --data data
    """
    from pipelines.evidence import unproven

    if not files and not (data / "warc").is_dir():
        raise typer.BadParameter(f"{data} holds no archive (no folder warc in it)", param_hint="--data")
    archives = list(files or sorted((data / "warc").rglob("*.warc.gz")))
    faults = reports = 0
    for fault in _archive_faults(archives):
        typer.echo(fault)
        faults += 1
    for document in [] if files or not (data / DATABASE).is_file() else documents(data):
        reports += 1
        for claim in unproven(data, document):
            typer.echo(f"{claim.report}: {claim.key or 'report'}: {claim.message}")
            faults += 1
    typer.echo(f"{len(archives)} WARC files, {reports} reports: {faults or 'no'} faults", err=True)
    if faults:
        raise typer.Exit(Exit.FINDINGS)


def _archive_faults(archives: Sequence[Path]) -> Iterator[str]:
    for path in archives:
        for fault in verify_file(path):
            yield f"{fault.file} at {fault.offset}: {fault.rule}: {fault.message}"
