"""Scrapy's downloader, for which a request that failed for good still has an answer."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from scrapy.core.downloader import Downloader
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response

from archive.capture import Role
from crawler import clock, network
from crawler.blocking import headers_of
from crawler.errors import (
    CaptureFailed,
    Crowded,
    HostGivenUp,
    HostResting,
    Malformed,
    PrivateAddress,
    TlsRefused,
)
from crawler.origins import host_of
from crawler.requests import ROW, role_of
from crawler.session import Session
from crawler.witnesses import OWN, Witnesses, said

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from twisted.internet.defer import Deferred
    from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (CannotResolveHostError, "dns"),
    (DownloadTimeoutError, "timeout"),
    (DownloadConnectionRefusedError, "refused"),
    (PrivateAddress, "private_address"),
    (Malformed, "malformed"),
    (Crowded, "crowded"),
    (DownloadCancelledError, "too_large"),
    (ResponseDataLossError, "truncated"),
    (UnsupportedURLSchemeError, "scheme"),
    (NotSupported, "scheme"),
)

_SILENCE = frozenset({"dns", "timeout", "refused", "disconnect"})
"""Reasons that say nothing of an address and all of its host, where no byte came."""


class AnsweringDownloader(Downloader):
    """Turns every failure, of middlewares too, into a response of status 0 whose flag is the reason.

    So one callback gets all there is to get, and a document's chain goes on with a missing page. A failed capture
    stays a failure: no callback may see what is not archived. In place of Scrapy's slots, which each crawl has for
    itself, stands the gate that all share.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._session = Session.of(crawler)
        self._gate = self._session.gate
        self._witnesses = Witnesses(self._session, self._exchange)

    def fetch(self, request: Request, spider: Spider | None = None) -> Deferred[Any]:  # noqa: ARG002 - Scrapy's interface
        """Return a response or, for retries and redirects, a request."""
        return super().fetch(request).addErrback(_answer, request)

    async def _enqueue_request(self, request: Request) -> Response:
        """Exchange a request for its response when it is its turn at the host."""
        request.meta.pop("place", None)
        async with self._gate.turn(request.url):
            try:
                response = await self._exchange(request)
            except Exception as error:
                await self._note_silence(request, error)
                raise
            self._gate.took(request.url, request.meta.get("download_latency", 0.0))
            await self._look_at(request, response)
            return response

    async def _exchange(self, request: Request) -> Response:
        """Exchange a request for its response, and count it."""
        self._session.count_sent(request)
        began = time.monotonic()
        try:
            return await self.handlers.download_request_async(request)
        finally:
            self._session.tally.host(host_of(request.url)).took(time.monotonic() - began)

    async def _note_silence(self, request: Request, error: Exception) -> None:
        """Note what a failure says of the host; raise HostResting where it is the network that is down."""
        reason = reason_of(error)
        if "place" in request.meta:
            return
        if network.is_doubtful(error, reason):
            await self._require_network(request.url, None)
        if reason in _SILENCE:
            with self._gate.noting(request.url) as host:
                host.was_silent(reason, clock.epoch())

    async def _look_at(self, request: Request, response: Response) -> None:
        """Raise HostResting for an answer that is not the host's, but that of what stands before all hosts."""
        if role_of(request) == Role.REQUISITE or "line" in request.meta:
            return  # a web archive answers for all hosts
        answer = said(request.url, response.status, headers_of(response), response.body)
        if answer == OWN:
            network.NETWORK.heard(request.url)
        else:
            await self._require_network(request.url, answer)

    async def _require_network(self, url: str, answer: str | None) -> None:
        """Stop the crawl, and raise HostResting, where it is the network that is down."""
        if fault := await network.NETWORK.fault(url, answer, self._witnesses):
            self._session.stop("network_down", fault)
            raise HostResting("the network is down")


def unreachable(url: str, reason: str) -> Response:
    """Return what a callback gets for a request that has no answer."""
    return Response(url, status=0, flags=[reason])


def _answer(failure: Failure, request: Request) -> Response | Request | Failure:
    """Return what a failed request comes to; one that came while its host rests goes back to the frontier."""
    error = failure.value
    if isinstance(error, CaptureFailed) or not isinstance(error, Exception):
        return failure
    request.meta.pop("place", None)
    if isinstance(error, HostResting) and ROW in request.meta:
        return request
    reason = reason_of(error)
    logger.info("%s: %s (%s)", request.url, reason, error)
    return unreachable(request.url, reason)


def reason_of(error: Exception) -> str:
    """Return one word for why a request has no answer, and for TLS what is wrong with it."""
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return reason
    if isinstance(error, HostResting | HostGivenUp):
        return str(error)
    if isinstance(error, TlsRefused):
        return f"tls: {error}"
    if isinstance(error, IgnoreRequest):
        return "redirects" if "redirections" in str(error) else "too_large"
    return "disconnect" if isinstance(error, DownloadFailedError) else type(error).__name__
