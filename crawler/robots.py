"""robots.txt as RFC 9309 has it: fetched and archived once a day for each origin, asked before every request."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import TYPE_CHECKING, Self

from archive.capture import Role
from crawler import clock
from crawler.downloader import unreachable
from crawler.errors import HostResting
from crawler.origins import origin_of
from crawler.requests import robots_request, role_of
from crawler.robotscache import DAY
from crawler.robotstxt import READ_BYTES, Rules, parse
from crawler.session import Session

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

PRODUCT = "Gongkai"
"""The product token that groups of rules are chosen by (RFC 9309, 2.2.1)."""

MAX_REDIRECTS = 5

REFUSED_SECONDS = 3600.0
"""How long an origin is taken to refuse everything before its robots.txt is asked for again."""

MOST_ORIGINS = 200
"""Origins whose rules a crawl holds in memory, those asked for last; the files of the others are in the database."""

logger = logging.getLogger(__name__)


def file_of(response: Response) -> bytes | str:
    """Return the file that an answer to a robots.txt request is, or as text why nothing may be fetched.

    4xx, too many redirects and redirects to nowhere mean that there are no rules (RFC 9309, 2.3.1.2 and 2.3.1.3);
    5xx and no answer that nothing may be fetched (2.3.1.4).
    """
    if response.status >= 500:
        return f"robots.txt: http {response.status}"
    if response.status == 0 and response.flags[0] != "redirects":
        return response.flags[0]
    return response.body[:READ_BYTES] if 200 <= response.status < 300 else b""


class RobotsMiddleware:
    """Answers a request that robots.txt forbids in place of the host, with status 0 and the flag `robots`."""

    def __init__(self, crawler: Crawler, session: Session) -> None:
        self._crawler = crawler
        self._session = session
        self._rules: OrderedDict[str, tuple[Rules, float]] = OrderedDict()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of the crawler's session."""
        return cls(crawler, Session.of(crawler))

    async def process_request(self, request: Request) -> Response | None:
        """Let a request pass or answer it; robots.txt itself always passes."""
        if role_of(request) == Role.ROBOTS:
            return None
        rules = await self._rules_for(request.url)
        refusal = rules.refusal_of(request.url)
        return unreachable(request.url, refusal) if refusal else None

    async def _rules_for(self, url: str) -> Rules:
        origin = origin_of(url)
        if rules := self._known(origin):
            return rules
        async with self._session.gate.line(f"{origin}/robots.txt"):
            if rules := self._known(origin):
                return rules
            rules, seconds = await self._learn(origin)
            self._rules[origin] = (rules, clock.epoch() + seconds)
            self._session.gate.crawl_delay(origin, rules.delay)
            if len(self._rules) > MOST_ORIGINS:
                self._rules.popitem(last=False)
        return rules

    def _known(self, origin: str) -> Rules | None:
        rules, until = self._rules.get(origin, (None, 0.0))
        if not 0 < until - clock.epoch() <= DAY:  # more than that where the clock was put back
            return None
        self._rules.move_to_end(origin)
        return rules

    async def _learn(self, origin: str) -> tuple[Rules, float]:
        """Return an origin's rules and for how many seconds they hold."""
        kept, age = self._session.robots.read(origin) or (None, 0.0)
        if kept is not None and 0 <= age < DAY:
            return parse(kept, PRODUCT), DAY - age
        found = await self._fetch(origin)
        if isinstance(found, bytes):
            self._session.robots.keep(origin, found)
            return parse(found, PRODUCT), DAY
        logger.warning("%s: nothing may be fetched: %s", origin, found)
        # an old file counts while there is no other (2.4)
        return Rules(refusal=found) if kept is None else parse(kept, PRODUCT), REFUSED_SECONDS

    async def _fetch(self, origin: str) -> bytes | str:
        request = robots_request(origin, self._session.portal, redirect_ttl=MAX_REDIRECTS)
        response = await self._crawler.engine.download_async(request)
        if response.status == 0 and self._session.gate.must_wait(origin):
            raise HostResting(response.flags[0])
        return file_of(response)
