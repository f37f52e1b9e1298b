"""Damaged reports of every format, read for some time: `python -m benchmarks.fuzz --seconds 600`.

Each case is a number; what it provokes is printed with it. A process that takes too long over a case or too much
memory is ended and its case named. `--case N` reads one again, `--write DIRECTORY` keeps its file.
"""

from __future__ import annotations

import argparse
import faulthandler
import multiprocessing
import resource
import sys
import time
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.fuzzing.cases import Case, case, fault
from benchmarks.reports.rendering import MEDIA_TYPES

LONGEST = 60
"""Seconds that a case may take; a damaged PDF may be taken for a scan, and its pages be read by OCR."""
MEMORY = 4 * 1024**3
BATCH = 200
"""Cases that a process reads before the next takes its place."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--start", type=int, default=0, help="the number of the first case")
    parser.add_argument("--format", choices=tuple(MEDIA_TYPES))
    parser.add_argument("--case", type=int, action="append", help="only the case of this number")
    parser.add_argument("--write", type=Path, metavar="DIRECTORY", help="keep the files of faulty cases")
    asked = parser.parse_args()
    if asked.case:
        for number in asked.case:
            each = case(number, asked.format)
            _keep(each, asked.write)
            print(each.number, each.format, each.damages, fault(each) or "sound", sep="\n")
        return
    seen, number, end = Counter[str](), asked.start, time.monotonic() + asked.seconds
    while time.monotonic() < end:
        number = _batch(number, end, asked, seen)
    print(f"{number - asked.start} cases, {sum(seen.values())} faulty: {dict(seen)}")


def _batch(start: int, end: float, asked: argparse.Namespace, seen: Counter[str]) -> int:
    """Read cases in a process of their own; return the number after the last."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_read, args=(start, end, asked.format, theirs))
    process.start()
    theirs.close()
    number = start
    try:
        while True:
            number, found = ours.recv()
            if found is None:
                continue
            last = found.strip().splitlines()[-1][:160]
            seen[last] += 1
            if seen[last] == 1:
                each = case(number, asked.format)
                _keep(each, asked.write)
                print(f"case {number} {each.format} {each.damages}\n{found}", flush=True)
    except EOFError:
        process.join()
    if process.exitcode:
        seen["ended"] += 1
        print(f"case {number}: the process was ended (exit {process.exitcode})", flush=True)
    return number + 1


def _read(start: int, end: float, only: str | None, pipe: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for number in range(start, start + BATCH):
        if time.monotonic() > end:
            return
        pipe.send((number, None))
        each = case(number, only)
        faulthandler.dump_traceback_later(LONGEST, exit=True, file=sys.__stderr__)
        found = fault(each)
        faulthandler.cancel_dump_traceback_later()
        if found:
            pipe.send((number, found))


def _keep(each: Case, folder: Path | None) -> None:
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{each.number}.{each.format}").write_bytes(each.payload)


if __name__ == "__main__":
    main()
