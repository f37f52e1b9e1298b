"""The first statutory table: what was disclosed on the authority's own motion under article 20."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import msgspec
from msgspec import structs

from pipelines.tables.filled import Filled
from pipelines.tables.form import (
    ARTICLE_20,
    ARTICLE_20_COLUMNS,
    ARTICLE_20_ROWS,
    PROACTIVE,
    TABLES_2019,
    TABLES_2021,
)
from pipelines.tables.labels import Match, Vocabulary, resembles
from pipelines.tables.numbers import in_wanyuan, printed_unit
from pipelines.tables.placement import Placement, place
from pipelines.tables.sheets import Line, Sheet, Spot

_ROWS = Vocabulary(ARTICLE_20_ROWS)
_COLUMNS = Vocabulary(ARTICLE_20_COLUMNS)
_TERMS = {term.key: term for term in reversed(ARTICLE_20_COLUMNS)}
_HEADERS = frozenset(columns for rows in ARTICLE_20.values() for columns in rows.values())
_ALLOWED = {
    term.key: {column for rows in ARTICLE_20.values() for column in rows.get(term.key, ())}
    for term in ARTICLE_20_ROWS
}
_COLUMNS_2021, _COLUMNS_2019 = (
    {column for columns in ARTICLE_20[layout].values() for column in columns}
    for layout in (TABLES_2021, TABLES_2019)
)
_CLAUSE = re.compile(r"第?(二十|20)条第?[（(]?[一二三四五六七八九十]+[）)]?项")
_NO_COLUMNS = {"信息内容", "内容", "项目", "类别", "序号"}
_MONEY = ("amount_wanyuan", "amount")


class _Column(msgspec.Struct, frozen=True):
    key: str | None
    spot: Spot


_Header = tuple[_Column, ...]


class Article20:
    """The table as read, and the layouts that its headers speak for."""

    def __init__(self) -> None:
        self.filled = Filled(PROACTIVE)
        self._votes: list[str] = []
        self._header: _Header = ()
        self._unheaded: list[tuple[Sheet, Line, Match, int]] = []

    def read(self, sheets: Sequence[Sheet]) -> None:
        """Read the rows of all tables in reading order, then those without a header of their own."""
        for sheet in sheets:
            self._read_sheet(sheet)
        for sheet, line, match, at in self._unheaded:
            self._add_unheaded(sheet, line, match, at)

    @property
    def layout(self) -> str | None:
        """Return the layout that most headers speak for, the first where they are even."""
        return max(dict.fromkeys(self._votes), key=self._votes.count, default=None)

    @property
    def mixed(self) -> bool:
        """Return whether the table prints headers or rows of both layouts."""
        if self.layout is None:
            return False
        own = ARTICLE_20[self.layout]
        return len(set(self._votes)) > 1 or any(row not in own for row in self.filled.rows)

    def _read_sheet(self, sheet: Sheet) -> None:
        printed = [line for line in sheet.lines if not line.blank]
        if printed and _row(printed[0]) is None and not _is_clause(printed[0]):
            self._header = ()
        for line in printed:
            self._read_line(sheet, line)

    def _read_line(self, sheet: Sheet, line: Line) -> None:
        if _is_clause(line):
            self._header = ()
            self.filled.use(sheet)
        elif row := _row(line):
            self._read_row(sheet, line, *row)
        elif header := _header(line):
            self._header = header
            self._vote(header)
            self._note_header(header)

    def _vote(self, header: _Header) -> None:
        """Count a header for the layout it speaks for; what both forms have tells nothing beside a foreign column."""
        keys = {column.key for column in header}
        if keys - {None} - _COLUMNS_2021:
            self._votes.append(TABLES_2019)
        elif None not in keys or keys - {None} - _COLUMNS_2019:
            self._votes.append(TABLES_2021)

    def _note_header(self, header: _Header) -> None:
        for column in header:
            if column.key and (label := column.spot.labels):
                if not (match := _COLUMNS.find(label[-1])):
                    match = Match((_TERMS[column.key],), "typo")
                self.filled.note_wording(match, column.spot.cell.text, column.key)
            if column.key == "amount_wanyuan" and printed_unit(column.spot.cell.text) is None:
                self.filled.note("header_variant", f"收费金额表头“{column.spot.cell.text}”缺“（单位：万元）”")

    def _read_row(self, sheet: Sheet, line: Line, match: Match, at: int) -> None:
        keys = {column.key for column in self._header if column.key}
        if not self._header or not keys <= _ALLOWED[match.key]:
            self._unheaded.append((sheet, line, match, at))
            return
        columns = [column.key for column in self._header]
        spots = line.spots[at + 1 :]
        candidates = [tuple(column.spot.column for column in self._header)]
        placement = place(spots, len(columns), candidates, ragged=not sheet.table.spanned)
        if placement and placement.extra and not sheet.table.spanned:
            # Nothing tells which number is one too many.
            placement = None
        units = {
            column.key: unit
            for column in self._header
            if column.key and (unit := printed_unit(column.spot.cell.text))
        }
        self._add(sheet, line.spots[at], match, columns, placement, units)

    def _add_unheaded(self, sheet: Sheet, line: Line, match: Match, at: int) -> None:
        """Add a row whose header is lost, if it has just the numbers that the layout calls for."""
        columns = ARTICLE_20.get(self.layout or "", {}).get(match.key, ())
        printed = [spot for spot in line.spots[at + 1 :] if spot.printed and not spot.carried]
        if columns and len(printed) == len(columns) and all(spot.quantity.is_number for spot in printed):
            self._add(sheet, line.spots[at], match, columns, Placement(tuple(printed)), {})

    def _add(
        self,
        sheet: Sheet,
        label: Spot,
        match: Match,
        columns: Sequence[str | None],
        placement: Placement | None,
        units: dict[str, str],
    ) -> None:
        self.filled.note_wording(match, label.cell.text, match.key)
        if placement:
            self._note_units(match.key, columns, placement, units)
            placement = _priced(columns, placement, units)
        self.filled.add(sheet, match.key, columns, label, placement, units)

    def _note_units(
        self, row: str, columns: Sequence[str | None], placement: Placement, units: dict[str, str]
    ) -> None:
        for spot, column in zip(placement.values, columns, strict=True):
            money = column if column in _MONEY and column not in units else None
            if money and spot and spot.quantity.is_number and not spot.quantity.unit:
                self.filled.note("unit_not_stated", f"“{_TERMS[money].label}”未写单位", f"{row}.{money}")


def _priced(columns: Sequence[str | None], placement: Placement, units: dict[str, str]) -> Placement:
    """Return the values with those of a column in 万元 converted to it."""
    values = tuple(
        _in_wanyuan(spot, units.get(column)) if column == "amount_wanyuan" and spot else spot
        for spot, column in zip(placement.values, columns, strict=True)
    )
    return structs.replace(placement, values=values)


def _in_wanyuan(spot: Spot, header_unit: str | None) -> Spot:
    """Return a sum in 万元; as printed where no unit is, unread where the unit is none of money."""
    value = spot.quantity.value
    unit = spot.quantity.unit or ("元" if spot.quantity.scale > 1 else header_unit)
    if value is None or unit is None:
        return spot
    converted = in_wanyuan(value, unit)
    if converted is None:
        return structs.replace(spot, quantity=replace(spot.quantity, value=None, status="text"))
    return structs.replace(spot, quantity=replace(spot.quantity, value=converted, unit="万元"))


def _is_clause(line: Line) -> bool:
    if line.numbers + len(line.named) > 1:
        return False
    printed = [spot for spot in line.spots if spot.printed]
    return len(printed) == 1 and bool(_CLAUSE.fullmatch(re.sub(r"\s", "", printed[0].cell.text)))


def _row(line: Line) -> tuple[Match, int] | None:
    """Return the row that a line prints and the place of its label among the cells."""
    for at, spot in enumerate(line.spots):
        if at and spot.quantity.is_number:
            return None
        for label in spot.labels[-1:]:
            if match := _ROWS.find(label):
                return match, at
    return None


def _header(line: Line) -> _Header:
    """Return the columns that a line heads, which is no row, nothing if it is no header."""
    if line.numbers:
        return ()
    columns = [_column(spot) for spot in line.named if spot.labels[-1].name not in _NO_COLUMNS]
    if len(columns) > 1 and columns[0].key is None and columns[0].spot is line.spots[0]:
        columns = columns[1:]
    keys = [column.key for column in columns if column.key]
    if not keys or len(set(keys)) < len(keys):
        return ()
    return _completed(tuple(columns)) if len(keys) == len(columns) - 1 else tuple(columns)


def _column(spot: Spot) -> _Column:
    match = _COLUMNS.find(spot.labels[-1])
    return _Column(match.key if match else None, spot)


def _completed(header: _Header) -> _Header:
    """Return a header with the one column that could not be told, if the form leaves no other for its place."""
    for official in _HEADERS:
        told = [(column, key) for column, key in zip(header, official, strict=False) if column.key == key]
        if len(official) == len(header) and len(told) == len(header) - 1 and told:
            return tuple(_completed_column(column, key) for column, key in zip(header, official, strict=True))
    return header


def _completed_column(column: _Column, key: str) -> _Column:
    same = column.key is None and resembles(column.spot.labels[-1], _TERMS[key])
    return structs.replace(column, key=key) if same else column
