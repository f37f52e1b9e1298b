"""When a portal is due, how deep it is looked into, and how urgently; pure.

Instants are seconds since the epoch.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from crawler.depth import Depth
from spiders.registry import Portal

HOUR = 3600.0
DAY = 24 * HOUR

LONGEST_WAIT = 7 * DAY
"""How long a portal that fails night after night is let alone at most."""

FAILURES_ALLOWED = 1
"""Nights in a row that may fail before a portal is asked less often."""

PROBED = 3
"""Nights in a row that failed after which a portal is asked once and, without an answer, let alone."""

PREFERRED = 3
"""For how many times the hours between its nights a portal that was left unfinished goes before all others."""


class Rank(IntEnum):
    """Who goes first; within a rank, who waits longest."""

    UNFINISHED = 0
    NEVER = 1
    TURN = 2


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often: hours between a portal's nights, days between its full crawls."""

    every: float = 20.0
    full_every: float = 30.0

    def of(self, portal: Portal) -> Rhythm:
        """Return a portal's own rhythm, where the registry has one."""
        every = self.every if portal.every is None else portal.every
        return Rhythm(every, self.full_every if portal.full_every is None else portal.full_every)


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of a portal's earlier nights.

    `begun` is when it was last taken up, `finished` when a job of it last came to its end, `first` when one first did,
    `full` when everything was last fetched again; `opened` is when the job was begun that is unfinished. `failures`
    are the last nights in a row that brought nothing, those not counted whose process was killed; `interrupted` those
    in a row that were.
    """

    begun: float | None = None
    finished: float | None = None
    first: float | None = None
    full: float | None = None
    opened: float | None = None
    open_depth: Depth | None = None
    failures: int = 0
    interrupted: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """A portal that is to be crawled: how deep, and why now; a `probe` ends with the first request in vain."""

    portal: Portal
    rank: Rank
    since: float
    depth: Depth
    why: str
    probe: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    """A portal that is not due, until when, `None` where nobody knows, and why."""

    portal: Portal
    until: float | None
    why: str


def need(
    portal: Portal, past: Past, now: float, rhythm: Rhythm, *, at_any_rate: bool = False
) -> Due | Waiting:
    """Return whether a portal is due now; `at_any_rate` makes due what would wait."""
    rhythm = rhythm.of(portal)
    waiting = None if at_any_rate else _waiting(portal, past, now, rhythm)
    if waiting is not None:
        return waiting
    rank, why = _rank(past, now, rhythm)
    depth, reason = _depth(portal, past, now, rhythm)
    if past.failures >= PROBED:
        reason = f"failed {past.failures} times in a row, asked once"
    said = f"{why}; {reason}" if reason else why
    since = past.begun if past.begun is not None and past.begun <= now else 0.0
    return Due(portal, rank, since, depth, said, probe=past.failures >= PROBED)


def _waiting(portal: Portal, past: Past, now: float, rhythm: Rhythm) -> Waiting | None:
    if past.begun is not None and past.failures > FAILURES_ALLOWED:
        until = past.begun + _back_off(past.failures, rhythm)
        if past.begun <= now < until:
            return Waiting(portal, until, f"failed {past.failures} times in a row")
    if past.opened is not None or past.finished is None:
        return None
    until = past.finished + rhythm.every * HOUR
    return Waiting(portal, until, "crawled") if past.finished <= now < until else None


def _back_off(failures: int, rhythm: Rhythm) -> float:
    """Return for how long a portal is let alone: twice as long after each further failure."""
    grown = rhythm.every * HOUR * float(2 ** min(failures - FAILURES_ALLOWED, 16))
    return max(min(grown, LONGEST_WAIT), rhythm.every * HOUR)


def _rank(past: Past, now: float, rhythm: Rhythm) -> tuple[Rank, str]:
    if past.opened is not None:
        fresh = 0 <= now - past.opened < PREFERRED * max(rhythm.every * HOUR, DAY)
        if fresh and not past.failures and past.interrupted <= FAILURES_ALLOWED:
            return Rank.UNFINISHED, f"left unfinished, begun {day(past.opened)}"
        return Rank.TURN, f"unfinished since {day(past.opened)}"
    if past.begun is None:
        return Rank.NEVER, "never crawled"
    if past.finished is None:
        return Rank.TURN, f"never crawled to its end, last tried {day(past.begun)}"
    return Rank.TURN, f"crawled {day(past.finished)}"


def _depth(portal: Portal, past: Past, now: float, rhythm: Rhythm) -> tuple[Depth, str]:
    if past.opened is not None and past.open_depth is not None:
        return past.open_depth, ""
    if past.finished is None:
        return Depth.LOOK, ""
    known = [one for one in (past.full, past.first) if one is not None and one <= now]
    last = max(known, default=None)
    if is_full_due(portal.name, last, past.begun or 0.0, now, rhythm.full_every):
        return Depth.FULL, f"full, the last one was {day(last)}" if last else "full, its day has come"
    return Depth.NIGHT, ""


def is_full_due(name: str, last: float | None, begun: float, now: float, days: float) -> bool:
    """Return whether a portal's day for a full crawl has come since it last had one.

    Its days are `days` apart, and which they are a hash of its name decides, so that thousands do not fall on one;
    one that comes before half of that time has passed is left out. Where the clock was put back since the last one,
    which is `None` then, its day has come when none of its nights has `begun` since.
    """
    period = days * DAY
    phase = int.from_bytes(hashlib.sha256(name.encode()).digest()[:6]) / 2**48 * period
    turn = (now - phase) // period * period + phase
    return begun < turn if last is None else turn - last > period / 2


def day(epoch: float) -> str:
    """Return an instant in UTC to the minute, as plans show it."""
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%d %H:%M")
