"""What is found on portals of every family, from their home addresses: `python -m benchmarks.finding [FAMILY …]`.

Each portal of `tests/families`, those of 100,000 pages included, is served on loopback and crawled by the command
itself in a fresh data directory, one after another; the table is Markdown. `--mirror DIRECTORY START` crawls a
directory of saved pages instead, from one of its addresses; what it should hold is not known then. A crawl that does
not end within five minutes is ended and named.
"""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote

from tests.families.families import families
from tests.families.family import Family
from tests.families.large import large
from tests.families.running import LONGEST, Crawled, Read, crawl
from tests.families.watched import Watched
from tests.portals.model import Form, Page, Site, Truth
from tests.portals.server import serve

HEAD = (
    "family", "list pages", "reports", "not as they are", "false", "requests", "hub + list + report + file + other",
    "a report", "seconds", "browser pages", "findings",
)  # fmt: skip
_ROLES = (("seed", "hub"), ("listing",), ("page",), ("attachment",))


@dataclass(slots=True)
class Row:
    """A line of the table: what was had and what there was; `wrong` says what differs."""

    name: str
    lists: str
    reports: str
    found: int
    differing: int = 0
    false: int = 0
    requests: int = 0
    crawled: Crawled | None = None
    wrong: list[str] = field(default_factory=list)

    def cells(self) -> Iterator[str]:
        yield from (
            self.name,
            self.lists,
            self.reports,
            str(self.differing),
            str(self.false),
            str(self.requests),
        )
        if self.crawled is None:
            yield from ("", "", f"> {LONGEST}", "", "")
            return
        kinds = [sum(self.crawled.captures[role] for role in roles) for roles in _ROLES]
        yield " + ".join(map(str, [*kinds, self.requests - sum(kinds)]))
        yield f"{self.requests / self.found:.1f}" if self.found else "–"
        yield f"{self.crawled.seconds:.1f}"
        yield str(self.crawled.rendered)
        yield ", ".join(f"{kind} {count}" for kind, count in self.crawled.findings.items())


def family_row(family: Family) -> Row:
    """Crawl a family's portal and compare what was read with what is true."""
    watched = Watched(family)
    crawled, requests = _crawl(watched.site, watched)
    expected = {report.captures[0]: report for report in family.site.reports}
    read = {report.captures[0]: report for report in crawled.reports} if crawled else {}
    row = Row(family.name, f"{watched.walked}/{len(family.lists)}", "", 0, requests=requests, crawled=crawled)
    for address, report in expected.items():
        got = read.get(address)
        if got is None:
            row.wrong.append(f"missing: {address} {report.title}")
        elif _differs(got, report):
            row.wrong.append(f"not as it is: {got} for {report}")
    row.wrong += [f"false: {address} {read[address].title}" for address in read.keys() - expected.keys()]
    row.differing = sum(one.startswith("not as it is") for one in row.wrong)
    row.false = len(read.keys() - expected.keys())
    row.found = len(read.keys() & expected.keys()) - row.differing
    row.reports = f"{row.found}/{len(expected)}"
    return row


def _differs(read: Read, true: Truth) -> bool:
    said = (read.captures, read.year, (read.issuer or "").removesuffix("人民政府"), read.published_on or "")
    return said != (true.captures, true.year, true.issuer.removesuffix("人民政府"), true.published_on)


def mirror_row(folder: Path, start: str) -> Row:
    """Crawl a directory of saved pages; everything read is shown."""
    crawled, requests = _crawl(Site(folder.name, "mirror", "", {}, (), answer=_saved(folder)), None, start)
    reports = crawled.reports if crawled else ()
    row = Row(folder.name, "", f"{len(reports)}/?", len(reports), requests=requests, crawled=crawled)
    row.lists = f"{crawled.listed}/?" if crawled else ""
    row.wrong = [f"read: {one.captures} {one.year} {one.issuer} {one.title}" for one in reports]
    if crawled:
        row.wrong += crawled.said.splitlines()
    return row


def _crawl(site: Site, watched: Watched | None, start: str = "") -> tuple[Crawled | None, int]:
    with serve([site]) as served:
        home = served.urls[site.name]
        if watched:
            watched.origin = home.rstrip("/")
        try:
            crawled = crawl(home + start.lstrip("/"))
        except subprocess.TimeoutExpired:
            crawled = None
        return crawled, len(served.requests)


def _saved(folder: Path):  # noqa: ANN202 - as `Site.answer`
    root = folder.resolve()

    def answer(path: str, _form: Form) -> Page | None:
        # a mirror's injected script is not the portal's
        file = (root / unquote(path).lstrip("/")).resolve()
        names = [file, file / "index.html"]
        found = next((one for one in names if one.is_file() and one.is_relative_to(root)), None)
        if found is None or found.name == "kb.js":
            return None
        return Page(found.read_bytes(), guess_type(found.name)[0] or "text/html")

    return answer


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.finding", description=__doc__)
    parser.add_argument("families", nargs="*", metavar="FAMILY", help="only these")
    parser.add_argument("--mirror", nargs=2, action="append", metavar=("DIRECTORY", "START"), default=[])
    asked = parser.parse_args()
    print(f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}", flush=True)
    for row in _rows(asked.families, [(Path(folder), start) for folder, start in asked.mirror]):
        print(f"| {' | '.join(row.cells())} |", flush=True)
        for line in row.wrong:
            print(f"  {line}", flush=True)


def _rows(names: list[str], mirrors: list[tuple[Path, str]]) -> Iterator[Row]:
    yield from (mirror_row(*mirror) for mirror in mirrors)
    if not mirrors:
        every = [*families(), *large()]
        yield from (family_row(family) for family in every if not names or family.name in names)


if __name__ == "__main__":
    main()
