"""Digests as WARC writes them: the algorithm's name, a colon, the value (RFC 3548 base 32 in our own files)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache

_DIGEST = re.compile(r"([A-Za-z0-9-]+):([A-Za-z0-9+/_-]+)=*")
_KNOWN = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s")
_ALGORITHMS = {spelt: name for name in _KNOWN for spelt in (name, name.replace("sha", "sha-"))}
_BITS = {name: 8 * hashlib.new(name, usedforsecurity=False).digest_size for name in _KNOWN}
_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
# The digits of Python's base 32; whatever is none becomes a sign that is none there either.
_BASE_32 = bytes(
    b"0123456789ABCDEFGHIJKLMNOPQRSTUV!"[_LETTERS.find(bytes([one]).upper())] for one in range(256)
)
_OURS = "sha1"


def digest(content: bytes) -> str:
    """Return the SHA-1 of the bytes in base 32, the form that indexes and replay tools compare."""
    return _text(hashlib.sha1(content, usedforsecurity=False).digest())


def matches(stated: str, pieces: Iterable[bytes]) -> bool | None:
    """Tell whether the bytes have the digest stated, in base 16, 32 or 64; `None` for an unknown form."""
    return Digests.of(pieces, stated).match(stated)


class Digests:
    """The digests of bytes that pass by once: SHA-1, and whatever else is stated of them.

    What is stated counts only in a known algorithm (MD5, SHA-1 and 2, BLAKE2) and in base 16, 32 or 64.
    """

    def __init__(self, *stated: str | None) -> None:
        self._hashes = {_OURS: hashlib.sha1(usedforsecurity=False)}
        for text in stated:
            if text and (known := value_of(text)) and known[0] not in self._hashes:
                self._hashes[known[0]] = hashlib.new(known[0], usedforsecurity=False)

    @classmethod
    def of(cls, pieces: Iterable[bytes], *stated: str | None) -> Digests:
        """Return the digests of bytes at hand."""
        digests = cls(*stated)
        for piece in pieces:
            digests.add(piece)
        return digests

    def add(self, piece: bytes) -> None:
        """Take the next bytes."""
        for hashed in self._hashes.values():
            hashed.update(piece)

    def text(self) -> str:
        """Return the SHA-1 as our records and indexes write it."""
        return _text(self._hashes[_OURS].digest())

    def match(self, stated: str) -> bool | None:
        """Tell whether this is the digest stated, `None` for an unknown form."""
        known = value_of(stated)
        return self._hashes[known[0]].digest() == known[1] if known else None


@lru_cache(maxsize=64)
def value_of(stated: str) -> tuple[str, bytes] | None:
    """Return the algorithm, as Python names it, and the value of a written digest, `None` where it is in no known form.

    Which base it is in, 16, 32 or 64, the number of its characters says.
    """
    written = _DIGEST.fullmatch(stated.strip())
    name = _ALGORITHMS.get(written[1].lower()) if written else None
    if written is None or name is None:
        return None
    text, bits = written[2], _BITS[name]
    with suppress(ValueError):
        if len(text) == bits // 4:
            return name, bytes.fromhex(text)
        if len(text) == -(-bits // 5):
            return name, (_base_32(text) >> (5 * len(text) - bits)).to_bytes(bits // 8)
        if len(text) == -(-bits // 6):
            return name, base64.b64decode(
                text + "=" * (-len(text) % 4), b"-_" if set(text) & set("-_") else b"+/", validate=True
            )
    return None


def _text(value: bytes) -> str:
    return f"{_OURS}:{base64.b32encode(value).decode('ascii')}"


def _base_32(text: str) -> int:
    """Return the number written; the library's decoder takes eight times as long."""
    return int(text.encode().translate(_BASE_32), 32)
