"""robots.txt as RFC 9309 has it: fetched and archived once per host, asked before every request."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request

from archive.capture import Context, Role
from crawler.downloader import unreachable
from crawler.session import Session

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response

PRODUCT = "Gongkai"
"""The product token that groups of rules are chosen by (RFC 9309, 2.2.1)."""

READ_BYTES = 500 * 1024
MAX_REDIRECTS = 5
LONGEST_DELAY = 60.0
"""Seconds; a Crawl-delay above this is taken as this, or one line could stop the crawl for good."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rules:
    """What a host lets us fetch. `refusal` is the reason where nothing may be fetched at all."""

    rules: Protego | None = None
    refusal: str | None = None

    def refusal_of(self, url: str) -> str | None:
        """Return why an address must not be fetched, `None` when it may."""
        if self.rules is None:
            return self.refusal
        return None if self.rules.can_fetch(url, PRODUCT) else "robots"

    def delay(self) -> float:
        """Return the seconds between requests that the host asks for."""
        asked = self.rules.crawl_delay(PRODUCT) if self.rules else None
        return min(float(asked or 0), LONGEST_DELAY)


def rules_of(response: Response) -> Rules:
    """Read the answer to a robots.txt request.

    4xx, too many redirects and redirects to nowhere mean that there are no rules (RFC 9309, 2.3.1.2 and 2.3.1.3);
    5xx and no answer that nothing may be fetched (2.3.1.4).
    """
    if response.status >= 500:
        return Rules(refusal=f"robots.txt: http {response.status}")
    if response.status == 0 and response.flags[0] != "redirects":
        return Rules(refusal=response.flags[0])
    if not 200 <= response.status < 300:
        return Rules()
    text = response.body[:READ_BYTES].decode("utf-8-sig", "replace")
    return Rules(rules=Protego.parse(text))


class RobotsMiddleware:
    """Answers a request that robots.txt forbids in place of the host, with status 0 and the flag `robots`."""

    def __init__(self, crawler: Crawler, portal: str) -> None:
        self._crawler = crawler
        self._portal = portal
        self._rules: dict[str, asyncio.Future[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of the crawler's session."""
        return cls(crawler, Session.of(crawler).portal)

    async def process_request(self, request: Request) -> Response | None:
        """Let a request pass or answer it; robots.txt itself always passes."""
        if (request.meta.get("context") or {}).get("role") == Role.ROBOTS:
            return None
        refusal = (await self._rules_for(request.url)).refusal_of(request.url)
        return unreachable(request.url, refusal) if refusal else None

    async def _rules_for(self, url: str) -> Rules:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc.lower()}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.ensure_future(self._fetch(origin, parts.hostname or ""))
        return await self._rules[origin]

    async def _fetch(self, origin: str, host: str) -> Rules:
        context = asdict(Context(portal=self._portal, role=Role.ROBOTS))
        request = Request(f"{origin}/robots.txt", meta={"context": context, "redirect_ttl": MAX_REDIRECTS})
        rules = rules_of(await self._crawler.engine.download_async(request))
        if rules.refusal:
            logger.warning("%s: nothing may be fetched: %s", origin, rules.refusal)
        self._slow_down(host, rules.delay())
        return rules

    def _slow_down(self, host: str, delay: float) -> None:
        """Keep the host's own distance between requests where it is longer than ours."""
        downloader = self._crawler.engine.downloader
        if delay > self._crawler.settings.getfloat("DOWNLOAD_DELAY"):
            downloader.per_slot_settings[host] = {"delay": delay}
            if host in downloader.slots:
                downloader.slots[host].delay = delay
