"""Options that several commands have."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from crawler.commands.sections import ASKING, MACHINE, TELLING
from crawler.database import refuse_later
from pipelines.database import DATABASE
from spiders.registering.checks import is_contact, is_pattern

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
    str,
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
    """Return how a run tells what it logs, as its options have it; raises BadParameter."""
    if log_format not in {"text", "json"}:
        raise typer.BadParameter(f"{log_format!r} is neither text nor json", param_hint="--log-format")
    level = logging.ERROR if quiet else logging.INFO if verbose else logging.WARNING
    return {"log_level": level, "log_json": log_format == "json"}


def exclusions(patterns: Sequence[str], file: Path | None) -> tuple[str, ...]:
    """Return the path patterns given and those of a file; raises BadParameter with all that are none."""
    listed = [(f"{pattern!r}", pattern) for pattern in patterns]
    if file is not None:
        lines = enumerate(file.read_text(encoding="utf-8-sig").splitlines(), 1)
        told = ((number, line.partition("#")[0].strip()) for number, line in lines)
        listed += [(f"{file}:{number}: {pattern!r}", pattern) for number, pattern in told if pattern]
    if wrong := [where for where, pattern in listed if not is_pattern(pattern)]:
        said = "no path pattern; one begins with / (or //host/), * is anything, $ the end"
        raise typer.BadParameter(f"{'; '.join(wrong)}: {said}", param_hint="--exclude")
    return tuple(pattern for _, pattern in listed)


def crawl_settings(operator: str, contact: str, parse_workers: int, warc_size: int) -> dict[str, Any]:
    """Return the crawler's settings of the options that all crawling commands share.

    Raises BadParameter for a contact that would not stay whole in a user agent.
    """
    sizes = {"PARSE_WORKERS": parse_workers, "WARC_BYTES": warc_size * 1_000_000}
    return sizes | answerable(operator, contact)


def answerable(operator: str, contact: str) -> dict[str, Any]:
    """Return the crawler's settings of who answers for what is asked; raises BadParameter as crawl_settings does."""
    from crawler import settings

    who = {"OPERATOR": operator} if operator else {}
    if contact and not is_contact(contact):
        raise typer.BadParameter(
            f"{contact!r} is neither a mail address nor a web address (http://…)", param_hint="--contact"
        )
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
