"""How a host is treated: how long between requests, when it is let alone, and when it is given up; pure.

Instants are seconds since the epoch, so that what one run is told is kept by the next.
"""

from __future__ import annotations

from dataclasses import dataclass

from crawler.robotstxt import LONGEST_DELAY

SLOW = 1.0
"""Seconds to a response's head; a host that takes longer has as long a pause after it."""

GROWTH = 3.0
"""How many times longer each rest is than the one before."""

SHORTEST_REST = 1.0
"""Seconds; a Retry-After below this is taken as this."""

MOST_RESTS = 4
"""Rests in a row after which a host is given up, the last one not waited for."""

FORBIDDEN_ALLOWED = 5
"""Forbidden addresses in a row that are just dead addresses, of a host that has answered others."""

SILENCE_ALLOWED = 1
"""Requests without an answer in a row after which a host that has answered before is not yet let alone."""

SILENT = 3
"""Requests without an answer in a row by which a host that never answered is given up."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run allows: seconds between requests, of a first rest, and that a host may keep us waiting in all.

    `silent` is after how many requests in a row without an answer a host that never answered is given up.
    """

    delay: float
    first_rest: float
    patience: float
    silent: int = SILENT


@dataclass(slots=True)
class Host:
    """What is known of a host in a run.

    `reason` says why it rests; given up, nothing more is asked of it in this run. `rested` is for how many seconds in
    all it was told to rest.
    """

    limits: Limits
    crawl_delay: float = 0.0
    next_at: float = 0.0
    resting_until: float = 0.0
    reason: str | None = None
    given_up: bool = False
    has_answered: bool = False
    noted_at: float = 0.0
    _slowness: float = 0.0
    _bad: int = 0
    _rests: int = 0
    rested: float = 0.0

    def look(self, now: float) -> None:
        """Put all instants back with a clock that was put back since they were noted."""
        back = max(0.0, self.noted_at - now)
        self.next_at -= back
        self.resting_until -= back
        self.noted_at = now

    def begin(self, now: float) -> bool:
        """Note that a request is made; return whether that puts the next one off."""
        delay = max(self.limits.delay, self.crawl_delay)
        self.next_at = now + delay
        return delay > 0

    def took(self, seconds: float, now: float) -> bool:
        """Note how long a response's head took; return whether that puts the next request off."""
        self._slowness = (self._slowness + seconds) / 2
        if self._slowness <= SLOW:
            return False
        self.next_at = max(self.next_at, now + min(self._slowness, LONGEST_DELAY))
        return True

    def answered(self) -> bool:
        """Note an answer that is the host's own; return whether it ends what the host rested for."""
        was_resting = self.reason is not None and not self.given_up
        if was_resting:
            self.reason, self.resting_until = None, 0.0
        self.has_answered = True
        self._bad = self._rests = 0
        return was_resting

    def blocked(self, why: str, now: float, asked: float | None = None) -> None:
        """Note a gate's answer; `asked` is the Retry-After in seconds."""
        self._bad += 1
        self._rest(f"blocked: {why}", now, asked)

    def forbade(self, now: float) -> bool:
        """Note a plain 403; return whether it is the host that forbids, not the address."""
        self._bad += 1
        if self.has_answered and self._bad <= FORBIDDEN_ALLOWED:
            return False
        self._rest("blocked: http 403", now)
        return True

    def was_silent(self, why: str, now: float) -> None:
        """Note a request without an answer, or one that only a gateway gave."""
        self._bad += 1
        if self.has_answered and self._bad > SILENCE_ALLOWED:
            self._rest(f"no answer: {why}", now)
        elif self._bad >= self.limits.silent:
            self.reason, self.given_up = f"no answer: {why}", True

    def resume(self, until: float, reason: str | None, now: float) -> None:
        """Keep a rest that another run or process was told of."""
        if until > max(now, self.resting_until):
            self._keep(until - now, reason, now)

    def _rest(self, reason: str, now: float, asked: float | None = None) -> None:
        self._rests += 1
        grown = self.limits.first_rest * GROWTH ** (self._rests - 1)
        self._keep(grown if asked is None else max(asked, SHORTEST_REST), reason, now)
        self.given_up = self.given_up or self._rests >= MOST_RESTS

    def _keep(self, seconds: float, reason: str | None, now: float) -> None:
        self.reason = reason
        self.resting_until = now + seconds
        self.rested += seconds
        self.given_up = self.given_up or self.rested > self.limits.patience
