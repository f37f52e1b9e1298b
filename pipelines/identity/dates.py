"""When a report was published, out of the dates that a page shows or hides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipelines.body import Dated

_TRUST = ("visible", "meta", "script", "signature", "address")
"""Where a date was read, most telling first: templates fill meta and scripts with the time of generation."""


def published(head_dates: Sequence[Dated], year: int | None) -> Dated | None:
    """Return the likeliest date of publication of a report on a year; `None` where none is plausible.

    A report appears after its year has ended: a date before that belongs to something else. Dates in the year
    after the report's go before later ones, then what the page shows before what it hides, then page order.
    """
    plausible = [dated for dated in head_dates if year is None or dated.on.year > year]
    return min(
        plausible,
        key=lambda dated: (year is not None and dated.on.year > year + 1, _doubt(dated)),
        default=None,
    )


def late(on: date, year: int | None) -> bool:
    """Return whether a report on the year came after 31 March of the next, the last day a government has."""
    return year is not None and on > date(year + 1, 3, 31)


def _doubt(dated: Dated) -> int:
    return _TRUST.index(dated.where) if dated.where in _TRUST else len(_TRUST)
