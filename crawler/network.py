"""Whether this machine's own network is at fault, and not a host: then nothing says anything of any portal."""

from __future__ import annotations

import asyncio
import errno
import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.errors import HostGivenUp, HostResting
from crawler.witnesses import OWN

if TYPE_CHECKING:
    from crawler.witnesses import Witnesses

NAMES = ("www.gov.cn", "example.com")
"""Names that are looked up, and never asked anything, to learn whether any name server answers."""

PATIENCE = 20.0
"""Seconds for all of the lookups."""

KEPT = 10.0
"""Seconds for which a finding stands: of a thousand portals that fail at once only the first has it looked into."""

AWAITED = 2.0
"""Seconds for which a host that answers as itself of its own accord spares others from being asked how they do."""

ASKED = 5
"""Other hosts that are asked how they answer, until one answers as itself."""

FEWEST = 3
"""Other hosts without which nothing is concluded from their silence."""

REMEDY = (
    "look at this machine's line, name server, firewall and login; nothing is lost, the next start goes on"
)
"""What is said after the fault."""

_DOUBTFUL = frozenset({"dns", "timeout", "refused", "disconnect", "private_address"})
_UNROUTED = frozenset({errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH})


def is_doubtful(error: Exception, reason: str) -> bool:
    """Return whether a request that not a byte answered may have failed for the network, not for its host."""
    is_unrouted = getattr(_deepest(error), "osError", None) in _UNROUTED
    return reason in _DOUBTFUL or reason.startswith("tls:") or is_unrouted


def _deepest(error: BaseException) -> BaseException:
    """Return the error that others were raised from; of two that name each other as the cause, either."""
    seen: set[int] = set()
    while error.__cause__ is not None and id(error) not in seen:
        seen.add(id(error))
        error = error.__cause__
    return error


class Network:
    """Tells whether the network is at fault when a host does not answer, or not as itself.

    It is when no name can be looked up, that of the host in question neither, or when other hosts, which answered
    lately, are silent too or all answer the same.
    """

    def __init__(self, names: Sequence[str] = NAMES) -> None:
        self._names = names
        self._doubted, self._heard = "", asyncio.Event()
        self._fault: str | None = None
        self._until = 0.0
        self._turn = asyncio.Lock()

    def heard(self, url: str) -> None:
        """Note that a host has answered as itself."""
        if urlsplit(url).netloc != self._doubted:
            self._heard.set()

    async def fault(self, url: str, said: str | None, witnesses: Witnesses) -> str | None:
        """Return in words what is wrong with the network, `None` where it is sound; looked into unless just done.

        `url` got an answer of which this is `said` (see `crawler.witnesses`), or none.
        """
        async with self._turn:
            if time.monotonic() >= self._until:
                self._fault = await self._look(url, said, witnesses)
                self._until = time.monotonic() + KEPT
            return self._fault

    async def _look(self, url: str, said: str | None, witnesses: Witnesses) -> str | None:
        host, asked, others = urlsplit(url).hostname or "", 0, list(witnesses.others(url))
        if len(others) >= FEWEST and await self._hears(url):
            return None
        for other in others:
            try:
                answer = await witnesses.ask(other)
            except (HostResting, HostGivenUp, TimeoutError):
                continue  # it is under way, or let alone: that says nothing
            asked += 1
            if answer == OWN or (answer and said and answer != said):
                return None
            said = said or answer
            if asked == ASKED:
                break
        if asked >= FEWEST:
            alike = f"all answer the same: {said[:100]}" if said else "are silent"
            return f"{host} and {asked} other hosts that answered lately {alike}; {REMEDY}"
        if said is None and await _no_answer([host, *self._names]):
            return f"no name server answers for {host}, {' or '.join(self._names)}; {REMEDY}"
        return None

    async def _hears(self, url: str) -> bool:
        """Return whether another host soon answers as itself."""
        self._doubted, self._heard = urlsplit(url).netloc, asyncio.Event()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._heard.wait(), AWAITED)
        return self._heard.is_set()


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
