"""The downloader middleware that answers a request for a rendering: the page's DOM in the place of its response."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from playwright.async_api import Error
from scrapy import Request, signals
from scrapy.http import HtmlResponse

from archive.capture import Context, Place, Role
from archive.captures import read_capture
from archive.errors import ArchiveError
from archive.exchange import Rendering
from crawler.browser.chrome import Chrome, NoBrowser
from crawler.browser.states import Stage, State
from crawler.browser.traffic import Answered, Asked, Fetch, Shared, Traffic
from crawler.downloader import unreachable
from crawler.session import Session
from spiders import answers
from spiders.page import Page

if TYPE_CHECKING:
    from playwright.async_api import Page as Tab
    from scrapy.crawler import Crawler
    from scrapy.http import Response

ATTEMPTS = 2
"""A browser may be lost by another page's doing, or with a terminal's interrupt, which it gets too."""

logger = logging.getLogger(__name__)


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
    was `heard` in JSON. What cannot be rendered is answered with status 0 and the flag `no_browser`, `browser_spent`,
    `browser_timeout` or `browser_lost`.
    """

    def __init__(self, crawler: Crawler, session: Session, terms: Terms) -> None:
        self._crawler = crawler
        self._session = session
        self._terms = terms
        self._chrome = Chrome.join(terms.user_agent)
        self._shared = Shared()

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
        crawler.signals.connect(middleware._chrome.leave, signal=signals.spider_closed)
        return middleware

    async def process_request(self, request: Request) -> Response | Request | None:
        """Return the rendered page, or the request of the page that a script of it goes on to."""
        if "render" not in request.meta:
            return None
        if self._session.tally.rendered >= self._terms.renderings:
            return unreachable(request.url, "browser_spent")
        self._session.tally.rendered += 1
        for _ in range(ATTEMPTS):
            try:
                return await self._rendered(request)
            except NoBrowser as error:
                logger.warning("%s", error)
                return unreachable(request.url, "no_browser")
            except TimeoutError:
                return unreachable(request.url, "browser_timeout")
            except Error as error:
                logger.warning("%s: lost in the browser: %s", request.url, error.message.partition("\n")[0])
        return unreachable(request.url, "browser_lost")

    async def _rendered(self, request: Request) -> Response | Request:
        document = await self._document(request)
        walked = request.meta["context"]["role"] == Role.LISTING
        async with self._chrome.page() as tab, asyncio.timeout(self._terms.seconds):
            traffic = Traffic(tab, request.url, document, self._fetching(request), self._shared)
            stage = await opened(tab, request.url, traffic)
            states = await stage.states(lambda state: _is_known(state, tab.url, traffic), walked=walked)
            url = tab.url
        if traffic.onward:
            return _onward(request, traffic.onward)
        return self._response(request, url, states, traffic)

    async def _document(self, request: Request) -> Answered:
        """Return the page as it was sent, from the archive, where the spider has just had it."""
        place = request.meta.get("plain")
        try:
            capture = read_capture(self._session.terms.data_dir, Place(**place)) if place else None
        except ArchiveError:
            capture = None
        if capture is None:
            return await self._fetching(request)(Asked(request.url))
        kind = capture.header("Content-Type")
        return Answered(200, (("Content-Type", kind),) if kind else (), capture.payload)

    def _fetching(self, request: Request) -> Fetch:
        """Return how a page's requests are made: as the crawler's own, archived with the page as their via."""
        context = {**request.meta["context"], "role": str(Role.REQUISITE), "via": request.url, "page": None}

        async def fetch(asked: Asked) -> Answered:
            meta = {
                "context": context,
                "download_timeout": self._terms.subrequest_seconds,
                "download_maxsize": self._terms.subrequest_bytes,
            }
            made = Request(asked.url, method=asked.method, headers=asked.headers, body=asked.body, meta=meta)
            assert self._crawler.engine is not None  # noqa: S101 - it is running
            response = await self._crawler.engine.download_async(made)
            headers = tuple(
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, values in response.headers.items()
                for value in values
            )
            return Answered(response.status, headers, response.body)

        return fetch

    def _response(self, request: Request, url: str, states: list[State], traffic: Traffic) -> Response:
        places = [self._archive(request, url, state, number) for number, state in enumerate(states, 1)]
        request.meta["place"] = places[0]
        request.meta["heard"] = [asdict(one) for one in traffic.heard]
        request.meta["states"] = [
            {"dom": state.dom.decode(), "place": place}
            for state, place in list(zip(states, places, strict=True))[1:]
        ]
        headers = {"Content-Type": "text/html; charset=utf-8"}
        return HtmlResponse(url, headers=headers, body=states[0].dom, encoding="utf-8", request=request)

    def _archive(self, request: Request, url: str, state: State, number: int) -> dict[str, Any]:
        given = {**request.meta["context"], "rendered": request.meta["render"]}
        if number > 1:
            given["page"] = number
        context = Context(**{**given, "role": Role(given["role"])})
        plain = request.meta.get("plain")
        rendering = Rendering(url, state.dom, state.taken_at, plain["record_id"] if plain else None)
        return asdict(self._session.archive(rendering, context, None))


async def opened(tab: Tab, url: str, traffic: Traffic) -> Stage:
    """Return a tab on its way to an address, all that it and its windows ask for routed."""
    context = tab.context
    await context.route("**/*", traffic.answer)
    await context.route_web_socket("**/*", lambda socket: socket.close())
    session = await context.new_cdp_session(tab)
    await tab.goto(url, wait_until="commit")
    return Stage(tab, session, traffic)


def _is_known(state: State, url: str, traffic: Traffic) -> bool:
    """Return whether the list shown came whole from a service that can be asked for the rest."""
    page = Page(url, state.dom.decode())
    return answers.noticed(page.links, page.visible, page.base, traffic.heard) is not None


def _onward(request: Request, url: str) -> Request:
    """Return a request for where a script sends its page, as a redirect."""
    been = [*request.meta.get("redirect_urls", ()), request.url]
    kept = {key: value for key, value in request.meta.items() if key not in {"render", "plain"}}
    return request.replace(url=url, meta={**kept, "redirect_urls": been}, dont_filter=False)
