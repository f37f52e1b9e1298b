"""`gongkai retry`: what was dead asked for again."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from crawler.commands.options import (
    Contact,
    Data,
    Delay,
    LogFormat,
    Metrics,
    Operator,
    ParseWorkers,
    Private,
    Quiet,
    Registered,
    Verbose,
    WarcSize,
    crawl_settings,
    logged,
    require_database,
)
from crawler.exits import gravest
from spiders.registry import REGISTRY

Named = Annotated[
    list[str] | None,
    typer.Argument(help="Names of portals; without one, all that have dead addresses.", metavar="PORTAL"),
]
Reasons = Annotated[
    list[str] | None,
    typer.Option(
        "--reason", help="Only what was dead for this reason, such as timeout or http; may be repeated."
    ),
]


def retry(  # noqa: PLR0913, PLR0917 - one parameter for each option
    named: Named = None,
    data: Data = Path("data"),
    reason: Reasons = None,
    portals: Registered = REGISTRY,
    delay: Delay = 1.0,
    allow_private: Private = False,
    operator: Operator = "",
    contact: Contact = "",
    parse_workers: ParseWorkers = 2,
    warc_size: WarcSize = 1000,
    metrics: Metrics = None,
    log_format: LogFormat = "text",
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Ask again for the addresses that could not be had, and say which came back.

    Example: gongkai retry --reason timeout --data data
    """
    from crawler import run
    from crawler.database import connect
    from crawler.jobs import Options
    from crawler.runs import dead
    from crawler.runs.metrics import kept
    from spiders.registry import read_registry

    require_database(data)
    with closing(connect(data)) as connection:
        before = dead.addresses(connection, named, reason or ())
        jobs = dead.jobs(connection, before, read_registry(portals))
    if not before:
        typer.echo("nothing that was named is dead" if named or reason else "nothing is dead")
        raise typer.Exit
    options = Options(
        data_dir=data,
        delay=delay,
        allow_private=allow_private,
        progress=sys.stderr,
        settings={
            **crawl_settings(operator, contact, parse_workers, warc_size),
            "DEAD_REASONS": list(reason or ()),
        },
        **logged(verbose=verbose, quiet=quiet, log_format=log_format),
    )
    with kept(data, metrics):
        summary = run.crawl(jobs, options, "retry")
    with closing(connect(data)) as connection:
        for line in dead.lines(connection, before):
            typer.echo(line)
    typer.echo(f"This run: {summary.folder.page}")
    raise typer.Exit(gravest({summary.reason, *summary.reasons}))
