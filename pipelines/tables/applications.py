"""The second statutory table: requests received and what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from pipelines.tables.applicants import ENOUGH, GROUPS, KEYS, MANY, Learned, heads, kinds
from pipelines.tables.filled import Filled
from pipelines.tables.form import OTHER_ROWS, REQUEST_ROWS, REQUESTS
from pipelines.tables.labels import Label, Match, Vocabulary, labels, resembles
from pipelines.tables.placement import Columns, Placement, place
from pipelines.tables.sheets import Line, Sheet, Spot

_ROWS = Vocabulary(REQUEST_ROWS)
_ORDER = tuple(term.key for term in REQUEST_ROWS)


@dataclass(frozen=True, slots=True)
class _Row:
    match: Match
    label: Spot
    spots: tuple[Spot, ...]


class Applications:
    """The table as read."""

    def __init__(self) -> None:
        self.filled = Filled(REQUESTS)
        self._learned: Learned | None = None
        self._last: str | None = None
        self._cut: tuple[Match, str] | None = None
        self._pending: Spot | None = None
        self._following: Line | None = None
        self._starts: set[int] = set()

    def read(self, sheets: Sequence[Sheet]) -> None:
        """Read the rows of all tables in reading order."""
        for at, sheet in enumerate(sheets):
            if _is_headed(sheet) or self._goes_on(sheet) or _is_bare(_lines(sheets[at:])):
                self._read_sheet(sheet)
        other = self.filled.rows.get("other_total")
        if other and other.empty and any(row in self.filled.rows for row in OTHER_ROWS):
            # “（六）其他处理” that only heads its three rows.
            del self.filled.rows["other_total"]
        if len(self._starts) > 1:
            self.filled.note("layout_value_offset", "各行数值起始列不一致")

    def _goes_on(self, sheet: Sheet) -> bool:
        """Return whether a table without a header continues the one before."""
        if not self._learned or self._last == "carried_out":
            return False
        first = next((line for line in sheet.lines if not line.blank and not self._is_caption(line)), None)
        return first is not None and (self._row(first) is not None or self._ends_cut_label(first))

    def _is_caption(self, line: Line) -> bool:
        """Return whether a line holds nothing but one text that is no label of the form's, nor the rest of one."""
        alone = not line.numbers and sum(spot.printed for spot in line.spots) == 1
        return alone and self._row(line) is None and not self._ends_cut_label(line)

    def _read_sheet(self, sheet: Sheet) -> None:
        self.filled.use(sheet)
        learned = self._learned = Learned(sheet, self._learned)
        lines = [line for line in sheet.lines if not line.blank and (line.numbers or not heads(line))]
        for line, self._following in zip(lines, [*lines[1:], None], strict=False):
            if row := self._row(line):
                self._read_row(sheet, row, learned, learned.columns(line))
            elif self._ends_cut_label(line):
                self._cut = None
            else:
                self._remember(line)

    def _read_row(self, sheet: Sheet, row: _Row, learned: Learned, candidates: Sequence[Columns]) -> None:
        key = row.match.key
        placement = place(row.spots, len(KEYS), candidates, ragged=not sheet.table.spanned, summed=len(KEYS))
        if placement and sheet.table.spanned:
            placement = None if _is_shifted(placement) else placement
        elif placement and not (learned.ordered and (_adds_up(placement) or learned.vouches(row.spots))):
            placement = None
        if placement is None and not any(spot.printed for spot in row.spots):
            self._pending = row.label if row.match.wording == "cut" else None
            return
        self.filled.note_wording(row.match, row.label.cell.text, key)
        self.filled.add(sheet, key, learned.keys, row.label, placement)
        first = placement.values[0] if placement and not sheet.table.spanned else None
        if first:
            self._starts.add(first.column)
        self._last, self._pending = key, None
        self._cut = (row.match, row.label.cell.text) if row.match.wording == "cut" else None

    def _row(self, line: Line) -> _Row | None:
        """Return the row that a line prints: by one cell, by cells read together, or by a label that breaks off."""
        texts = [at for at, spot in enumerate(line.spots) if spot.labels and not spot.carried]
        for at in reversed(texts):
            if match := self._match(line.spots[at].labels[-1], line, at):
                return _Row(match, line.spots[at], line.spots[at + 1 :])
        return self._row_of_parts(line, texts)

    def _row_of_parts(self, line: Line, texts: list[int]) -> _Row | None:
        before = [] if self._pending is None else [self._pending]
        spots = before + [line.spots[at] for at in texts]
        at = texts[-1] if texts else -1
        for start in range(len(spots)):
            joined = labels("".join(spot.cell.text for spot in spots[start:]))
            if joined and (match := self._match_of_parts(joined[-1], line, at)):
                return _Row(match, spots[-1], line.spots[at + 1 :])
        return None

    def _match_of_parts(self, label: Label, line: Line, at: int) -> Match | None:
        """Return the row of a label in parts or one that breaks off: by all its values, or by the line that ends it."""
        match = self._match(label, line, at) if line.numbers else None
        begun = _ROWS.begun_by(label) if line.numbers >= len(KEYS) else None
        return match or begun or self._ended(label, line)

    def _ended(self, label: Label, line: Line) -> Match | None:
        """Return the row of a label that the next line, which has nothing else, ends; a slip where all values stand."""
        if self._following is None or self._following.numbers:
            return None
        for rest in filter(None, map(labels, _rests(self._following))):
            match = _ROWS.find(Label(label.ordinal, label.name + rest[-1].name))
            if match and (match.wording != "typo" or line.numbers >= len(KEYS)):
                return Match(match.terms, "cut")
        return None

    def _match(self, label: Label, line: Line, at: int) -> Match | None:
        """Return the row of a label; “其他” and “总计” only where their place in the form bears them out."""
        match = _ROWS.find(label)
        if match is None:
            return self._expected(label)
        if match.key == "other_total" and _heads_row(line.spots[at + 1 :]):
            return None
        if match.key == "other_other":
            above = any(
                found.key == "other_total"
                for spot in line.spots[: at + 1]
                for each in spot.labels
                if (found := _ROWS.find(each))
            )
            return match if above or self._last in {*OTHER_ROWS[:2], "other_total"} else None
        if match.key == "result_total" and label.ordinal is None:
            return (
                match if self._last and _ORDER.index(self._last) >= _ORDER.index("result_granted") else None
            )
        return match

    def _expected(self, label: Label) -> Match | None:
        """Return the next row of the form if the label is a slip for it that could be one for another row too."""
        at = _ORDER.index(self._last) + 1 if self._last else 0
        following = REQUEST_ROWS[at : at + 1]
        return Match(following, "typo") if following and resembles(label, following[0]) else None

    def _ends_cut_label(self, line: Line) -> bool:
        """Return whether a line without values only ends the label that the last row broke off."""
        if self._cut is None or line.numbers:
            return False
        match, text = self._cut
        joined = (labels(text + rest) for rest in _rests(line))
        return any(each and each[-1].name == labels(match.terms[0].label)[-1].name for each in joined)

    def _remember(self, line: Line) -> None:
        """Keep the last text of a line without values: it may be the beginning of the next row's label."""
        own = [spot for spot in line.named if not spot.carried]
        group = own and GROUPS.find(own[-1].labels[-1])
        self._pending = own[-1] if own and not line.numbers and not group else None


