"""Processes of a lane: what they fill, and how they are ended."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


def of_lane(leader: int) -> Iterator[int]:
    """Yield the processes of a lane: those of its session and what they started, browsers in their own sessions say."""
    parents, members = {}, {leader}
    for pid, parent, session in every():
        parents[pid] = parent
        if session == leader:
            members.add(pid)
    yield from (pid for pid in parents if pid in members or members.intersection(_above(pid, parents)))


def filled(leader: int) -> int:
    """Return the bytes that a lane's processes fill, what they share counted once."""
    return sum(map(_pss, of_lane(leader)))


def end(leader: int) -> None:
    """End a lane's processes at once, its own first, so that it starts no others."""
    for pid in sorted(of_lane(leader), key=lambda pid: pid != leader):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)


def _above(pid: int, parents: dict[int, int]) -> Iterator[int]:
    while (pid := parents.get(pid, 0)) > 1:
        yield pid


def every() -> Iterator[tuple[int, int, int]]:
    """Yield every process with its parent and its session."""
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            with suppress(OSError, ValueError):
                # the name, in parentheses, may hold anything
                rest = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
                yield int(folder.name), int(rest[1]), int(rest[3])


def _pss(pid: int) -> int:
    with suppress(OSError):
        if known := _PSS.search((_PROC / str(pid) / "smaps_rollup").read_text()):
            return int(known[1]) * 1024
    return 0
