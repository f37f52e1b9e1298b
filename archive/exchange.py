"""What is given to the archive: a request and its response as they travelled, and what a browser made of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive.originals import Original


@dataclass(frozen=True, slots=True)
class Exchange:
    """What passed over one connection between a request and the end of its response, TLS taken off.

    `url` is what was asked for, an RFC 3986 URI without fragment. `started_at` is the instant, in UTC, at which
    the request went out. `response` holds every byte received: interim responses, header order and case, chunk
    framing. `truncated` is the WARC-Truncated reason (`length`, `time`, `disconnect`, `unspecified`) or `None`.
    `tls` says of an https exchange which protocol and cipher it used and whether the certificate was verified.
    `original` is what a 304 says is still the same: given where the request asked with its validators.
    """

    url: str
    request: bytes
    response: bytes
    started_at: datetime
    ip: str | None = None
    truncated: str | None = None
    tls: str | None = None
    original: Original | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed(Exchange):
    """What another archive captured, as it replays it: no request of ours went to the origin.

    `url` is what was captured, `started_at` when, to the second; `response` is rebuilt from the replay. `source` is the
    replay's address, `fetched_at` when it was had, `notes` what is to be said of it (`application/warc-fields`). With
    `original`, the payload is that of another capture and was not fetched again; `response` is then empty.
    """

    source: str
    fetched_at: datetime
    notes: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Rendering:
    """A page's DOM as a browser had it, serialized as UTF-8 HTML: a `resource` record, never a `response`.

    `url` is the page's address with the route that its scripts read, if any (`#/list?id=3`), `rendered_at` the
    instant, in UTC, at which the DOM was taken. `response_id` is the record id of the page's response as it
    travelled, where it was had.
    """

    url: str
    dom: bytes
    rendered_at: datetime
    response_id: str | None = None
