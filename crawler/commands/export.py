"""`gongkai export`: what is stored, for other programs."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipelines import export as formats
from pipelines.database import DATABASE


class Format(StrEnum):
    """The formats of `--format`."""

    JSONL = "jsonl"
    CSV = "csv"
    SQLITE = "sqlite"


Data = Annotated[Path, typer.Option("--data", help="The data directory.")]
Kind = Annotated[
    Format, typer.Option("--format", help="jsonl: a document a line; csv: an observation a line.")
]
Out = Annotated[
    Path | None, typer.Option("--out", help="The file to write; standard output for text formats.")
]


def export(data: Data = Path("data"), kind: Kind = Format.JSONL, out: Out = None) -> None:
    """Write the stored reports for other programs.

    Example: gongkai export --format csv --out observations.csv
    """
    if not (data / DATABASE).is_file():
        raise typer.BadParameter(
            f"{data} holds no {DATABASE}; name a data directory that a crawl has written", param_hint="--data"
        )
    if kind is Format.SQLITE:
        typer.echo(f"{_sqlite(data, out)} reports", err=True)
        return
    write = formats.to_jsonl if kind is Format.JSONL else formats.to_csv
    with out.open("w", encoding="utf-8", newline="") if out else nullcontext(sys.stdout) as stream:
        count = write(data, stream)
    typer.echo(f"{count} {'reports' if kind is Format.JSONL else 'observations'}", err=True)


def _sqlite(data: Path, out: Path | None) -> int:
    if out is None:
        raise typer.BadParameter("a database needs a file to be written to", param_hint="--out")
    try:
        return formats.to_sqlite(data, out)
    except FileExistsError as error:
        raise typer.BadParameter(str(error), param_hint="--out") from error
