"""One process per portal, one night at a time per data directory."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from crawler import clock
from crawler.errors import BadPortalName, NightUnderWay, PortalLocked
from spiders import hosts


class PortalLock:
    """The right to crawl a portal, held until closed or until the process ends, however it ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def take(cls, data_dir: Path, portal: str) -> Self:
        """Lock a portal of a data directory; raise PortalLocked when a process holds it already."""
        if not hosts.is_plain(portal):
            raise BadPortalName(f"portal name {portal!r}: use letters, digits, '.', '-' and '_' only")
        descriptor = _opened(data_dir / "locks" / f"{portal}.lock")
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
            os.close(descriptor)
            message = f"portal {portal} is being crawled by process {holder}: wait for it or stop it first"
            raise PortalLocked(message) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        return cls(descriptor)

    def close(self) -> None:
        """Give the portal free; the file stays, since removing it would race with the next holder."""
        os.close(self._descriptor)


def is_held(data_dir: Path, portal: str) -> bool:
    """Tell whether a process holds a portal just now."""
    try:
        with (data_dir / "locks" / f"{portal}.lock").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


@contextmanager
def night(data_dir: Path, patience: float = 150.0) -> Iterator[None]:
    """Hold the right to run the night of a data directory; raise NightUnderWay where another process has it.

    Lanes of a night whose supervisor was killed are stopping: they are waited for, as many seconds as they may take.
    """
    descriptor = _opened(data_dir / "nightly.lock")
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 200).decode("ascii", "replace").strip() or "unknown"
            raise NightUnderWay(f"the night of {data_dir} is run by process {holder} UTC") from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()} since {clock.now()[:16].replace('T', ' ')}\n".encode(), 0)
        _wait_for_lanes(data_dir, patience)
        yield
    finally:
        os.close(descriptor)


def _wait_for_lanes(data_dir: Path, patience: float) -> None:
    descriptor, until = _opened(data_dir / "nightly.lanes"), time.monotonic() + patience
    try:
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    said = f"processes of an earlier night hold {data_dir / 'nightly.lanes'}: end them first"
                    raise NightUnderWay(said) from None
                time.sleep(0.1)
            else:
                return
    finally:
        os.close(descriptor)


@contextmanager
def lane(data_dir: Path) -> Iterator[None]:
    """Let it be known, while the context lasts, that a lane of a night is there."""
    descriptor = _opened(data_dir / "nightly.lanes")
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def _opened(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
