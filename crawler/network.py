"""Whether it is this machine's own network that is gone, and not a host: then nothing says anything of any portal."""

from __future__ import annotations

import asyncio
import errno
import socket
import time
from collections.abc import Sequence
from urllib.parse import urlsplit

NAMES = ("www.gov.cn", "example.com")
"""Names that are looked up, and never asked anything, to learn whether any name server answers."""

PATIENCE = 20.0
"""Seconds for all of the lookups."""

KEPT = 10.0
"""Seconds for which an answer stands: of a thousand portals that fail at once only the first has it looked up."""

_UNROUTED = frozenset({errno.ENETUNREACH, errno.ENETDOWN})


def is_doubtful(error: Exception, reason: str) -> bool:
    """Return whether a failed request may have failed for the network: its host had no address, or no way to it."""
    return reason == "dns" or getattr(_deepest(error), "osError", None) in _UNROUTED


def _deepest(error: BaseException) -> BaseException:
    """Return the error that others were raised from; of two that name each other as the cause, either."""
    seen: set[int] = set()
    while error.__cause__ is not None and id(error) not in seen:
        seen.add(id(error))
        error = error.__cause__
    return error


class Network:
    """Tells whether the network is down: no name can be looked up, that of the host in question neither."""

    def __init__(self, names: Sequence[str] = NAMES) -> None:
        self._names = names
        self._down, self._until = False, 0.0
        self._turn = asyncio.Lock()

    async def is_down(self, url: str) -> bool:
        """Look names up unless that was done just now; `url` is what could not be reached."""
        async with self._turn:
            if time.monotonic() >= self._until:
                self._down = await _no_answer([urlsplit(url).hostname or "", *self._names])
                self._until = time.monotonic() + KEPT
            return self._down


async def _no_answer(names: Sequence[str]) -> bool:
    """Return whether no name server answers for any of the names, be it that there is no such name."""
    try:
        async with asyncio.timeout(PATIENCE):
            return not any(await asyncio.gather(*map(_is_answered, names)))
    except TimeoutError:
        return True


async def _is_answered(name: str) -> bool:
    try:
        await asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        return error.errno != socket.EAI_AGAIN
    return True


NETWORK = Network()
"""This machine's, for all crawls of the process."""
