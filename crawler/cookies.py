"""Cookies for hosts that ask for them: a gate sets one, sends its visitor round and looks for it."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from crawler.origins import origin_of

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

MOST_ORIGINS = 200
MOST_COOKIES = 30
LONGEST = 4096
"""Bytes of one cookie, name and value (RFC 6265, 6.1)."""


class CookiesMiddleware:
    """Keeps what an origin sets and sends it back to that origin only, once it has redirected within itself.

    Origins are scheme, host and port (RFC 6454); `Domain` and `Path` are not looked at, so that nothing is sent
    anywhere else. Cookies last as long as the crawl.
    """

    def __init__(self) -> None:
        self._jars: OrderedDict[str, dict[bytes, bytes]] = OrderedDict()
        self._gated: set[str] = set()

    def process_request(self, request: Request) -> None:
        """Give a request the cookies of its origin, and those only."""
        if request.meta.get("dont_merge_cookies"):
            return
        origin = origin_of(request.url)
        request.headers.pop("Cookie", None)
        jar = self._jars.get(origin)
        if not jar:
            return
        self._jars.move_to_end(origin)
        if any(origin_of(url) == origin for url in request.meta.get("redirect_urls", ())[-1:]):
            self._gated.add(origin)
        if origin in self._gated:
            request.headers["Cookie"] = b"; ".join(b"%s=%s" % cookie for cookie in jar.items())

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep what the response sets."""
        for given in response.headers.getlist("Set-Cookie"):
            self._keep(origin_of(request.url), given)
        return response

    def _keep(self, origin: str, given: bytes) -> None:
        pair, *attributes = given.split(b";")
        name, _, value = (part.strip() for part in pair.partition(b"="))
        if not name or len(pair) > LONGEST:
            return
        jar = self._jars.setdefault(origin, {})
        if any(attribute.strip().lower() == b"max-age=0" for attribute in attributes):
            jar.pop(name, None)
        elif name in jar or len(jar) < MOST_COOKIES:
            jar[name] = value
        if len(self._jars) > MOST_ORIGINS:
            gone, _ = self._jars.popitem(last=False)
            self._gated.discard(gone)
