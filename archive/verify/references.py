"""What records say of records in other files: revisits and their originals, the segments of a series."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from archive.cdxj import timestamp
from archive.digests import value_of
from archive.faults import Fault
from archive.verify.findings import Findings, Original, Reference, Segment

_ORIGINALS = """
    CREATE TABLE originals
        (record_id TEXT, kind TEXT, url TEXT, captured_at TEXT, at TEXT, digest TEXT, stated TEXT, file TEXT)
"""
_INDEXES = """
    CREATE INDEX IF NOT EXISTS by_id ON originals (record_id);
    CREATE INDEX IF NOT EXISTS by_url ON originals (url, at);
    CREATE INDEX IF NOT EXISTS by_digest ON originals (digest);
    CREATE INDEX IF NOT EXISTS by_stated ON originals (stated);
"""
_FOUND = "SELECT record_id, kind, url, captured_at, digest, stated FROM originals WHERE"


class References:
    """The captures of all files read together, in a temporary file, and what refers to them."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("")
        self._db.execute(_ORIGINALS)
        self._references: list[Reference] = []
        self._segments: dict[str, list[Segment]] = defaultdict(list)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def add(self, findings: Findings) -> None:
        """Take what was found in a file."""
        rows = (
            (*one[:4], timestamp(one[3]), one.digest, one.stated, findings.file) for one in findings.originals
        )
        self._db.executemany("INSERT INTO originals VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        self._references += findings.references
        for segment in findings.segments:
            self._segments[segment.origin].append(segment)

    def faults(self) -> Iterator[Fault]:
        """Yield what does not hold between all files taken."""
        self._db.executescript(_INDEXES)
        for reference in self._references:
            for what in self._unresolved(reference):
                yield Fault(reference.file, reference.offset, "revisit", what)
        yield from self._used_twice()
        for series in self._segments.values():
            yield from _series_faults(sorted(series, key=lambda one: one.number))

    def _used_twice(self) -> Iterator[Fault]:
        """Yield the ids of different captures in two files (5.2); in one file they are told when it is read.

        A record may be copied into another file, as when some are given away.
        """
        query = (
            "SELECT record_id, min(file), max(file) FROM originals GROUP BY record_id HAVING min(file) < max(file)"
            " AND count(DISTINCT kind || url || captured_at || ifnull(digest, '')) > 1"
        )
        for record_id, one, other in self._db.execute(query):
            yield Fault(other, 0, "id", f"{record_id} is used in {one} too")

    def _unresolved(self, reference: Reference) -> Iterator[str]:
        """Yield why a revisit's original cannot be had from the files, or is not what the revisit says of it."""
        found = self._found(reference)
        originals = [one for one in found if one.kind != "revisit"]
        if not found:
            yield f"its original, {_named(reference)}, is in none of the files read"
        elif not originals:
            yield f"its original, {_named(reference)}, is itself a revisit"
        elif all(list(_contradictions(reference, one)) for one in originals):
            yield from _contradictions(reference, originals[0])

    def _found(self, reference: Reference) -> list[Original]:
        """Return what a reference can mean: by id, else by address and date, else by digest."""
        if reference.record_id is not None:
            where, values = "record_id = ?", [reference.record_id]
        elif reference.original_url is not None or reference.original_date is not None:
            where = "url = ? AND at = ?"
            values = [reference.original_url or reference.url, timestamp(reference.original_date or "")]
        else:
            where, values = "digest = ?1 OR stated = ?1", [reference.digest or ""]
        return [Original(*row) for row in self._db.execute(f"{_FOUND} {where} LIMIT 100", values)]


def _named(reference: Reference) -> str:
    return reference.record_id or reference.original_url or reference.digest or reference.url


def _contradictions(reference: Reference, original: Original) -> Iterator[str]:
    if reference.original_url is not None and reference.original_url != original.url:
        yield f"its original is of {original.url}, not of {reference.original_url}"
    if reference.original_date is not None and not _same_date(reference.original_date, original.captured_at):
        yield f"its original was captured at {original.captured_at}, not at {reference.original_date}"
    if reference.digest is not None and not _same_digest(reference.digest, original):
        yield f"its original has the payload digest {original.digest}, not {reference.digest}"


def _same_date(one: str, other: str) -> bool:
    """Compare dates, of which one may have been written without fractions of a second."""
    one, other = one.rstrip("Z"), other.rstrip("Z")
    return one.startswith(other) or other.startswith(one)


def _same_digest(stated: str, original: Original) -> bool:
    """Compare digests of one algorithm; of another algorithm nothing can be said."""
    value, held = value_of(stated), [value_of(text) for text in (original.digest, original.stated) if text]
    alike = [one for one in held if value and one and one[0] == value[0]]
    return value in alike or not alike


def _series_faults(series: list[Segment]) -> Iterator[Fault]:
    """Yield what a series of segments lacks (7): numbers without gap, and a last one that says the length of all."""
    last = series[-1]
    numbers = [segment.number for segment in series]
    if numbers != list(range(1, len(series) + 1)):
        yield Fault(last.file, last.offset, "segment", f"of its series only the segments {numbers} are there")
    elif last.total is None and len(series) > 1:
        yield Fault(last.file, last.offset, "segment", "the last segment has no WARC-Segment-Total-Length")
    elif last.total is not None and last.total != (size := sum(segment.size for segment in series)):
        yield Fault(last.file, last.offset, "segment", f"the segments have {size} bytes, not {last.total}")
    for early in series[:-1]:
        if early.total is not None:
            said = "WARC-Segment-Total-Length stands before the last segment"
            yield Fault(early.file, early.offset, "segment", said)
