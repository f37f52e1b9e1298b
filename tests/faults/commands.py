"""The commands that are struck: what they start from, how they are told, and what they leave."""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import ClassVar

from tests.faults.judge import Outcome, outcome, packed
from tests.faults.portal import Served

DAY = 86400

Run = Callable[[Path, Sequence[str], int], None]
"""Runs a command in a data directory that nobody strikes, with so many seconds added to the clock."""


class Command:
    """A command that is struck; `clock` is by how many seconds its clock is ahead of the machine's.

    `at_once` is how many portals it crawls at the same time.
    """

    name: ClassVar[str]
    clock = 0
    at_once = 1

    def __init__(self, sites: Sequence[Served], folder: Path, run: Run) -> None:
        self.sites = sites
        self._folder = folder
        self._run = run

    def lay_out(self, data: Path) -> None:
        """Make the data directory that the command starts from."""
        data.mkdir()

    def arguments(self, data: Path) -> list[str]:
        raise NotImplementedError

    def outcome(self, data: Path) -> Outcome:
        """Read what the command left."""
        return outcome(data, self.asked())

    def asked(self) -> Counter[str]:
        return Counter(f"{site.name}{path}" for site in self.sites for path in site.paths())

    def looks_again(self, data: Path) -> bool:
        """Return whether a start that was struck had done its work, or some of it, so that the next begins anew."""
        raise NotImplementedError

    def _once(self, make: Callable[[Path], None]) -> Path:
        """Return a data directory that is the same for all rounds, made for the first."""
        kept = self._folder / "kept"
        if not kept.exists():
            kept.mkdir()
            make(kept)
        return kept


class Crawl(Command):
    """A first crawl of one portal."""

    name = "crawl"

    def arguments(self, data: Path) -> list[str]:
        return ["crawl", "--data", str(data), "--allow-private", "--delay", "0", self.sites[0].home]

    def looks_again(self, data: Path) -> bool:
        return _has(data, "SELECT 1 FROM jobs WHERE finished_at IS NOT NULL")


class Nightly(Command):
    """The first night of several portals, two lanes."""

    name = "nightly"
    at_once = 3

    def arguments(self, data: Path) -> list[str]:
        portals = self._folder / "portals.csv"
        rows = "".join(f"{site.name},{site.home},示例县人民政府,\n" for site in self.sites)
        portals.write_text(f"name,address,issuer,division\n{rows}", "utf-8")
        bounds = ["--lanes", "2", "--at-once", "2", "--parse-workers", "1", "--keep-free", "0"]
        given = ["--portals", str(portals), "--data", str(data), "--allow-private", "--delay", "0"]
        return ["nightly", *given, *bounds]

    def looks_again(self, data: Path) -> bool:
        finished = "SELECT portal FROM portal_runs WHERE reason = 'finished'"
        return _has(data, f"SELECT 1 FROM jobs WHERE finished_at IS NOT NULL AND portal NOT IN ({finished})")


class Later(Nightly):
    """A night after others, in which a report is new and another says something else."""

    name = "later"
    _NIGHTS = 4

    @property
    def clock(self) -> int:  # type: ignore[override]
        return self._NIGHTS * DAY

    def lay_out(self, data: Path) -> None:
        shutil.copytree(self._once(self._nights), data)
        for site in self.sites:
            site.is_later = True

    def _nights(self, data: Path) -> None:
        for site in self.sites:
            site.is_later = False
        for night in range(self._NIGHTS):
            self._run(data, self.arguments(data), night * DAY)

    def looks_again(self, data: Path) -> bool:  # noqa: ARG002 - as the others
        return True


class Import(Command):
    """The files of another crawl brought in."""

    name = "import"

    def lay_out(self, data: Path) -> None:
        self._once(self._crawl)
        data.mkdir()

    def _crawl(self, data: Path) -> None:
        self._run(data, Crawl(self.sites, self._folder, self._run).arguments(data), 0)

    def arguments(self, data: Path) -> list[str]:
        elsewhere = self._folder / "kept" / "warc"
        return [
            "import",
            "--data",
            str(data),
            "--portal",
            self.sites[0].name,
            "--processes",
            "1",
            str(elsewhere),
        ]

    def outcome(self, data: Path) -> Outcome:
        return outcome(data, Counter(), is_run=False)

    def looks_again(self, data: Path) -> bool:  # noqa: ARG002 - as the others
        return False


class Pack(Import):
    """A portal's archive written as one file."""

    name = "pack"

    def lay_out(self, data: Path) -> None:
        shutil.copytree(self._once(self._crawl), data)

    def arguments(self, data: Path) -> list[str]:
        return ["pack", "--data", str(data), "--out", str(data / "out.wacz"), "--force"]

    def outcome(self, data: Path) -> Outcome:
        return packed(data, data / "out.wacz")


COMMANDS: tuple[type[Command], ...] = (Crawl, Nightly, Later, Import, Pack)


def _has(data: Path, query: str) -> bool:
    try:
        with closing(sqlite3.connect(data / "gongkai.db")) as connection:
            return connection.execute(query).fetchone() is not None
    except sqlite3.DatabaseError:
        return False
