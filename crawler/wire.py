"""The download handler that keeps what travels: every exchange is archived before any callback sees it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _ScrapyAgent
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import deferred_to_future
from twisted.internet.error import ConnectionAborted, ConnectionDone, ConnectionLost
from twisted.web._newclient import ResponseFailed, ResponseNeverReceived
from twisted.web.http import _DataLoss

from archive.capture import Context, Role
from archive.exchange import Exchange
from archive.http import strip_interim
from archive.originals import Original
from crawler import tls
from crawler.errors import HostResting, Malformed, TlsRefused
from crawler.requests import CONDITION
from crawler.session import Session
from crawler.taping import HEAD_BYTES, Tape, taped
from spiders.found import Finding, FindingKind
from spiders.registry import TlsDemand

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.defer import Deferred

    from crawler.conditional import Condition

FRAMING_BYTES = 1024 * 1024
"""What a response may have above the limits for its head and its body: chunk framing."""

_LOOK = 0.5
"""Seconds between two looks whether the crawl is stopping."""

_ENDED = (ConnectionDone, ConnectionLost, ConnectionAborted, _DataLoss)


class ArchivingDownloadHandler(HTTP11DownloadHandler):
    """Fetches http and https addresses and archives each exchange, the broken ones too.

    Puts the place of the response record into `request.meta["place"]`. The reason for the fetch is taken from
    `request.meta["context"]`.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._session = Session.of(crawler)
        self._taped = taped(self._pool, allow_private=crawler.settings.getbool("ALLOW_PRIVATE"))
        self._unverified: set[str] = set()
        self._grace = crawler.settings.getfloat("STOP_GRACE")
        self._contextFactory: Any = tls.TlsPolicy(TlsDemand(crawler.settings["TLS"]))

    async def download_request(self, request: Request) -> Response:
        """Fetch and archive; raises what fetching raises, and CaptureFailed when the archive cannot take it."""
        body_bytes = request.meta.get("download_maxsize", self._default_maxsize)
        tape = Tape(limit=body_bytes + HEAD_BYTES + FRAMING_BYTES)
        try:
            return await self._exchange(request, tape)
        finally:
            tape.release()

    async def _exchange(self, request: Request, tape: Tape) -> Response:
        try:
            response = await self._fetch(request, tape)
        except Exception as error:
            said = _said(error, tape)
            await self._archive(request, tape, truncated=_truncation(said, tape))
            raise said from error
        await self._archive(request, tape, response)
        return response

    async def _fetch(self, request: Request, tape: Tape) -> Response:
        agent = _ScrapyAgent(
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=self._taped(tape),  # type: ignore[arg-type]
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
        )
        with wrap_twisted_exceptions():
            return await self._answered(agent, agent.download_request(request))

    async def _answered(self, agent: _ScrapyAgent, answer: Deferred[Response]) -> Response:
        """Return an answer; raise HostResting where it takes too long once the crawl is stopping."""
        coming, ends_at = deferred_to_future(answer), float("inf")
        while not coming.done() and time.monotonic() < ends_at:
            if self._session.is_stopping():
                ends_at = min(ends_at, time.monotonic() + self._grace)
            await asyncio.wait([coming], timeout=_LOOK)
        running_out: Any = agent._timeout_cl
        if coming.done() or not running_out.active():
            return await coming
        running_out.reset(0)
        try:
            return await coming
        except DownloadTimeoutError as error:
            raise HostResting("stopping") from error

    async def _archive(
        self,
        request: Request,
        tape: Tape,
        response: Response | None = None,
        *,
        truncated: str | None = None,
    ) -> None:
        """Hand the exchange to the archive; a request that got no answer but interim ones leaves nothing to archive."""
        received = tape.take()
        if not strip_interim(received) or tape.started_at is None:
            return
        exchange = Exchange(
            url=urldefrag(request.url)[0],
            request=bytes(tape.sent),
            response=received,
            started_at=tape.started_at,
            ip=tape.ip,
            truncated=truncated,
            tls=tape.tls,
            original=_unmodified(request, response),
        )
        captured, status = self._captured(request, exchange), response.status if response else None
        place = await self._session.archive(captured, self._context(request), status)
        request.meta["place"] = asdict(place)
        if tape.tls is not None and tls.UNVERIFIED in tape.tls:
            self._note_certificate(urljoin(request.url, "/"), tape.tls)

    def _captured(self, request: Request, exchange: Exchange) -> Exchange:  # noqa: ARG002 - see importing
        """Return what is archived of an exchange: itself, unless it brings what another archive captured."""
        return exchange

    def _note_certificate(self, origin: str, found: str) -> None:
        if origin not in self._unverified:
            self._unverified.add(origin)
            self._session.find(Finding(FindingKind.CERTIFICATE, origin, f"{origin}: {found}"))

    def _context(self, request: Request) -> Context:
        given = request.meta.get("context")
        if not given:
            return Context(portal=self._session.portal, role=Role.OTHER)
        return Context(**{**given, "role": Role(given["role"])})


def _unmodified(request: Request, response: Response | None) -> Original | None:
    """Return what a 304 says is still the same, `None` for one that does not answer what was asked."""
    condition: Condition | None = request.meta.get(CONDITION)
    if condition is None or response is None or response.status != 304:
        return None
    return condition.original if condition.is_confirmed(response.headers) else None


def _said(error: Exception, tape: Tape) -> Exception:
    """Return the error that says what happened, where Twisted's is only that the response failed."""
    if tape.excess is not None:
        return tape.excess
    if why := tls.refusal(error):
        return TlsRefused(why)
    cause = error.__cause__
    if isinstance(cause, ResponseFailed) and not isinstance(cause, ResponseNeverReceived):
        wrong = next((reason.value for reason in cause.reasons if not reason.check(*_ENDED)), None)
        if wrong is not None:
            return Malformed(f"no HTTP: {wrong}")
    return error


def _truncation(error: Exception, tape: Tape) -> str:
    """Return the WARC-Truncated reason for an exchange that an error ended."""
    if tape.excess is not None or isinstance(error, DownloadCancelledError):
        return "length"
    if isinstance(error, DownloadTimeoutError):
        return "time"
    if isinstance(error, ResponseDataLossError | DownloadFailedError):
        return "disconnect"
    return "unspecified"
