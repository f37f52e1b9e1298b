"""The third statutory table: administrative reviews and lawsuits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile

from pipelines.tables.filled import Filled
from pipelines.tables.form import DISPUTE_OUTCOMES, DISPUTE_ROWS, DISPUTES, Term
from pipelines.tables.labels import Vocabulary, labels
from pipelines.tables.numbers import Quantity
from pipelines.tables.placement import Columns, Placement, leads_with_total, place
from pipelines.tables.sheets import Line, Sheet, Spot

_GROUPS = Vocabulary((*DISPUTE_ROWS, Term("litigation", "行政诉讼")))
_OUTCOMES = Vocabulary(DISPUTE_OUTCOMES)
_KEYS = tuple(term.key for term in DISPUTE_OUTCOMES)
_ROWS = tuple(term.key for term in DISPUTE_ROWS)
_PRINTED = ("review", "litigation", *_ROWS[1:])
"""The groups as the form prints them from left to right, of one line those that stand in it."""

_NOTE = re.compile(r"[（(]([^（）()]{5,12})[)）]")
_NONE = Quantity(None, "blank")
_ENOUGH = 3
"""Outcomes in a header that make a table this table."""


class Disputes:
    """The table as read: a header of groups and outcomes, then one line with the values of all groups.

    A header may stand alone, its values in the next table; a table may hold some of the groups only, or a line
    for each group.
    """

    def __init__(self) -> None:
        self.filled = Filled(DISPUTES)
        self._groups: list[str] = []
        self._columns = _KEYS
        self._headed_by: Sheet | None = None

    def read(self, sheets: Sequence[Sheet]) -> None:
        """Read all tables in reading order."""
        for sheet in sheets:
            # An empty line is the values, left blank, if no line with values follows it.
            for line in sorted(sheet.lines, key=lambda each: each.empty):
                self._read_line(sheet, line)
        if self._headed_by and set(_ROWS) <= set(self._groups) and not self.filled.rows:
            self._read_blank(self._headed_by)

    def _read_line(self, sheet: Sheet, line: Line) -> None:
        groups = [key for spot in line.named if (key := _group(spot))]
        if not line.numbers and _outcomes(line) >= _ENOUGH:
            self._groups += [key for key in groups if key not in self._groups]
            self._headed_by, self._columns = sheet, _order(line) or self._columns
            self.filled.use(sheet)
        elif not line.numbers and groups and len(groups) == sum(spot.printed for spot in line.spots):
            # A line of group names alone begins a header, unless it stands in the midst of one.
            started = self._groups if self._headed_by is sheet else []
            self._groups = started + [key for key in groups if key not in started]
        elif self._headed_by and groups and line.numbers:
            self._read_group(sheet, line)
        elif self._headed_by:
            self._read_values(self._headed_by, sheet, line)

    def _read_group(self, sheet: Sheet, line: Line) -> None:
        """Read a line that names its group itself."""
        at = max(index for index, spot in enumerate(line.spots) if _group(spot))
        row = _group(line.spots[at])
        if row in _ROWS:
            placement = place(line.spots[at + 1 :], len(_KEYS))
            self.filled.add(sheet, row, self._columns, line.spots[at], placement)

    def _read_values(self, header: Sheet, sheet: Sheet, line: Line) -> None:
        """Read a line of the values of all groups that the header names."""
        named = [row for row in _ROWS if row in self._groups]
        rows = named if named and line.numbers <= len(named) * len(_KEYS) else _ROWS
        size = len(rows) * len(_KEYS)
        spots = [spot for spot in line.spots if not spot.carried]
        if not sheet.table.spanned:
            # The header's last label may stand before the values.
            spots = list(dropwhile(lambda spot: bool(spot.labels), spots))
        if len(spots) < size and line.numbers < len(_KEYS):
            return
        leaves = _leaves(sheet, size)
        summed = len(_KEYS) if self._columns[-1] == "total" else 0
        placement = place(spots, size, [leaves] if leaves else [], summed=summed)
        if placement or (sheet is header and line.numbers):
            doubtful = bool(summed) and not sheet.table.spanned and _leads_with_total(placement)
            self._add(sheet, rows, spots[0], placement if _is_in_order(header) and not doubtful else None)
            self._groups, self._headed_by, self._columns = [], None, _KEYS

    def _read_blank(self, sheet: Sheet) -> None:
        """Read a header below which nothing stands: a line left blank that its source does not keep."""
        label = next(spot for line in sheet.lines for spot in line.named)
        self._add(sheet, _ROWS, label, Placement((None,) * (len(_ROWS) * len(_KEYS))))

    def _add(self, sheet: Sheet, rows: Sequence[str], label: Spot, placement: Placement | None) -> None:
        for index, row in enumerate(rows):
            part = None
            if placement:
                values = placement.values[index * len(_KEYS) : (index + 1) * len(_KEYS)]
                part = Placement(values, placement.extra if row == rows[-1] else ())
            self.filled.add(sheet, row, self._columns, label, part)


def _group(spot: Spot) -> str | None:
    """Return the group that a cell names, by what it notes in brackets where that is one: 行政诉讼（复议后起诉）."""
    if not spot.labels:
        return None
    noted = _NOTE.search(spot.cell.text)
    matches = map(_GROUPS.find, (*(labels(noted[1]) if noted else ()), spot.labels[-1]))
    return next((match.key for match in matches if match), None)


def _outcomes(line: Line) -> int:
    return sum(_OUTCOMES.find(spot.labels[-1]) is not None for spot in line.named)


def _order(line: Line) -> tuple[str, ...] | None:
    """Return the outcomes as a line prints them for each group alike, `None` if it does not print all."""
    keys = [match.key for spot in line.named if (match := _OUTCOMES.find(spot.labels[-1]))]
    first = keys[: len(_KEYS)]
    alike = keys == first * (len(keys) // len(_KEYS))
    return tuple(first) if alike and set(first) == set(_KEYS) else None


def _is_in_order(header: Sheet) -> bool:
    """Return whether no line of a header prints the groups in another order than the form."""
    lines = (
        [key for spot in line.named if (key := _group(spot))] for line in header.lines if not line.numbers
    )
    return all(keys == sorted(keys, key=_PRINTED.index) for keys in lines)


def _leads_with_total(placement: Placement | None) -> bool:
    """Return whether groups of outcomes, blanks apart, rather begin with their total than end with it."""
    values = [spot.quantity if spot else _NONE for spot in placement.values] if placement else []
    return leads_with_total(values[at : at + len(_KEYS)] for at in range(0, len(values), len(_KEYS)))


def _leaves(sheet: Sheet, size: int) -> Columns | None:
    """Return the grid columns that the header's outcomes stand over, if there are as many as values."""
    if not sheet.table.spanned:
        return None
    columns = {
        spot.column
        for line in sheet.lines
        if not line.numbers and _outcomes(line) >= _ENOUGH
        for spot in line.named
        if _OUTCOMES.find(spot.labels[-1])
    }
    return tuple(sorted(columns)) if len(columns) == size else None
