"""The command as a process of its own, with whatever it starts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
LONGEST = 300
"""Seconds after which a run is taken to hang: none takes a tenth of it, but on a busy machine."""

_MARK = "FAULTS_RUN"
_HARNESS = "FAULTS_HARNESS"
_OURS = uuid.uuid4().hex
"""Marks, in the environment, the processes of one run, and those of all runs of this harness."""


def watch() -> None:
    """Have whatever this process leaves ended once it is gone, however it ends."""
    alive, held = os.pipe()
    command = [sys.executable, "-m", "tests.faults.started", _OURS]
    subprocess.Popen(command, cwd=ROOT, stdin=alive, start_new_session=True)
    os.close(alive)
    os.set_inheritable(held, False)


class Started:
    """A run of `gongkai` and all of its processes, which its environment marks."""

    def __init__(self, arguments: list[str], folder: Path, environment: dict[str, str]) -> None:
        self._mark = uuid.uuid4().hex
        self.words = folder / "words"
        scratch = folder / "tmp"
        scratch.mkdir(exist_ok=True)
        with self.words.open("wb") as words:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "crawler", *arguments],
                cwd=ROOT,
                env={
                    **os.environ,
                    **environment,
                    _HARNESS: _OURS,
                    _MARK: self._mark,
                    "TMPDIR": str(scratch),
                },
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.pid = self._process.pid

    @property
    def code(self) -> int | None:
        """The exit code, negative for a signal, `None` while it runs."""
        return self._process.poll()

    def wait(self) -> int:
        """Wait for the end; raises TimeoutError for a run that hangs, once it is ended."""
        try:
            return self._process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            self.end()
            message = f"not ended after {LONGEST} s: {self.said()[-2000:]}"
            raise TimeoutError(message) from None

    def said(self) -> str:
        return self.words.read_text("utf-8", "replace")

    def send(self, number: signal.Signals) -> None:
        if self.code is None:
            self._process.send_signal(number)

    def kill_all(self) -> None:
        """End all of its processes at once."""
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        self.end()

    def children(self, word: str = "") -> list[int]:
        """Return its other processes, those whose command line has a word in it."""
        return [pid for pid in self.processes() if pid != self.pid and word in _command(pid)]

    def processes(self) -> list[int]:
        """Return the processes that bear the run's mark, however they are related to it."""
        return _marked(_MARK, self._mark)

    def left(self, patience: float = 40) -> list[str]:
        """Return the command lines of processes that outlive the run by more than a while, and end them."""
        until = time.monotonic() + patience
        while (left := self.processes()) and time.monotonic() < until:
            time.sleep(0.02)
        words = [_command(pid) for pid in left]
        self.end()
        return words

    def end(self) -> None:
        """End what is left of it."""
        _kill(self.processes())
        self._process.poll()


def _kill(processes: list[int]) -> None:
    for pid in processes:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _marked(name: str, mark: str) -> list[int]:
    mark = f"{name}={mark}"
    return [pid for pid in _all() if mark.encode() in _read(Path(f"/proc/{pid}/environ")).split(b"\0")]


def parent(pid: int) -> int:
    """Return the process that a process was started by."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _all() -> Iterator[int]:
    return (int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal())


def _command(pid: int) -> str:
    return _read(Path(f"/proc/{pid}/cmdline")).replace(b"\0", b" ").decode("utf-8", "replace").strip()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


if __name__ == "__main__":
    sys.stdin.read()  # until the harness is gone
    while left := _marked(_HARNESS, sys.argv[1]):
        _kill(left)
