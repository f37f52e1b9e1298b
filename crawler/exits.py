"""Exit codes, the same for all commands."""

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
