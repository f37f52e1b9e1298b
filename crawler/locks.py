"""One process per portal."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Self

from crawler.errors import BadPortalName, PortalLocked
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
        path = data_dir / "locks" / f"{portal}.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
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
