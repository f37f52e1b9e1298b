"""What a web archive replays raw, rebuilt as the response that was captured.

A replay is told by a third party: its headers are the archive's, among them those of the capture as `X-Archive-Orig-…`
(OpenWayback, the Internet Archive, pywb) or as they were; its body may have lost its content coding, or gained one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from archive.capture import Headers
from archive.digests import matches
from archive.fields import first
from archive.http import Response, decode
from crawler.importing.cdx import Line

_ORIGINAL = "x-archive-orig-"
_PASSED_ON = frozenset({"content-type", "location", "set-cookie", "content-disposition", "content-language"})
"""Headers that replays give under their own names."""

_FRAMING = frozenset({"transfer-encoding", "content-length", "content-encoding", "connection", "trailer"})
_REPLAYED = re.compile(r"^.*?/\d{4,14}(?:[a-z]{2}_)?/(https?:/.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The response that was captured: its bytes, and what of it is not as the index says."""

    response: bytes
    status: int
    location: str | None
    fault: str | None


def instant(timestamp: str) -> datetime:
    """Return a CDX's 14 digits as an instant; raises ValueError for none."""
    return datetime.strptime(timestamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def refusal(replayed: Response, line: Line) -> str | None:
    """Return why an answer is not the replay of the capture that was asked for, `None` where it is."""
    stated = replayed.header("Memento-Datetime")
    if stated is not None:
        came = _date(stated)
        if came == line.timestamp:
            return None
        return f"another capture came: {came or stated}"
    if any(name.lower().startswith(_ORIGINAL) for name, _ in replayed.headers):
        return None
    digests = _matching(replayed, line.digest)
    return None if digests is not None else f"no replay: http {replayed.status}"


def rebuilt(replayed: Response, line: Line) -> Rebuilt:
    """Return the response of a capture from its replay.

    The body is the one of which the index has the digest; where it has that of neither, the body that came is kept
    and the fault is named.
    """
    codings = replayed.codings()
    body = _matching(replayed, line.digest)
    fault = None
    if body is None:
        body = replayed.entity()
        if line.digest is not None:
            fault = f"payload is not that of the index, {line.digest}{_why(replayed, codings)}"
    headers = list(_headers(replayed.headers))
    coded = body == replayed.entity() and bool(codings)
    headers += [("Content-Encoding", ", ".join(codings))] if coded else []
    headers.append(("Content-Length", str(len(body))))
    location = first(tuple(headers), "Location")
    head = "".join(f"{name}: {value}\r\n" for name, value in headers).encode("latin-1", "replace")
    status = replayed.status
    return Rebuilt(f"HTTP/1.1 {status} \r\n".encode() + head + b"\r\n" + body, status, location, fault)


def _matching(replayed: Response, stated: str | None) -> bytes | None:
    """Return the body, coded or not, that has the index's digest, `None` where it states none that fits."""
    if stated is None:
        return None
    entity = replayed.entity()
    digest = stated if ":" in stated else f"sha1:{stated}"
    if matches(digest, [entity]):
        return entity
    payload = decode(entity, replayed.codings()).payload
    return payload if matches(digest, [payload]) else None


def _why(replayed: Response, codings: tuple[str, ...]) -> str:
    """Return what of a capture's framing the archive undid, by which digests come to differ."""
    undone = [
        f"{name} {value}"
        for name in ("Transfer-Encoding", "Content-Encoding")
        if (value := first(replayed.headers, _ORIGINAL + name)) and value.lower() not in codings
    ]
    return f" (replayed without {' and '.join(undone)})" if undone else ""


def _headers(given: Headers) -> list[tuple[str, str]]:
    """Return the capture's headers: those given as its own, and of those that pass under their names the others."""
    own = [
        (_cased(name[len(_ORIGINAL) :]), value)
        for name, value in given
        if name.lower().startswith(_ORIGINAL) and name[len(_ORIGINAL) :].lower() not in _FRAMING
    ]
    named = {name.lower() for name, _ in own}
    passed = [
        (name, value) for name, value in given if name.lower() in _PASSED_ON and name.lower() not in named
    ]
    return [
        (name, _unwrapped(value) if name.lower() == "location" else value) for name, value in passed + own
    ]


def _cased(name: str) -> str:
    """Return a header's name as it is usually written, where the archive wrote it small."""
    return name.title() if name.islower() else name


def _unwrapped(location: str) -> str:
    """Return the address that an archive's own address of a capture leads to."""
    found = _REPLAYED.match(location)
    return found[1] if found else location


def _date(text: str) -> str | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC).strftime("%Y%m%d%H%M%S")
    except (ValueError, TypeError, OverflowError):
        return None
