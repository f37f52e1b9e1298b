"""A large WARC read in parts, each as if by itself, and put together to what one pass over it finds."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from itertools import count, islice, pairwise
from pathlib import Path
from typing import BinaryIO

from archive.contents import CAPTURED
from archive.names import OPEN, data_dir_of
from archive.scan import scan
from archive.sources import form_of
from archive.verify.findings import Findings, Undivided
from archive.verify.index import check_index
from archive.verify.records import Pass

SIZE = 32 * 1024 * 1024
"""Bytes of a part, and what lies before the next place at which one may begin."""

# Records among which such a place is looked for.
_LOOKED_AT = 1000
# Bytes that look like a beginning and are none stand in any file, every 16 MB by mere chance.
_MISSES = 16

Part = tuple[int, int | None]
"""Where a part begins and where the next one does, if any."""


def parts_of(path: Path) -> list[Part]:
    """Return the parts in which a file is read, none where it is read as a whole.

    A part begins where a group of records does, so that what is remembered of the records before it is known.
    """
    try:
        size = path.stat().st_size
        if size < 2 * SIZE or path.name.endswith(OPEN) or form_of(path) != "warc":
            return []
        found = set()
        with path.open("rb") as file, suppress(Undivided):
            for near in range(SIZE, size - SIZE // 2, SIZE):
                found.add(_group_from(file, near))
    except OSError:
        return []
    starts = sorted(found)
    return list(zip([0, *starts], [*starts, None], strict=True)) if starts else []


def _group_from(file: BinaryIO, offset: int) -> int:
    """Return where the next group of records begins, by what can be read from an offset on.

    Raises `Undivided` where there is none near: of a file that holds none at all, little is read in search of it.
    """
    misses = count(1)

    def missed(*_: object) -> None:
        if next(misses) > _MISSES:
            raise Undivided

    for one, other in pairwise(islice(scan(file, missed, offset), _LOOKED_AT)):
        if other.kind in CAPTURED:
            return one.offset if one.kind == "request" else other.offset
    raise Undivided


def examine_part(path: Path, part: Part) -> Pass | None:
    """Return what was seen of a part, `None` where it cannot be read as if by itself."""
    passing = new_pass(path, Findings(str(path)))
    try:
        with path.open("rb") as file:
            passing.read_part(file, *part)
    except Undivided:
        return None
    return passing


def joined(path: Path, passes: Sequence[Pass]) -> Findings | None:
    """Return what was found in all parts of a file, `None` where one pass might find something else."""
    whole = Pass(Findings(str(path), size=path.stat().st_size), path.name)
    try:
        for passing in passes:
            whole.join(passing)
    except Undivided:
        return None
    whole.finish()
    check_index(path, whole.lines, whole.findings)
    whole.findings.close()
    return whole.findings


def new_pass(path: Path, findings: Findings) -> Pass:
    """Return what is to pass over a file or a part of it."""
    return Pass(findings, path.name.removesuffix(OPEN), in_place=data_dir_of(path) is not None)
