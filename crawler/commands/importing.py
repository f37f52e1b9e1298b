"""`gongkai import`: archives from elsewhere, from files or from a web archive's index and raw replays."""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from archive.errors import ArchiveError, DiskFull
from crawler.commands.options import Contact, Data, Operator, Processes, Registered, answerable
from crawler.exits import Exit, gravest
from crawler.pools import CORES
from spiders import hosts
from spiders.registry import REGISTRY, Registry, read_registry

if TYPE_CHECKING:
    from archive.faults import Fault
    from crawler.importing.files import Portals, Terms

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE", help="WARC, ARC or WACZ file, a folder with some, or a web archive's address."
    ),
]
Portal = Annotated[str | None, typer.Option("--portal", help="Whose all of it is; else its hosts tell.")]
Urls = Annotated[
    list[str] | None,
    typer.Option(
        "--url",
        help="Of a web archive: a host, what addresses begin with, or *.DOMAIN; else the registered portal's hosts.",
    ),
]
Begin = Annotated[
    str | None, typer.Option("--from", help="Of a web archive: the first year, or YYYYMMDDhhmmss.")
]
End = Annotated[str | None, typer.Option("--to", help="Of a web archive: the last year, or YYYYMMDDhhmmss.")]
Replay = Annotated[
    str | None, typer.Option("--replay", help="Where TIMESTAMPid_/URL follows, if the index does not tell.")
]
Delay = Annotated[float, typer.Option("--delay", min=0, help="Seconds between requests to a web archive.")]
Most = Annotated[
    int,
    typer.Option("--max-requests", min=0, help="Stop after so many, the next start goes on; 0 for no bound."),
]
Private = Annotated[
    bool, typer.Option("--allow-private", help="Allow web archives on loopback and intranet.")
]


def import_archives(  # noqa: PLR0913, PLR0917 - one parameter for each option
    sources: Sources,
    data: Data = Path("data"),
    portal: Portal = None,
    registered: Registered = REGISTRY,
    urls: Urls = None,
    begin: Begin = None,
    end: End = None,
    replay: Replay = None,
    delay: Delay = 1.0,
    max_requests: Most = 0,
    allow_private: Private = False,
    operator: Operator = "",
    contact: Contact = "",
    processes: Processes = CORES,
) -> None:
    """Bring archives from elsewhere into the data directory and read the reports in them as those of a crawl.

    Files are kept byte for byte; of a web archive (Wayback style: a CDX index and raw replays) pages and documents are
    had, each payload once. Original dates stay, and where all came from is recorded. Reports are found by what pages
    are, not by why they were captured. What was imported before is recognized; an import that was cut off is gone on
    with by the same command.

    Example: gongkai import https://web.archive.org/ --url www.xinxiang.gov.cn --from 2015 --to 2020
    """
    from crawler.importing import files, reports
    from crawler.settings import SOFTWARE, USER_AGENT
    from crawler.terms import new_run_id

    archives = [source for source in sources if "://" in source]
    if len(archives) > 1:
        raise typer.BadParameter("one web archive at a time", param_hint="SOURCE")
    who = answerable(operator, contact)
    terms = files.Terms(
        data,
        portal,
        read_registry(registered),
        new_run_id(),
        SOFTWARE,
        who.get("USER_AGENT", USER_AGENT),
        operator,
    )
    tally: Counter[str] = Counter()
    with closing(files.Portals(data)) as portals:
        for source in sources:
            if source not in archives:
                tally.update(_bring_in(Path(source), terms, portals))
        if archives:
            asked = _Asked(
                archives[0], replay, _instant(begin), _instant(end), delay, max_requests, allow_private, who
            )
            _fetch(asked, _wanted(urls, terms), data, portals, tally)
        for name in portals:
            tally.update(reports.read_reports(terms, name, processes=processes, tell=_tell))
    _tell(", ".join(f"{count} {what}" for what, count in tally.items() if count) or "nothing to import")
    raise typer.Exit(_exit(tally))


