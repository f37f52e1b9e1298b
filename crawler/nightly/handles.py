"""Lanes as the supervisor holds them: started, handed portals, listened to, ended."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Self

from crawler.nightly import processes
from crawler.nightly.orders import LEAVE, Errand, LaneTerms

_ROOT = str(Path(__file__).parents[2])

_LONGEST_LINE = 1 << 24


@dataclass(eq=False)
class LaneHandle:
    """A lane process; `held` are the errands it has, with the instant by the monotonic clock since when.

    One that `is_heavy` fills more memory than it may, one that `is_alone` holds a portal that may end it.
    """

    process: asyncio.subprocess.Process
    held: dict[str, tuple[Errand, float]] = field(default_factory=dict)
    heard: float = field(default_factory=time.monotonic)
    given: int = 0
    is_ready: bool = False
    is_alone: bool = False
    is_leaving: bool = False
    is_heavy: bool = False

    @classmethod
    async def start(cls, terms: LaneTerms, errors: BinaryIO) -> Self:
        """Start a lane; what it says on standard error goes to a file."""
        search = [_ROOT, *filter(None, [os.environ.get("PYTHONPATH")])]
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "crawler.nightly"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
            limit=_LONGEST_LINE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(search)},
            start_new_session=True,  # the terminal's interrupt is for the supervisor
        )
        lane = cls(process)
        lane._send(terms.to_json())
        return lane

    def give(self, errand: Errand) -> None:
        """Hand over a portal."""
        self.given += 1
        self.held[errand.job.portal] = (errand, time.monotonic())
        self._send({"job": errand.job.to_json(), "expect": errand.expect})

    async def messages(self) -> AsyncIterator[dict[str, Any]]:
        """Yield what the lane says until it is gone."""
        assert self.process.stdout is not None  # noqa: S101 - as it was started
        while line := await self.process.stdout.readline():
            self.heard = time.monotonic()
            yield json.loads(line)
        await self.process.wait()

    def leave(self) -> None:
        """Have the lane stop cleanly; it takes no more."""
        self.is_leaving = True
        self._send(LEAVE)
        assert self.process.stdin is not None  # noqa: S101 - as it was started
        self.process.stdin.close()

    def end(self) -> None:
        """End the lane at once, with all that it started."""
        processes.end(self.process.pid)

    def _send(self, message: Mapping[str, object]) -> None:
        assert self.process.stdin is not None  # noqa: S101 - as it was started
        with suppress(OSError):  # one that is gone is noticed where it is listened to
            self.process.stdin.write(json.dumps(message, default=str).encode() + b"\n")
