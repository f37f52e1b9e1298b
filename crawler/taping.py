"""Connections that keep what passes over them: the wire side of the download handler.

It leans on private names of Twisted and Scrapy, which are pinned exactly; `tests/crawler/test_wire.py` compares
what is kept with the server's own log, byte for byte.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.core.downloader.handlers.http11 import (
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.exceptions import DownloadCancelledError
from twisted.python.failure import Failure

from crawler import clock, tls
from crawler.addresses import is_public
from crawler.errors import Crowded, PrivateAddress

if TYPE_CHECKING:
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web.client import HTTPConnectionPool
    from twisted.web.iweb import IResponse

HEAD_BYTES = 256 * 1024
"""What a response's head may have, the interim ones before it included; browsers allow as much."""

HELD_BYTES = 256 * 1024 * 1024
"""What all answers under way in this process may have together."""


@dataclass(slots=True)
class Tape:
    """What passes over a connection for one request, in both directions; `limit` in bytes received."""

    held: ClassVar[int] = 0

    limit: int
    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)
    started_at: datetime | None = None
    ip: str | None = None
    tls: str | None = None
    excess: Exception | None = None
    _counted: int = 0

    def start(self, ip: str) -> None:
        """Begin anew: a request sent again because its kept connection had gone is one exchange, the last."""
        self.release()
        self.sent, self.received = bytearray(), bytearray()
        self.started_at, self.ip = clock.instant(), ip

    def keep(self, data: bytes) -> None:
        """Take what was received; raise DownloadCancelledError or Crowded where it is too much."""
        self.received += data
        self._counted += len(data)
        Tape.held += len(data)
        if len(self.received) > self.limit:
            self.exceeded(DownloadCancelledError("the response is too large"))
        if Tape.held > HELD_BYTES:
            self.exceeded(Crowded(f"{Tape.held} bytes are being received at once"))

    def exceeded(self, error: Exception) -> None:
        """Remember why no more is taken, and raise it."""
        self.excess = error
        raise error

    def take(self) -> bytes:
        """Give away what was received; it counts as held until it is released."""
        received, self.received = bytes(self.received), bytearray()
        return received

    def release(self) -> None:
        """Say that what was received is no longer held."""
        Tape.held -= self._counted
        self._counted, self.received = 0, bytearray()


class _BoundedParser(_LenientHTTPClientParser):
    """Reads heads of bounded length; its class is given to a parser that Twisted made."""

    MAX_LENGTH = HEAD_BYTES
    room = HEAD_BYTES

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - the parser's interface
        self.room -= len(line)
        if self.room < 0:
            self.lineLengthExceeded(line)
        super().lineReceived(line)

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: ARG002, N802 - the parser's interface
        self.request.tape.exceeded(DownloadCancelledError("the head of the response is too large"))


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
        answer = super().request(request)
        if self._parser is not None:
            self._parser.__class__ = _BoundedParser
        return answer

    def dataReceived(self, data: bytes) -> None:  # noqa: N802 - the protocol's interface
        if self.tape is not None:
            if not self.tape.received:
                self.tape.tls = tls.agreed(self.transport)  # the handshake is over by now
            try:
                self.tape.keep(data)
            except (DownloadCancelledError, Crowded):
                self.tape = None  # what a peer sends on all the same is nobody's
                self._giveUp(Failure())  # type: ignore[no-untyped-call]
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]

    def _finishResponse(self, rest: bytes) -> None:  # noqa: N802 - the protocol's interface
        """End a response; what came after its end must not be taken for the beginning of the next."""
        self.tape = None
        if rest and self._parser is not None:
            self._parser.connHeaders.addRawHeader(b"Connection", b"close")
        super()._finishResponse(rest)


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


def taped(pool: HTTPConnectionPool, *, allow_private: bool) -> Callable[[Tape], _TapedPool]:
    """Let a pool make connections that keep what passes; return what gives a request its view of the pool."""
    pool._factory = _PrivateTapedFactory if allow_private else _TapedFactory
    return partial(_TapedPool, pool)
