"""`gongkai nightly`: what is due, crawled night after night."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from crawler.commands.sections import MACHINE, TELLING, WHEN
from crawler.exits import Exit
from crawler.nightly.window import Window
from spiders.registry import REGISTRY

if TYPE_CHECKING:
    from crawler.jobs import Options
    from crawler.nightly.night import Night, Outcome
    from crawler.nightly.supervisor import Told

GB = 1_000_000_000

Every = Annotated[
    float,
    typer.Option(
        "--every",
        min=0,
        help="Hours after a portal's last night before it is due again.",
        rich_help_panel=WHEN,
    ),
]
FullEvery = Annotated[
    float,
    typer.Option(
        "--full-every",
        min=1,
        help="Days between full crawls of a portal, which ask for all again.",
        rich_help_panel=WHEN,
    ),
]
All = Annotated[
    bool, typer.Option("--all", help="Take the portals that are not due as well.", rich_help_panel=WHEN)
]
Within = Annotated[
    Window | None,
    typer.Option(
        "--window",
        parser=Window.parse,
        metavar="<window>",
        help="The hours to crawl in, by the local clock, such as 22:00-06:00.",
        rich_help_panel=WHEN,
    ),
]
Lanes = Annotated[
    int,
    typer.Option(
        "--lanes", min=0, help="Processes that crawl; 0 for as many as fit.", rich_help_panel=MACHINE
    ),
]
AtOnce = Annotated[
    int,
    typer.Option(
        "--at-once", min=0, help="Portals at once in each; 0 for as many as fit.", rich_help_panel=MACHINE
    ),
]
Memory = Annotated[
    int,
    typer.Option(
        "--memory",
        min=0,
        help="Megabytes for all processes together; 0 for a part of what there is.",
        rich_help_panel=MACHINE,
    ),
]
PortalHours = Annotated[
    float,
    typer.Option(
        "--portal-hours",
        min=0,
        help="Hours that a portal may take in a night; 0 for no bound.",
        rich_help_panel=WHEN,
    ),
]
KeepRuns = Annotated[
    int,
    typer.Option(
        "--keep-runs",
        min=0,
        help="Runs whose folders are kept, with page, summary and log; 0 for all.",
        rich_help_panel=MACHINE,
    ),
]
KeepFree = Annotated[
    float,
    typer.Option(
        "--keep-free",
        min=0,
        help="Gigabytes of the disk that stay free; with less, no night.",
        rich_help_panel=MACHINE,
    ),
]
DryRun = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        help="Say what would be crawled and why; asks nothing, writes nothing.",
        rich_help_panel=TELLING,
    ),
]
Json = Annotated[
    bool, typer.Option("--json", help="With --dry-run: the plan for machines.", rich_help_panel=TELLING)
]
Webhook = Annotated[
    str | None,
    typer.Option(
        "--webhook", help="An address that alarms are posted to.", hide_input=True, rich_help_panel=TELLING
    ),
]
MailTo = Annotated[
    list[str] | None,
    typer.Option("--mail", help="Who gets alarms by mail; may be repeated.", rich_help_panel=TELLING),
]
MailServer = Annotated[
    str | None,
    typer.Option(
        "--mail-server",
        help="The mail server, such as smtp://user@mail.example.cn:587.",
        rich_help_panel=TELLING,
    ),
]
MailFrom = Annotated[
    str | None, typer.Option("--mail-from", help="The sender of alarms by mail.", rich_help_panel=TELLING)
]


def nightly(  # noqa: PLR0913, PLR0917 - one parameter for each option
    portals: Registered = REGISTRY,
    data: Data = Path("data"),
    every: Every = 20.0,
    full_every: FullEvery = 30.0,
    take_all: All = False,
    window: Within = None,
    lanes: Lanes = 0,
    at_once: AtOnce = 0,
    memory: Memory = 0,
    portal_hours: PortalHours = 4.0,
    keep_free: KeepFree = 1.0,
    keep_runs: KeepRuns = 100,
    delay: Delay = 1.0,
    max_requests: MaxRequests = 0,
    allow_private: Private = False,
    exclude: Exclude = None,
    exclude_from: ExcludeFrom = None,
    operator: Operator = "",
    contact: Contact = "",
    parse_workers: ParseWorkers = 2,
    warc_size: WarcSize = 1000,
    webhook: Webhook = None,
    mail: MailTo = None,
    mail_server: MailServer = None,
    mail_from: MailFrom = None,
    metrics: Metrics = None,
    log_format: LogFormat = "text",
    verbose: Verbose = False,
    quiet: Quiet = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Crawl what is due of many portals, the most urgent first, and tell what went wrong with which.

    What one night leaves, the next goes on with. Outside its window a night does nothing and ends with 0.

    Example: gongkai nightly --portals portals.csv --window 22:00-06:00 --contact https://example.org/archive
    """
    from crawler import health
    from crawler.health import sinks
    from crawler.jobs import Options
    from crawler.nightly import plan
    from crawler.nightly.need import Rhythm
    from crawler.nightly.night import Night
    from crawler.nightly.supervisor import Bounds
    from crawler.runs.metrics import kept
    from spiders.registry import read_registry

    night = Night(
        read_registry(portals, health.overrides),
        plan.Terms(Rhythm(every, full_every), take_all, patterns := exclusions(exclude or (), exclude_from)),
        Options(
            data_dir=data,
            delay=delay,
            allow_private=allow_private,
            max_requests=max_requests,
            seconds=portal_hours * 3600,
            exclude=patterns,
            progress=sys.stderr,
            settings=crawl_settings(operator, contact, parse_workers, warc_size),
            **logged(verbose=verbose, quiet=quiet, log_format=log_format),
        ),
        Bounds(window, int(keep_free * GB)),
        sinks.of(webhook, mail or (), mail_server, mail_from, os.environ),
        keep_runs,
    )
    if dry_run:
        _tell(night, as_json=as_json)
        return
    if not contact and not allow_private:
        said = (
            "portals' owners find no contact in the user agent: give one with --contact (mail or web address)"
        )
        typer.echo(f"gongkai: {said}", err=True)
    with kept(data, metrics):
        code = _crawl(night, memory, lanes, at_once)
    raise typer.Exit(code)


