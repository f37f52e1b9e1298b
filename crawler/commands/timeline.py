"""`gongkai timeline`: one report over all its captures, with what changed in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from heapq import merge
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.commands.explain import Report, stored_document
from crawler.commands.options import Data, Processes
from crawler.commands.reparse import change
from crawler.database import refuse_later
from crawler.exits import Exit
from crawler.pools import CORES, in_order
from crawler.worker import SECONDS, Refusal
from pipelines.database import DATABASE
from pipelines.report import dumps
from pipelines.stored_rows import source_of
from pipelines.versions import Version, captured_at, former_addresses, read_versions

if TYPE_CHECKING:
    from archive.capture import Place
    from archive.faults import Fault
    from crawler.worker import Places
    from pipelines.timeline import Period, Reading

Stored = tuple[Version, dict[str, Any]]
"""A version with its document."""

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
    """Show a report over all captures of its addresses, crawled and imported: visits that read alike are one line.

    Each visit is read by today's parser and compared with the one before, values and text apart; versions that are
    stored of it are named, and those whose captures are no longer in the archive are shown as they are stored.

    Example: gongkai timeline 410700-2021 --data data
    """
    from pipelines.timeline import periods

    refuse_later(data)
    document = stored_document(report, data)
    source = source_of(document)
    stored = list(read_versions(data, source)) if (data / DATABASE).is_file() else []
    visits = list(_visits(data, source)) if document["source"]["url"] else []
    files = {version.ordinal: version.file for version, _ in stored}
    shown = 0
    for period in periods(_readings(visits, stored, processes)):
        shown += 1
        file = files.get(period.version or 0)
        typer.echo(_json(period, file) if as_json else "\n".join(_lines(period, file)))
    if not shown:
        typer.echo(f"no capture of {source} is in {data} any more", err=True)
        raise typer.Exit(Exit.FINDINGS)
    for version, _ in stored:
        if version.vanished_at:
            typer.echo(_json_vanished(version) if as_json else _vanished(version))


def _readings(visits: list[Places], stored: list[Stored], processes: int) -> Iterator[Reading]:
    """Yield what each visit to an address says, in the order of capture; one that cannot be had is named.

    Stored versions of which no visit is in the archive stand among them.
    """
    from crawler.offline import reading

    by_record = {_record_of(document): version.ordinal for version, document in stored}
    visited = {places[0].record_id for _, places in visits}
    lost = [_as_stored(*one) for one in stored if _record_of(one[1]) not in visited]
    results = in_order(reading, visits, processes=processes, seconds=SECONDS)
    read = (_read(result, job[1][0], by_record) for job, result in results)
    return merge(filter(None, read), lost, key=lambda one: one.captured_at.rstrip("Z"))


def _read(result: Reading | Refusal, place: Place, versions: dict[str | None, int]) -> Reading | None:
    if isinstance(result, Refusal):
        typer.echo(f"{place.warc} at {place.offset}: {result.message}", err=True)
        return None
    return replace(result, version=versions.get(place.record_id))


def _as_stored(version: Version, document: dict[str, Any]) -> Reading:
    from pipelines.timeline import Reading

    return Reading(captured_at(document) or "", version.file, document, version=version.ordinal)


def _record_of(document: dict[str, Any]) -> str | None:
    record_id: str | None = document["captures"][0]["record_id"]
    return record_id


def _visits(data: Path, url: str) -> Iterator[Places]:
    from archive.imports import archive_files
    from archive.reader import dated_visits
    from crawler.importing.seen import address_of

    if not (data / "warc").is_dir():
        return
    wanted = {address_of(one) for one in (url, *former_addresses(data, url))}
    for visit in dated_visits(archive_files(data / "warc"), report=_told):
        if address_of(visit.url) in wanted:
            yield data, visit.places


def _lines(period: Period, file: str | None) -> Iterator[str]:
    end = "" if period.visits == 1 else f" to {period.last.captured_at}, {period.visits} visits"
    yield f"{period.first.captured_at}{end}: {_CHANGES[period.change]}"
    yield f"  in {period.first.warc}"
    if file:
        yield f"  stored as version {period.version}: {file}"
    if period.first.refused:
        yield f"  {period.first.refused}"
    for field in (*period.values, *period.texts):
        yield f"  {field.key}: {change(field)}"


def _json(period: Period, file: str | None) -> str:
    first, last = period.first, period.last
    return dumps(
        {
            "from": first.captured_at,
            "to": last.captured_at,
            "visits": period.visits,
            "warc": first.warc,
            "version": period.version,
            "file": file,
            "change": period.change,
            "refused": first.refused,
            "values": [asdict(field) for field in period.values],
            "texts": [asdict(field) for field in period.texts],
        }
    )


def _vanished(version: Version) -> str:
    return f"{version.vanished_at}: vanished ({version.vanished_why}); last seen {version.seen_at or 'at its capture'}"


def _json_vanished(version: Version) -> str:
    seen = {"last_seen": version.seen_at, "why": version.vanished_why}
    return dumps({"from": version.vanished_at, "to": None, "visits": 0, "change": "vanished", **seen})


def _told(fault: Fault) -> None:
    typer.echo(f"{fault.file} at {fault.offset}: {fault.message}", err=True)
