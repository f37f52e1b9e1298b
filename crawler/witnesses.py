"""Whether an answer is a host's own, or may be that of a gateway that answers in the place of all hosts.

A captive portal, a proxy without its uplink, a filter of a whole country: each gives every host the same page, or sends
every visitor to the same place.
"""

from __future__ import annotations

import asyncio
import io
import re
import ssl
from collections.abc import Mapping
from http.client import HTTPException, parse_headers
from urllib.parse import urlsplit

from crawler.addresses import is_public
from crawler.blocking import LONGEST_BODY, bare_text
from crawler.origins import host_of

OWN = ""
"""What is said of an answer that nobody but the host gives."""

SECONDS = 5.0
"""How long a host may take that is asked for how it answers."""

_NO_GATEWAYS = frozenset({304, 404, 410})
_NUMBERS = re.compile(r"[0-9a-f]*\d[0-9a-f]*", re.IGNORECASE)


def said(url: str, status: int, headers: Mapping[str, str], body: bytes) -> str:
    """Return what may be a gateway's answer as it would be for any host, `OWN` for a host's own; names in lower case.

    A gateway's is a redirect to another site, or a page with next to no links and little text; hosts' names and numbers
    in it, which may be the visitor's, are left out.
    """
    if status in _NO_GATEWAYS:
        return OWN
    if 300 <= status < 400 and (location := headers.get("location")):
        there = _host_named(location)
        return OWN if not there or _is_same_site(there, host_of(url)) else f"a redirect to {there}"
    text = None if "content-encoding" in headers else bare_text(headers, body)
    if text is None:
        return OWN
    return f"http {status}: {_NUMBERS.sub('', text.replace(urlsplit(url).hostname or url, ''))}".strip()


def _host_named(location: str) -> str:
    """Return the host that a `Location` names, none where it is no address."""
    try:
        return host_of(location)
    except ValueError:
        return ""


def _is_same_site(one: str, other: str) -> bool:
    one, other = one.removeprefix("www."), other.removeprefix("www.")
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


async def answer(origin: str, user_agent: str, *, allow_private: bool) -> str | None:
    """Ask an origin for its robots.txt and return what is `said` of the answer, `None` where none comes.

    Nothing of it is archived: it is asked only to learn whether hosts can be reached.
    """
    try:
        async with asyncio.timeout(SECONDS):
            return await _asked(origin, user_agent, allow_private=allow_private)
    except (OSError, EOFError, ValueError, IndexError, asyncio.LimitOverrunError, HTTPException):
        return None


async def _asked(origin: str, user_agent: str, *, allow_private: bool) -> str | None:
    """Fetch an origin's robots.txt, whatever its certificate is, but from no private address."""
    parts = urlsplit(origin)
    context = _trusting() if parts.scheme == "https" else None
    port = parts.port or (443 if context else 80)
    reader, writer = await asyncio.open_connection(parts.hostname, port, ssl=context)
    try:
        if not allow_private and not is_public(writer.get_extra_info("peername")[0]):
            return None
        lines = ("GET /robots.txt HTTP/1.0", f"Host: {parts.netloc}", f"User-Agent: {user_agent}", "", "")
        writer.write("\r\n".join(lines).encode("latin-1", "replace"))
        status, headers = _read(await reader.readuntil(b"\r\n\r\n"))
        return said(f"{origin}/robots.txt", status, headers, await _body(reader, headers))
    finally:
        writer.transport.abort()


def _read(head: bytes) -> tuple[int, dict[str, str]]:
    line, _, fields = head.partition(b"\r\n")
    headers = parse_headers(io.BytesIO(fields))
    return int(line.split()[1]), {name.lower(): value for name, value in headers.items()}


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    length = int(headers.get("content-length", LONGEST_BODY + 1))
    try:
        return await reader.readexactly(min(length, LONGEST_BODY + 1))
    except asyncio.IncompleteReadError as error:
        return error.partial


def _trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context
