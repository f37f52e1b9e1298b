"""`gongkai status`: what is where, in the terminal, for machines, and for Prometheus."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from crawler.commands.options import Data, Metrics, Registered, exclusions
from crawler.errors import UnknownTarget
from crawler.exits import on_signals
from pipelines.database import DATABASE
from spiders.registry import REGISTRY

if TYPE_CHECKING:
    from crawler.nightly import plan

Named = Annotated[
    list[str] | None,
    typer.Argument(help="Names of portals, or of runs; without one, all there is.", metavar="PORTAL|RUN"),
]
Json = Annotated[bool, typer.Option("--json", help="For machines: one JSON object.")]
Serve = Annotated[
    str | None,
    typer.Option(
        "--serve",
        help="Serve Prometheus metrics at PORT or HOST:PORT until stopped; without a host, loopback.",
    ),
]

SHOWN = 12
"""Portals under way, alarms and reasons that are printed; the rest is counted."""


FAR = 3650
"""Days after which nobody asks when the disk will be full."""


def status(
    context: typer.Context,
    named: Named = None,
    data: Data = Path("data"),
    portals: Registered = REGISTRY,
    as_json: Json = False,
    metrics: Metrics = None,
    serve: Serve = None,
) -> None:
    """Say what runs, what the last runs came to, how portals, reports, alarms and the disk stand. Writes nothing.

    Example: gongkai status --data data
    """
    if not (data / DATABASE).is_file():
        typer.echo(
            json.dumps({"data": str(data), "runs": []})
            if as_json
            else f"{data}: nothing was crawled into it yet"
        )
        return
    if serve is not None:
        _serve(data, serve)
    elif metrics is not None and _is_flag(context, "metrics"):
        from crawler.runs.metrics import write

        write(data, metrics)
    else:
        from crawler.database import connect

        with closing(connect(data)) as connection:
            terms, registered = _nights(context)
            given = context.get_parameter_source("portals")
            if given and given.name != "DEFAULT":
                registered = portals
            _show(connection, data, named, registered, terms, as_json=as_json)


def _is_flag(context: typer.Context, name: str) -> bool:
    """Return whether an option was given to this command; the file and the environment may give it to all."""
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _nights(context: typer.Context) -> tuple[plan.Terms, Path]:
    """Return what `gongkai nightly` goes by here, flags aside, and its file of portals."""
    from crawler.nightly import plan
    from crawler.nightly.need import Rhythm

    group = context.parent.command if context.parent else None
    assert isinstance(group, TyperGroup)  # noqa: S101 - commands are run by the group that they are in
    told = group.commands["nightly"].make_context("nightly", [], parent=context.parent).params
    patterns = exclusions(told["exclude"] or (), told["exclude_from"])
    return plan.Terms(Rhythm(told["every"], told["full_every"]), exclude=patterns), Path(told["portals"])


def _show(
    connection: sqlite3.Connection,
    data: Path,
    named: list[str] | None,
    portals: Path,
    terms: plan.Terms,
    *,
    as_json: bool,
) -> None:
    from crawler.runs import status as state
    from spiders.registry import read_registry

    told: list[tuple[dict[str, Any], Iterator[str]]] = []
    for name in named or ():
        if (run := state.of_run(connection, data, name)) is not None:
            told.append((run, _run_lines(run)))
        elif (portal := state.of_portal(connection, data, name)) is not None:
            told.append((portal, _portal_lines(portal)))
        else:
            raise UnknownTarget(
                f"{data} knows neither a portal nor a run {name!r}; all it knows: gongkai status --json"
            )
    if not named:
        from crawler import health

        whole = state.of_all(connection, data, read_registry(portals, health.overrides).portals, terms)
        whole["portals"] |= {"file": str(portals), "every_hours": terms.rhythm.every}
        told.append((whole, _lines(whole)))
    if as_json:
        values = [value for value, _ in told]
        typer.echo(json.dumps(values if len(values) > 1 else values[0], ensure_ascii=False, indent=2))
        return
    for _, lines in told:
        for line in lines:
            typer.echo(line)


def _lines(whole: dict[str, Any]) -> Iterator[str]:
    from crawler.progress import count
    from crawler.runs.figures import instant, number, size

    for run in whole["running"]:
        yield f"Running:  gongkai {run['command']} {run['id']} since {instant(run['started_at'])}"
        ended = run["portals"] - len(run["under_way"])
        planned = f" of {number(run['planned'])}" if run["planned"] else ""
        yield f"          {number(ended)}{planned} portals ended, {_came(run)}"
        yield from _under_way(run["under_way"])
    if not whole["running"]:
        yield "Running:  nothing"
    portals, reports, dead = whole["portals"], whole["reports"], whole["dead"]
    ended = ", ".join(
        f"{number(many)} {reason.replace('_', ' ')}" for reason, many in portals["ended"].items()
    )
    yield f"Portals:  {number(portals['known'])} crawled; when last: {ended or 'never'}"
    if portals["unfinished"]:
        yield f"          {number(portals['unfinished'])} unfinished: the next start goes on"
    yield (
        f"          of {number(portals['registered'])} in {portals['file']} {number(portals['never_crawled'])} never"
        f" crawled, {number(portals['due'])} due (every {portals['every_hours']:g} hours),"
        f" {number(portals['left_out'])} paused or excluded"
    )
    gone = f", {number(reports['vanished'])} more vanished from their portals" if reports["vanished"] else ""
    yield f"Reports:  {number(reports['stored'])}{gone}"
    yield from _years(reports["by_year"])
    if dead["addresses"]:
        of = f"{count(dead['addresses'], 'address')} of {count(dead['portals'], 'portal')}"
        yield f"Dead:     {of}; to ask again: gongkai retry"
    yield from _alarms(whole["alarms"])
    room = whole["disk"]
    full = (
        "" if room["days_left"] is None or room["days_left"] > FAR else f", full in {room['days_left']} days"
    )
    grows = f"; grows {size(room['a_day'])} a day{full}" if room["a_day"] else ""
    yield f"Disk:     archive {size(room['archive'])}, {size(room['free'])} free{grows}"
    yield "Last runs:"
    for run in whole["runs"]:
        yield f"  {run['id']}  {run['command']:<8}{run['reason']:<12} {_of(run)}, {_came(run)}"
    if page := next((run["page"] for run in whole["runs"] if run["page"]), None):
        yield f"  the newest page: {page}"


def _under_way(portals: list[dict[str, str]]) -> Iterator[str]:
    for one in portals[:SHOWN]:
        yield f"          {one['portal']} ({one['depth']}, since {one['since'][11:16]} UTC)"
    if len(portals) > SHOWN:
        yield f"          … and {len(portals) - SHOWN} more"


def _of(run: dict[str, Any]) -> str:
    from crawler.progress import count

    more = f" of {run['planned']}" if run["planned"] and run["planned"] != run["portals"] else ""
    return f"{run['portals']}{more} portals" if more else count(run["portals"], "portal")


def _came(run: dict[str, Any]) -> str:
    from crawler.progress import count
    from crawler.runs.figures import size

    told = [count(run[outcome], f"{outcome} report") for outcome in ("changed", "vanished") if run[outcome]]
    missing = [count(run["findings"], "finding")] if run["findings"] else []
    counted = [count(run["new"], "new report"), *told, *missing, count(run["requests"], "request")]
    return ", ".join([*counted, size(run["bytes"])])


def _years(years: dict[str, int]) -> Iterator[str]:
    told = [f"{year} {count}" for year, count in years.items()]
    for start in range(0, len(told), 8):
        yield f"          {' · '.join(told[start : start + 8])}"


def _alarms(alarms: list[dict[str, Any]]) -> Iterator[str]:
    from crawler.logs import printable
    from crawler.runs.figures import instant

    if not alarms:
        yield "Alarms:   none"
        return
    yield f"Alarms:   {len(alarms)}"
    for one in alarms[:SHOWN]:
        text = printable(f"{one['portal'] or 'the whole run'}: {one['text']}")
        yield f"          ! {text} (since {instant(one['since_at'])})"
    if len(alarms) > SHOWN:
        yield f"          … and {len(alarms) - SHOWN} more: gongkai status --json"


def _portal_lines(portal: dict[str, Any]) -> Iterator[str]:
    from crawler.runs.figures import instant, number, size

    state = (
        "running"
        if portal["running"]
        else "unfinished: the next start goes on"
        if portal["unfinished"]
        else "idle"
    )
    yield f"{portal['portal']}: {state}"
    yield f"Reports:  {number(portal['reports']['stored'])}, {number(portal['reports']['vanished'])} vanished"
    yield from _years(portal["reports"]["by_year"])
    yield f"Dead:     {number(portal['dead']['addresses'])} addresses"
    yield from _alarms(portal["alarms"])
    yield f"Archive:  {size(portal['archive_bytes'])}"
    yield "Last runs:"
    for row in portal["runs"]:
        yield f"  {row['run']}  {instant(row['started_at'])}  {row['depth']:<6}{row['reason']:<12} {_came(row)}"


def _run_lines(run: dict[str, Any]) -> Iterator[str]:
    from crawler.runs.figures import instant

    yield f"{run['id']}: gongkai {run['command']}, {run['reason']}"
    yield f"  {instant(run['started_at'])} to {instant(run['ended_at'])}"
    yield f"  {_of(run)}, {_came(run)}"
    yield from _under_way(run["under_way"])
    if run["page"]:
        yield f"  {run['page']}"


def _serve(data: Path, where: str) -> None:
    from prometheus_client import CollectorRegistry, start_http_server

    from crawler.runs.metrics import Collector

    host, _, port = where.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        raise typer.BadParameter(f"{where!r} is neither PORT nor HOST:PORT", param_hint="--serve")
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Collector(data))
    try:
        server, thread = start_http_server(int(port), host or "127.0.0.1", registry)
    except OSError as error:
        raise typer.BadParameter(f"{where}: {error.strerror or error}", param_hint="--serve") from error
    on_signals(lambda *_: server.shutdown())
    typer.echo(f"metrics at http://{host or '127.0.0.1'}:{server.server_port}/metrics", err=True)
    thread.join()
