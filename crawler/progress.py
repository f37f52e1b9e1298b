"""How far a run is, said while it goes on."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from crawler.tally import Tally

ON_TERMINAL = 0.25
"""Seconds between two states of the line on a terminal."""

ELSEWHERE = 60.0
"""Seconds between two lines where nobody sees a line change."""

Tallies = Callable[[], "Iterable[Tally]"]
Resting = Callable[[], Mapping[str, float]]


class Progress:
    """One line that changes on a terminal; elsewhere a line for each portal that ends, and one a minute.

    `resting` tells the hosts that are let alone, with the seconds until they are asked again.
    """

    def __init__(self, stream: TextIO, portals: int, tallies: Tallies, resting: Resting) -> None:
        self._stream = stream
        self._portals = portals
        self._tallies = tallies
        self._resting = resting
        self._ended = 0
        self._terminal = stream.isatty()

    async def watch(self) -> None:
        """Write the state again and again until cancelled."""
        while True:
            await asyncio.sleep(ON_TERMINAL if self._terminal else ELSEWHERE)
            self._write(self._state())

    def ended(self, portal: str, reason: str, tally: Tally) -> None:
        """Take note that a portal has ended."""
        self._ended += 1
        counted = f"{count(tally.requests, 'request')}, {count(tally.reports['new'], 'new report')}"
        line = f"{portal}: {reason}, {counted} ({self._ended} of {self._portals} portals)"
        self._write(self._state() if self._terminal else line)

    def close(self) -> None:
        """Leave the terminal's line empty for what comes next."""
        if self._terminal:
            self._write("")

    def _state(self) -> str:
        tallies = list(self._tallies())
        requests = sum(tally.requests for tally in tallies)
        reports = sum(tally.reports["new"] for tally in tallies)
        done = f"{self._ended} of {self._portals} portals done"
        return f"{done} · {count(requests, 'request')} · {count(reports, 'new report')}{self._rests()}"

    def _rests(self) -> str:
        """Return why nothing may be happening: which host is let alone longest."""
        resting = self._resting()
        longest = max(resting, key=lambda name: resting[name], default=None)
        return f" · {longest} rests for {resting[longest]:.0f} s" if longest else ""

    def _write(self, text: str) -> None:
        if self._terminal:  # a line that wraps would not be taken off again
            text = f"\r\x1b[K{text[: shutil.get_terminal_size().columns - 1]}"
        self._stream.write(text if self._terminal else f"{text}\n")
        self._stream.flush()


def count(number: int, noun: str) -> str:
    """Return a number with its noun in the form that it takes."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"
