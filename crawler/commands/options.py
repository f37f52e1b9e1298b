"""Options that several commands have."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import typer

from crawler.database import refuse_later
from pipelines.database import DATABASE

Data = Annotated[Path, typer.Option("--data", help="The data directory.")]
Processes = Annotated[
    int, typer.Option("--processes", min=1, help="Processes that read documents; as many as there are cores.")
]
Operator = Annotated[
    str, typer.Option("--operator", help="Who answers for the crawl, in archive files; else who started it.")
]
Contact = Annotated[
    str,
    typer.Option(
        "--contact", help="An address or mail address in the user agent, for whoever owns a portal."
    ),
]
ParseWorkers = Annotated[
    int,
    typer.Option("--parse-workers", min=1, help="Processes that read documents while others are fetched."),
]
WarcSize = Annotated[
    int,
    typer.Option("--warc-size", min=1, help="Megabytes after which an archive file is closed for a new one."),
]

_CONTACT = re.compile(r"(https?://|mailto:)?[\w.%+~/?=&#:@-]{3,200}", re.ASCII)


def crawl_settings(operator: str, contact: str, parse_workers: int, warc_size: int) -> dict[str, Any]:
    """Return the crawler's settings of the options that all crawling commands share.

    Raises BadParameter for a contact that would not stay whole in a user agent.
    """
    from crawler import settings

    terms: dict[str, Any] = {"PARSE_WORKERS": parse_workers, "WARC_BYTES": warc_size * 1_000_000}
    if operator:
        terms["OPERATOR"] = operator
    if contact:
        if not _CONTACT.fullmatch(contact):
            raise typer.BadParameter(
                f"{contact!r} is neither an address nor a mail address", param_hint="--contact"
            )
        terms["USER_AGENT"] = f"{settings.USER_AGENT[:-1]}; {contact})"
    return terms


def require_database(data: Path) -> None:
    """Raise BadParameter for a folder without reports, OSError where a later version wrote them."""
    if not (data / DATABASE).is_file():
        raise typer.BadParameter(
            f"{data} holds no {DATABASE}; name a data directory that a crawl has written", param_hint="--data"
        )
    refuse_later(data)
