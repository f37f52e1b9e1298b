"""Where a command and all it starts keep what only they need: one folder, which outlives no command for long.

It is held by a lock that ends with the process, however that ends; what a killed one left is removed by the next.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from contextlib import suppress
from multiprocessing.util import Finalize
from pathlib import Path

PREFIX = "gongkai-"
_LOCK = "lock"

_YOUNG = 3600.0
"""Seconds for which a folder without a lock is taken to be in the making."""

_LAST = -200
"""After `multiprocessing` has removed its own folder, which is at -100; only in the process that registered it."""


def begin() -> None:
    """Give this process, and through its environment those it starts, a folder for temporary files.

    Does nothing where none can be made: whoever needs one will say so. Leaves a folder that this user may not enter,
    such as root's after `runuser`: each process that is started begins by going where this one is.
    """
    try:
        with suppress(FileNotFoundError):
            os.chdir(Path.cwd())
    except PermissionError:
        os.chdir("/")
    with suppress(OSError):
        place = Path(tempfile.gettempdir())
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
        lock = _taken(folder, os.O_CREAT)
        Finalize(None, _end, (folder, lock), exitpriority=_LAST)
        tempfile.tempdir = os.environ["TMPDIR"] = str(folder)
        _sweep(place)


def _taken(folder: Path, flags: int = 0) -> int:
    """Take the lock of a folder and return it; raises OSError where another process has it, or there is none."""
    lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC | flags, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise
    return lock


def _end(folder: Path, lock: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.close(lock)


def _sweep(place: Path) -> None:
    """Remove this user's folders that no process holds."""
    for folder in place.glob(f"{PREFIX}*"):
        with suppress(OSError):
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue
            _remove(folder)


def _remove(folder: Path) -> None:
    try:
        lock = _taken(folder)
    except FileNotFoundError:
        if folder.stat().st_mtime > time.time() - _YOUNG:  # the file system's clock, not ours
            return
        lock = None
    shutil.rmtree(folder, ignore_errors=True)
    if lock is not None:
        os.close(lock)
