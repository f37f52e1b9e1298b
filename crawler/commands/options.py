"""Options that several commands have."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from crawler.commands.sections import ASKING, MACHINE, TELLING
from crawler.database import refuse_later
from pipelines.database import DATABASE
from spiders.registering.checks import is_contact, is_pattern

_NO_PATTERN = "no path pattern; one begins with / (or //host/), * is anything, $ the end"


def _contact(text: str) -> str:
    if text and not is_contact(text):
        raise ValueError(f"{text!r} is neither a mail address nor a web address (http://…)")
    return text


def _pattern(text: str) -> str:
    if not is_pattern(text):
        raise ValueError(f"{text!r}: {_NO_PATTERN}")
    return text


Data = Annotated[Path, typer.Option("--data", file_okay=False, help="The data directory.")]
Delay = Annotated[
    float,
    typer.Option("--delay", min=0, help="Seconds between requests to one host.", rich_help_panel=ASKING),
]
MaxRequests = Annotated[
    int,
    typer.Option(
        "--max-requests",
        min=0,
        help="Stop after so many for each portal, which the next start goes on with; 0 for no bound.",
        rich_help_panel=ASKING,
    ),
]
Private = Annotated[
    bool, typer.Option("--allow-private", help="Allow loopback and intranet targets.", rich_help_panel=ASKING)
]
Processes = Annotated[
    int, typer.Option("--processes", min=1, help="Processes that read documents; as many as there are cores.")
]
Registered = Annotated[
    Path,
    typer.Option(
        "--portals",
        help="The file of portals, TOML or CSV.",
        show_default="the registry that comes with Gongkai",
    ),
]
Operator = Annotated[
    str,
    typer.Option(
        "--operator",
        help="Who answers for the crawl, in archive files; else who started it.",
        rich_help_panel=ASKING,
    ),
]
Contact = Annotated[
    str,
    typer.Option(
        "--contact",
        parser=_contact,
        metavar="<address>",
        help="An address or mail address in the user agent, for whoever owns a portal.",
        rich_help_panel=ASKING,
    ),
]
ParseWorkers = Annotated[
    int,
    typer.Option(
        "--parse-workers",
        min=1,
        help="Processes that read documents while others are fetched.",
        rich_help_panel=MACHINE,
    ),
]
WarcSize = Annotated[
    int,
    typer.Option(
        "--warc-size",
        min=1,
        help="Megabytes after which an archive file is closed for a new one.",
        rich_help_panel=MACHINE,
    ),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude",
        parser=_pattern,
        metavar="<pattern>",
        help="A path pattern, as in robots.txt, of addresses never to be asked for; may be repeated.",
        rich_help_panel=ASKING,
    ),
]
ExcludeFrom = Annotated[
    Path | None,
    typer.Option(
        "--exclude-from",
        help="A file of such patterns, one a line; # begins a comment.",
        rich_help_panel=ASKING,
    ),
]

Metrics = Annotated[
    Path | None,
    typer.Option(
        "--metrics",
        help="A file for Prometheus' textfile collector, kept while the run goes on.",
        rich_help_panel=TELLING,
    ),
]
LogFormat = Annotated[
    Literal["text", "json"],
    typer.Option(
        "--log-format",
        help="What is said while it runs: text, or json for journald and containers.",
        rich_help_panel=TELLING,
    ),
]
Verbose = Annotated[
    bool, typer.Option("--verbose", help="Say more than warnings while it runs.", rich_help_panel=TELLING)
]
Quiet = Annotated[
    bool, typer.Option("--quiet", help="Say nothing but errors while it runs.", rich_help_panel=TELLING)
]


def logged(*, verbose: bool, quiet: bool, log_format: str) -> dict[str, Any]:
    """Return how a run tells what it logs, as its options have it."""
    level = logging.ERROR if quiet else logging.INFO if verbose else logging.WARNING
    return {"log_level": level, "log_json": log_format == "json"}


def exclusions(patterns: Sequence[str], file: Path | None) -> tuple[str, ...]:
    """Return the path patterns given and those of a file; raises BadParameter with all of these that are none."""
    lines = enumerate(file.read_text(encoding="utf-8-sig").splitlines(), 1) if file else ()
    told = [(number, line.partition("#")[0].strip()) for number, line in lines]
    if wrong := [f"{file}:{number}: {text!r}" for number, text in told if text and not is_pattern(text)]:
        raise typer.BadParameter(f"{'; '.join(wrong)}: {_NO_PATTERN}", param_hint="--exclude-from")
    return (*patterns, *(text for _, text in told if text))


def crawl_settings(operator: str, contact: str, parse_workers: int, warc_size: int) -> dict[str, Any]:
    """Return the crawler's settings of the options that all crawling commands share."""
    sizes = {"PARSE_WORKERS": parse_workers, "WARC_BYTES": warc_size * 1_000_000}
    return sizes | answerable(operator, contact)


def answerable(operator: str, contact: str) -> dict[str, Any]:
    """Return the crawler's settings of who answers for what is asked."""
    from crawler import settings

    who = {"OPERATOR": operator} if operator else {}
    return who | ({"USER_AGENT": settings.user_agent(contact)} if contact else {})


def require_archive(data: Path) -> None:
    """Raise BadParameter for a folder without an archive, OSError where a later version wrote its reports."""
    if not (data / "warc").is_dir():
        raise typer.BadParameter(f"{data} holds no archive (no folder warc in it)", param_hint="--data")
    refuse_later(data)


def require_database(data: Path) -> None:
    """Raise BadParameter for a folder without reports, OSError where a later version wrote them."""
    if not (data / DATABASE).is_file():
        raise typer.BadParameter(
            f"{data} holds no {DATABASE}; name a data directory that a crawl has written", param_hint="--data"
        )
    refuse_later(data)
