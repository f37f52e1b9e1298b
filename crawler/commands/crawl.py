"""`gongkai crawl`: portals crawled, archived and read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from crawler.commands.options import (
    Contact,
    Data,
    Delay,
    Exclude,
    ExcludeFrom,
    LogFormat,
    MaxRequests,
    Metrics,
    Operator,
    ParseWorkers,
    Private,
    Quiet,
    Registered,
    Verbose,
    WarcSize,
    crawl_settings,
    exclusions,
    logged,
)
from crawler.exits import gravest
from spiders.registry import REGISTRY, TlsDemand, read_registry

Targets = Annotated[
    list[str] | None,
    typer.Argument(
        help="Names of registered portals, or addresses: home page, hub, list or report.",
        metavar="PORTAL|URL",
    ),
]
Since = Annotated[
    int | None, typer.Option("--since", min=2000, max=2100, help="The first report year wanted.")
]
TLS = Annotated[
    TlsDemand | None,
    typer.Option("--tls", help="What servers' TLS must be; without it, what the registry says, or verified."),
]
Full = Annotated[bool, typer.Option("--full", help="Fetch reports again that are known.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 3 when anything was missing or refused.")]


def crawl(  # noqa: PLR0913, PLR0917 - one parameter for each option
    targets_named: Targets = None,
    data: Data = Path("data"),
    delay: Delay = 1.0,
    since: Since = None,
    max_requests: MaxRequests = 0,
    allow_private: Private = False,
    tls: TLS = None,
    full: Full = False,
    strict: Strict = False,
    portals: Registered = REGISTRY,
    exclude: Exclude = None,
    exclude_from: ExcludeFrom = None,
    operator: Operator = "",
    contact: Contact = "",
    parse_workers: ParseWorkers = 2,
    warc_size: WarcSize = 1000,
    metrics: Metrics = None,
    log_format: LogFormat = "text",
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Find, archive and read the annual reports of portals; without a name, of all in the registry.

    A second start goes on where the first was stopped.

    Example: gongkai crawl http://www.xinxiang.gov.cn/ --since 2019
    """
    from crawler import run, targets
    from crawler.jobs import Options
    from crawler.runs.metrics import kept
    from crawler.summary import lines

    jobs = targets.jobs(targets_named or [], read_registry(portals))
    excluded = exclusions(exclude or (), exclude_from)
    options = Options(
        data_dir=data,
        delay=delay,
        allow_private=allow_private,
        tls=tls,
        max_requests=max_requests,
        full=full,
        since=since,
        exclude=excluded,
        progress=sys.stderr,
        settings=crawl_settings(operator, contact, parse_workers, warc_size),
        **logged(verbose=verbose, quiet=quiet, log_format=log_format),
    )
    with kept(data, metrics):
        summary = run.crawl(jobs, options)
    command = sys.argv[0] if Path(sys.argv[0]).name == "gongkai" else "python -m crawler"
    for line in lines(summary, data, command):
        typer.echo(line)
    raise typer.Exit(gravest({summary.reason, *summary.reasons}, findings=strict and summary.losses > 0))
