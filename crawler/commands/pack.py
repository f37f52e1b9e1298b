"""`gongkai pack`: a portal's archive, or part of it, as one file that replay tools open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from archive.faults import Fault
from archive.names import OPEN, portal_folder
from crawler.commands.options import Data, require_archive, require_database
from crawler.pools import CORES
from pipelines.database import DATABASE

if TYPE_CHECKING:
    from crawler.selection import Wanted

_CLOSED = (".warc.gz", ".warc")

Portals = Annotated[
    list[str] | None,
    typer.Argument(metavar="PORTAL", help="Names of folders in warc; without any, all portals."),
]
Out = Annotated[Path, typer.Option("--out", help="The file to write; its name ends in .wacz.")]
Years = Annotated[
    list[int] | None, typer.Option("--year", help="Only reports of this year; may be repeated.")
]
Reports = Annotated[
    list[str] | None, typer.Option("--report", help="Only the report of this id; may be repeated.")
]
Prefixes = Annotated[
    list[str] | None, typer.Option("--prefix", help="Only addresses that begin with this; may be repeated.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace a file that exists.")]


def pack(
    out: Out,
    portals: Portals = None,
    years: Years = None,
    reports: Reports = None,
    prefixes: Prefixes = None,
    data: Data = Path("data"),
    force: Force = False,
) -> None:
    """Write the archive of portals as WACZ 1.1.1, for pywb, ReplayWeb.page and `gongkai parse`.

    Whole portals go in byte for byte. Of a choice (all of what is given must apply) go in the documents, every visit of
    them, with what their pages need to look as they did. The same archive gives the same bytes.

    Example: gongkai pack www.xinxiang.gov.cn --year 2021 --out xinxiang-2021.wacz
    """
    from archive.packing.catalogue import Catalogue
    from archive.packing.pack import Packing
    from crawler.packaging import Packaging
    from crawler.selection import choose

    _require_new(out, force)
    catalogue = Catalogue(_warcs(data, portals or []), _tell)
    wanted = _wanted(data, years or [], reports or [], prefixes or [])
    chosen = None if wanted.is_all else choose(data, catalogue, wanted)
    packing = Packing(catalogue, chosen)
    if not packing.captures:
        raise typer.BadParameter("nothing in the archive is what was asked for")
    for revisit in catalogue.unresolved(packing.places):
        typer.echo(f"{revisit.url}: its original is in no file of the archive", err=True)
    package = Packaging.of(data, packing, _stored(data), CORES)
    package.write(out, f"Gongkai: {', '.join(portals or ['all portals'])}")
    counts = f"{len(packing.captures)} captures, {len(package.reports)} reports"
    typer.echo(f"{out}: {counts}, {out.stat().st_size} bytes", err=True)


def _require_new(out: Path, force: bool) -> None:
    if out.suffix != ".wacz":
        raise typer.BadParameter(f"{out} does not end in .wacz", param_hint="--out")
    if not out.absolute().parent.is_dir():
        raise typer.BadParameter(f"there is no folder {out.parent}", param_hint="--out")
    if out.exists() and not force:
        raise typer.BadParameter(f"{out} exists; --force replaces it", param_hint="--out")


def _warcs(data: Path, portals: Sequence[str]) -> list[Path]:
    """Return the closed archive files; says which are not."""
    require_archive(data)
    folders = [_folder(data, portal) for portal in portals] or [data / "warc"]
    files = sorted(file for folder in folders for file in folder.rglob("*") if file.is_file())
    for file in files:
        if file.name.endswith(OPEN):
            typer.echo(f"{file} is still open and left out: let the crawl come to its end", err=True)
    return [file for file in files if file.name.endswith(_CLOSED)]


def _folder(data: Path, portal: str) -> Path:
    there = sorted(folder.name for folder in (data / "warc").glob("*"))
    if portal not in there:
        raise typer.BadParameter(
            f"{data} holds no portal {portal}, but {', '.join(there) or 'none'}", param_hint="PORTAL"
        )
    return portal_folder(data, portal)


def _wanted(data: Path, years: Sequence[int], reports: Sequence[str], prefixes: Sequence[str]) -> Wanted:
    from crawler.selection import Wanted, addresses_of

    if not years and not reports:
        return Wanted(None, prefixes)
    require_database(data)
    stored = {one["id"]: one for one in _stored(data)}
    unknown = [report for report in reports if report not in stored]
    if unknown:
        raise typer.BadParameter(f"no such report: {', '.join(unknown)}", param_hint="--report")
    meant = (stored[report] for report in reports or stored)
    chosen = [one for one in meant if not years or one["report_year"] in years]
    return Wanted(addresses_of([*chosen, *_before(data, chosen)]), prefixes)


def _before(data: Path, reports: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield what reports said before: attachments had other addresses then."""
    from pipelines.filing import damaged
    from pipelines.stored_rows import source_of
    from pipelines.versions import read_versions

    wrong = damaged(data)
    for report in reports:
        for _, document in read_versions(data, source_of(report), but=wrong, older=True):
            yield document


def _stored(data: Path) -> Iterator[dict[str, Any]]:
    """Yield the stored reports; an archive without its database has none."""
    from pipelines.filing import damaged
    from pipelines.store import documents

    if (data / DATABASE).is_file():
        yield from documents(data, but=damaged(data))


def _tell(fault: Fault) -> None:
    typer.echo(f"{fault.file} at {fault.offset}: {fault.message}", err=True)
