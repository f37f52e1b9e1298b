"""What the system lets a process have: open files, memory, address space, file size."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from pathlib import Path

from crawler import worker
from crawler.doctor.diagnosis import Case, Diagnosis, ok, size, warning

FILES = 1024
MEMORY = 2 * 1000**3
"""Bytes for one lane, two readers and a browser."""

_GROUP = Path("/sys/fs/cgroup")


def limits(_case: Case) -> Iterator[Diagnosis]:
    """Look at limits of files and memory, of the process and of its control group."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if files != resource.RLIM_INFINITY and files < FILES:
        remedy = f"ulimit -n {FILES}; in a systemd unit LimitNOFILE={FILES}"
        yield warning("open files", f"{files} at once, for many portals too few", remedy)
    else:
        yield ok("open files", f"{files} at once")
    yield _memory()
    for limit, name, flag, wanted in (
        (resource.RLIMIT_AS, "address space", "v", worker.MEMORY),
        (resource.RLIMIT_FSIZE, "size of files", "f", 1_100_000_000),
    ):
        allowed = resource.getrlimit(limit)[0]
        if allowed != resource.RLIM_INFINITY and allowed < wanted:
            text = f"limited to {size(allowed)}; {size(wanted)} are used at most"
            yield warning(name, text, f"ulimit -{flag} unlimited")


def _memory() -> Diagnosis:
    bounds = [_machine(), *_groups()]
    least = min(bounds)
    if least < MEMORY:
        text = f"{size(least)}: scanned pages and pages made by scripts may not be read"
        return warning(
            "memory", text, "fewer at once (parse_workers = 1), or more memory for the machine or unit"
        )
    return ok("memory", f"{size(least)} at most, {os.cpu_count()} cores")


def _machine() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _groups() -> Iterator[int]:
    """Yield the limits of the control groups that the process is in, of both versions."""
    try:
        lines = Path("/proc/self/cgroup").read_text("ascii", "replace").splitlines()
    except OSError:
        return
    for line in lines:
        _, kinds, path = line.split(":", 2)
        group = _GROUP / path.lstrip("/") if not kinds else _GROUP / kinds / path.lstrip("/")
        for folder in (group, *group.parents):
            if folder.is_relative_to(_GROUP):
                yield from _limit(folder / "memory.max")
                yield from _limit(folder / "memory.limit_in_bytes")


def _limit(file: Path) -> Iterator[int]:
    try:
        text = file.read_text("ascii").strip()
    except OSError:
        return
    if text.isdigit():
        yield int(text)