class _Asked(NamedTuple):
    """The options of a web archive."""

    address: str
    replay: str | None
    begin: str | None
    end: str | None
    delay: float
    max_requests: int
    allow_private: bool
    who: dict[str, str]


def _bring_in(source: Path, terms: Terms, portals: Portals) -> Counter[str]:
    from crawler.importing import files

    try:
        return files.bring_in(source, terms, portals, _tell, _report)
    except DiskFull:
        raise
    except ArchiveError as error:
        _tell(f"{source}: {error}")
        return Counter({"unusable sources": 1})


def _wanted(urls: list[str] | None, terms: Terms) -> dict[str, list[str]]:
    """Return what a web archive is asked for, by portal; raise BadParameter where that is not said."""
    if urls:
        wanted: dict[str, list[str]] = defaultdict(list)
        for url in urls:
            wanted[terms.portal or _portal_of(url, terms.registry)].append(url)
        return wanted
    known = terms.registry.named(terms.portal) if terms.portal else None
    if known is None:
        raise typer.BadParameter(
            "say what is wanted of a web archive, or name a registered portal", param_hint="--url"
        )
    return {known.name: sorted({hosts.host(one) for one in (*known.addresses, *known.entries)})}


def _portal_of(url: str, registry: Registry) -> str:
    address = url.removeprefix("*.") if "://" in url else f"http://{url.removeprefix('*.')}"
    if not hosts.is_address(address):
        raise typer.BadParameter(
            f"{url!r} is neither a host nor the beginning of addresses", param_hint="--url"
        )
    known = registry.of(address)
    return known.name if known else hosts.portal_name(address)


def _fetch(
    asked: _Asked, wanted: dict[str, list[str]], data: Path, portals: Portals, tally: Counter[str]
) -> None:
    """Have captures from a web archive; raise Exit where it did not come to its end."""
    from crawler.importing import fetching
    from crawler.importing.cdx import servers

    if not hosts.is_address(asked.address):
        raise typer.BadParameter(f"{asked.address!r} is no http or https address", param_hint="SOURCE")
    for name in wanted:
        portals.take(name)
    terms = fetching.Terms(
        data_dir=data,
        servers=servers(asked.address, asked.replay),
        begin=asked.begin,
        end=asked.end,
        delay=asked.delay,
        max_requests=asked.max_requests,
        allow_private=asked.allow_private,
        progress=sys.stderr,
        settings=asked.who,
    )
    summary = fetching.fetch(wanted, terms)
    waiting = 0
    for name in wanted:
        left = fetching.left(data, name)
        waiting += left.waiting
        tally["findings"] += len(left.findings)
        tally["unusable sources"] += bool(left.findings) and not left.known
        for url, text in left.findings:
            _tell(f"{url}: {text}")
    if code := gravest({summary.reason, *summary.reasons}):
        errors = "; ".join(portal["error"] or portal["reason"] for portal in summary.folder.portals())
        _tell(f"stopped: {errors}; the next start goes on, and reads when all came")
        raise typer.Exit(code)
    if waiting:
        _tell(f"{waiting} requests were refused for now; the next start goes on, and reads when all came")
        raise typer.Exit(Exit.STOPPED)


def _instant(given: str | None) -> str | None:
    if given is not None and not re.fullmatch(r"\d{4,14}", given):
        raise typer.BadParameter(
            f"{given!r} is neither a year nor the beginning of YYYYMMDDhhmmss", param_hint="--from, --to"
        )
    return given


def _exit(tally: Counter[str]) -> Exit:
    if tally["faults"]:
        return Exit.FAULT
    lost = tally["unusable sources"] or tally["without captures"]
    return Exit.FINDINGS if lost else Exit.DONE


def _tell(text: str) -> None:
    typer.echo(text, err=True)


def _report(fault: Fault) -> None:
    _tell(f"{fault.file} at {fault.offset}: {fault.message}")
