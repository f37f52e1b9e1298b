"""The statistics form of the reports on 2014 to 2018 (政府信息公开情况统计表)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.tables.filled import Filled
from pipelines.tables.form import STATISTICS, Indicator, Term, indicators
from pipelines.tables.labels import Match, Vocabulary
from pipelines.tables.placement import Columns, Placement, place
from pipelines.tables.sheets import Line, Sheet, Spot

_FORM = {each.key: each for each in indicators()}
_ORDER = {key: at for at, key in enumerate(_FORM)}
_ROWS = Vocabulary(Term(each.key, each.label) for each in indicators())
_ENOUGH = 3
"""Lines of the form that make a table this one."""
_INDICATOR = re.compile(r"(统计)?指标(名称)?|项目(名称)?|统计内容|内容")
_NO_COLUMN = re.compile(r"(计量)?单位|序号|代码|备注")
_COUNTS = re.compile(r"^(历年|本年)?累计数?$|^(当|本)年发生数?$|^本期(实际|数)?$")
"""Columns of local annexes, which the form does not have."""

UNIT = re.compile(r"条|件|次|篇|个|人|人次|万元|元|期|份")

_SINGLE = "value"
"""The key of a form's only column of values."""


@dataclass(frozen=True, slots=True)
class _Header:
    """The keys of the value columns with their places, and the places of columns behind them without values."""

    keys: tuple[str, ...]
    columns: Columns
    beside: frozenset[int] = frozenset()


class Statistics:
    """The form as read; one column of values is `value`, several go by their printed labels."""

    def __init__(self) -> None:
        self.filled = Filled(STATISTICS)
        self._last = ""
        self._header: _Header | None = None

    def read(self, sheets: Sequence[Sheet]) -> None:
        """Read all tables in reading order."""
        for sheet in sheets:
            rows = {match.key for line in sheet.lines for spot in line.named if (match := _match(spot))}
            if (len(rows) >= _ENOUGH or (rows and self._last)) and not _is_annex(sheet):
                self._read_sheet(sheet)

    def _read_sheet(self, sheet: Sheet) -> None:
        """Read the lines; of a form set in two halves side by side first all of the left one."""
        halves = max(sum(_match(spot) is not None for spot in line.named) for line in sheet.lines)
        for half in range(max(halves, 1)):
            for line in sheet.lines:
                if header := _header(line) or _subheader(line, self._header):
                    self._header = header
                    self.filled.use(sheet)
                    continue
                at = [index for index, spot in enumerate(line.spots) if _match(spot)]
                for start, end in list(pairwise([*at, len(line.spots)]))[half : half + 1]:
                    self._read_indicator(sheet, line.spots[start:end], alone=len(at) == 1)

    def _read_indicator(self, sheet: Sheet, spots: tuple[Spot, ...], *, alone: bool) -> None:
        label, values = spots[0], spots[1:]
        match = _match(label)
        indicator = self._settle(match) if match else None
        if match is None or indicator is None:
            return
        self._last = indicator.key
        unit = next((spot.cell.text.strip() for spot in values if _is_unit(spot)), None)
        beside = self._header.beside if self._header and alone and sheet.table.spanned else frozenset()
        values = tuple(spot for spot in values if not _is_unit(spot) and spot.column not in beside)
        if indicator.unit is None and not any(spot.quantity.is_number for spot in values):
            return
        self.filled.note_wording(match, label.cell.text, indicator.key)
        keys = self._header.keys if self._header else (_SINGLE,)
        placement = self._place(values, keys, by_column=alone and sheet.table.spanned)
        self.filled.add(
            sheet, indicator.key, keys, label, placement, dict.fromkeys(keys, unit) if unit else {}
        )

    def _place(self, values: tuple[Spot, ...], keys: tuple[str, ...], *, by_column: bool) -> Placement | None:
        if values and values[0].quantity.status == "dash" and len(values) > len(keys):
            # “——” in the unit's column.
            values = values[1:]
        if self._header is None and sum(spot.quantity.is_number for spot in values) > 1:
            return None
        columns = self._header.columns if self._header and by_column else ()
        return place(values, len(keys), [columns] if columns else [])

    def _settle(self, match: Match) -> Indicator | None:
        """Return the line of the form; of several with one name, the next in printed order."""
        keys = [term.key for term in match.terms]
        if len(keys) == 1:
            return _FORM[keys[0]]
        last = _ORDER.get(self._last)
        if last is None:
            return None
        part = self._last.partition(".")[0]
        return next(
            (_FORM[key] for key in keys if key.partition(".")[0] == part and _ORDER[key] > last), None
        )


def _is_annex(sheet: Sheet) -> bool:
    """Return whether a table of some region's own has a few lines of this form among others, or counts otherwise."""
    if any(_COUNTS.search(spot.cell.text) for line in sheet.lines if not line.numbers for spot in line.named):
        return True
    known = [any(map(_match, line.named)) for line in sheet.lines if line.numbers and line.named]
    return sum(known) * 2 < len(known)


def _match(spot: Spot) -> Match | None:
    return _ROWS.find(spot.labels[-1]) if spot.labels else None


def _is_unit(spot: Spot) -> bool:
    return spot.quantity.status == "text" and bool(UNIT.fullmatch(spot.cell.text.strip()))


def _header(line: Line) -> _Header | None:
    """Return the value columns that a line heads, `None` if it is no header."""
    printed = [spot for spot in line.spots if spot.printed]
    if line.numbers or len(printed) < 2:
        return None
    names = [re.sub(r"\s", "", spot.cell.text) for spot in printed]
    if not _INDICATOR.fullmatch(names[0]):
        return None
    kept = [(name, spot.column) for name, spot in zip(names, printed, strict=True) if _is_column(name)]
    # Forms set in two halves side by side repeat their header; a half has one column of values.
    keys = tuple(dict.fromkeys(name for name, _ in kept))
    if not keys:
        return None
    if len(keys) == 1:
        keys, kept = (_SINGLE,), kept if len(kept) == 1 else []
    elif len(keys) < len(kept):
        return None
    columns = tuple(column for _, column in kept)
    notes = (spot.column for name, spot in zip(names, printed, strict=True) if name == "备注")
    return _Header(keys, columns, frozenset(column for column in notes if columns and column > columns[-1]))


def _subheader(line: Line, header: _Header | None) -> _Header | None:
    """Return the columns that a second line of a header parts its one column of values into."""
    if header is None or header.keys != (_SINGLE,) or len(header.columns) != 1 or line.numbers:
        return None
    printed = [spot for spot in line.spots if spot.printed and not spot.carried]
    names = tuple(re.sub(r"\s", "", spot.cell.text) for spot in printed)
    if len(set(names)) < 2 or len(set(names)) < len(names) or any(map(_match, line.named)):
        return None
    columns = tuple(spot.column for spot in printed)
    inside = columns[0] == header.columns[0] and all(spot.labels and not _is_unit(spot) for spot in printed)
    return _Header(names, columns, header.beside) if inside else None


def _is_column(name: str) -> bool:
    return not _INDICATOR.fullmatch(name) and not _NO_COLUMN.fullmatch(name)
