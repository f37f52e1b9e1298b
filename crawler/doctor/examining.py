"""Checks run side by side, each in a process of its own: one that hangs or dies costs its own answer."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import NamedTuple

from crawler.doctor.diagnosis import Case, Diagnosis, fault

SECONDS = 30.0
"""After which a check that has not come to its end is ended."""

Check = Callable[[Case], Iterable[Diagnosis]]

_FORKS = multiprocessing.get_context("fork")


class _UnderWay(NamedTuple):
    name: str
    process: multiprocessing.process.BaseProcess
    answers: Connection


def examine(case: Case, checks: dict[str, Check], seconds: float | None = None) -> Iterator[Diagnosis]:
    """Yield what checks say, in their order; one that hangs or dies is a fault after what it said before."""
    seconds = SECONDS if seconds is None else seconds
    until = time.monotonic() + seconds
    under_way = [_begin(name, check, case) for name, check in checks.items()]
    try:
        for one in under_way:
            yield from _told(one, until, seconds)
    finally:
        for one in under_way:
            _end(one)


def _begin(name: str, check: Check, case: Case) -> _UnderWay:
    answers, answer = _FORKS.Pipe(duplex=False)
    process = _FORKS.Process(target=_run, args=(name, check, case, answer), daemon=True)
    process.start()
    answer.close()
    return _UnderWay(name, process, answers)


def _run(name: str, check: Check, case: Case, answer: Connection) -> None:
    """Say one after another what a check says, and `None` at its end, out of a process group of its own."""
    os.setpgid(0, 0)
    try:
        for diagnosis in check(case):
            answer.send(diagnosis)
    except PermissionError as error:
        who = f"for the user the crawl runs as (now {os.geteuid()})"
        answer.send(fault(name, f"{error.filename}: {error.strerror}", f"chown or chmod it {who}"))
    answer.send(None)


def _told(one: _UnderWay, until: float, seconds: float) -> Iterator[Diagnosis]:
    while one.answers.poll(max(0.0, until - time.monotonic())):
        try:
            diagnosis = one.answers.recv()
        except EOFError:
            one.process.join(1)
            yield fault(
                one.name, f"the check died ({_exit(one.process.exitcode)})", "see what it printed above"
            )
            return
        if diagnosis is None:
            return
        yield diagnosis
    yield fault(
        one.name,
        f"no answer within {seconds:.0f} s",
        "what is examined hangs: a disk or a network that does not answer, or a machine with too much to do",
    )


def _exit(code: int | None) -> str:
    return signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"


def _end(one: _UnderWay) -> None:
    if one.process.pid is not None and one.process.is_alive():
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(one.process.pid, signal.SIGKILL)
    one.process.join(0.5)
    one.answers.close()
