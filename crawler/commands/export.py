"""`gongkai export`: what is stored, for other programs."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from crawler.commands.options import Data, require_database
from crawler.exits import Exit
from pipelines import export as formats
from pipelines.filing import damaged
from pipelines.version_exports import versions_to_csv, versions_to_jsonl


class Format(StrEnum):
    """The formats of `--format`."""

    JSONL = "jsonl"
    CSV = "csv"
    SQLITE = "sqlite"


Kind = Annotated[
    Format, typer.Option("--format", help="jsonl: a document a line; csv: an observation a line.")
]
Out = Annotated[
    Path | None, typer.Option("--out", help="The file to write; standard output for text formats.")
]
Checks = Annotated[
    bool,
    typer.Option(
        "--checks",
        help="A check a line, with its outcome and operands, those across years too; SQLite always has them.",
    ),
]

Versions = Annotated[
    bool,
    typer.Option(
        "--versions",
        help="All that reports ever said, a version a line (csv: a changed field), with what each changed and when it"
        " was there; SQLite always has them.",
    ),
]

_REPORTS = {Format.JSONL: ("reports", formats.to_jsonl), Format.CSV: ("observations", formats.to_csv)}
_VERSIONS = {
    Format.JSONL: ("versions", versions_to_jsonl),
    Format.CSV: ("lines of versions", versions_to_csv),
}
_CHECKS = {Format.JSONL: formats.checks_to_jsonl, Format.CSV: formats.checks_to_csv}


def export(
    data: Data = Path("data"),
    kind: Kind = Format.JSONL,
    checks: Checks = False,
    versions: Versions = False,
    out: Out = None,
) -> None:
    """Write the stored reports, what was checked of them and across years, or all their versions, for other programs.

    A report whose file is lost or was changed is named and left out, and the exit code is 1.

    Example: gongkai export --format csv --out observations.csv
    """
    require_database(data)
    if checks and versions:
        raise typer.BadParameter("one of --checks and --versions at a time", param_hint="--versions")
    if kind is Format.SQLITE:
        typer.echo(f"{_sqlite(data, out)} reports", err=True)
        return
    lost = {} if checks else damaged(data)
    with out.open("w", encoding="utf-8", newline="") if out else nullcontext(sys.stdout) as stream:
        if checks:
            what, count = "checks", _CHECKS[kind](data, stream)
        else:
            what, write = (_VERSIONS if versions else _REPORTS)[kind]
            count = write(data, stream, lost)
        stream.flush()  # what is not written cannot be said later
    typer.echo(f"{count} {what}", err=True)
    for file, why in lost.items():
        typer.echo(f"left out: {data / file} {why}", err=True)
    if lost:
        raise typer.Exit(Exit.FAULT)


def _sqlite(data: Path, out: Path | None) -> int:
    if out is None:
        raise typer.BadParameter("a database needs a file to be written to", param_hint="--out")
    try:
        return formats.to_sqlite(data, out)
    except FileExistsError as error:
        raise typer.BadParameter(str(error), param_hint="--out") from error
