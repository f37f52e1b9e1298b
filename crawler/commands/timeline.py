"""`gongkai timeline`: one report over all its captures, with what changed in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.commands.explain import Report, stored_document
from crawler.commands.options import Data, Processes
from crawler.commands.reparse import change
from crawler.exits import Exit
from crawler.pools import CORES, in_order
from crawler.worker import SECONDS, Refusal
from pipelines.report import dumps

if TYPE_CHECKING:
    from archive.faults import Fault
    from crawler.worker import Places
    from pipelines.timeline import Period, Reading

AsJson = Annotated[bool, typer.Option("--json", help="One JSON line for each period.")]

_CHANGES = {
    "first": "first read",
    "values": "values changed",
    "text": "only the text changed",
    "again": "as before",
    "unread": "no report",
}


def timeline(
    report: Report, data: Data = Path("data"), as_json: AsJson = False, processes: Processes = CORES
) -> None:
    """Show a report over all captures of its address, crawled and imported: visits that read alike are one line.

    Each visit is read by today's parser and compared with the one before, values and text apart.

    Example: gongkai timeline 410700-2021 --data data
    """
    from pipelines.timeline import periods

    document = stored_document(report, data)
    url = document["source"]["url"]
    if not url or not (data / "warc").is_dir():
        raise typer.BadParameter(f"{document['id']} is of no archive in {data}", param_hint="REPORT")
    shown = 0
    for period in periods(_readings(data, url, processes)):
        shown += 1
        typer.echo(_json(period) if as_json else "\n".join(_lines(period)))
    if not shown:
        typer.echo(f"no capture of {url} is in {data} any more", err=True)
        raise typer.Exit(Exit.FINDINGS)


def _readings(data: Path, url: str, processes: int) -> Iterator[Reading]:
    """Yield what each visit to an address says, in the order of capture; one that cannot be had is named."""
    from crawler.offline import reading

    for job, result in in_order(reading, _visits(data, url), processes=processes, seconds=SECONDS):
        if isinstance(result, Refusal):
            place = job[1][0]
            typer.echo(f"{place.warc} at {place.offset}: {result.message}", err=True)
        else:
            yield result


def _visits(data: Path, url: str) -> Iterator[Places]:
    from archive.imports import archive_files
    from archive.reader import dated_visits
    from crawler.importing.seen import address_of

    wanted = address_of(url)
    for visit in dated_visits(archive_files(data / "warc"), report=_told):
        if address_of(visit.url) == wanted:
            yield data, visit.places


def _lines(period: Period) -> Iterator[str]:
    end = "" if period.visits == 1 else f" to {period.last.captured_at}, {period.visits} visits"
    yield f"{period.first.captured_at}{end}: {_CHANGES[period.change]}"
    yield f"  in {period.first.warc}"
    if period.first.refused:
        yield f"  {period.first.refused}"
    for field in (*period.values, *period.texts):
        yield f"  {field.key}: {change(field)}"


def _json(period: Period) -> str:
    first, last = period.first, period.last
    return dumps(
        {
            "from": first.captured_at,
            "to": last.captured_at,
            "visits": period.visits,
            "warc": first.warc,
            "change": period.change,
            "refused": first.refused,
            "values": [asdict(field) for field in period.values],
            "texts": [asdict(field) for field in period.texts],
        }
    )


def _told(fault: Fault) -> None:
    typer.echo(f"{fault.file} at {fault.offset}: {fault.message}", err=True)
