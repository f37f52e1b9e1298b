"""How much of a machine a night takes: processes, portals at once, memory."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20

LANE = 700 * MIB
"""What a lane takes with two workers and a browser, about."""

PORTAL = 25 * MIB
"""What each portal that a lane crawls at the same time adds, about."""

MOST_AT_ONCE = 16
"""Portals of a lane at the same time: with more, its one event loop is the limit."""

_OF_MEMORY = 0.6
"""The part of the machine's memory that a night takes unless told otherwise: it is not alone there."""

_UNLIMITED = 1 << 60


@dataclass(frozen=True, slots=True)
class Share:
    """Lanes, portals at once in each, and the bytes beyond which a lane takes no new portal and is replaced."""

    lanes: int
    at_once: int
    lane_bytes: int


def share(memory: int, *, lanes: int = 0, at_once: int = 0, portals: int = 1 << 30) -> Share:
    """Divide memory in bytes among lanes; 0 leaves their number, or that of portals at once, to the memory.

    There is one lane at least, whatever the memory, and none for which there would be no portal.
    """
    fitting = max(1, min(cores(), memory // LANE))
    count = max(1, min(lanes or fitting, portals))
    each = max(memory // count, LANE // 2)
    room = max(1, min((each - LANE) // PORTAL, MOST_AT_ONCE)) if each > LANE else 1
    return Share(count, at_once or room, each)


def cores() -> int:
    """Return the processors that this process may use."""
    return len(os.sched_getaffinity(0))


def memory_for_a_night(proc: Path = Path("/proc"), cgroups: Path = Path("/sys/fs/cgroup")) -> int:
    """Return the bytes that a night takes unless told otherwise: a part of what the machine or the container has."""
    return int(_OF_MEMORY * min([_of_machine(proc), *_of_container(proc, cgroups)]))


def _of_machine(proc: Path) -> int:
    known = re.search(r"^MemTotal:\s+(\d+) kB", (proc / "meminfo").read_text(), re.MULTILINE)
    return int(known[1]) * 1024 if known else 2048 * MIB


def _of_container(proc: Path, cgroups: Path) -> Iterator[int]:
    """Yield the limits of the control groups that this process is in, version 2 and 1, from the innermost up.

    In a container its own group is often mounted as the root, whatever its path outside. Above systemd's MemoryHigh,
    `memory.high`, a group is slowed down until it does next to nothing.
    """
    try:
        lines = (proc / "self" / "cgroup").read_text().splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers and "memory" not in controllers.split(","):
            continue
        root = cgroups / "memory" if controllers else cgroups
        names = ("memory.limit_in_bytes",) if controllers else ("memory.max", "memory.high")
        group = root / path.lstrip("/")
        for folder in (group, *group.parents):
            if not folder.is_relative_to(root):
                break
            yield from filter(None, (_read_limit(folder / name) for name in names))


def _read_limit(path: Path) -> int | None:
    try:
        said = path.read_text().strip()
    except OSError:
        return None
    return int(said) if said.isdigit() and int(said) < _UNLIMITED else None
