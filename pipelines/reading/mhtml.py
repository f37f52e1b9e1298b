"""MHTML (RFC 2557): a page saved with what it shows, also under the name of a Word file."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage
from itertools import islice

from archive.capture import Capture
from archive.media import HTML
from pipelines.body import Reading
from pipelines.errors import Unreadable
from pipelines.reading.html import read_html

MAX_MHTML = 60_000_000
MAX_PARTS = 1000


def read_mhtml(capture: Capture, index: int) -> Reading:
    """Return the reading of the page; raises `Unreadable` where there is none, or too much around it."""
    if len(capture.payload) > MAX_MHTML:
        raise Unreadable(f"the MHTML has {len(capture.payload)} bytes, more than {MAX_MHTML}")
    try:
        page = _page(capture.payload)
        payload = page.get_payload(decode=True) if page else None
        charset = page.get_content_charset() if page else None
    except (ValueError, LookupError, AttributeError, TypeError, IndexError) as error:  # what email trips over
        raise Unreadable(f"the MHTML is broken: {error}") from error
    if not isinstance(payload, bytes) or not payload.strip():
        raise Unreadable("the MHTML holds no page, or an empty one")
    kind = ("Content-Type", f"text/html; charset={charset or ''}")
    return read_html(replace(capture, headers=(kind,), payload=payload, media_type=HTML), index)


def _page(payload: bytes) -> EmailMessage | None:
    """Return the first part that is a page."""
    message = email.message_from_bytes(payload.lstrip(), policy=email.policy.default)
    parts = islice(message.walk(), MAX_PARTS)
    return next((part for part in parts if part.get_content_type() == HTML), None)
