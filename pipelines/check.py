"""One rule of the contract held against a report: it passes, fails, or cannot be assessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec

from pipelines.report import Anomaly, Number
from pipelines.tables.numbers import as_json


class Assessment(StrEnum):
    """What came of a check; one whose operand is blank is no failure."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    NOT_ASSESSABLE = "not_assessable"


class Check(msgspec.Struct, frozen=True):
    """A check that was made of a report.

    `where` are the keys that it is about, as its anomaly names them, `reads` all further keys whose values it compares.
    `message` says what differs or why nothing could be said; a pass needs none. A blank operand is `None`.
    """

    code: str
    severity: str
    outcome: Assessment
    message: str = ""
    where: tuple[str, ...] = ()
    operands: dict[str, Any] = {}
    reads: tuple[str, ...] = ()

    @property
    def anomaly(self) -> Anomaly:
        """The check as the report lists it when it fails."""
        return Anomaly(self.code, self.severity, self.message, self.where, self.operands)

    def touches(self, key: str) -> bool:
        """Return whether the check looks at the value of a key."""
        return key in self.where or key in self.reads


def failed(anomaly: Anomaly, reads: tuple[str, ...] = ()) -> Check:
    """Return the check that an anomaly is the failure of."""
    a = anomaly
    return Check(a.code, a.severity, Assessment.FAIL, a.message, a.where, a.operands, reads)


def unassessable(code: str, severity: str, reason: str, where: tuple[str, ...] = ()) -> Check:
    """Return a check that has nothing to be made of."""
    return Check(code, severity, Assessment.NOT_ASSESSABLE, reason, where)


def anomalies(checks: Iterable[Check]) -> tuple[Anomaly, ...]:
    """Return the failures."""
    return tuple(check.anomaly for check in checks if check.outcome is Assessment.FAIL)


Cells = Mapping[str, Number | None]
"""Values by their keys (`tables.requests.received_new.total`)."""


@dataclass(frozen=True, slots=True)
class Equation:
    """Two operands that must be equal. `differ` words a failure, with the operands' names in braces."""

    code: str
    severity: str
    differ: str

    def check(self, where: tuple[str, ...], operands: Mapping[str, Sequence[str]], cells: Cells) -> Check:
        """Hold one sum of cells against another; `operands` names the two and the keys that each adds up."""
        sums = {name: _sum([cells.get(key) for key in keys]) for name, keys in operands.items()}
        outcome, message = Assessment.PASS, ""
        if None in sums.values():
            blank = [key for keys in operands.values() for key in keys if cells.get(key) is None]
            outcome, message = Assessment.NOT_ASSESSABLE, blank_cells(blank)
        elif len(set(sums.values())) > 1:
            outcome, message = Assessment.FAIL, self.differ.format_map(sums)
        shown = {
            name: as_json(value) if isinstance(value, Decimal) else value for name, value in sums.items()
        }
        reads = tuple(key for keys in operands.values() for key in keys if key not in where)
        return Check(self.code, self.severity, outcome, message, where, shown, reads)


def blank_cells(keys: Sequence[str]) -> str:
    """Return the reason why blank cells cannot be compared."""
    more = f"等{len(keys)}处" if len(keys) > 3 else ""
    return f"{'、'.join(keys[:3])}{more}没有数值"


def _sum(values: Sequence[Number | None]) -> int | Decimal | None:
    """Return the exact sum, `None` if an operand is missing."""
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    total = sum(known)
    return total if isinstance(total, int) else sum((Decimal(str(value)) for value in known), Decimal(0))
