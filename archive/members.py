"""Gzip members (RFC 1952), one for each record."""

from __future__ import annotations

import zlib

from isal import isal_zlib

from archive.records import Pieces

# Five times as fast as zlib's level 3 at about its size.
_LEVEL = 1
_STORED = 0
_GZIP = 31
# How a body begins that travelled in gzip; to deflate it again takes seven times as long and saves a hundredth.
_COMPRESSED = b"\r\n\x1f\x8b\x08"
_HEAD = 8 * 1024


def member(record: bytes) -> bytes:
    """Return a record as a gzip member of its own."""
    return b"".join(deflated((record,)))


def deflated(record: Pieces) -> Pieces:
    """Return a record as a gzip member, both in pieces: a large one is held once, and once compressed."""
    stored = any(piece.find(_COMPRESSED, 0, _HEAD) >= 0 for piece in record)
    stream = zlib.compressobj(_STORED, wbits=_GZIP) if stored else isal_zlib.compressobj(_LEVEL, wbits=_GZIP)
    return (*map(stream.compress, record), stream.flush())
