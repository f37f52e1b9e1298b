"""Exit codes, the same for all commands."""

from collections.abc import Collection
from enum import IntEnum


class Exit(IntEnum):
    """What the code says to whoever started the command."""

    DONE = 0
    FAULT = 1
    USAGE = 2
    FINDINGS = 3
    LOCKED = 4
    DISK_FULL = 5
    STOPPED = 6


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
