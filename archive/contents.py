"""What a record holds, as a response: HTTP as it came, or what a resource record stands for."""

from __future__ import annotations

from archive.http import Response, parse_response
from archive.scan import Record

CAPTURED = frozenset({"response", "resource"})
"""Types of records that hold a capture."""


def response_in(record: Record, block: bytes) -> Response:
    """Return the response in a record's block; a resource was had without HTTP and has its record's type alone."""
    if record.kind == "response":
        return parse_response(block)
    claim = record.field("Content-Type")
    return Response("", 200, (("Content-Type", claim),) if claim else (), block, plain=True)
