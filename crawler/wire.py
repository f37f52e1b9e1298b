"""The download handler that keeps what travels: every exchange is archived before any callback sees it.

It leans on private names of Twisted and Scrapy, which are pinned exactly; `tests/crawler/test_wire.py` compares
what is kept with the server's own log, byte for byte.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _ScrapyAgent,
)
from scrapy.exceptions import (
    DownloadCancelledError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.utils._download_handlers import wrap_twisted_exceptions
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.python.failure import Failure
from twisted.web._newclient import ParseError, ResponseFailed

from archive.capture import Context, Role
from archive.exchange import Exchange
from crawler.addresses import is_public
from crawler.errors import PrivateAddress
from crawler.session import Session

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web.client import HTTPConnectionPool
    from twisted.web.iweb import IResponse

FRAMING_ROOM = 1024 * 1024
"""Bytes a response may have above the limit for its body: status line, headers, chunk framing."""


@dataclass(slots=True)
class Tape:
    """What passes over a connection for one request, in both directions."""

    limit: int
    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)
    started_at: datetime | None = None
    ip: str | None = None
    overflowed: bool = False

    def start(self, ip: str) -> None:
        """Begin anew: a request sent again because its kept connection had gone is one exchange, the last."""
        self.sent, self.received = bytearray(), bytearray()
        self.started_at, self.ip = datetime.now(UTC), ip


class _TapedTransport:
    """A transport that writes down what is written; all else is the transport's own."""

    def __init__(self, transport: Any, protocol: _TapedProtocol) -> None:  # noqa: ANN401 - TCP or TLS
        self._transport = transport
        self._protocol = protocol

    def write(self, data: bytes) -> None:
        if self._protocol.tape is not None:
            self._protocol.tape.sent += data
        self._transport.write(data)

    def writeSequence(self, sequence: list[bytes]) -> None:  # noqa: N802 - the transport's interface
        self.write(b"".join(sequence))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the transport has
        return getattr(self._transport, name)


class _TapedProtocol(_LenientHTTP11ClientProtocol):
    """HTTP/1.1 over one connection; there is no pipelining, so that one tape at a time is running."""

    tape: Tape | None = None

    def makeConnection(self, transport: Any) -> None:  # noqa: ANN401, N802 - the protocol's interface
        if hasattr(transport, "setTcpNoDelay"):
            transport.setTcpNoDelay(True)  # Twisted does not see through the wrapper
        super().makeConnection(_TapedTransport(transport, self))  # type: ignore[no-untyped-call]

    def request(self, request: Any) -> Deferred[IResponse]:  # noqa: ANN401 - Twisted's request with our tape on it
        self.tape = request.tape
        transport: Any = self.transport
        request.tape.start(transport.getPeer().host)
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - the protocol's interface
        if self.tape is not None:
            self.tape.received += data
            if len(self.tape.received) > self.tape.limit:
                self.tape.overflowed = True
                self._giveUp(Failure(DownloadCancelledError("the response is too large")))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _TapedFactory(_LenientHTTP11ClientFactory):
    """Makes protocols for peers that may be talked to; asked once connected, before TLS and before any byte."""

    allow_private = False

    def buildProtocol(self, addr: IAddress | None) -> _TapedProtocol:  # noqa: N802 - the factory's interface
        host = str(getattr(addr, "host", ""))
        if not self.allow_private and not is_public(host):
            raise PrivateAddress(f"{host} is not a public address; --allow-private lets it be crawled")
        return _TapedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]


class _PrivateTapedFactory(_TapedFactory):
    allow_private = True


class _TapedConnection:
    """A connection of the pool that will carry one request with its tape."""

    def __init__(self, connection: Any, tape: Tape) -> None:  # noqa: ANN401 - a protocol or Twisted's retrying one
        self._connection = connection
        self._tape = tape

    def request(self, request: Any) -> Deferred[IResponse]:  # noqa: ANN401 - Twisted's request
        request.tape = self._tape
        answer: Deferred[IResponse] = self._connection.request(request)
        return answer


class _TapedPool:
    """The connection pool as one request sees it."""

    persistent = True

    def __init__(self, pool: HTTPConnectionPool, tape: Tape) -> None:
        self._pool = pool
        self._tape = tape

    def getConnection(self, key: Any, endpoint: Any) -> Deferred[_TapedConnection]:  # noqa: ANN401, N802 - the pool's
        return self._pool.getConnection(key, endpoint).addCallback(_TapedConnection, self._tape)


class ArchivingDownloadHandler(HTTP11DownloadHandler):
    """Fetches http and https addresses and archives each exchange, the broken ones too.

    Puts the place of the response record into `request.meta["place"]`. The reason for the fetch is taken from
    `request.meta["context"]`.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._session = Session.of(crawler)
        allow_private = crawler.settings.getbool("ALLOW_PRIVATE")
        self._pool._factory = _PrivateTapedFactory if allow_private else _TapedFactory

    async def download_request(self, request: Request) -> Response:
        """Fetch and archive; raises what fetching raises, and CaptureFailed when the archive cannot take it."""
        tape = Tape(limit=self._default_maxsize + FRAMING_ROOM)
        try:
            response = await self._fetch(request, tape)
        except Exception as error:
            self._archive(request, tape, truncated=_truncation(error, tape))
            if tape.overflowed:
                raise DownloadCancelledError(str(error)) from error
            raise
        self._archive(request, tape, status=response.status)
        return response

    async def _fetch(self, request: Request, tape: Tape) -> Response:
        agent = _ScrapyAgent(
            contextFactory=self._contextFactory,
            bindAddress=self._bind_address,
            pool=_TapedPool(self._pool, tape),  # type: ignore[arg-type]
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
        )
        with wrap_twisted_exceptions():
            return await maybe_deferred_to_future(agent.download_request(request))

    def _archive(
        self, request: Request, tape: Tape, *, status: int | None = None, truncated: str | None = None
    ) -> None:
        """Hand the exchange to the archive; a request that got no answer at all leaves nothing to archive."""
        if not tape.received or tape.started_at is None:
            return
        exchange = Exchange(
            url=urldefrag(request.url)[0],
            request=bytes(tape.sent),
            response=bytes(tape.received),
            started_at=tape.started_at,
            ip=tape.ip,
            truncated=truncated,
        )
        place = self._session.archive(exchange, self._context(request), status)
        request.meta["place"] = asdict(place)

    def _context(self, request: Request) -> Context:
        given = request.meta.get("context")
        if not given:
            return Context(portal=self._session.portal, role=Role.OTHER)
        return Context(**{**given, "role": Role(given["role"])})


def _truncation(error: Exception, tape: Tape) -> str:
    """Return the WARC-Truncated reason for an exchange that an error ended."""
    if tape.overflowed or isinstance(error, DownloadCancelledError):
        return "length"
    if isinstance(error, DownloadTimeoutError):
        return "time"
    if isinstance(error, ResponseDataLossError | DownloadFailedError) and not _is_unparsed(error):
        return "disconnect"
    return "unspecified"


def _is_unparsed(error: Exception) -> bool:
    """Return whether the response was given up because it is no HTTP, not because the connection went."""
    cause = error.__cause__
    return isinstance(cause, ResponseFailed) and any(reason.check(ParseError) for reason in cause.reasons)
