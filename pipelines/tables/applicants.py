"""The columns of the second statutory table, kinds of applicants, and where a table holds their values."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from pipelines.tables.form import APPLICANTS, REQUEST_GROUPS, Term
from pipelines.tables.labels import Vocabulary
from pipelines.tables.numbers import Quantity
from pipelines.tables.placement import Columns, leads_with_total, totalled
from pipelines.tables.sheets import Line, Sheet, Spot

KEYS = tuple(term.key for term in APPLICANTS)
ENOUGH = 3
"""Applicant kinds in a header, or full rows without one, that make a table this table."""

MANY = 8
"""Full rows that show how a table prints its rows, a third of the form's."""

GROUPS = Vocabulary((*REQUEST_GROUPS, Term("headings", "申请人情况"), Term("headings", "法人或其他组织")))
"""What heads rows or columns and has no values of its own."""

_APPLICANTS = Vocabulary(APPLICANTS)


class Learned:
    """Where a table holds its values, by its full rows and, as far as these bear it out, by its header.

    A table without a header that is as wide as the one `above`, of which it is the rest, has that one's. `keys` are the
    kinds in the order of its columns; `ordered` is false for text whose header or totals say another order.
    """

    def __init__(self, sheet: Sheet, above: Learned | None = None) -> None:
        self._width = max(map(len, sheet.table.grid), default=0)
        full = [(line, at) for line in sheet.lines if len(at := _numbered(line)) == len(KEYS)]
        # Flattened text that keeps its empty cells: every row as wide as the next, all full ones alike.
        regular = len({len(line.spots) for line in sheet.lines}) == 1 and len({at for _, at in full}) < 2
        self._in_place = sheet.table.spanned or regular
        self._header = _header(sheet) if self._in_place else None
        self.keys = _order(sheet, full) or KEYS
        if above and self._in_place and self._width == above._width and not self._header:
            self._header, self.keys = above._header, above.keys
        self.ordered = sheet.table.spanned or not (
            any(map(_is_reordered, sheet.lines)) or leads_with_total(_quantities(line) for line, _ in full)
        )
        self._keeps_blanks = len(full) >= MANY and (regular or all(map(_ends_in, *zip(*full, strict=True))))
        self._by_shape: defaultdict[tuple[int, int], Counter[Columns]] = defaultdict(Counter)
        for line, at in full:
            self._by_shape[self._shape(line)][at] += 1

    def vouches(self, spots: Sequence[Spot]) -> bool:
        """Return whether text that keeps the empty cells of its rows has all that follow a row's label."""
        whole = self._in_place or len(spots) == len(KEYS)
        return self._keeps_blanks and whole and bool(spots) and spots[-1].printed

    def _shape(self, line: Line) -> tuple[int, int]:
        """Return what rows with the same columns share; in ragged text these wander with the label's place."""
        if self._in_place:
            return 0, 0
        texts = [spot.column for spot in line.spots if spot.quantity.status == "text"]
        return max(texts, default=-1), len(line.spots)

    def columns(self, line: Line) -> list[Columns]:
        """Return the columns of a row if all full rows like it, and more than a few, agree, or the header."""
        found = self._by_shape[self._shape(line)]
        if len(found) == 1 and found.total() >= ENOUGH:
            return list(found)
        return [self._header] if self._header and found.keys() <= {self._header} else []


def heads(line: Line) -> bool:
    """Return whether a line without numbers names columns."""
    groups = (GROUPS.find(spot.labels[-1]) for spot in line.named)
    return len(kinds(line)) > 1 or any(group and group.key == "headings" for group in groups)


def kinds(line: Line) -> dict[str, Spot]:
    """Return the cells that name kinds of applicants, by key."""
    return {match.key: spot for spot in line.named if (match := _APPLICANTS.find(spot.labels[-1]))}


def _is_reordered(line: Line) -> bool:
    """Return whether a line of a header names kinds, the total apart, in another order than the form."""
    named = [KEYS.index(key) for key in kinds(line) if key != KEYS[-1]] if not line.numbers else []
    return named != sorted(named)


def _quantities(line: Line) -> list[Quantity]:
    return [spot.quantity for spot in line.spots if spot.quantity.is_number]


def _ends_in(line: Line, at: Columns) -> bool:
    """Return whether a line ends in the columns given, and nothing parts them from its label."""
    before, values = line.spots[: -len(KEYS)], line.spots[-len(KEYS) :]
    return tuple(spot.column for spot in values) == at and bool(before) and bool(before[-1].labels)


def _numbered(line: Line) -> Columns:
    return tuple(spot.column for spot in line.spots if spot.quantity.is_number)


def _header(sheet: Sheet) -> Columns | None:
    """Return the grid columns of the header, if it names each once, in the order of the form."""
    columns: dict[str, int] = {}
    for line in sheet.lines:
        if line.numbers:
            break
        if heads(line):
            columns |= {key: spot.column for key, spot in kinds(line).items()}
    found = tuple(columns.get(key, -1) for key in KEYS)
    return found if -1 not in found and list(found) == sorted(set(found)) else None


def _order(sheet: Sheet, full: Sequence[tuple[Line, Columns]]) -> tuple[str, ...] | None:
    """Return the kinds as one line of the header prints them all, if all full rows have their values right below.

    Where that puts the total elsewhere than the form does, which a wrong span does too, the rows must have it there.
    """
    printed = next((named for line in sheet.lines if len(named := kinds(line)) == len(KEYS)), {})
    below = {at for _, at in full} == {tuple(spot.column for spot in printed.values())}
    if not (sheet.table.spanned and below):
        return None
    order, rows = tuple(printed), [_quantities(line) for line, _ in full]
    at = order.index(KEYS[-1])
    return order if order[-1] == KEYS[-1] or totalled(rows, at) > totalled(rows, -1) else None
