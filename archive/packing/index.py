"""The index of a package: one sorted file while it is short, else gzip members with a list of where each begins.

A browser reads the short form whole before it shows anything, about a millisecond a line; of the other form, ZipNum
with JSON (`cdxj-gzip-1.0`), it reads the list and the members it needs. There ReplayWeb.page looks an address up by a
sort key of its own, which for some addresses leads to the member before or behind; hence not too many of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from archive.members import member
from archive.packing.package import Package

SHORT = 1000
"""Lines of an index that is not compressed."""

BLOCK = 500
"""Lines of a gzip member."""

_PLAIN, _COMPRESSED, _STARTS = "indexes/index.cdx", "indexes/index.cdx.gz", "indexes/index.idx"


def add_index(package: Package, lines: Sequence[bytes]) -> None:
    """Add lines, in order, to a package."""
    if len(lines) <= SHORT:
        package.add(_PLAIN, lines)
        return
    starts: list[bytes] = []
    package.add(_COMPRESSED, _members(lines, starts))
    package.add(_STARTS, starts)


def _members(lines: Sequence[bytes], starts: list[bytes]) -> Iterator[bytes]:
    """Yield the members and note where each begins and with which key and time."""
    starts.append(b'!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}\n')
    offset = 0
    for first in range(0, len(lines), BLOCK):
        block = member(b"".join(lines[first : first + BLOCK]))
        key, time, _ = lines[first].split(b" ", 2)
        place = json.dumps({"offset": offset, "length": len(block)}).encode()
        starts.append(b" ".join((key, time, place)) + b"\n")
        offset += len(block)
        yield block
