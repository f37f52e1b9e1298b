"""Indexes held against the records they point to."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from archive import cdxj
from archive.faults import Fault
from archive.names import OPEN, data_dir_of, index_path
from archive.verify.findings import Findings

_SHOWN = 160


def check_index(path: Path, lines: list[bytes], findings: Findings) -> None:
    """Compare a closed file's index, if it lies in a data directory, with one built anew."""
    root = data_dir_of(path)
    if root is None or path.name.endswith(OPEN):
        return
    index = index_path(root, path)
    try:
        held = index.read_bytes()
    except OSError as error:
        findings.fault(0, "index", f"{index.name} cannot be read: {error.strerror}")
        return
    if held != cdxj.content(lines):
        for what in _differences(held, lines) or ["is not sorted"]:
            findings.fault(0, "index", f"{index.name} {what}")


def _differences(held: bytes, lines: list[bytes]) -> list[str]:
    """Return what an index has too much and too little."""
    there, wanted = Counter(held.splitlines(keepends=True)), Counter(lines)
    return [
        f"{what} {len(odd)} lines, the first of them {min(odd)[:_SHOWN].decode('utf-8', 'replace')!r}"
        for what, odd in (
            ("lacks", list((wanted - there).elements())),
            ("has without a record", list((there - wanted).elements())),
        )
        if odd
    ]


def orphans(data_dir: Path) -> list[Fault]:
    """Return a fault for each index of a data directory whose WARC is gone."""
    warcs = {path.name.removesuffix(OPEN) for path in (data_dir / "warc").glob("*/*")}
    indexes = sorted((data_dir / "index").glob("*.cdxj"))
    return [
        Fault(str(index), 0, "index", f"there is no {index.name.removesuffix('.cdxj')}")
        for index in indexes
        if index.name.removesuffix(".cdxj") not in warcs
    ]
