"""One request and its response as they travelled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Exchange:
    """What passed over one connection between a request and the end of its response, TLS taken off.

    `url` is what was asked for, an RFC 3986 URI without fragment. `started_at` is the instant, in UTC, at which
    the request went out. `response` holds every byte received: interim responses, header order and case, chunk
    framing. `truncated` is the WARC-Truncated reason (`length`, `time`, `disconnect`, `unspecified`) or `None`.
    """

    url: str
    request: bytes
    response: bytes
    started_at: datetime
    ip: str | None = None
    truncated: str | None = None
