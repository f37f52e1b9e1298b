"""Whether an answer is a host's own, or may be that of a gateway that answers in the place of all hosts.

A captive portal, a proxy without its uplink, a filter of a whole country: each gives every host the same page, or sends
every visitor to the same place.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.blocking import bare_text, headers_of
from crawler.errors import CaptureFailed, HostResting
from crawler.origins import host_of
from crawler.requests import robots_request

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

    from crawler.session import Session

OWN = ""
"""What is said of an answer that nobody but the host gives."""

SECONDS = 5.0
"""How long a host may take that is asked for how it answers."""

SOON = 3.0
"""Seconds after which a host that is under way is not waited for to ask it."""

AMONG = 40
"""Origins among which some hosts are looked for that can be asked."""

_NO_GATEWAYS = frozenset({304, 404, 410})
_NUMBERS = re.compile(r"[0-9a-f]*\d[0-9a-f]*", re.IGNORECASE)

logger = logging.getLogger(__name__)


def said(url: str, status: int, headers: Mapping[str, str], body: bytes) -> str:
    """Return what may be a gateway's answer as it would be for any host, `OWN` for a host's own; names in lower case.

    A gateway's is a redirect to another site, or a page with next to no links and little text; hosts' names and numbers
    in it, which may be the visitor's, are left out.
    """
    if status in _NO_GATEWAYS:
        return OWN
    if 300 <= status < 400 and (location := headers.get("location")):
        there = _host_named(location)
        return OWN if not there or _is_same_site(there, host_of(url)) else f"a redirect to {there}"
    text = None if "content-encoding" in headers else bare_text(headers, body)
    if text is None:
        return OWN
    return f"http {status}: {_NUMBERS.sub('', text.replace(urlsplit(url).hostname or url, ''))}".strip()


def _host_named(location: str) -> str:
    """Return the host that a `Location` names, none where it is no address."""
    try:
        return host_of(location)
    except ValueError:
        return ""


def _is_same_site(one: str, other: str) -> bool:
    one, other = one.removeprefix("www."), other.removeprefix("www.")
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


class Witnesses:
    """Other hosts, which have answered lately: a crawl asks them for their robots.txt to learn how they answer now.

    That is counted and archived as whatever else the crawl asks for; `exchange` is how.
    """

    def __init__(self, session: Session, exchange: Callable[[Request], Awaitable[Response]]) -> None:
        self._session = session
        self._exchange = exchange

    def others(self, url: str) -> Iterator[str]:
        """Yield origins that answered lately, each of another host than an address and those before."""
        hosts = {host_of(url)}
        for origin in self._session.robots.lately(AMONG):
            if (host := host_of(origin)) not in hosts:
                hosts.add(host)
                yield origin

    async def ask(self, origin: str) -> str | None:
        """Return what is `said` of an origin's answer, `None` where none comes.

        Raises TimeoutError when it is not its turn soon, HostResting when it is let alone or the crawl is stopping.
        """
        async with AsyncExitStack() as turn:
            async with asyncio.timeout(SOON):
                await turn.enter_async_context(self._session.gate.turn(origin))
            answer = await self._answer(origin)
        told = "is silent" if answer is None else answer or "answers as itself"
        logger.info("%s was asked whether the network is down: %s", origin, told)
        return answer

    async def _answer(self, origin: str) -> str | None:
        request = robots_request(origin, self._session.portal, download_timeout=SECONDS)
        request.headers["User-Agent"] = self._session.terms.user_agent
        try:
            response = await self._exchange(request)
        except (CaptureFailed, HostResting):
            raise
        except Exception:  # noqa: BLE001 - whatever it is that fails, no answer has come
            return None
        return said(response.url, response.status, headers_of(response), response.body)
