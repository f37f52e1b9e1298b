"""The folder of a run: its log, a line for each portal that has ended, and in the end its summary and its page."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from archive.errors import unwritten
from archive.names import make_folder
from crawler.runs.attempts import together

PORTALS_KEY = '  "portals": [\n'
"""The line of a summary after which each portal is a line of its own, so that it is read one by one."""


class RunFolder:
    """`runs/<run>/` of a data directory.

    While the run goes on, `lines` holds a JSON line for each portal that has ended, and its lock tells that the run
    is alive; the summary takes its place.
    """

    def __init__(self, data_dir: Path, run_id: str) -> None:
        self.path = data_dir / "runs" / run_id
        self.log = self.path / "log.jsonl"
        self.lines = self.path / "portals.jsonl"
        self.summary = self.path / "summary.json"
        self.page = self.path / "index.html"

    def create(self) -> int:
        """Make the folder and return the descriptor that locks it, until it is closed, as that of a run under way."""
        descriptor = self._opened()
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return descriptor

    def is_alive(self) -> bool:
        """Return whether a process records the run just now."""
        try:
            with self.lines.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    @contextmanager
    def taken(self) -> Iterator[bool]:
        """Tell whether nobody records the run any more, and let nobody else find so while the context lasts."""
        descriptor = self._opened()
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield True
        except BlockingIOError:
            yield False
        finally:
            os.close(descriptor)

    def _opened(self) -> int:
        try:
            make_folder(self.path)
            return os.open(self.lines, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise unwritten(self.path, error) from error

    def add(self, portal: dict[str, Any]) -> None:
        """Append what came of a portal by one write, whichever processes of the run do so at the same time.

        A line begins with its own line feed: one that a full disk cut off before it spoils no other.
        """
        line = f"\n{json.dumps(portal, ensure_ascii=False)}\n".encode("utf-8", "replace")
        descriptor = os.open(self.lines, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            written = os.write(descriptor, line)
            while written < len(line):  # there is no room: the next write says so
                written += os.write(descriptor, line[written:])
        finally:
            os.close(descriptor)

    def portals(self) -> Iterator[dict[str, Any]]:
        """Yield what came of each portal, in the order in which they ended; what was cut off is passed over.

        One that was taken up again in the same run is told once, with what came of it in all.
        """
        if self.summary.exists():  # whoever completes a run that had ended finds lines that it made itself
            yield from (portal for _, portal in _portals(self.summary, after=PORTALS_KEY))
            return
        last = {portal["portal"]: number for number, portal in _portals(self.lines)}
        earlier: dict[str, dict[str, Any]] = {}
        for number, portal in _portals(self.lines):
            name = portal["portal"]
            whole = together(earlier.pop(name, None), portal)
            if number < last.get(name, number):
                earlier[name] = whole
            else:
                yield whole


def _portals(path: Path, after: str | None = None) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the portals in a file, those after a line, each with the number of its line."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            if after is not None:
                next((line for line in file if line == after), None)
            for number, line in enumerate(file):
                if (portal := _portal(line)) is not None:
                    yield number, portal
    except FileNotFoundError:
        return


def _portal(line: str) -> dict[str, Any] | None:
    try:
        portal = json.loads(line.strip().removesuffix(","))
    except ValueError:
        return None
    return portal if isinstance(portal, dict) and "portal" in portal else None
