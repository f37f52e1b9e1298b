"""TLS: what is demanded of a portal's server, what was agreed with it, and why a handshake failed."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from OpenSSL import SSL
from service_identity import CertificateError, VerificationError
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet._sslverify import ClientTLSOptions
from twisted.python.failure import Failure
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped] # it ships no types

from crawler.errors import CertificateRefused
from spiders.registry import TlsDemand

if TYPE_CHECKING:
    from OpenSSL.crypto import X509
    from twisted.protocols.tls import TLSMemoryBIOProtocol

_LEGACY_SERVER_CONNECT = 0x4
"""OpenSSL's SSL_OP_LEGACY_SERVER_CONNECT: servers without secure renegotiation (RFC 5746)."""

# X509_V_ERR_… of OpenSSL's x509_vfy.h
_CERTIFICATE = {
    9: "not valid yet",
    10: "expired",
    18: "self-signed",
    19: "unknown issuer",
    20: "unknown issuer, or the intermediate certificate is not sent",
    21: "unknown issuer, or the intermediate certificate is not sent",
    23: "revoked",
    66: "key too small",
    67: "issuer's key too small",
    68: "signature too weak",
}
_OTHER_HOST = "for another host"
UNVERIFIED = "certificate not verified"

# What OpenSSL's reasons come down to; the first that a reason contains.
_HANDSHAKE = (
    ("unsupported protocol", "protocol too old"),
    ("protocol version", "protocol too old"),
    ("version too low", "protocol too old"),
    ("legacy renegotiation", "no secure renegotiation"),
    ("dh key too small", "key too small"),
    ("handshake failure", "no common cipher"),
    ("signature", "signature too weak"),
)
_NO_TLS = ("wrong version number", "http request", "packet length too long", "record layer failure")
_TORN = ("unexpected eof",)


@implementer(IPolicyForHTTPS)
class TlsPolicy:
    """Makes the client's side of every https connection of a crawl."""

    def __init__(self, demand: TlsDemand) -> None:
        self._demand = demand

    def creatorForNetloc(self, hostname: bytes, port: int) -> ClientTLSOptions:  # noqa: ARG002, N802 - the interface
        """Return what makes connections to a host."""
        return _Client(self._connection, hostname.decode("ascii"), self._demand)

    def _connection(self, _protocol: TLSMemoryBIOProtocol) -> SSL.Connection:
        return SSL.Connection(_context(self._demand), None)


@cache
def _context(demand: TlsDemand) -> SSL.Context:
    """Return what all connections of a process share that demand the same: reading the system's roots takes long."""
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_default_verify_paths()
    legacy = demand is TlsDemand.LEGACY
    context.set_min_proto_version(SSL.TLS1_VERSION if legacy else SSL.TLS1_2_VERSION)
    if legacy:
        context.set_options(_LEGACY_SERVER_CONNECT)
    context.set_cipher_list(b"ALL:@SECLEVEL=0" if legacy else b"DEFAULT")
    return context


@dataclass(slots=True)
class _Check:
    """The check of one server's certificate: what is wrong with it, and whether that ends the connection."""

    service: DNS_ID | IPAddress_ID
    demand: TlsDemand
    protocol: weakref.ref[TLSMemoryBIOProtocol]
    problems: list[str] = field(default_factory=list)

    def __call__(self, _: SSL.Connection, certificate: X509, error: int, depth: int, ok: int) -> bool:
        """Return whether to go on, asked once for each certificate and problem."""
        wrong = None if ok else _CERTIFICATE.get(error, f"not valid (OpenSSL's error {error})")
        if wrong is None and depth == 0:
            wrong = self._wrong_host(certificate)
        if wrong is None:
            return True
        if wrong not in self.problems:
            self.problems.append(wrong)
        return self.demand is not TlsDemand.VERIFIED or self._refuse(wrong)

    def _wrong_host(self, certificate: X509) -> str | None:
        try:
            verify_service_identity(extract_patterns(certificate), [self.service], [])
        except (CertificateError, VerificationError, ValueError):
            return _OTHER_HOST
        return None

    def _refuse(self, wrong: str) -> bool:
        if protocol := self.protocol():
            protocol.failVerification(Failure(CertificateRefused(wrong)))  # type: ignore[no-untyped-call]
        return False


class _Client(ClientTLSOptions):
    """Twisted's own, which names the host to the server, with our check of the certificate."""

    def __init__(self, connect: Any, hostname: str, demand: TlsDemand) -> None:  # noqa: ANN401 - makes the connection
        super().__init__(connect, hostname)
        self._demand = demand

    def clientConnectionForTLS(self, tlsProtocol: TLSMemoryBIOProtocol) -> SSL.Connection:  # noqa: N802, N803 - Twisted's
        connection = super().clientConnectionForTLS(tlsProtocol)
        identity = DNS_ID if self._hostnameIsDnsName else IPAddress_ID
        check = _Check(identity(self._hostnameASCII), self._demand, weakref.ref(tlsProtocol))
        connection.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, check)
        tlsProtocol.certificate_problems = check.problems  # type: ignore[attr-defined] # read when all is agreed
        return connection


def agreed(transport: Any) -> str | None:  # noqa: ANN401 - TCP or TLS
    """Return protocol, cipher and what was found of the certificate, `None` for a connection without TLS."""
    connection = transport.getHandle()
    if not isinstance(connection, SSL.Connection):
        return None
    problems = transport.certificate_problems
    verified = f"{UNVERIFIED}: {', '.join(problems)}" if problems else "certificate verified"
    return f"{connection.get_protocol_version_name()} {connection.get_cipher_name()}, {verified}"


def refusal(error: BaseException) -> str | None:
    """Return why TLS was refused, with the option that would accept it; `None` for what has another cause."""
    causes = [cause.value for cause in getattr(error.__cause__, "reasons", ())]
    for cause in (error, *causes):
        if isinstance(cause, CertificateRefused):
            return f"certificate {cause} (--tls unverified takes it)"
        if isinstance(cause, SSL.Error) and cause.args:
            return _handshake(" ".join(reason for *_, reason in cause.args[0]).lower())
    return None


def _handshake(reasons: str) -> str | None:
    if not reasons or any(one in reasons for one in _TORN):
        return None
    if any(one in reasons for one in _NO_TLS):
        return "no TLS is spoken there"
    why = next((why for known, why in _HANDSHAKE if known in reasons), None)
    return f"{why} (--tls legacy may take it)" if why else reasons
