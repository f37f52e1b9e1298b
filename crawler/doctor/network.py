"""The network: names, trust, and that nothing stands between; a portal is asked only where that was allowed."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from crawler.doctor.diagnosis import Case, Diagnosis, fault, ok, warning

ASKED = 3
"""Portals of which one must answer."""

_SECONDS = 4.0
_PROXIES = ("http_proxy", "https_proxy", "all_proxy")


def network(case: Case) -> Iterator[Diagnosis]:
    """Try loopback, the resolver and the trust store; with `online` connect to portals, one of which must answer."""
    yield _loopback()
    yield _trust()
    if proxies := [name for name in _PROXIES if os.environ.get(name) or os.environ.get(name.upper())]:
        text = f"{', '.join(proxies)} set: the crawler asks hosts itself and uses no proxy"
        yield warning("proxy", text, "let the machine reach ports 80 and 443 of hosts directly")
    addresses = case.addresses[:ASKED]
    hosts = [host for address in addresses if (host := urlsplit(address).hostname)]
    if hosts:
        yield _names(hosts, case)
    if case.online and hosts:
        yield _portals(addresses)


def _loopback() -> Diagnosis:
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            socket.create_connection(server.getsockname(), timeout=_SECONDS).close()
    except OSError as error:
        return fault("loopback", f"127.0.0.1 does not answer: {error}", "ip link set lo up")
    return ok("loopback", "127.0.0.1 answers")


def _trust() -> Diagnosis:
    count = ssl.create_default_context().cert_store_stats()["x509_ca"]
    where = ssl.get_default_verify_paths()
    if count or (where.capath and any(os.scandir(where.capath))):
        return ok("certificates", f"{count} issuers are trusted ({where.cafile or where.capath})")
    remedy = "apt-get install ca-certificates; if SSL_CERT_FILE is set, it must name a file that is there"
    return fault("certificates", "no issuer is trusted: every https portal would be refused", remedy)


def _names(hosts: list[str], case: Case) -> Diagnosis:
    errors = [error for host in hosts if (error := _unresolved(host))]
    if len(errors) < len(hosts):
        return ok("names", f"{len(hosts) - len(errors)} of {len(hosts)} hosts resolve")
    say = fault if case.online else warning
    remedy = "look at /etc/resolv.conf and at `getent hosts " + hosts[0] + "`"
    return say("names", f"no name resolves: {errors[0]}", remedy)


def _unresolved(host: str) -> str:
    try:
        socket.getaddrinfo(host, 443)
    except (OSError, UnicodeError) as error:
        return f"{host}: {error}"
    return ""


def _portals(addresses: tuple[str, ...]) -> Diagnosis:
    errors = []
    for address in addresses:
        try:
            _connect(address)
        except (OSError, UnicodeError) as error:
            errors.append(f"{address}: {error}")
        else:
            return ok("portals", f"{address} answers")
    remedy = "is port 80 or 443 closed towards the internet, or do these portals refuse foreign addresses?"
    return fault("portals", f"none of {len(errors)} can be reached: {'; '.join(errors)}", remedy)


def _connect(address: str) -> None:
    """Connect, and agree on TLS where the address has it; nothing is asked for."""
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    with socket.create_connection((parts.hostname, port), timeout=_SECONDS) as connection:
        if parts.scheme == "https":
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            context.wrap_socket(connection, server_hostname=parts.hostname).close()
