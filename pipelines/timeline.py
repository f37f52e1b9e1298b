"""One report over its captures: what each new reading changed, values told apart from text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pipelines.content import changes, is_text
from pipelines.differences import Difference


@dataclass(frozen=True, slots=True)
class Reading:
    """A report as one visit captured it: `report` is its document, `refused` the reason where it is none.

    `captured_at` is the WARC-Date of the first capture, `warc` the file it lies in; `version` is the number of the
    stored version that was read from it.
    """

    captured_at: str
    warc: str
    report: dict[str, Any] | None
    refused: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """Visits in a row that read alike: the first and last of them, and their number.

    `change` is what began with it, beside the last reading that was a report: `first`, `values`, `text`, `again` where
    nothing differs, `unread` where it is no report. `values` and `texts` are the differences, `version` the number of
    the stored version that was read here, if one was.
    """

    first: Reading
    last: Reading
    visits: int
    change: str
    values: tuple[Difference, ...] = ()
    texts: tuple[Difference, ...] = ()
    version: int | None = None


def periods(readings: Iterable[Reading]) -> Iterator[Period]:
    """Yield what readings, in the order of capture, come to: those that say the same are one."""
    period: Period | None = None
    before: dict[str, Any] | None = None
    for reading in readings:
        begun = _begun(before, reading)
        if period is not None and _goes_on(period, reading, begun):
            stored = reading.version or period.version
            period = replace(period, last=reading, visits=period.visits + 1, version=stored)
        else:
            if period is not None:
                yield period
            period = begun
        before = reading.report or before
    if period is not None:
        yield period


def _begun(before: dict[str, Any] | None, reading: Reading) -> Period:
    """Return the period that a reading begins, unless it goes on with the one before."""
    if reading.report is None:
        return Period(reading, reading, 1, "unread")
    if before is None:
        return Period(reading, reading, 1, "first", version=reading.version)
    changed = changes(before, reading.report)
    values = tuple(one for one in changed if not is_text(one.key))
    texts = tuple(one for one in changed if is_text(one.key))
    change = "values" if values else "text" if texts else "again"
    return Period(reading, reading, 1, change, values, texts, reading.version)


def _goes_on(period: Period, reading: Reading, begun: Period) -> bool:
    if period.last.report is None:
        return begun.change == "unread" and period.last.refused == reading.refused
    return begun.change == "again"
