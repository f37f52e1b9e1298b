"""Content codings undone within bounds, by the archive's own decoder: the spider sees what a later parser will see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.exceptions import DownloadCancelledError
from scrapy.http import TextResponse
from scrapy.responsetypes import responsetypes

from archive.http import decode

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response


class DecodingMiddleware:
    """Gives callbacks bodies without content coding; one that swells beyond `limit` bytes is refused."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware with the limit of downloads."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the response decoded; torn codings give what came before the tear."""
        named = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").lower()
        codings = tuple(coding.strip() for coding in named.split(",") if coding.strip())
        if not codings or not response.body:
            return response
        limit = request.meta.get("download_maxsize", self._limit)
        decoded = decode(response.body, codings, limit)
        if decoded.truncated == "length":
            raise DownloadCancelledError(f"{len(response.body)} bytes that decode to more than {limit}")
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        kind = responsetypes.from_args(headers=headers, url=response.url, body=decoded.payload)
        guessed = {"encoding": None} if issubclass(kind, TextResponse) else {}
        return response.replace(cls=kind, headers=headers, body=decoded.payload, **guessed)
