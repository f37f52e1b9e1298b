"""What the system lets a process have: open files, memory, address space, file size."""

from __future__ import annotations

import resource
from collections.abc import Iterator

from crawler import worker
from crawler.doctor.diagnosis import Case, Diagnosis, ok, warning
from crawler.nightly.disk import size
from crawler.nightly.limits import LANE, memory_for_a_night, share

FILES = 1024


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
    memory = memory_for_a_night()
    fitting = share(memory)
    night = f"a night takes {size(memory)} of what there is: {fitting.lanes} lanes, {fitting.at_once} portals at once"
    if memory < LANE:
        text = f"{night}; {size(LANE)} are needed to read scanned pages and pages made by scripts"
        return warning(
            "memory", text, "parse_workers = 1 in gongkai.toml, or more memory for the machine or unit"
        )
    return ok("memory", night)