def _tell(night: Night, *, as_json: bool) -> None:
    from crawler.nightly import telling

    made, forecast = night.planned()
    if as_json:
        typer.echo(json.dumps(telling.to_json(made, forecast), ensure_ascii=False, indent=2))
        return
    for line in telling.lines(made, forecast):
        typer.echo(line)


def _crawl(night: Night, memory: int, lanes: int, at_once: int) -> Exit:
    from crawler import clock
    from crawler.nightly import limits, telling
    from crawler.nightly.night import run

    window = night.bounds.window
    if window and not window.is_open(clock.epoch()):
        opens = window.opens(clock.epoch())
        typer.echo(f"outside the window {window}; it opens {opens:%Y-%m-%d %H:%M}", err=True)
        return Exit.DONE
    made, _ = night.planned()
    if not made.due:
        typer.echo(f"nothing is due: {telling.nothing(made)}")
        return Exit.DONE
    bytes_for_it = memory * limits.MIB or limits.memory_for_a_night()
    share = limits.share(bytes_for_it, lanes=lanes, at_once=at_once, portals=len(made.due))
    with _telling(night.options, len(made.due)) as told:
        outcome = run(night, made.due, share, told)
    return _told(night, outcome)


@contextmanager
def _telling(options: Options, portals: int) -> Iterator[Told]:
    """Hand out what tells of each portal that has ended, as `crawl` does: one line that changes on a terminal."""
    from crawler.progress import Progress
    from crawler.tally import Tally

    done = Tally()
    progress = Progress(sys.stderr, portals, lambda: [done], dict) if options.tells else None

    def told(portal: str, came: dict[str, Any]) -> None:
        ended = Tally(sent=Counter(all=came.get("requests", 0)), reports=Counter(new=came.get("new", 0)))
        done.sent.update(ended.sent)
        done.reports.update(ended.reports)
        reason = f"{came['reason']}: {came['error']}" if came.get("error") else came["reason"]
        if progress:
            progress.ended(portal, reason, ended)

    try:
        yield told
    finally:
        if progress:
            progress.close()


def _told(night: Night, outcome: Outcome) -> Exit:
    from crawler.summary import lines

    command = sys.argv[0] if Path(sys.argv[0]).name == "gongkai" else "python -m crawler"
    for line in lines(outcome.summary, night.data_dir, command):
        typer.echo(line)
    for alarm in outcome.alarms:
        typer.echo(f"alarm ({alarm.state}): {alarm.portal or 'the run'}: {alarm.text}")
    for line in outcome.unsent:
        typer.echo(f"not sent: {line}", err=True)
    return outcome.code
