"""Archive files held against the standards, strictly: `examine` file by file, `References` over all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from archive.arc import arc_records
from archive.faults import Fault
from archive.names import OPEN
from archive.sources import UNREAD_ZSTD, form_of
from archive.verify.findings import Findings
from archive.verify.index import check_index, orphans
from archive.verify.parts import Part, examine_part, joined, new_pass, parts_of
from archive.verify.records import Pass
from archive.verify.references import References
from archive.verify.wacz import WaczCheck

__all__ = [
    "Findings",
    "Part",
    "Pass",
    "References",
    "examine",
    "examine_part",
    "joined",
    "orphans",
    "parts_of",
    "verify_file",
]


def examine(path: Path, *, growing: bool = False) -> Findings:
    """Return the faults of a WARC, WACZ or ARC by itself and by its index, and what must be held against other files.

    A file is `growing` that is being written: its last group of records may be unfinished. A WARC is read once. Never
    raises for what the file holds; `OSError` when it cannot be opened.
    """
    findings = Findings(str(path), size=path.stat().st_size)
    form = form_of(path)
    if form == "wacz" or path.suffix == ".wacz":
        WaczCheck(path, findings).run()
    elif form == "arc":
        _examine_arc(path, findings)
    elif form == "zstd":
        findings.fault(0, "file", f"the file is {UNREAD_ZSTD}")
    else:
        _examine_warc(path, findings, growing=growing)
    findings.close()
    return findings


def _examine_warc(path: Path, findings: Findings, *, growing: bool) -> None:
    passing = new_pass(path, findings)
    with path.open("rb") as file:
        passing.read(file)
    passing.finish()
    if growing:
        passing.forget_last_group()
    elif path.name.endswith(OPEN):
        findings.fault(0, "open", "no crawl writes this file: the next start of one closes it")
    check_index(path, passing.lines, findings)


def _examine_arc(path: Path, findings: Findings) -> None:
    """Read an ARC through; its records have neither ids nor digests that could be checked."""
    with path.open("rb") as file:
        findings.records = sum(1 for _ in arc_records(file, findings.fault))


def verify_file(path: Path) -> Iterator[Fault]:
    """Yield every fault of a file that is read alone."""
    findings = examine(path)
    yield from findings.faults
    with References() as references:
        references.add(findings)
        yield from references.faults()
