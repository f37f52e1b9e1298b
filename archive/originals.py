"""Originals: the responses whose payloads revisit records stand for (WARC 1.1, 6.7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archive.capture import Place

PROFILES = "http://netpreserve.org/warc/1.1/revisit/"
IDENTICAL = f"{PROFILES}identical-payload-digest"
NOT_MODIFIED = f"{PROFILES}server-not-modified"

LEAST = 512
"""Bytes a payload must have to be worth a revisit record, whose own fields take nearly as many."""


@dataclass(frozen=True, slots=True)
class Original:
    """A whole response, never a revisit: `digest` is of its payload without transfer coding, `place` where it lies.

    `url` and `captured_at` are its WARC-Target-URI and its WARC-Date as written.
    """

    digest: str
    url: str
    captured_at: str
    record_id: str
    place: Place


Find = Callable[[str], Original | None]
"""Gives the original with a payload digest whose record outlasts a power cut, if there is any."""


def none(_digest: str) -> Original | None:
    """Know no originals: every payload is written."""
    return None
