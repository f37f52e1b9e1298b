"""Whether what reports say is what reports of this portal and of their year say."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from crawler.health.alarms import NAMED, Judgement, Sign
from crawler.health.bounds import number
from crawler.health.case import Case
from crawler.health.kinds import Kind
from spiders.found import FindingKind

FEWEST_CELLS = 5
"""Numbers that a report may lose without an alarm."""

FLOOD = 10
"""Anomalies above what was to be expected that are a flood, if they are also twice that."""

VANISHED = 3
"""Reports that vanish in one run that are many, if they are also a tenth."""

REWRITTEN = 50
"""Fields of one report that change at once that are very many."""

REWRITTEN_TOGETHER = 10
"""Reports that change in one run that are very many, if they are also the half."""

_MANY_ALIKE = 3
"""Reports of a year that say what its layout is, if four fifths have it."""

_CHANGED = """
SELECT reports.source, reports.id, reports.report_year, reports.layout, reports.digest,
    known.digest IS NOT NULL, known.layout, known.cells, known.anomalies
FROM reports LEFT JOIN known_reports AS known ON known.portal = reports.portal AND known.source = reports.source
WHERE reports.portal = ? AND known.digest IS NOT reports.digest ORDER BY reports.report_year, reports.source
"""
_CELLS = "SELECT count(value) FROM observations WHERE report = ? AND key LIKE 'tables.%'"
_ANOMALIES = "SELECT code, count(*) FROM anomalies WHERE report = ? AND severity <> 'info' GROUP BY code"
_KEEP = "INSERT OR REPLACE INTO known_reports VALUES (?, ?, ?, ?, ?, ?, ?)"
_FORGET = """
DELETE FROM known_reports WHERE portal = :portal
    AND NOT EXISTS (SELECT 1 FROM reports WHERE portal = :portal AND source = known_reports.source)
"""
_OTHERS = "SELECT year, layout, cells, anomalies FROM known_reports WHERE portal = ?"
_OF_THE_YEAR = "SELECT layout, count(*) FROM known_reports WHERE year = ? GROUP BY layout"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a report is: the layout of its tables, the numbers in them, and its anomalies by code."""

    layout: str | None
    cells: int
    anomalies: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Read:
    """A report that is other than when it was last looked at; `was` is `None` for a new one."""

    source: str
    id: str
    year: int | None
    digest: str
    now: Shape
    was: Shape | None

    @property
    def has_gained(self) -> bool:
        """Return whether it holds far more numbers than it did."""
        return self.was is not None and self.now.cells > 1.1 * self.was.cells + FEWEST_CELLS

    @property
    def evidence(self) -> dict[str, Any]:
        """Return what names the report."""
        return {"report": self.id, "url": self.source, "year": self.year}


