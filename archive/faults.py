"""Faults of archive files: what verifying lists, and what readers name and pass over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archive.scan import Faults

UNUSABLE = "file"
"""The rule broken by a file or folder that gives nothing to read."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule broken: in which file, at which offset in bytes, and what was found.

    Rules of bytes are `gzip`, `record`, `members`, `separator` and `head`; of a record `version`, `field`, `id`,
    `date`, `uri` and `digest`; of what belongs together `link`, `revisit`, `segment`, `index`, `open`, `wacz` and
    `report`; `file` is for what was named to be read and cannot be used at all.
    """

    file: str
    offset: int
    rule: str
    message: str


Report = Callable[[Fault], None]


def silent(fault: Fault) -> None:
    """Pass over a fault without a word."""


def losses(file: str, report: Report) -> Faults:
    """Return what reports the faults by which something cannot be read, not those of form alone."""

    def tell(offset: int, rule: str, message: str) -> None:
        if rule in {"gzip", "record", "revisit"}:
            report(Fault(file, offset, rule, message))

    return tell
