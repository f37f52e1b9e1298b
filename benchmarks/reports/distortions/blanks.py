"""Cells that print nothing: a blank is not zero, and what cannot be known is not checked."""

from __future__ import annotations

from random import Random

from benchmarks.reports.distortions.registry import distortion
from benchmarks.reports.model import Cell, Doubt, Draft


def _valued(draft: Draft) -> list[Cell]:
    return [cell for table in draft.tables() for cell in table.cells("value") if cell.key]


def _settle(draft: Draft) -> None:
    """Leave no row with one number too many that none could tell.

    The contract reads as many numbers as the form has columns in their order; with one less, the columns decide. A
    number behind nothing but blanks may be the row's total, a column too far right.
    """
    for row in (row for table in draft.tables() for row in table.rows):
        keyed = [cell for cell in row if cell.key]
        left = [cell for cell in keyed if draft.values[cell.key or ""] is not None]
        surplus = next((cell for cell in row if cell.role == "value" and not cell.key), None)
        if surplus and not left:
            row.remove(surplus)
            draft.extra.remove(int(surplus.text))
            draft.doubts.remove(Doubt("extra_values"))
        elif surplus and len(left) == len(keyed) - 1:
            _empty(draft, left[1], "")


def _empty(draft: Draft, cell: Cell, mark: str) -> None:
    cell.text = mark
    draft.values[cell.key or ""] = None


@distortion("tables", "grid", group="blanks")
def zeros_left_blank(draft: Draft, _rng: Random) -> None:
    for cell in _valued(draft):
        if draft.values[cell.key or ""] == 0:
            _empty(draft, cell, "")
    _settle(draft)


@distortion("tables", "grid", group="blanks")
def some_cells_blank(draft: Draft, rng: Random) -> None:
    for cell in _valued(draft):
        if rng.random() < 0.1:
            _empty(draft, cell, rng.choice(("", "\xa0", "　")))
    _settle(draft)


@distortion("tables", group="blanks")
def dashes_for_zeros(draft: Draft, rng: Random) -> None:
    mark = rng.choice(("-", "—", "/", "——", "－", "\\"))
    for cell in _valued(draft):
        if draft.values[cell.key or ""] == 0 and rng.random() < 0.8:
            _empty(draft, cell, mark)
    _settle(draft)


@distortion("tabled", "grid", group="blanks")
def totals_only_at_the_end(draft: Draft, _rng: Random) -> None:
    """总计 is filled in for （七） alone."""
    for cell in _valued(draft):
        key = cell.key or ""
        if key.startswith("requests.") and key.endswith(".total") and "result_total" not in key:
            _empty(draft, cell, "")
    _settle(draft)
