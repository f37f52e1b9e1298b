"""`gongkai reparse`: the archive read again by today's parser."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import asdict
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.cdxj import build
from archive.faults import Fault
from archive.names import OPEN, index_path
from archive.reader import visits
from crawler.commands.options import Data, Processes, require_archive
from crawler.database import connect
from crawler.documents import Documents
from crawler.exits import Exit
from crawler.locks import PortalLock
from crawler.offline import CHANGES, Compared, Kind, compared
from crawler.pools import CORES, in_order
from crawler.worker import SECONDS, Parsed, Places, Refusal, read
from pipelines.database import DATABASE
from pipelines.report import dumps
from pipelines.store import Store, sources

if TYPE_CHECKING:
    from pipelines.differences import Difference

Apply = Annotated[
    bool, typer.Option("--apply", help="Replace what is stored, after all differences are shown.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON line for each document that differs.")]

Show = Callable[[Compared], None]

_SHOWN = 40
"""Half the characters that are shown of a long text, around the place where it begins to differ."""


def reparse(
    data: Data = Path("data"),
    apply: Apply = False,
    as_json: AsJson = False,
    processes: Processes = CORES,
) -> None:
    """Read the whole archive again with today's parser and show, field by field, what differs from what is stored.

    Nothing is replaced unless `--apply` is given, and then only after all differences were shown. What cannot be read
    today keeps its stored report; what is no report today loses it. The outcome depends neither on the order of the
    documents nor on the number of processes. `--apply` also makes what a copy of the archive files came without: the
    reports, their database, and indexes.

    Example: gongkai reparse --data data
    """
    require_archive(data)
    if not apply and not (data / DATABASE).is_file():
        raise typer.BadParameter(
            f"{data} holds no reports; --apply reads them from its archive", param_hint="--data"
        )
    with ExitStack() as locks:
        for folder in sorted((data / "warc").iterdir()) if apply else ():
            locks.enter_context(closing(PortalLock.take(data, folder.name)))
        survey = _Survey(data, _print_json if as_json else _print)
        survey.compare(processes)
        if apply:
            survey.replace(processes)
            _index(data)
    typer.echo(survey.summary(applied=apply), err=True)
    if survey.tally["faults"]:
        raise typer.Exit(Exit.FAULT)


def _index(data: Path) -> None:
    """Make the indexes that are missing."""
    for warc in sorted((data / "warc").glob("*/*.warc*")):
        if not warc.name.endswith(OPEN) and not index_path(data, warc).exists():
            build(warc)


class _Survey:
    """What reading everything again would change, shown as it is found."""

    def __init__(self, data: Path, show: Show) -> None:
        self.tally: Counter[str] = Counter()
        self._data = data
        self._show = show
        self._unmet = sources(data)
        self._again: list[tuple[Compared, Places]] = []
        self._replaced = 0

    def compare(self, processes: int) -> None:
        """Read every document again, show what differs, and keep what is to be stored."""
        jobs = ((self._data, places) for places in visits(self._data, report=_told))
        for job, result in in_order(compared, jobs, processes=processes, seconds=SECONDS):
            if isinstance(result, Compared):
                self._take(job, result)
            else:
                self._failed(f"{job[1][0].warc} at {job[1][0].offset}", result)
        for source, report in self._unmet.items():
            self.tally["not in the archive"] += 1
            typer.echo(f"{report}: {source} is not in this archive; it is left as it is", err=True)

    def _take(self, job: Places, here: Compared) -> None:
        self._unmet.pop(here.source, None)
        self.tally[here.kind] += 1
        if here.kind is Kind.UNREAD and here.refused:
            self._failed(here.source, here.refused)
        elif here.kind in CHANGES:
            self._again.append((here, (job[0], here.captures) if here.captures else job))
            if here.kind is not Kind.PARSER:
                self._show(here)

    def _failed(self, what: str, why: Refusal) -> None:
        self.tally["faults"] += why.trace is not None
        typer.echo(f"{what}: {why.message}", err=True)

    def replace(self, processes: int) -> None:
        """Store what is new or differs, take away what is no report; the documents of the crawl say so too."""
        jobs = (job for _, job in self._again)
        stored = in_order(read, jobs, processes=processes, seconds=SECONDS)
        with closing(connect(self._data)) as connection:
            for (here, _), (_, result) in zip(self._again, stored, strict=True):
                self._settle(connection, here, result)

    def _settle(self, connection: sqlite3.Connection, here: Compared, result: Parsed | Refusal) -> None:
        documents = Documents(connection, here.portal or "")
        document = documents.found_at(here.source)
        if isinstance(result, Parsed):
            if document:
                documents.parsed(document, result.report)
        elif result.is_other:
            with Store(self._data) as store:
                store.remove(here.source)
            if document:
                documents.refused(document, result.reason)
        else:
            self._failed(here.source, result)
            return
        self._replaced += 1

    def summary(self, *, applied: bool) -> str:
        """Return what was found in one line."""
        counts = [f"{self.tally[kind]} {kind}" for kind in (*Kind, "not in the archive") if self.tally[kind]]
        end = f"{self._replaced} replaced" if applied else "nothing was replaced (--apply replaces)"
        documents = f"{self.tally.total() - self.tally['faults']} documents"
        return f"{documents}: {', '.join(counts)}; {end}" if counts else f"{documents}; {end}"


def _told(fault: Fault) -> None:
    typer.echo(f"{fault.file} at {fault.offset}: {fault.message}", err=True)


def _print(here: Compared) -> None:
    typer.echo(f"{here.report or here.found}  {here.kind}  {here.source}")
    if here.refused:
        typer.echo(f"  {here.refused.message}")
    for field in here.differences:
        typer.echo(f"  {field.key}: {change(field)}")


def _print_json(here: Compared) -> None:
    fields = [asdict(field) for field in here.differences]
    refused = here.refused.message if here.refused else None
    line = {"report": here.report, "found": here.found, "source": here.source, "kind": here.kind}
    typer.echo(dumps({**line, "refused": refused, "differences": fields}))


def change(field: Difference) -> str:
    """Return how a field differs, in one line."""
    if field.change == "added":
        return f"+ {_brief(field.new, 0)}"
    if field.change == "removed":
        return f"- {_brief(field.old, 0)}"
    begins = _common(field.old, field.new)
    return f"{_brief(field.old, begins)} → {_brief(field.new, begins)}"


def _common(old: object, new: object) -> int:
    """Return how many characters two texts begin with alike."""
    if not isinstance(old, str) or not isinstance(new, str):
        return 0
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
    return sum(1 for _ in alike)


def _brief(value: object, begins: int) -> str:
    """Return a value as JSON, of a long text the part around the place where it begins to differ."""
    if not isinstance(value, str) or len(value) <= 2 * _SHOWN:
        return dumps(value)
    start = max(0, begins - _SHOWN // 2)
    part = value[start : start + 2 * _SHOWN]
    return f"{'…' if start else ''}{dumps(part)}{'…' if start + len(part) < len(value) else ''}"
