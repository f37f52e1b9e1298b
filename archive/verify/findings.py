"""What a pass over a file finds: its faults, and what must be held against other files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from archive.faults import Fault


class Undivided(Exception):  # noqa: N818 - no error: the file is read by one process then
    """Raised where a file's parts, read by themselves, would not tell the same as the whole."""


MOST = 10_000
"""Faults of one rule told of one file."""


class Original(NamedTuple):
    """A capture that a revisit may refer to: the digest of its payload and the one it states; a revisit has neither."""

    record_id: str
    kind: str
    url: str
    captured_at: str
    digest: str | None = None
    stated: str | None = None


class Reference(NamedTuple):
    """What a revisit record says of its original, `None` where it says nothing."""

    file: str
    offset: int
    url: str
    record_id: str | None
    original_url: str | None
    original_date: str | None
    digest: str | None


class Segment(NamedTuple):
    """One record of a segmented series: the id of the first, its number, bytes in its block, bytes in all."""

    file: str
    offset: int
    origin: str
    number: int
    size: int
    total: int | None


@dataclass(slots=True)
class Findings:
    """One file's faults, records, bytes, and what refers to other files."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    records: int = 0
    size: int = 0
    originals: list[Original] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    _told: Counter[str] = field(default_factory=Counter)

    def fault(self, offset: int, rule: str, message: str) -> None:
        """Note a fault; of very many that break one rule, how many there are."""
        self._told[rule] += 1
        if self._told[rule] <= MOST:
            self.faults.append(Fault(self.file, offset, rule, message))

    def take(self, other: Findings) -> None:
        """Take what was found in a file that lies within this one."""
        other.close()
        self.faults += other.faults
        self.records += other.records
        self.originals += other.originals
        self.references += other.references
        self.segments += other.segments

    def join(self, later: Findings) -> None:
        """Take what was found in the next part of the same file; raises `Undivided` for more faults than are told."""
        self._told.update(later._told)
        if any(count > MOST for count in self._told.values()):
            raise Undivided
        self.take(later)

    def close(self) -> None:
        """Put the faults in their order, and say how many were not told."""
        self.faults.sort(key=attrgetter("file", "offset", "rule", "message"))
        for rule, count in self._told.items():
            if count > MOST:
                what = f"{count - MOST} more faults of this rule are not told"
                self.faults.append(Fault(self.file, 0, rule, what))
