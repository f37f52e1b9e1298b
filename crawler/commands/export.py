"""`gongkai export`: what is stored, for other programs."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from crawler.commands.options import Data, require_database
from pipelines import export as formats


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

_WRITERS = {
    (Format.JSONL, False): ("reports", formats.to_jsonl),
    (Format.CSV, False): ("observations", formats.to_csv),
    (Format.JSONL, True): ("checks", formats.checks_to_jsonl),
    (Format.CSV, True): ("checks", formats.checks_to_csv),
}


def export(
    data: Data = Path("data"), kind: Kind = Format.JSONL, checks: Checks = False, out: Out = None
) -> None:
    """Write the stored reports, or what was checked of them and across years, for other programs.

    Example: gongkai export --format csv --out observations.csv
    """
    require_database(data)
    if kind is Format.SQLITE:
        typer.echo(f"{_sqlite(data, out)} reports", err=True)
        return
    what, write = _WRITERS[kind, checks]
    with out.open("w", encoding="utf-8", newline="") if out else nullcontext(sys.stdout) as stream:
        count = write(data, stream)
    typer.echo(f"{count} {what}", err=True)


def _sqlite(data: Path, out: Path | None) -> int:
    if out is None:
        raise typer.BadParameter("a database needs a file to be written to", param_hint="--out")
    try:
        return formats.to_sqlite(data, out)
    except FileExistsError as error:
        raise typer.BadParameter(str(error), param_hint="--out") from error
