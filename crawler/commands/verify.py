"""`gongkai verify`: does the archive hold, and do the reports stand on it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.commands.options import Data, Processes, require_archive
from crawler.exits import Exit
from crawler.pools import CORES
from pipelines.database import DATABASE

if TYPE_CHECKING:
    from archive.faults import Fault

Files = Annotated[
    list[Path] | None,
    typer.Argument(
        exists=True,
        metavar="FILE",
        help="WARC, ARC and WACZ files, and folders of them; without any, the data directory.",
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Every fault as a line of JSON: file, offset, rule, message.")
]

_SHOWN = 5
"""Faults of one rule that people are shown of one file."""


def verify(
    files: Files = None, data: Data = Path("data"), processes: Processes = CORES, as_json: AsJson = False
) -> None:
    """Check records, indexes, packages and every report's evidence.

    Files named together are held against each other too: revisits against their originals. Of very many faults of a
    kind the first few are shown; --json shows all.

    Example: gongkai verify --data data
    """
    from crawler.verifying import archives, verify_archives, verify_folder, verify_reports

    if not files:
        require_archive(data)
    told = _Lines() if as_json else _Groups()
    paths = archives(files or [data / "warc"])
    records = size = reports = 0
    for found in verify_archives(paths, told.add, processes):
        records, size = records + found.records, size + found.size
        told.flush()
    if not files:
        verify_folder(data, told.add)
    if not files and (data / DATABASE).is_file():
        reports = verify_reports(data, told.add, lambda said: typer.echo(said, err=True), processes)
    told.flush()
    typer.echo(
        f"{len(paths)} files ({size / 1e6:,.1f} MB, {records:,} records), {reports:,} reports: {told.summary()}",
        err=True,
    )
    if told.counts:
        raise typer.Exit(Exit.FINDINGS)


class _Lines:
    """Faults as lines of JSON, as they come."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def add(self, fault: Fault) -> None:
        self.counts[fault.rule] += 1
        typer.echo(json.dumps(asdict(fault), ensure_ascii=False))

    def flush(self) -> None:
        pass

    def summary(self) -> str:
        if not self.counts:
            return "no faults"
        rules = ", ".join(f"{count:,} {rule}" for rule, count in self.counts.most_common())
        return f"{self.counts.total():,} faults ({rules})"


class _Groups(_Lines):
    """Faults for people: under the file's name, by rule, the first few of each."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self.counts[fault.rule] += 1
        self._waiting.append(fault)

    def flush(self) -> None:
        self._waiting.sort(key=lambda fault: (fault.file, fault.rule, fault.offset))
        for file, faults in groupby(self._waiting, key=lambda fault: fault.file):
            typer.echo(file)
            for rule, alike in groupby(faults, key=lambda fault: fault.rule):
                _show(rule, list(alike))
        self._waiting.clear()


def _show(rule: str, faults: list[Fault]) -> None:
    for fault in faults[:_SHOWN]:
        typer.echo(f"  {rule} at {fault.offset}: {fault.message}")
    if len(faults) > _SHOWN:
        typer.echo(f"  {rule}: {len(faults) - _SHOWN:,} more")
