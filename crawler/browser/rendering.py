"""One page rendered: its DOM as a response, its states archived, its requests made by the crawler's own client."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from playwright.async_api import Error
from scrapy import Request
from scrapy.http import HtmlResponse

from archive.capture import Context, Place, Role
from archive.captures import read_capture
from archive.errors import ArchiveError
from archive.exchange import Rendering
from crawler.browser.chrome import Chrome, NoBrowser
from crawler.browser.middleware import Terms
from crawler.browser.states import Stage, State
from crawler.browser.traffic import Answered, Asked, Fetch, Shared, Traffic
from crawler.downloader import unreachable
from crawler.errors import HostResting
from crawler.reasons import why
from crawler.session import Session
from spiders import hosts, page, routes, unaddressed
from spiders.found import Finding, FindingKind
from spiders.page import Page

if TYPE_CHECKING:
    from playwright.async_api import Page as Tab
    from scrapy.crawler import Crawler
    from scrapy.http import Response

ATTEMPTS = 2
"""A browser may be lost by another page's doing, or with a terminal's interrupt, which it gets too."""

# What is clicked on a page of which role to learn where it leads.
_WANTED: dict[str, Callable[[Page], list[str]]] = {
    Role.LISTING: unaddressed.titles,
    **dict.fromkeys((Role.SEED, Role.HUB, Role.OTHER), unaddressed.names),
}

logger = logging.getLogger(__name__)


class Renderer:
    """Renders the pages of one crawl in the browser that all crawls of the process share."""

    def __init__(self, crawler: Crawler, session: Session, terms: Terms) -> None:
        self._crawler = crawler
        self._session = session
        self._terms = terms
        self._chrome = Chrome.join(terms.user_agent)
        self._shared = Shared(None if session.depth.looks else self._archived)

    async def leave(self) -> None:
        """End the browser, unless other crawls have a use for it."""
        await self._chrome.leave()

    async def render(self, request: Request) -> Response | Request:
        """Return the rendered page, or the request of the page that a script of it goes on to.

        What cannot be rendered is answered with status 0 and the flag `no_browser`, `browser_timeout` or
        `browser_lost`.
        """
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
        role = request.meta["context"]["role"]
        walked = role == Role.LISTING
        wanted = _WANTED.get(role, _nothing)
        async with self._chrome.page() as tab, asyncio.timeout(self._terms.seconds):
            traffic = Traffic(tab, request.url, document, self._fetching(request), self._shared)
            stage = await opened(tab, request.url, traffic)

            def shown(state: State) -> Page:
                return page.rendered(
                    _address(state.url, request.url), state.dom.decode(), traffic.heard, stage.led
                )

            states = await stage.states(
                lambda state: _is_known(shown(state)), lambda state: wanted(shown(state)), walked=walked
            )
        if traffic.cut is not None:
            raise traffic.cut  # what was not asked for is missing: the page is rendered again when it can be
        if traffic.onward:
            return _onward(request, traffic.onward)
        self._name_unanswered(request, traffic)
        request.meta["led"] = stage.led
        return await self._response(request, states, traffic)

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

    def _archived(self, url: str) -> Answered | None:
        """Return what an earlier job had from an address, for a night, which asks for a list and not for its looks."""
        place = self._session.captured.last(url)
        try:
            capture = read_capture(self._session.terms.data_dir, place) if place else None
        except ArchiveError:
            return None
        if capture is None or capture.status != 200 or capture.truncated:
            return None
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
            own = hosts.host(asked.url) == hosts.host(request.url)
            if response.status == 0 and (own or "stopping" in response.flags):
                self._wait_for(asked.url, response.flags[0])
            headers = tuple(
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, values in response.headers.items()
                for value in values
            )
            reason = response.flags[0] if response.status == 0 else ""
            return Answered(response.status, headers, response.body, reason)

        return fetch

    def _name_unanswered(self, request: Request, traffic: Traffic) -> None:
        """Name what the portal's own hosts did not answer: a list that its service did not give is not an empty one."""
        for url, reason in traffic.unanswered.items():
            if hosts.site(url) == hosts.site(request.url):
                text = f"asked for by the scripts of {request.url}: {why(reason)}"
                self._session.find(Finding(FindingKind.UNREACHABLE, url, text))

    def _wait_for(self, url: str, reason: str) -> None:
        """Raise HostResting where a request was not made because its host rests or the crawl is stopping."""
        if self._session.gate.must_wait(url):
            raise HostResting(reason)

    async def _response(self, request: Request, states: list[State], traffic: Traffic) -> Response:
        url = _address(states[0].url, request.url)
        places = [await self._archive(request, url, state, number) for number, state in enumerate(states, 1)]
        request.meta["place"] = places[0]
        request.meta["heard"] = [asdict(one) for one in traffic.heard]
        request.meta["states"] = [
            {"dom": state.dom.decode(), "place": place}
            for state, place in list(zip(states, places, strict=True))[1:]
        ]
        headers = {"Content-Type": "text/html; charset=utf-8"}
        return HtmlResponse(url, headers=headers, body=states[0].dom, encoding="utf-8", request=request)

    async def _archive(self, request: Request, url: str, state: State, number: int) -> dict[str, Any]:
        given = {**request.meta["context"], "rendered": request.meta["render"]}
        if number > 1:
            given["page"] = number
        context = Context(**{**given, "role": Role(given["role"])})
        plain = request.meta.get("plain")
        rendering = Rendering(url, state.dom, state.taken_at, plain["record_id"] if plain else None)
        return asdict(await self._session.archive(rendering, context, None))


async def opened(tab: Tab, url: str, traffic: Traffic) -> Stage:
    """Return a tab on its way to an address, all that it and its windows ask for routed."""
    context = tab.context
    await context.route("**/*", traffic.answer)
    await context.route_web_socket("**/*", lambda socket: socket.close())
    context.on("page", lambda window: window.close())
    session = await context.new_cdp_session(tab)
    session.on("Page.frameRequestedNavigation", lambda told: traffic.announce(told["url"]))
    session.on("Page.windowOpen", lambda told: traffic.announce(told["url"]))
    await session.send("Page.enable")
    await tab.goto(url, wait_until="commit")
    return Stage(tab, session, traffic)


def _address(shown: str, asked: str) -> str:
    """Return the address a page shows, its route included: its scripts may have changed it, within its host."""
    url = routes.without_anchor(shown)
    return url if hosts.is_address(url) and hosts.host(url) == hosts.host(asked) else asked


def _nothing(_shown: Page) -> list[str]:
    return []


def _is_known(shown: Page) -> bool:
    """Return whether the list shown came whole from a service that can be asked for the rest."""
    return shown.noticed is not None and not shown.noticed.heard.signed


def _onward(request: Request, url: str) -> Request:
    """Return a request for where a script sends its page, as a redirect."""
    been = [*request.meta.get("redirect_urls", ()), request.url]
    kept = {key: value for key, value in request.meta.items() if key not in {"render", "plain"}}
    return request.replace(url=url, meta={**kept, "redirect_urls": been}, dont_filter=False)
