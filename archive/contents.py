"""What a record holds, as a response: HTTP as it came, or what a resource record stands for."""

from __future__ import annotations

import re

from archive.capture import Revisit
from archive.http import Response, parse_response
from archive.scan import Record

CAPTURED = frozenset({"response", "resource", "revisit"})
"""Types of records that hold a capture."""

_ASKED_FOR = re.compile(r"(?:https?|ftps?|file):/", re.IGNORECASE)


def is_asked_for(record: Record) -> bool:
    """Tell whether a record is of an address where something lies.

    Crawlers also keep what they say of pages under names of their own: `urn:text:http://…`, `metadata://…`, `dns:…`.
    """
    return _ASKED_FOR.match(record.url) is not None


def response_in(record: Record, block: bytes) -> Response:
    """Return the response in a record's block, a revisit's without its body.

    A resource was had without HTTP and has its record's type alone.
    """
    if record.kind in {"response", "revisit"}:
        return parse_response(block)
    claim = record.field("Content-Type")
    return Response("", 200, (("Content-Type", claim),) if claim else (), block, plain=True)


def revisit_in(record: Record) -> Revisit | None:
    """Return what a revisit record says of its original, `None` for other records."""
    if record.kind != "revisit":
        return None
    return Revisit(
        profile=record.uri_field("WARC-Profile") or "",
        record_id=record.uri_field("WARC-Refers-To"),
        url=record.uri_field("WARC-Refers-To-Target-URI"),
        captured_at=record.field("WARC-Refers-To-Date"),
    )


def is_not_modified(record: Record) -> bool:
    """Tell whether all that came was that nothing had changed: a 304, in the profile of whichever WARC version."""
    return (record.uri_field("WARC-Profile") or "").endswith("/server-not-modified")
