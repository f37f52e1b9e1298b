"""Archive files held against the standards, strictly: `examine` file by file, `References` over all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from archive.faults import Fault
from archive.names import OPEN
from archive.verify.findings import Findings
from archive.verify.index import check_index, orphans
from archive.verify.records import PRODUCT, Pass
from archive.verify.references import References

__all__ = ["PRODUCT", "Findings", "References", "examine", "orphans", "verify_file"]


def examine(path: Path) -> Findings:
    """Return the faults of a file: members, fields, ids, dates, digests, links, and its index; and what it refers to.

    Reads the file once. Never raises for what the file holds; `OSError` when it cannot be opened.
    """
    findings = Findings(str(path), size=path.stat().st_size)
    name = path.name.removesuffix(OPEN)
    passing = Pass(findings, name)
    with path.open("rb") as file:
        passing.read(file)
    check_index(path, passing.lines, findings)
    findings.close()
    return findings


def verify_file(path: Path) -> Iterator[Fault]:
    """Yield every fault of a file that is read alone."""
    findings = examine(path)
    yield from findings.faults
    with References() as references:
        references.add(findings)
        yield from references.faults()
