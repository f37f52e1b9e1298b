"""When a report was published, out of the dates that a page shows or hides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from archive.capture import Capture
from pipelines.body import Dated

_DOUBT = {"visible": 0, "catalogue": 0, "meta": 1, "script": 2, "signature": 3, "address": 4}
"""Where a date was read, most telling first: templates fill meta and scripts with the time of generation."""
_LATEST = 20
"""Years after the report's: what is shown later belongs to something else."""


def published(head_dates: Sequence[Dated], year: int | None, latest: date | None = None) -> Dated | None:
    """Return the likeliest date of publication of a report on a year; `None` where none is plausible.

    A report appears after its year has ended and before its page was fetched (`latest`): any other date belongs to
    something else. Dates in the year after the report's go before later ones, then what the page shows before what
    it hides, then page order.
    """
    return min(
        (dated for dated in head_dates if _is_plausible(dated.on, year, latest)),
        key=lambda dated: (year is not None and dated.on.year > year + 1, _DOUBT[dated.where]),
        default=None,
    )


def last_day(captures: Iterable[Capture]) -> date | None:
    """Return the day of the last capture in UTC; in Beijing it may be the next."""
    moments = [capture.captured_at for capture in captures if capture.captured_at]
    return max((date.fromisoformat(moment[:10]) for moment in moments), default=None)


def late(on: date, year: int | None) -> bool:
    """Return whether a report on the year came after 31 March of the next, the last day a government has."""
    return year is not None and on > date(year + 1, 3, 31)


def _is_plausible(on: date, year: int | None, latest: date | None) -> bool:
    if latest is not None and on > latest + timedelta(days=1):
        return False
    return year is None or year < on.year <= year + _LATEST
