"""Rounds: a crawl struck a few times and then let come to its end, and what does not hold then."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.judge import Outcome, outcome, wrong
from tests.faults.kinds import Fault, Strike
from tests.faults.portal import Served
from tests.faults.shim import Kind, Shim
from tests.faults.started import Started

STARTS = 4
"""Undisturbed starts in which a struck crawl comes to its end; one is enough but where the clock or a host rests."""


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """How a crawl goes that nobody strikes."""

    outcome: Outcome
    seconds: float
    counts: dict[Kind, int]


@dataclass
class Round:
    """What was tried in a round, in words, and what did not hold."""

    tried: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class Rounds:
    """Rounds on one portal, in a folder of their own."""

    def __init__(self, site: Served, folder: Path) -> None:
        self._site = site
        self._folder = folder
        self._data = folder / "data"
        self.undisturbed = self._undisturbed()

    def _undisturbed(self) -> Undisturbed:
        """Crawl without a fault; raises RuntimeError where that does not end well."""
        self._clear()
        begun = time.monotonic()
        shim, started = self._start(journal=False)
        if code := started.wait():
            raise RuntimeError(f"undisturbed, the crawl ends with {code}: {started.said()}")
        seconds = time.monotonic() - begun
        return Undisturbed(outcome(self._data, self._asked()), seconds, shim.counts())

    def strike(self, faults: Sequence[Fault], chance: random.Random) -> Round:
        """Strike a fresh crawl with each of the faults, one start after another, and let it end."""
        self._clear()
        told, repeats, code = Round(), 0, 1
        for fault in faults:
            code = self._struck(fault, chance, told, len(faults))
            repeats = None if None in {repeats, fault.repeats} else repeats + fault.repeats
            if self._is_finished():
                break
        if code:
            repeats = (
                None if self._is_finished() else repeats
            )  # killed after its end: the next start looks again
            self._end(told)
        if not told.wrong:
            found = outcome(self._data, self._asked())
            told.wrong += wrong(self._data, found, self.undisturbed.outcome, repeats=repeats)
        told.wrong += [f"{path.name} was left in TMPDIR" for path in (self._folder / "tmp").iterdir()]
        return told

    def _struck(self, fault: Fault, chance: random.Random, told: Round, starts: int) -> int:
        """Start the crawl and strike it; return its exit code."""
        shim = Shim(self._folder, self._data, journal=fault.journal)
        share = {kind: max(1, count // starts) for kind, count in self.undisturbed.counts.items() if count}
        strike = Strike(self._data, self._site, shim, chance, share)
        fault.prepare(strike)
        started = self._begin(shim)
        fault.strike(strike, started)
        code, left = started.wait(), started.left()
        told.tried.append(f"{fault.name} {strike.said} → exit {code}")
        fault.mend(strike)
        if code not in {0, *fault.codes}:
            told.wrong.append(
                f"{fault.name}: exit code {code}, not of {fault.codes}: {started.said()[-1500:]}"
            )
        if "Traceback" in started.said():
            told.wrong.append(f"{fault.name}: a traceback: {started.said()[-3000:]}")
        if left:
            told.wrong.append(f"{fault.name}: processes were left: {left}")
        return code

    def _end(self, told: Round) -> None:
        for _ in range(STARTS):
            _, started = self._start(journal=False)
            code = started.wait()
            told.wrong += [f"processes were left at the end: {left}" for left in started.left()]
            if code == 0:
                return
            told.tried.append(f"a start after that → exit {code}")
        told.wrong.append(f"not at its end after {STARTS} starts: {started.said()[-1500:]}")

    def _start(self, *, journal: bool) -> tuple[Shim, Started]:
        shim = Shim(self._folder, self._data, journal=journal)
        return shim, self._begin(shim)

    def _begin(self, shim: Shim) -> Started:
        arguments = ["crawl", "--data", str(self._data), "--allow-private", "--delay", "0", self._site.home]
        return Started(arguments, self._folder, shim.environment())

    def _clear(self) -> None:
        shutil.rmtree(self._data, ignore_errors=True)
        self._data.mkdir()
        self._site.log.clear()
        self._site.dying = 0

    def _asked(self) -> Counter[str]:
        return Counter(self._site.paths())

    def _is_finished(self) -> bool:
        try:
            with closing(sqlite3.connect(self._data / "gongkai.db")) as connection:
                query = "SELECT 1 FROM jobs WHERE finished_at IS NOT NULL"
                return connection.execute(query).fetchone() is not None
        except sqlite3.DatabaseError:
            return False


def chosen(faults: Sequence[Fault], rounds: int, seed: int) -> Iterator[tuple[int, list[Fault]]]:
    """Yield for each round its seed and one to three faults; every fault comes before one comes again."""
    chance, left = random.Random(seed), []
    for number in range(rounds):
        size = chance.randint(1, min(3, len(faults)))
        while len(left) < size:
            left += chance.sample(list(faults), len(faults))
        yield seed * 1_000_003 + number, [left.pop(0) for _ in range(size)]
