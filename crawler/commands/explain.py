"""`gongkai explain`: where a value comes from, down to the bytes."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crawler.commands.options import Data, require_database
from crawler.exits import Exit
from pipelines.database import connect
from pipelines.report import dumps
from pipelines.versions import older_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.check import Check
    from pipelines.explain import Explanation, Surroundings

Report = Annotated[
    str,
    typer.Argument(
        metavar="REPORT",
        help="An id, the unique beginning of one, an older version (ID.1), or a file with a report.",
    ),
]
Key = Annotated[
    str,
    typer.Argument(
        metavar="KEY",
        help="A path (tables.requests.received_new.total), all below one, or a pattern (*.total).",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON line for each value.")]


def explain(report: Report, key: Key, data: Data = Path("data"), as_json: AsJson = False) -> None:
    """Show where a value of a report comes from: raw text, capture, place with what stands around it, and its checks.

    The capture is read again; where it does not show what the report says, the exit code is 3.

    Example: gongkai explain 410700-2021 tables.requests.received_new.total
    """
    from pipelines.explain import Explainer, UnknownKey, checks_of

    document = stored_document(report, data)
    show = _print_json if as_json else _print
    doubts = 0
    try:
        for each in Explainer(document, data, checks_of(document, data)).explain(key):
            show(document, each)
            doubts += not each.holds
    except UnknownKey as error:
        near = f"; do you mean {', '.join(error.nearest)}?" if error.nearest else ""
        raise typer.BadParameter(f"{error}{near}", param_hint="KEY") from error
    if doubts:
        raise typer.Exit(Exit.FINDINGS)


def stored_document(report: str, data: Path) -> dict[str, Any]:
    """Return the report meant; raise BadParameter where there is none, or more than one."""
    if Path(report).is_file():
        return _in_file(Path(report))
    require_database(data)
    with closing(connect(data)) as connection:
        query = "SELECT id, file FROM reports WHERE substr(id, 1, ?) = ? ORDER BY id LIMIT 9"
        found = connection.execute(query, (len(report), report)).fetchall()
    exact = [row for row in found if row[0] == report] or found
    if not exact and (older := older_file(data, report)):
        return _in_file(data / older)
    if len(exact) != 1:
        ids = ", ".join(row[0] for row in found[:8])
        said = f"{report} may be {ids}" if found else f"there is no report {report} in {data}"
        raise typer.BadParameter(said, param_hint="REPORT")
    return _in_file(data / exact[0][1])


def _in_file(path: Path) -> dict[str, Any]:
    try:
        document: object = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise typer.BadParameter(f"{path} is not one report in JSON: {error}", param_hint="REPORT") from error
    if not isinstance(document, dict) or "observations" not in document:
        raise typer.BadParameter(f"{path} is no report", param_hint="REPORT")
    return document


def _print_json(document: dict[str, Any], each: Explanation) -> None:
    typer.echo(dumps({"report": document["id"], **asdict(each), "holds": each.holds}))


def _print(document: dict[str, Any], each: Explanation) -> None:
    typer.echo(f"{each.key} = {dumps(each.value)}")
    for name, text in _lines(document, each):
        typer.echo(f"  {name:<9} {text}")


def _lines(document: dict[str, Any], each: Explanation) -> Iterator[tuple[str, str]]:
    yield "report", f"{document['id']}  {document['title'] or ''}"
    if seen := each.observation:
        unit = f", {seen['unit']}" if seen["unit"] else ""
        sure = "" if seen.get("confidence") is None else f", read by OCR, confidence {seen['confidence']}"
        yield "raw", f"“{seen['raw']}” ({seen['status']}{unit}{sure})"
    for one in each.identity:
        chosen = "taken" if one["chosen"] else "not taken"
        yield "said", f"{one['value']} in {one['where']}, {one['certainty']}, {chosen}: “{one['raw']}”"
    yield from _archived(document, each.capture)
    if each.observation:
        yield "place", _place(each.observation["locator"])
        yield from _around(each)
    elif not each.identity:
        yield "place", "worked out of other values, or printed without a place of its own"
    for check in each.checks:
        yield _checked(check)


def _archived(document: dict[str, Any], capture: dict[str, Any] | None) -> Iterator[tuple[str, str]]:
    if capture is None:
        return
    where = capture["url"] or document["source"]["path"]
    yield "page", f"{where} ({capture['role']} {capture['page']}, {capture['media_type']})"
    if capture["captured_at"]:
        yield "captured", capture["captured_at"]
    if capture["warc"]:
        at = f"offset {capture['offset']}, length {capture['length']}, record {capture['record_id']}"
        yield "archive", f"{capture['warc']}, {at}"
    yield "digest", str(capture["payload_digest"])


def _place(locator: dict[str, Any]) -> str:
    """Return a locator in words; all counts but the page's start at 0, as in the report."""
    names = ("table", "row", "column", "block", "start", "end", "page", "box")
    return ", ".join(f"{name} {locator[name]}" for name in names if name in locator)


def _around(each: Explanation) -> Iterator[tuple[str, str]]:
    if each.obstacle:
        yield "unread", each.obstacle
    shown = each.surroundings
    if shown is None:
        return
    if shown.headers:
        yield "header", " / ".join(shown.headers)
    if shown.row:
        yield "row", " | ".join(f"[{text}]" if at == shown.at else text for at, text in enumerate(shown.row))
    if shown.sentence:
        yield "sentence", shown.sentence
    if not each.holds:
        yield "!", _missing(shown)


def _missing(shown: Surroundings) -> str:
    return (
        f"the capture shows “{shown.found}” there"
        if shown.found is not None
        else "the capture has no such place"
    )


def _checked(check: Check) -> tuple[str, str]:
    operands = ", ".join(
        f"{name} {'-' if value is None else value}" for name, value in check.operands.items()
    )
    said = ": ".join(part for part in (operands, check.message) if part)
    return "check", f"{check.code} {check.outcome.replace('_', ' ')}" + (f" ({said})" if said else "")
