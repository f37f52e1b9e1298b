"""`gongkai import`: archives from elsewhere, from files or a CDX server."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archive.errors import ArchiveError, DiskFull
from crawler.commands.options import Data, Processes
from crawler.exits import Exit
from crawler.pools import CORES
from spiders.registry import read_registry

if TYPE_CHECKING:
    from archive.faults import Fault

Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="SOURCE", help="WARC, ARC or WACZ file, a folder with some, or the address of a web archive."
    ),
]
Portal = Annotated[
    str | None, typer.Option("--portal", help="The portal all of it is of; else its hosts tell.")
]


def import_archives(
    sources: Sources, data: Data = Path("data"), portal: Portal = None, processes: Processes = CORES
) -> None:
    """Bring archives from elsewhere into the data directory and read the reports in them as those of a crawl.

    Files are kept byte for byte, with where they came from; original dates stay. Reports are found by what pages are,
    not by why they were captured. What was imported before is recognized; an import that was cut off is gone on with
    by the same command. Exit code 3: a source could not be used.

    Example: gongkai import old-crawls/ --portal www.xinxiang.gov.cn --data data
    """
    from crawler.importing import files, reports
    from crawler.settings import SOFTWARE, USER_AGENT
    from crawler.terms import new_run_id

    terms = files.Terms(data, portal, read_registry(), new_run_id(), SOFTWARE, USER_AGENT)
    tally: Counter[str] = Counter()
    with closing(files.Portals(data)) as portals:
        for source in sources:
            try:
                tally.update(files.bring_in(Path(source), terms, portals, _tell, _report))
            except DiskFull:
                raise
            except ArchiveError as error:
                tally["unusable sources"] += 1
                _tell(f"{source}: {error}")
        for name in portals:
            tally.update(reports.read_reports(terms, name, processes=processes, tell=_tell, report=_report))
    _tell(", ".join(f"{count} {what}" for what, count in tally.items() if count) or "nothing to import")
    if tally["faults"]:
        raise typer.Exit(Exit.FAULT)
    if tally["unusable sources"] or tally["without captures"]:
        raise typer.Exit(Exit.FINDINGS)


def _tell(text: str) -> None:
    typer.echo(text, err=True)


def _report(fault: Fault) -> None:
    _tell(f"{fault.file} at {fault.offset}: {fault.message}")
