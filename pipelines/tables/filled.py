"""A statutory table as it is filled in: values, their evidence, and what was odd about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from msgspec.structs import replace

from pipelines.body import Table
from pipelines.report import Anomaly, Number, Observation, locator
from pipelines.tables.labels import Match
from pipelines.tables.numbers import Quantity
from pipelines.tables.placement import Placement
from pipelines.tables.sheets import Sheet, Spot

_WORDINGS = {
    "typo": ("label_typo", "“{text}”应为“{label}”"),
    "variant": ("label_variant", "“{text}”,国办格式为“{label}”"),
    "cut": ("label_broken_by_page", "“{text}”不完整,应为“{label}”"),
}


@dataclass(frozen=True, slots=True)
class _Row:
    columns: tuple[str, ...]
    observations: tuple[Observation, ...]
    extra: tuple[Number, ...]

    @property
    def values(self) -> dict[str, Number | None]:
        return dict(zip(self.columns, [each.value for each in self.observations], strict=True))

    @property
    def empty(self) -> bool:
        return all(each.value is None for each in self.observations)


@dataclass
class Filled:
    """One table of a form. `name` is its key in the report, `used` the (capture, block) it was read from."""

    name: str
    rows: dict[str, _Row] = field(default_factory=dict)
    used: set[tuple[int, int]] = field(default_factory=set)
    notes: list[Anomaly] = field(default_factory=list)

    def use(self, sheet: Sheet) -> None:
        """Record that a table holds a part of this one."""
        self.used.add(sheet.place)

    def note(self, code: str, message: str, *keys: str) -> None:
        """Record a reading note on keys of this table, once."""
        anomaly = Anomaly(code, "info", message, tuple(f"tables.{self.name}.{key}" for key in keys))
        if anomaly not in self.notes:
            self.notes.append(anomaly)

    def note_wording(self, match: Match, text: str, key: str) -> None:
        """Record a label that is not worded as the form words it."""
        if match.wording in _WORDINGS:
            code, message = _WORDINGS[match.wording]
            self.note(code, message.format(text=text, label=match.terms[0].label), key)

    def add(
        self,
        sheet: Sheet,
        row: str,
        columns: Sequence[str | None],
        label: Spot,
        placement: Placement | None,
        units: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Add a printed row; without a placement its values are not certain and become null.

        The first print of a row stands; a later one is taken only where the first had no number. A column without
        a key is one that the form does not have.
        """
        self.use(sheet)
        values = placement.values if placement else (None,) * len(columns)
        missing = Quantity(None, "blank" if placement else "text")
        prefix, table = f"tables.{self.name}.{row}.", sheet.table
        found = tuple(
            [
                _observation(
                    table, prefix + column, spot or replace(label, quantity=missing), units.get(column)
                )
                for column, spot in zip(columns, values, strict=True)
                if column
            ]
        )
        extra = (spot.quantity.number for spot in (placement.extra if placement else ()))
        named = tuple([column for column in columns if column])
        self._keep(row, _Row(named, found, tuple(number for number in extra if number is not None)))

    def _keep(self, row: str, read: _Row) -> None:
        known = self.rows.get(row)
        if known is None or (known.empty and not read.empty):
            self.rows[row] = read
        elif not read.empty and known.values != read.values:
            self.note("layout_repeated_row", "同一行再次出现且数值不同,以首次出现为准", row)

    def values(self) -> dict[str, dict[str, Number | None]]:
        """Return the values by row and column key."""
        return {row: read.values for row, read in self.rows.items()}

    def observations(self) -> tuple[Observation, ...]:
        """Return the evidence of every cell of every row read."""
        return tuple(each for read in self.rows.values() for each in read.observations)

    def extra(self) -> dict[str, tuple[Number, ...]]:
        """Return the numbers that the form has no column for, by row."""
        return {row: read.extra for row, read in self.rows.items() if read.extra}


def _observation(table: Table, key: str, spot: Spot, unit: str | None) -> Observation:
    """Return a cell's evidence; where the row has no cell, its label's is what shows that the row is printed."""
    cell, quantity = spot.cell, spot.quantity
    where = locator({"table": table.table, "row": cell.row, "column": cell.column}, cell.box)
    return Observation(
        key,
        quantity.number,
        cell.text,
        quantity.status,
        quantity.unit or unit,
        table.capture,
        where,
        cell.confidence,
    )