class Contents:
    """The reports of a portal beside what is known of them."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._db = case.connection
        self._portal = case.run.portal
        self.read = list(_read(self._db, self._portal))
        others = self._db.execute(_OTHERS, (self._portal,)) if self.read else ()
        self._others = [(year, Shape(layout, cells, _codes(codes))) for year, layout, cells, codes in others]

    def judge(self) -> Judgement:
        """Tell what of the reports that were new or changed is odd; of a portal not known before nothing is."""
        judgement = Judgement(judged={Kind.LAYOUT_NONE, Kind.LAYOUT_NEW, Kind.CELLS_FEW, Kind.ANOMALIES_MANY})
        judgement.judged |= {Kind.REPORTS_REWRITTEN, Kind.REPORTS_VANISHED}
        judgement.signs += self._vanished()
        judgement.signs += self._rewritten()
        if self._others:
            judgement.signs += [*self._layouts(), *self._cells(), *self._anomalies()]
        return judgement

    def keep(self) -> None:
        """Remember what the reports are now."""
        rows = (
            (
                self._portal,
                one.source,
                one.year,
                one.now.layout,
                one.digest,
                one.now.cells,
                json.dumps(one.now.anomalies),
            )
            for one in self.read
        )
        self._db.executemany(_KEEP, rows)
        self._db.execute(_FORGET, {"portal": self._portal})

    def _layouts(self) -> Iterator[Sign]:
        """Yield the signs of tables that are not read any more, and of tables in another year's layout."""
        none, other = [], []
        for one in self.read:
            usual = self._usual_layout(one)
            if usual and one.now.layout is None:
                none.append(one.evidence | {"layout": None, "usual": usual})
            elif usual and one.now.layout != usual and not (one.was and one.was.layout == one.now.layout):
                other.append(one.evidence | {"layout": one.now.layout, "usual": usual})
        if none:
            text = f"no tables are read in {_named(none)}, where {none[0]['usual']} is usual"
            yield Sign(Kind.LAYOUT_NONE, text, evidence={"reports": none[:NAMED], "count": len(none)})
        if other:
            text = (
                f"{_named(other)}: tables in layout {other[0]['layout']}, where {other[0]['usual']} is usual"
            )
            yield Sign(Kind.LAYOUT_NEW, text, evidence={"reports": other[:NAMED], "count": len(other)})

    def _usual_layout(self, read: Read) -> str | None:
        """Return the layout that is to be expected: the report's own before, its year's, the portal's last year's."""
        if read.was is not None:
            return read.was.layout
        if read.year is None:
            return None
        last = Counter(shape.layout for year, shape in self._others if year == read.year - 1)
        if read.now.layout is None:
            # of those whose reports are prose nothing else is expected
            return _most(last, 1)
        of_year = Counter(dict(self._db.execute(_OF_THE_YEAR, (read.year,)).fetchall()))
        return _most(of_year, _MANY_ALIKE) or _most(last, 1)

    def _cells(self) -> Iterator[Sign]:
        """Yield the sign of reports that hold far fewer numbers than before, or than others of their layout."""
        few = []
        for one in self.read:
            expected = self._expected_cells(one)
            if expected is not None and one.now.cells < expected:
                before = {"cells_were": one.was.cells} if one.was else {}
                few.append(one.evidence | {"cells": one.now.cells, "least": expected} | before)
        if few:
            text = f"{few[0]['cells']} numbers in {_named(few)}, where at least {number(few[0]['least'])} are expected"
            yield Sign(Kind.CELLS_FEW, text, evidence={"reports": few[:NAMED], "count": len(few)})

    def _expected_cells(self, read: Read) -> float | None:
        if self._case.overrides.cells is not None:
            return self._case.overrides.cells if read.now.layout else None
        if read.was is not None:
            is_told = read.was.layout and not read.now.layout
            return None if is_told else min(0.9 * read.was.cells, read.was.cells - FEWEST_CELLS)
        alike = [shape.cells for _, shape in self._others if shape.layout and shape.layout == read.now.layout]
        if not alike or median(alike) < 4 * FEWEST_CELLS:
            return None
        share = 0.85 if len(alike) >= _MANY_ALIKE else 0.5
        return min(share * median(alike), min(alike) - FEWEST_CELLS)

    def _anomalies(self) -> Iterator[Sign]:
        """Yield the sign of far more anomalies than these reports had, or others of the portal have."""
        most = self._case.overrides.anomalies
        usual = median(shape.anomalies.total() for _, shape in self._others)
        # one with more numbers than it had has more that can be odd, one with the anomalies that it had tells nothing
        read = [
            one
            for one in self.read
            if most is not None
            or not (one.has_gained or (one.was is not None and one.was.anomalies == one.now.anomalies))
        ]
        expected = sum(one.was.anomalies.total() if one.was else usual for one in read)
        found = sum((one.now.anomalies for one in read), Counter[str]())
        if most is None:
            if found.total() - expected < max(FLOOD, 2 * expected):
                return
            expectation = f"about {number(expected)} were to be expected"
        else:
            if all(one.now.anomalies.total() <= most for one in self.read):
                return
            expectation = f"at most {number(most)} in one are expected"
        before = sum((one.was.anomalies for one in read if one.was), Counter[str]())
        codes = (found - before).most_common(NAMED)
        worst = sorted(read, key=lambda one: -one.now.anomalies.total())[:NAMED]
        said = ", ".join(f"{code} {count}" for code, count in codes[:3])
        text = f"{found.total()} anomalies in {len(read)} reports read, {expectation}: {said}"
        reports = [one.evidence | {"anomalies": one.now.anomalies.total()} for one in worst]
        evidence = {"found": found.total(), "expected": expected, "codes": dict(codes), "reports": reports}
        yield Sign(Kind.ANOMALIES_MANY, text, evidence=evidence)

    def _vanished(self) -> Iterator[Sign]:
        run = self._case.run
        if run.vanished >= max(VANISHED, 0.1 * run.stored):
            text = f"{run.vanished} of {run.stored} reports vanished"
            gone = [one for one in self._case.summary.findings if one.kind is FindingKind.VANISHED_REPORT]
            reports = [{"url": one.url, "why": one.text} for one in gone[-run.vanished :][:NAMED]]
            evidence = {"vanished": run.vanished, "stored": run.stored, "reports": reports}
            yield Sign(Kind.REPORTS_VANISHED, text, evidence=evidence)

    def _rewritten(self) -> Iterator[Sign]:
        changes = sorted(self._case.summary.changes, key=lambda one: -one.fields)
        run = self._case.run
        together = run.changed >= max(REWRITTEN_TOGETHER, 0.5 * run.stored)
        if not changes or not (together or changes[0].fields >= REWRITTEN):
            return
        reports = [{"report": one.report, "url": one.source, "fields": one.fields} for one in changes[:NAMED]]
        worst = f"up to {changes[0].fields} values in one ({changes[0].report})"
        text = f"{run.changed} of {run.stored} reports changed, {worst}"
        yield Sign(Kind.REPORTS_REWRITTEN, text, evidence={"changed": run.changed, "reports": reports})


def _read(connection: sqlite3.Connection, portal: str) -> Iterator[Read]:
    """Yield the reports that are other than when last looked at."""
    for row in connection.execute(_CHANGED, (portal,)).fetchall():
        source, report, year, layout, digest, is_known, layout_was, cells_were, codes_were = row
        cells = connection.execute(_CELLS, (report,)).fetchone()[0]
        now = Shape(layout, cells, Counter(dict(connection.execute(_ANOMALIES, (report,)).fetchall())))
        was = Shape(layout_was, cells_were, _codes(codes_were)) if is_known else None
        yield Read(source, report, year, digest, now, was)


def _codes(text: str) -> Counter[str]:
    return Counter(json.loads(text))


def _most(layouts: Counter[str | None], fewest: int) -> str | None:
    """Return the layout that four fifths have, of as many as are asked for."""
    layout, count = max(layouts.items(), key=lambda one: one[1], default=(None, 0))
    return layout if layouts.total() >= fewest and count >= 0.8 * layouts.total() else None


def _named(reports: Sequence[dict[str, Any]]) -> str:
    others = f" and {len(reports) - 1} more" if len(reports) > 1 else ""
    return f"{reports[0]['report']}{others}"
