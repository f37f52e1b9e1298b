"""The downloader middleware that answers a request for a rendering: the page's DOM in the place of its response."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from scrapy import signals

from crawler.downloader import unreachable
from crawler.session import Session

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawler.browser.rendering import Renderer


@dataclass(frozen=True, slots=True)
class Terms:
    """How pages are rendered: `renderings` of a portal in one run at most, `seconds` for one, its traffic included.

    `subrequest_seconds` and `subrequest_bytes` bound each request that a page makes.
    """

    user_agent: str
    renderings: int
    seconds: float
    subrequest_seconds: float
    subrequest_bytes: int


class RenderingMiddleware:
    """Answers requests whose meta has `render`, the reason why; all others pass.

    The response's meta has the DOM's `place` in the archive, on a list the further `states` (DOM and place) and what
    was `heard` in JSON. What cannot be rendered is answered with status 0 and the reason as its flag: `browser_spent`
    where the portal has had all its renderings, others by crawler.browser.rendering.Renderer.
    """

    def __init__(self, crawler: Crawler, session: Session, terms: Terms) -> None:
        self._crawler = crawler
        self._session = session
        self._terms = terms
        self._renderer: Renderer | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of the crawler's session."""
        settings = crawler.settings
        terms = Terms(
            user_agent=settings["USER_AGENT"],
            renderings=settings.getint("BROWSER_RENDERINGS"),
            seconds=settings.getfloat("BROWSER_SECONDS"),
            subrequest_seconds=settings.getfloat("BROWSER_SUBREQUEST_SECONDS"),
            subrequest_bytes=settings.getint("BROWSER_SUBREQUEST_BYTES"),
        )
        middleware = cls(crawler, Session.of(crawler), terms)
        crawler.signals.connect(middleware.leave, signal=signals.spider_closed)
        return middleware

    async def process_request(self, request: Request) -> Response | Request | None:
        """Return the rendered page, or the request of the page that a script of it goes on to."""
        if "render" not in request.meta:
            return None
        if self._session.tally.rendered >= self._terms.renderings:
            return unreachable(request.url, "browser_spent")
        self._session.tally.rendered += 1
        return await self._ready().render(request)

    def _ready(self) -> Renderer:
        if self._renderer is None:
            from crawler.browser.rendering import Renderer  # noqa: PLC0415 - half a second that most crawls can do without

            self._renderer = Renderer(self._crawler, self._session, self._terms)
        return self._renderer

    async def leave(self) -> None:
        """Give up the browser at the crawl's end."""
        if self._renderer is not None:
            await self._renderer.leave()
