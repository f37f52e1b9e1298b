"""What one rendering asks of the network: every request is routed here and fetched by the crawler's own client."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from playwright.async_api import Error, Page, Request, Route

from crawler.errors import HostResting
from spiders import routes
from spiders.answers import Heard
from spiders.canonical import same
from spiders.trackers import is_tracker

MOST_REQUESTS = 80
MOST_BYTES = 32 * 1024 * 1024
LONGEST_POST = 64 * 1024
LONGEST_HEARD = 2 * 1024 * 1024
MOST_SHARED_BYTES = 32 * 1024 * 1024

_WANTED = frozenset({"script", "stylesheet", "xhr", "fetch"})
_SHARED = frozenset({"script", "stylesheet"})
_TEMPLATE = re.compile(r"^[^?#]+\.(?:html?|tpl|vue|hbs|mustache)$", re.IGNORECASE)
# What the client makes itself, or what only browsers say.
_OWN_HEADERS = re.compile(
    r"^(?:host|cookie|connection|content-length|accept-encoding|user-agent|sec-.*|proxy-.*|:.*|if-.*|range|te)$",
    re.IGNORECASE,
)
_UNSIGNED = re.compile(
    r"^(?:accept(?:-language)?|content-type|referer|origin|x-requested-with|cache-control|pragma|upgrade-insecure-requests)$"
)
_PASSED_ON = re.compile(r"^(?:content-type|access-control-.*|x-.*|last-modified)$", re.IGNORECASE)
_HOST = re.compile(r"https?://[^/?#]", re.IGNORECASE)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of a page's scripts as it is to be made: `headers` without those that are the client's own."""

    url: str
    method: str = "GET"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a host answered: `headers` in order, `body` decoded; `status` 0 where it did not, with the `reason`."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    reason: str = ""


Fetch = Callable[[Asked], Awaitable[Answered]]


class Shared:
    """Scripts, styles and templates that the pages of one portal have in common, fetched once in a run."""

    def __init__(self, had: Callable[[str], Answered | None] | None = None) -> None:
        self._had = had
        self._known: dict[str, Answered] = {}
        self._room = MOST_SHARED_BYTES

    def get(self, url: str) -> Answered | None:
        """Return what an address answered in this run or, where `had` tells, before."""
        if url not in self._known and self._had and (answered := self._had(url)):
            self.keep(url, answered)
        return self._known.get(url)

    def keep(self, url: str, answered: Answered) -> None:
        """Keep a good answer while there is room."""
        if 200 <= answered.status < 300 and len(answered.body) <= self._room:
            self._known[url] = answered
            self._room -= len(answered.body)


class Traffic:
    """The requests of one rendering, answered, refused and counted.

    The page itself is answered with `document`, which was fetched before. Frames, images, fonts, media, beacons and
    the like are refused: the spider follows frames and fetches what a page needs to look as it did. `heard` are the
    answers in JSON, `onward` where a script wanted to send the whole page, `opened` where a window that it opened was
    to go, `under_way` the requests that wait for the network, `cut` why a request was put off, `unanswered` the
    addresses that scripts asked for in vain, with the reasons.
    """

    def __init__(self, page: Page, url: str, document: Answered, fetch: Fetch, shared: Shared) -> None:
        self._page = page
        self._url = url
        self._document: Answered | None = document
        self._fetch = fetch
        self._shared = shared
        self.requests = 0
        self.bytes = 0
        self.under_way = 0
        self.heard: list[Heard] = []
        self.unanswered: dict[str, str] = {}
        self.onward: str | None = None
        self.opened: str | None = None
        self._announced = ""
        self.cut: HostResting | None = None

    async def answer(self, route: Route) -> None:
        """Answer or refuse one request of the browser; a page that has gone meanwhile needs no answer."""
        request = route.request
        try:
            if request.is_navigation_request():
                await self._navigate(route, request)
            elif request.resource_type in _WANTED and (asked := _asked(request)) and self._has_room():
                await _fulfil(route, await self._had(request, asked))
            else:
                await route.abort("blockedbyclient")
        except Error:
            logger.debug("%s: its page has gone", request.url)

    async def _navigate(self, route: Route, request: Request) -> None:
        whole = self._is_of_whole_page(request)
        if whole and self._document is not None:
            document, self._document = self._document, None
            await _fulfil(route, document)
            return
        url = (
            self._announced
            if routes.document(self._announced) == routes.document(request.url)
            else request.url
        )
        if whole and _HOST.match(url) and not same(routes.document(url), routes.document(self._url)):
            self.onward = url
        elif not whole and _HOST.match(url) and self._is_of_window(request):
            self.opened = url
        # what has no content leaves the page as it is; a refusal would put the browser's own page in its place
        await route.fulfill(status=204)

    def _is_of_whole_page(self, request: Request) -> bool:
        """Return whether a navigation is the page's own, not one of a frame in it or of a window it opens."""
        with suppress(Error):  # a window's first request has no frame yet
            return request.frame == self._page.main_frame
        return False

    def announce(self, url: str) -> None:
        """Take note of the address of a navigation that is to come, its route included, which the request lacks."""
        self._announced = url

    def _is_of_window(self, request: Request) -> bool:
        """Return whether a navigation is that of a window that the page opened."""
        try:
            return request.frame.page != self._page
        except Error:
            return True

    async def _had(self, request: Request, asked: Asked) -> Answered:
        shared = asked.method == "GET" and (
            request.resource_type in _SHARED or _TEMPLATE.search(asked.url) is not None
        )
        if shared and (known := self._shared.get(asked.url)):
            return known
        self.requests += 1
        self.under_way += 1
        try:
            answered = await self._fetch(asked)
        except HostResting as error:
            self.cut = error
            answered = Answered(0)
        except Exception as error:  # noqa: BLE001 - whatever ended the crawl's request, the page gets no answer
            logger.info("%s: %s", asked.url, error)
            answered = Answered(0)
        finally:
            self.under_way -= 1
        self.bytes += len(answered.body)
        if answered.reason and request.resource_type != "stylesheet":
            self.unanswered[asked.url] = answered.reason
        if shared:
            self._shared.keep(asked.url, answered)
        else:
            self._listen(asked, answered)
        return answered

    def _has_room(self) -> bool:
        return self.requests < MOST_REQUESTS and self.bytes < MOST_BYTES

    def _listen(self, asked: Asked, answered: Answered) -> None:
        starts = answered.body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
        plain = answered.status == 200 and len(answered.body) <= LONGEST_HEARD and starts in {b"{", b"["}
        if plain:
            said = asked.headers.get("content-type", "")
            text = answered.body.decode("utf-8-sig", "replace")
            signed = not all(map(_UNSIGNED.match, asked.headers))
            self.heard.append(Heard(asked.url, text, asked.body.decode("utf-8", "replace"), said, signed))


def _asked(request: Request) -> Asked | None:
    """Return a request as the client is to make it, `None` for one that nothing may be asked by."""
    body = request.post_data_buffer or b""
    if request.method not in {"GET", "POST"} or not _HOST.match(request.url) or len(body) > LONGEST_POST:
        return None
    if is_tracker(request.url):
        return None
    headers = {name: value for name, value in request.headers.items() if not _OWN_HEADERS.match(name)}
    return Asked(routes.document(request.url), request.method, headers, body)


async def _fulfil(route: Route, answered: Answered) -> None:
    if not answered.status:
        await route.abort("failed")
        return
    headers = {name: value for name, value in answered.headers if _PASSED_ON.match(name)}
    status = answered.status if not 300 <= answered.status < 400 else 502
    await route.fulfill(status=status, headers=headers, body=answered.body)
