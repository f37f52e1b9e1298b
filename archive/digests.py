"""Digests as WARC writes them: the algorithm's name, a colon, the value (RFC 3548 base 32 in our own files)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator

_DIGEST = re.compile(r"(md5|sha1|sha-1|sha256|sha-256|sha384|sha512):([A-Za-z0-9+/=_-]+)", re.IGNORECASE)


def digest(content: bytes) -> str:
    """Return the SHA-1 of the bytes in base 32, the form that indexes and replay tools compare."""
    value = base64.b32encode(hashlib.sha1(content, usedforsecurity=False).digest())
    return f"sha1:{value.decode('ascii')}"


def matches(stated: str, pieces: Iterable[bytes]) -> bool | None:
    """Tell whether the bytes have the digest stated, in base 16, 32 or 64; `None` for an unknown form."""
    known = _DIGEST.fullmatch(stated.strip())
    if known is None:
        return None
    hashed = hashlib.new(known[1].lower().replace("-", ""), usedforsecurity=False)
    for piece in pieces:
        hashed.update(piece)
    return hashed.digest() in _readings(known[2])


def _readings(text: str) -> Iterator[bytes]:
    """Yield the bytes that a digest's text may stand for."""
    bare = text.rstrip("=")
    base64_text = bare.replace("-", "+").replace("_", "/") + "=" * (-len(bare) % 4)
    for read, padded in (
        (base64.b16decode, bare.upper()),
        (base64.b32decode, bare.upper() + "=" * (-len(bare) % 8)),
        (base64.b64decode, base64_text),
    ):
        try:
            yield read(padded)
        except ValueError:
            continue