def _rests(line: Line) -> list[str]:
    """Return what a line may hold of the label above: all its texts, or those behind what is left of the group's."""
    texts = [spot.cell.text for spot in line.spots if spot.printed and not spot.carried]
    return ["".join(texts[start:]) for start in range(len(texts))]


def _adds_up(placement: Placement) -> bool:
    """Return whether a row has just its values, or its total bears out where blanks and values were taken to be.

    Numbers enough for another row are another's.
    """
    quantities = [spot.quantity for spot in placement.values if spot]
    if len(placement.extra) >= len(KEYS):
        return False
    if not placement.extra and all(each.status != "blank" for each in quantities):
        return True
    numbers = [each.value for each in quantities if each.value is not None]
    total = quantities[-1].value
    return not numbers or (total is not None and sum(numbers) == 2 * total)


def _is_shifted(placement: Placement) -> bool:
    """Return whether the last value of a row that has no cell under 总计 may be its total: then another is missing."""
    *kinds, last = (spot.quantity.value or 0 for spot in placement.values if spot)
    return placement.values[-1] is None and last > 0 and last >= sum(kinds)


def _heads_row(spots: Sequence[Spot]) -> bool:
    """Return whether the label of a row, readable or not, follows that of its group."""
    following = next((spot for spot in spots if spot.printed), None)
    return following is not None and any(label.ordinal or len(label.name) > 3 for label in following.labels)


def _is_headed(sheet: Sheet) -> bool:
    return any(not line.numbers and len(kinds(line)) >= ENOUGH for line in sheet.lines)


def _lines(sheets: Sequence[Sheet]) -> list[Line]:
    """Return the lines of the first table and, if it is a single row, of those behind it that are too."""
    rows = takewhile(lambda sheet: len(sheet.lines) == 1, sheets[: len(REQUEST_ROWS)])
    return [sheet.lines[0] for sheet in rows] or list(sheets[0].lines)


def _is_bare(lines: Sequence[Line]) -> bool:
    """Return whether enough rows say by their labels and numbers, or many by labels and cells, what table this is."""
    full: set[str] = set()
    whole: set[str] = set()
    for line in lines:
        for at, spot in enumerate(line.spots):
            if spot.labels and (match := _ROWS.find(spot.labels[-1])):
                full |= {match.key} if line.numbers >= len(KEYS) else set()
                whole |= {match.key} if len(line.spots) == at + 1 + len(KEYS) else set()
    return len(full) >= ENOUGH or len(whole) >= MANY
