"""One report over its captures: what each new reading changed, values told apart from text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pipelines.differences import Difference, differences

_TEXTS = ("preamble", "sections", "contact", "identity", "anomalies")
"""What is worded. Everything else but provenance is a value, or says what kind of report it is."""

_PROVENANCE = ("captures", "source", "parser", "observations")
"""Where a report was read; observations repeat the values with their places."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A report as one visit captured it: `report` is its document, `refused` the reason where it is none.

    `captured_at` is the WARC-Date of the first capture, `warc` the file it lies in.
    """

    captured_at: str
    warc: str
    report: dict[str, Any] | None
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """Visits in a row that read alike: the first and last of them, and their number.

    `change` is what began with it, beside the last reading that was a report: `first`, `values`, `text`, `again` where
    nothing differs, `unread` where it is no report. `values` and `texts` are the differences.
    """

    first: Reading
    last: Reading
    visits: int
    change: str
    values: tuple[Difference, ...] = ()
    texts: tuple[Difference, ...] = ()


def periods(readings: Iterable[Reading]) -> Iterator[Period]:
    """Yield what readings, in the order of capture, come to: those that say the same are one."""
    period: Period | None = None
    before: dict[str, Any] | None = None
    for reading in readings:
        begun = _begun(before, reading)
        if period is not None and _goes_on(period, reading, begun):
            period = replace(period, last=reading, visits=period.visits + 1)
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
        return Period(reading, reading, 1, "first")
    changed = differences(_said(before), _said(reading.report))
    values = tuple(one for one in changed if not _is_text(one.key))
    texts = tuple(one for one in changed if _is_text(one.key))
    return Period(reading, reading, 1, "values" if values else "text" if texts else "again", values, texts)


def _goes_on(period: Period, reading: Reading, begun: Period) -> bool:
    if period.last.report is None:
        return begun.change == "unread" and period.last.refused == reading.refused
    return begun.change == "again"


def _said(report: dict[str, Any]) -> dict[str, Any]:
    """Return a report without where it was read."""
    return {key: value for key, value in report.items() if key not in _PROVENANCE}


def _is_text(key: str) -> bool:
    return key.partition(".")[0] in _TEXTS or (key.startswith("facts.") and not key.endswith(".value"))
