"""The downloader middleware that tells the host's own answers from those of a gate before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from archive.capture import Role
from crawler import blocking, clock
from crawler.downloader import unreachable
from crawler.requests import ROW, role_of
from crawler.session import Session

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.politeness import Host

TRIES = 3
"""Requests for one address that a gate may answer."""

LATER = 1000
"""By how much a refused request's priority sinks, so that the next one asked for shows whether it is the host."""

_REFUSED = "refused_times"
_OWN_FAULTS = (500, 501, 505)
"""Statuses above 500 that are an address's fault; the others say that no server stands behind its gateway."""


class RefusalMiddleware:
    """Puts a request back that a gate answered, a few times; then it ends with status 0 and the reason as its flag.

    Nothing is done to get past a gate: the host rests.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of the crawler's session."""
        return cls(Session.of(crawler))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Note what an answer says of its host, and pass on what is the host's own."""
        if response.status == 0:
            return response
        with self._session.gate.noting(request.url) as host:
            refused = noted(host, request, response)
        return self._later(request, host) if refused else response

    def _later(self, request: Request, host: Host) -> Request | Response:
        tries = request.meta.get(_REFUSED, 0) + 1
        if ROW not in request.meta or tries >= TRIES or host.given_up or role_of(request) == Role.REQUISITE:
            request.meta.pop("place", None)
            return unreachable(request.url, host.reason or "blocked")
        again = request.replace(priority=request.priority - LATER)
        again.meta[_REFUSED] = tries
        return again


def noted(host: Host, request: Request, response: Response) -> bool:
    """Note what an answer says of its host; return whether it is a gate's."""
    headers, now = blocking.headers_of(response), clock.epoch()
    if why := blocking.block(response.status, headers, response.body):
        host.blocked(why, now, blocking.retry_after(headers, clock.instant()))
        return True
    role = role_of(request)
    if role == Role.ROBOTS or (role == Role.REQUISITE and (response.status == 403 or host.reason)):
        return False  # pictures and the like are forbidden, and served, by rules of their own
    if response.status == 403:
        return host.forbade(now)
    if response.status > 500 and response.status not in _OWN_FAULTS:
        host.was_silent(f"http {response.status}", now)
    elif response.status < 500:
        host.answered()
    return False
