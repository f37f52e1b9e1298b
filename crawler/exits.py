"""Exit codes, the same for all commands, and what signals do to them."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from enum import IntEnum
from types import FrameType
from typing import NoReturn


class Exit(IntEnum):
    """What the code says to whoever started the command."""

    DONE = 0
    FAULT = 1
    USAGE = 2
    FINDINGS = 3
    LOCKED = 4
    DISK_FULL = 5
    STOPPED = 6


MEANINGS = {
    Exit.DONE: "ran to its end",
    Exit.FAULT: "a fault of ours, or of the disk or the database",
    Exit.USAGE: "wrong use or configuration, or a file or folder that cannot be used",
    Exit.FINDINGS: "findings that were asked to count",
    Exit.LOCKED: "another process holds the portal or the data",
    Exit.DISK_FULL: "the disk is full; once there is room, the next start goes on",
    Exit.STOPPED: "stopped early by a signal or a limit; the next start goes on",
}
"""What the codes say, in `--help` and in the documentation."""

_FINDINGS = {
    "crawl": "with --strict, something was missing or refused",
    "nightly": "there are alarms",
    "parse": "a document gave no report",
    "import": "a source could not be imported",
    "verify": "something does not hold",
    "explain": "the captures do not show what the report says",
    "timeline": "no capture of the report is there any more",
    "doctor": "something is at fault",
}
"""What is a finding of a command; the others have none."""

_STORE = frozenset({"crawl", "nightly", "retry", "import", "reparse"})
_WRITE = _STORE | {"pack", "export", "backup", "parse"}


def codes_of(command: str) -> tuple[Exit, ...]:
    """Return the codes that a command can end with."""
    may = {Exit.DONE, Exit.FAULT, Exit.USAGE, Exit.STOPPED}
    may |= {Exit.FINDINGS} if command in _FINDINGS else set()
    may |= {Exit.LOCKED} if command in _STORE else set()
    may |= {Exit.DISK_FULL} if command in _WRITE else set()
    return tuple(sorted(may))


def told(command: str) -> str:
    """Return what a command's help says of the codes it can end with."""
    meanings = MEANINGS | {Exit.FINDINGS: _FINDINGS.get(command, "")}
    return "Exit codes: " + "; ".join(f"{code} {meanings[code]}" for code in codes_of(command)) + "."


_GRAVITY = (
    (frozenset({"disk_full"}), Exit.DISK_FULL),
    (frozenset({"failed", "capture_failed"}), Exit.FAULT),
    (frozenset({"locked"}), Exit.LOCKED),
    (frozenset({"shutdown", "max_requests", "out_of_time", "window", "network_down"}), Exit.STOPPED),
)


def gravest(reasons: Collection[str], *, findings: bool = False) -> Exit:
    """Return the gravest of what happened in a run, by the reasons for which its portals ended.

    What was found counts where it was asked to, and least.
    """
    codes = (code for grave, code in _GRAVITY if not grave.isdisjoint(reasons))
    return next(codes, Exit.FINDINGS if findings else Exit.DONE)


HURRY = 3.0
"""Seconds in which a command that was told twice to end may say what came of it; some code lets no signal through."""

_hurried: list[threading.Timer] = []


def hurry(seconds: float = HURRY) -> None:
    """Have the process end within so many seconds, whatever it is at, and wait for nothing at its end."""
    _hurried.append(threading.Timer(seconds, os._exit, [Exit.STOPPED]))
    _hurried[-1].daemon = True
    _hurried[-1].start()


def end(code: int) -> NoReturn:
    """End the process; one in a hurry without tidying up, which waits for what is under way, or stumbles over it."""
    if not _hurried:
        sys.exit(code)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(code)


STOPPING = (signal.SIGINT, signal.SIGTERM)
"""What a terminal and a system stop a command with."""


def on_signals(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    """Have handled what a command is stopped with."""
    for number in STOPPING:
        signal.signal(number, handler)


def end_at_once(_number: int, _frame: FrameType | None) -> None:
    """End the process as one that was stopped; those that it started end with it."""
    with suppress(OSError):
        os.write(2, b"gongkai: stopped\n")  # a stream may be in the midst of its own writing
    os._exit(Exit.STOPPED)
