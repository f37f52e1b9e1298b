"""The library that is preloaded into a struck run: built, switched on, and told what to do while the run goes on."""

from __future__ import annotations

import ctypes
import mmap
import os
import shutil
import subprocess
from enum import IntEnum
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

SOURCE = Path(__file__).with_name("shim.c")


class Kind(IntEnum):
    """An operation on a file below the root, as shim.c numbers them."""

    WRITE = 0
    SYNC = 1
    RENAME = 2
    UNLINK = 3
    CREATE = 4
    TRUNCATE = 5
    MKDIR = 6
    SYNCED = 7  # in journals only: an fsync that ended


class Action(IntEnum):
    """What is done at the operation that is struck."""

    NOTHING = 0
    KILL = 1  # the process that makes it
    KILL_ALL = 2  # the run with all its processes at once, as when the power goes
    TERMINATE = 3
    FAIL = 4  # it and all that follow, but for removals


class Control(ctypes.Structure):
    """The page that a run's processes and the harness share; `struct control` of shim.c."""

    _fields_ = [
        ("clock_offset", ctypes.c_int64),
        ("strike_at", ctypes.c_int64),
        ("strike_kind", ctypes.c_int32),
        ("strike_after", ctypes.c_int32),
        ("action", ctypes.c_int32),
        ("error", ctypes.c_int32),
        ("no_names", ctypes.c_int32),
        ("impatient", ctypes.c_int32),
        ("struck", ctypes.c_int32),
        ("spare", ctypes.c_int32),
        ("counts", ctypes.c_int64 * len(Kind)),
    ]


def compiler() -> str | None:
    """Return the C compiler of this machine, if it has one."""
    return shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")


@cache
def library() -> Path:
    """Build the library, once a process."""
    command = compiler()
    if command is None:
        raise FileNotFoundError("no C compiler (cc, gcc, clang): faults are struck from a library built here")
    built = Path(mkdtemp(prefix="faults-")) / "shim.so"
    subprocess.run([command, "-shared", "-fPIC", "-O1", "-o", built, SOURCE, "-ldl"], check=True)
    return built


class Shim:
    """One run's library: its environment, and the page by which it is told what to do."""

    def __init__(self, folder: Path, root: Path, *, journal: bool = False, clock: int = 0) -> None:
        self._page = folder / "control"
        self._page.write_bytes(bytes(mmap.PAGESIZE))
        with self._page.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), mmap.PAGESIZE)
        self.control = Control.from_buffer(self._memory)
        self.control.clock_offset = clock
        self.journal = folder / "journal" if journal else None
        if self.journal:
            self.journal.write_bytes(b"")
        self._root = root

    def environment(self) -> dict[str, str]:
        """Return what a run's environment has beside the harness's own."""
        entries = {"FAULTS_JOURNAL": str(self.journal)} if self.journal else {}
        return {
            "LD_PRELOAD": str(library()),
            "FAULTS_CONTROL": str(self._page),
            "FAULTS_ROOT": os.path.realpath(self._root),
            **entries,
        }

    def counts(self) -> dict[Kind, int]:
        """Return how many operations of each kind there were."""
        return {kind: int(self.control.counts[kind]) for kind in Kind}
