"""Which cells of a printed row hold the values of a form's columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from msgspec.structs import replace

from pipelines.tables.numbers import Quantity, several
from pipelines.tables.sheets import Spot

Columns = tuple[int, ...]
"""Grid columns at which the values of a row stand, in the order of the form."""


class Placement(msgspec.Struct, frozen=True):
    """The values of a row in the order of the form, `None` where the row has no cell, and numbers beyond."""

    values: tuple[Spot | None, ...]
    extra: tuple[Spot, ...] = ()


def place(
    spots: Sequence[Spot],
    size: int,
    candidates: Sequence[Columns] = (),
    *,
    ragged: bool = False,
    summed: int = 0,
) -> Placement | None:
    """Return which of the cells after a label hold the row's values, `None` if that is not certain.

    As many numbers as the form has columns hold its values in that order, whatever the columns' places; of more,
    the first do and the rest is extra. With fewer, blanks and dashes count: the `candidates` are then asked in
    turn for the places of the columns. In a `ragged` row blanks at the end say nothing, and cells may be lost.
    Each `summed` columns end with their total: where a row has several, its order counts only without gaps or if
    the totals are right; numbers beyond the last column are extra as far as the totals allow.
    """
    own = _apart([spot for spot in spots if spot.quantity.status != "blank" and not spot.carried], size)
    ordered = _by_order(own, size)
    if ordered and (summed in {0, size} or not _has_gaps(spots, size)):
        return ordered
    if any(spot.carried and spot.labels for spot in spots):
        # A label that a wrong rowspan pushed among the values: the places cannot be trusted.
        return None
    spots = tuple(_unread(spot) if spot.carried else spot for spot in spots)
    under = [placement for columns in candidates if (placement := _under(spots, columns, ragged))]
    for placement in under:
        if not placement.extra or _goes_beyond(placement, ordered, summed):
            return placement
    if ordered:
        return ordered if _is_likelier(ordered, under, summed) else None
    standing = _as_they_stand(spots, size, ragged)
    unsure = standing and (under or standing.extra)
    return standing if standing and (not unsure or _is_likelier(standing, under, summed)) else None


def leads_with_total(rows: Iterable[Sequence[Quantity]]) -> bool:
    """Return whether more rows of numbers begin with the total of the others than end with it."""
    rows = list(rows)
    return totalled(rows, 0) > totalled(rows, -1)


def totalled(rows: Iterable[Sequence[Quantity]], at: int) -> int:
    """Return how many rows of numbers have the total of the others at a place; those of nothing tell nothing."""
    wholes = ((sum(each.value or 0 for each in row), row[at].value or 0) for row in rows)
    return sum(whole > 0 and 2 * value == whole for whole, value in wholes)


def _apart(printed: list[Spot], size: int) -> list[Spot]:
    """Return the cells with one that runs all, or all but one, of the numbers together taken apart.

    What may as well be one number with its thousands parted is left unread.
    """
    if size <= 2 or len(printed) > 2:
        return printed
    parted = []
    for spot in printed:
        numbers = several(spot.cell.text)
        if not (len(numbers) in {size - 1, size} and len(printed) - 1 + len(numbers) == size):
            parted.append(spot)
        elif spot.quantity.status == "text":
            parted += [replace(spot, quantity=each) for each in numbers]
        else:
            parted.append(_unread(spot))
    return parted


def _by_order(printed: list[Spot], size: int) -> Placement | None:
    """Return the first values and the numbers beyond, `None` if there are too few numbers.

    Dashes and words between numbers hold their places.
    """
    at = [index for index, spot in enumerate(printed) if spot.quantity.is_number]
    if len(at) < size:
        return None
    if size == len(printed):
        return Placement(tuple(printed))
    inner = printed[at[0] : at[-1] + 1]
    return Placement(tuple(inner[:size]), tuple(spot for spot in inner[size:] if spot.quantity.is_number))


def _has_gaps(spots: Sequence[Spot], size: int) -> bool:
    """Return whether blanks stand before some numbers, too few for spacing between all of them."""
    at = max(index for index, spot in enumerate(spots) if spot.quantity.is_number)
    return 0 < sum(not spot.printed for spot in spots[:at]) < size - 1


def _unread(spot: Spot) -> Spot:
    """Return a cell that covers several rows or columns as one whose value belongs to none of them."""
    return replace(spot, quantity=Quantity(None, "text")) if spot.printed else spot


def _under(spots: Sequence[Spot], columns: Columns, ragged: bool) -> Placement | None:
    """Return the cells under the columns, if everything printed stands under some of them.

    A row may end early. One that begins before or after the first column and has no cell under another is shifted;
    a ragged one that lacks any cell, or one with a cell that may be two, may have lost it anywhere.
    """
    by_column = {at: spot for spot in spots for at in range(spot.column, spot.column + spot.width)}
    values = [by_column.get(at) for at in columns]
    beyond = tuple(
        spot for spot in spots if spot.quantity.is_number and spot.column > columns[-1] and spot not in values
    )
    if any(spot.printed and spot not in values and spot not in beyond for spot in spots):
        return None
    if None in values and (
        beyond
        or ragged
        or values[0] is None
        or spots[0] is not values[0]
        or any(several(spot.cell.text) for spot in spots)
    ):
        return None
    kept = tuple(_unread(spot) if spot and values.count(spot) > 1 else spot for spot in values)
    return Placement(kept, beyond)


def _is_likelier(placement: Placement, others: Sequence[Placement], summed: int) -> bool:
    """Return whether more totals are right than in any other reading of the row."""
    most = max((_totals(other, summed) for other in others), default=0)
    return _totals(placement, summed) > most


def _totals(placement: Placement, summed: int) -> int:
    """Return how many totals are right, blanks counted as nothing; those of nothing tell nothing."""
    if summed < 2:
        return 0
    values = [(spot.quantity.value or 0) if spot else 0 for spot in placement.values]
    groups = [values[start : start + summed] for start in range(0, len(values), summed)]
    return sum(any(group) and sum(group[:-1]) == group[-1] for group in groups)


def _goes_beyond(placement: Placement, ordered: Placement | None, summed: int) -> bool:
    """Return whether numbers behind the last column are extra, and no value stands a column too far right.

    Where a blank may be no cell of the row, the totals decide, or else the columns if the row begins under the first.
    """
    values = placement.values
    gaps = [at for at, spot in enumerate(values) if spot is None or not spot.printed]
    moved = [Placement((*values[:at], *values[at + 1 :], placement.extra[0])) for at in gaps]
    others = [ordered] if ordered else moved
    if _is_likelier(placement, others, summed):
        return True
    return (
        not ordered and 0 not in gaps and not any(_is_likelier(each, [placement], summed) for each in moved)
    )


def _as_they_stand(spots: Sequence[Spot], size: int, ragged: bool) -> Placement | None:
    """Return exactly as many cells as columns, or as many from the first to the last that is printed.

    Of more that are all printed, numbers behind the last column are extra.
    """
    if len(spots) == size and (not ragged or spots[-1].quantity.is_number):
        return Placement(tuple(spots))
    at = [index for index, spot in enumerate(spots) if spot.printed]
    if at and at[-1] - at[0] + 1 == size:
        return Placement(tuple(spots[at[0] : at[-1] + 1]))
    if size < len(at) == len(spots) and all(spot.quantity.is_number for spot in spots[size:]):
        return Placement(tuple(spots[:size]), tuple(spots[size:]))
    return None
