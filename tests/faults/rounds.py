"""Rounds: a command struck a few times and then let come to its end, and what does not hold then."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.commands import DAY, Command
from tests.faults.judge import Outcome, wrong
from tests.faults.kinds import Fault, Strike
from tests.faults.portal import Served
from tests.faults.shim import Kind, Shim
from tests.faults.started import Started

REFUSED = {1, 2}
"""The codes of a start on a database that an earlier fault has spoilt."""

STARTS = 4
"""Undisturbed starts in which a struck command comes to its end; one is enough but where the clock or a host rests."""


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """How a command goes that nobody strikes."""

    outcome: Outcome
    seconds: float
    counts: dict[Kind, int]


@dataclass
class Round:
    """What was tried in a round, in words, and what did not hold."""

    tried: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class Rounds:
    """Rounds of one command on portals, in a folder of their own."""

    def __init__(self, command: type[Command], sites: Sequence[Served], folder: Path) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._sites = sites
        self._command = command(sites, folder, self._run)
        self.undisturbed = self._undisturbed()

    def _undisturbed(self) -> Undisturbed:
        """Run the command without a fault; raises RuntimeError where that does not end well."""
        self._clear()
        begun = time.monotonic()
        shim = self._run(self._data, self._command.arguments(self._data), self._command.clock)
        seconds, counts = time.monotonic() - begun, shim.counts()
        self._next_night()
        return Undisturbed(self._command.outcome(self._data), seconds, counts)

    def strike(self, faults: Sequence[Fault], chance: random.Random) -> Round:
        """Strike a fresh start with each of the faults, one start after another, and let it end."""
        self._clear()
        told, repeats, code = Round(), 0, 1
        spoilt: set[int] = set()
        for fault in faults:
            code = self._struck(fault, chance, told, len(faults), spoilt)
            spoilt |= REFUSED if fault.spoilt else set()
            repeats = None if None in {repeats, fault.repeats} else repeats + fault.repeats
            if code == 0:
                break
            if self._command.looks_again(self._data):
                repeats = None  # killed after its end: the next start looks again
        if code:
            self._end(told, is_spoilt=any(fault.spoilt for fault in faults))
        self._judge(told, repeats)
        return told

    def _judge(self, told: Round, repeats: int | None) -> None:
        if not told.wrong:
            try:
                self._next_night()
            except RuntimeError as error:
                told.wrong.append(f"the night after: {error}")
        if not told.wrong:
            bound = None if repeats is None else repeats * self._command.at_once
            found = self._command.outcome(self._data)
            told.wrong += wrong(self._data, found, self.undisturbed.outcome, repeats=bound)
        told.wrong += [f"{path.name} was left in TMPDIR" for path in (self._folder / "tmp").iterdir()]

    def _struck(
        self, fault: Fault, chance: random.Random, told: Round, starts: int, refused: set[int]
    ) -> int:
        """Start the command and strike it; return its exit code, which may be one of those `refused` with too."""
        shim = Shim(self._folder, self._data, journal=fault.journal, clock=self._command.clock)
        share = {kind: max(1, count // starts) for kind, count in self.undisturbed.counts.items() if count}
        strike = Strike(self._data, self._sites, shim, chance, share)
        fault.prepare(strike)
        started = self._begin(shim, self._command.arguments(self._data))
        fault.strike(strike, started)
        code, left = started.wait(), started.left()
        told.tried.append(f"{fault.name} {strike.said} → exit {code}")
        fault.mend(strike)
        if code not in {0, *fault.codes, *refused}:
            told.wrong.append(
                f"{fault.name}: exit code {code}, not of {fault.codes}: {started.said()[-1500:]}"
            )
        told.wrong += [f"{fault.name}: a traceback: {text[-3000:]}" for text in self._traces(started)]
        if left:
            told.wrong.append(f"{fault.name}: processes were left: {left}")
        return code

    def _traces(self, started: Started) -> Iterator[str]:
        """Yield what the command and its lanes said, where there is a traceback in it."""
        lanes = (path.read_text("utf-8", "replace") for path in self._data.glob("runs/*/lanes.log"))
        yield from (text for text in (started.said(), *lanes) if "Traceback" in text)

    def _end(self, told: Round, *, is_spoilt: bool) -> None:
        for _ in range(STARTS):
            started = self._begin(self._shim(), self._command.arguments(self._data))
            code = started.wait()
            told.wrong += [f"processes were left at the end: {left}" for left in started.left()]
            if code == 0 and not (is_spoilt and self._is_damaged()):
                return
            told.tried.append(f"a start after that → exit {code}")
            if is_spoilt and (code or self._is_damaged()):
                told.tried.append(self._rebuilt())
        told.wrong.append(f"not at its end after {STARTS} starts: {started.said()[-1500:]}")

    def _is_damaged(self) -> bool:
        """Return whether the database is; damage that nothing came across is what `gongkai doctor` names."""
        try:
            with closing(sqlite3.connect(self._data / "gongkai.db")) as connection:
                return connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok"
        except sqlite3.DatabaseError:
            return True

    def _rebuilt(self) -> str:
        """Do what docs/durability.md says of a lost database."""
        for path in self._data.glob("gongkai.db*"):
            path.unlink()
        if (self._data / "warc").exists():
            self._run(self._data, ["reparse", "--apply", "--data", str(self._data)], self._command.clock)
        return "read again from the archive"

    def _next_night(self) -> None:
        """Run what is run night after night once more, a day later."""
        if self._command.at_once > 1:
            self._run(self._data, self._command.arguments(self._data), self._command.clock + DAY)

    def _run(self, data: Path, arguments: Sequence[str], clock: int) -> Shim:
        shim = Shim(self._folder, data, clock=clock)
        started = self._begin(shim, arguments)
        if code := started.wait():
            raise RuntimeError(f"undisturbed, {arguments[0]} ends with {code}: {started.said()}")
        return shim

    def _shim(self) -> Shim:
        return Shim(self._folder, self._data, clock=self._command.clock)

    def _begin(self, shim: Shim, arguments: Sequence[str]) -> Started:
        return Started(list(arguments), self._folder, shim.environment())

    def _clear(self) -> None:
        shutil.rmtree(self._data, ignore_errors=True)
        self._command.lay_out(self._data)
        for site in self._sites:
            site.log.clear()
            site.dying = 0


def chosen(faults: Sequence[Fault], rounds: int, seed: int) -> Iterator[tuple[int, list[Fault]]]:
    """Yield for each round its seed and one to three faults; every fault comes before one comes again."""
    chance, left = random.Random(seed), []
    for number in range(rounds):
        size = chance.randint(1, min(3, len(faults)))
        while len(left) < size:
            left += chance.sample(list(faults), len(faults))
        yield seed * 1_000_003 + number, [left.pop(0) for _ in range(size)]
