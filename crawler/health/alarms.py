"""An alarm, and what a judgement of one run brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from crawler.health.kinds import Kind

NAMED = 10
"""Addresses, reports or portals that a piece of evidence names; the rest is counted."""


class State(StrEnum):
    """Where an alarm stands in a run: `again` is a lasting one of which the operator is reminded."""

    NEW = "new"
    LASTING = "lasting"
    AGAIN = "again"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that an operator should know of a portal, or with an empty `portal` of the whole run.

    `about` tells one alarm of a kind from another: a host, a list's address, or nothing. `since` is the run that
    raised it first, `since_at` when that was. A `muted` one is kept and shown, but neither counted nor sent.
    """

    portal: str
    kind: Kind
    about: str
    text: str
    evidence: Mapping[str, Any]
    since: str
    since_at: str
    state: State = State.NEW
    muted: bool = False

    @property
    def counts(self) -> bool:
        """Return whether the run that it is of ends with exit code 3 for it."""
        return self.state is State.NEW and not self.muted

    @property
    def is_sent(self) -> bool:
        """Return whether the operator is sent it."""
        return self.state is not State.LASTING and not self.muted

    def to_json(self) -> dict[str, Any]:
        """Return the alarm as plain JSON values."""
        first = {"portal": self.portal, "kind": self.kind, "about": self.about, "state": self.state}
        then = {"since": self.since, "since_at": self.since_at, "muted": self.muted}
        return {**first, "text": self.text, **then, "evidence": dict(self.evidence)}


@dataclass(frozen=True, slots=True)
class Sign:
    """That something is as an alarm says, seen in one run; it is told when it was so in `patience` runs in a row."""

    kind: Kind
    text: str
    about: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    patience: int = 1


@dataclass(slots=True)
class Judgement:
    """What one run shows: the signs seen, and of which alarms it can tell.

    An alarm that lasts is over when it was `judged` and there is no sign of it; what a run cannot tell stays as it was.
    Of kinds `judged` nothing may be about what; of the others single ones are `well`.
    """

    signs: list[Sign] = field(default_factory=list)
    judged: set[Kind] = field(default_factory=set)
    well: set[tuple[Kind, str]] = field(default_factory=set)

    def tells(self, kind: Kind, about: str) -> bool:
        """Return whether the run can tell that this is no longer so."""
        return kind in self.judged or (kind, about) in self.well
