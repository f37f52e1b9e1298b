"""Indexes of a WACZ: each line points to a record, each capture is pointed to, and a binary search finds it."""

from __future__ import annotations

import gzip
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from archive.sources import ZIP_ERRORS
from archive.verify.records import Pass

Tell = Callable[[str, str, zipfile.ZipInfo], None]
_LINE_LIMIT = 1024 * 1024
_MOST_LINES = 50_000_000
_INDEX = re.compile(r"indexes/[^/]+\.cdxj?(?:\.gz)?")
# The line ends behind an uncompressed record, which some count with it and others do not.
_SEPARATOR = 4


def check_pointers(
    wacz: zipfile.ZipFile, indexes: Mapping[str, zipfile.ZipInfo], passes: Mapping[str, Pass], tell: Tell
) -> None:
    """Hold the lines of all indexes against the records of the WARC files, which go by their names."""
    found: set[tuple[str, int]] = set()
    any_index: zipfile.ZipInfo | None = None
    for name, info in indexes.items():
        if not _INDEX.fullmatch(name):
            continue
        any_index, before = info, b""
        for number, line in enumerate(_lines(wacz, info, tell), 1):
            if line < before:
                tell("index", f"{name} is not sorted in line {number}", info)
            before = line
            what = _pointer_fault(line, passes, found)
            if what is not None:
                tell("index", f"{name} {what} in line {number}", info)
    if any_index is None:
        return
    for warc, passing in passes.items():
        missing = [offset for offset in passing.indexed if (warc, offset) not in found]
        for offset in missing:
            tell("index", f"no index has the capture at {offset} of {warc}", any_index)


def _lines(wacz: zipfile.ZipFile, info: zipfile.ZipInfo, tell: Tell) -> Iterator[bytes]:
    try:
        with wacz.open(info) as raw:
            lines = gzip.GzipFile(fileobj=raw) if info.filename.endswith(".gz") else raw
            read = iter(lambda: lines.readline(_LINE_LIMIT), b"")
            yield from (line for line in islice(read, _MOST_LINES) if not line.startswith(b"!"))
    except ZIP_ERRORS as error:
        tell("index", f"{info.filename} cannot be read: {error}", info)


def _pointer_fault(line: bytes, passes: Mapping[str, Pass], found: set[tuple[str, int]]) -> str | None:
    """Return what is wrong with a line, and note the record that it points to."""
    try:
        _, _, text = line.split(b" ", 2)
        entry = json.loads(text)
        warc, offset, length = str(entry["filename"]), int(entry["offset"]), int(entry["length"])
        url = str(entry["url"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return "has no CDXJ"
    passing = passes.get(warc.rpartition("/")[2])
    if passing is None:
        return f"names {warc}, which is missing,"
    if offset not in passing.places:
        return f"points to {offset} of {warc}, where no record begins,"
    size, target = passing.places[offset]
    if length not in {size, size - _SEPARATOR}:
        return f"says {length} bytes of a record of {size}"
    if "method" not in entry and url.partition("#")[0] != target.partition("#")[0]:
        return f"says {url[:200]} of a record of {target[:200]}"
    found.add((warc.rpartition("/")[2], offset))
    return None
