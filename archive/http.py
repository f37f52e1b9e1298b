"""HTTP responses as they stand in a record: parsed without trust, decoded within bounds."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from archive.capture import Headers
from archive.chunks import dechunked
from archive.fields import first, parse_fields

try:  # an optional decoder: without it a `br` body stays coded
    import brotli  # type: ignore[import-untyped] # it ships no types
except ImportError:  # pragma: no cover
    brotli = None

DECODED_LIMIT = 64 * 1024 * 1024
_PIECE = 16 * 1024
_MAX_CODINGS = 3
_MAX_MEMBERS = 64

_HEAD_END = re.compile(rb"\n\r?\n")
_STATUS_LINE = re.compile(rb"HTTP/(\d(?:\.\d)?)[ \t]+(\d{3})(?!\d)[^\r\n]*")
_INTERIM = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+1(?!01)\d\d(?!\d)")
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+", re.ASCII)
# Readers differ on where such a head ends, so that they differ on what its payload is.
_DOUBTFUL_HEAD = re.compile(rb"\n[^\x21-\x7e\n]*\n|[^\r]\n|\r(?!\n)|\x00")


@dataclass(frozen=True, slots=True)
class Response:
    """A response taken apart: `body` is what follows the head, still in its transfer and content coding.

    `plain` says that every reader agrees on where the head ends and that no transfer coding was applied. Bytes
    that are no HTTP message have status 0 and are all body.
    """

    version: str
    status: int
    headers: Headers
    body: bytes
    plain: bool

    def header(self, name: str) -> str | None:
        """Return the first value of a header, whatever its case."""
        return first(self.headers, name)

    def entity(self) -> bytes:
        """Return the body without transfer coding, content coding kept: what the payload digest is taken of."""
        return dechunk(self.body) if self.is_chunked else self.body

    @property
    def is_chunked(self) -> bool:
        """Whether the head says that the body comes in chunks."""
        return "chunked" in (self.header("Transfer-Encoding") or "").lower()

    def codings(self) -> tuple[str, ...]:
        """Return the content codings in the order they were applied."""
        values = (value for name, value in self.headers if name.lower() == "content-encoding")
        return tuple(coding.strip().lower() for coding in ",".join(values).split(",") if coding.strip())

    def declared_type(self) -> str | None:
        """Return the media type the server claims, lower case, without parameters."""
        claim = (self.header("Content-Type") or "").partition(";")[0].strip().lower()
        return claim if _MEDIA_TYPE.fullmatch(claim) else None


@dataclass(frozen=True, slots=True)
class Decoded:
    """A payload without content coding; `truncated` is `length` over the limit, `unspecified` for a torn coding."""

    payload: bytes
    truncated: str | None = None


def strip_interim(block: bytes) -> bytes:
    """Return a response without the 1xx responses before it (a response record holds the final one only)."""
    start = 0
    while _INTERIM.match(block, start) and (end := _HEAD_END.search(block, start)):
        start = end.end()
    return block[start:]


def parse_response(block: bytes) -> Response:
    """Take a response apart; header values are latin-1, as HTTP has it, so that every byte can be had back."""
    line = _STATUS_LINE.match(block)
    if line is None:
        return Response("", 0, (), block, plain=False)
    end = _HEAD_END.search(block, line.end())
    head, body = (block[: end.end()], block[end.end() :]) if end else (block, b"")
    headers = parse_fields(head[line.end() :], "latin-1")
    coded = first(headers, "Transfer-Encoding") is not None
    clear = end is not None and end[0] == b"\n\r\n" and not _DOUBTFUL_HEAD.search(block, 0, end.start() + 1)
    return Response(line[1].decode("ascii"), int(line[2]), headers, body, plain=clear and not coded)


def dechunk(body: bytes) -> bytes:
    """Return a chunked body joined; what breaks the framing ends it, a body never framed is returned as it is."""
    return b"".join(dechunked((body,)))


def decode(body: bytes, codings: tuple[str, ...], limit: int = DECODED_LIMIT) -> Decoded:
    """Undo content codings, last applied first; from an unknown one on the bytes stay coded.

    A body that does not begin as its coding says was sent plain under a wrong label and is returned as it is.
    """
    decoded = Decoded(body)
    for coding in reversed(codings[-_MAX_CODINGS:]):
        if coding not in _DECODERS:
            break
        undone = _DECODERS[coding](decoded.payload, limit)
        decoded = Decoded(undone.payload, undone.truncated or decoded.truncated)
    return decoded


def _gunzip(body: bytes, limit: int) -> Decoded:
    return _inflate(body, 31, limit)


def _undeflate(body: bytes, limit: int) -> Decoded:
    """`deflate` is the zlib format; some servers send bare deflate under that name."""
    zlib_format = len(body) >= 2 and body[0] & 15 == 8 and int.from_bytes(body[:2]) % 31 == 0
    return _inflate(body, 15 if zlib_format else -15, limit)


def _inflate(body: bytes, wbits: int, limit: int) -> Decoded:
    """Inflate one stream, or several gzip members one after another, up to `limit` bytes."""
    pieces: list[bytes] = []
    room, position, members = limit, 0, 0
    stream = zlib.decompressobj(wbits)
    waiting = b""
    while waiting or position < len(body):
        if not waiting:
            waiting = body[position : position + _PIECE]
            position += _PIECE
        try:
            pieces.append(stream.decompress(waiting, room + 1))
        except zlib.error:
            return Decoded(b"".join(pieces), "unspecified") if pieces else Decoded(body)
        room -= len(pieces[-1])
        if room < 0:
            return Decoded(b"".join(pieces)[:limit], "length")
        waiting = stream.unconsumed_tail
        if stream.eof:
            waiting, members = stream.unused_data, members + 1
            following = waiting or body[position : position + 2]
            if wbits != 31 or following[:1] != b"\x1f" or members == _MAX_MEMBERS:
                break
            stream = zlib.decompressobj(wbits)
    return Decoded(b"".join(pieces), None if stream.eof or not body else "unspecified")


def _unbrotli(body: bytes, limit: int) -> Decoded:
    stream, pieces, room = brotli.Decompressor(), [], limit
    for position in range(0, len(body), _PIECE):
        waiting = body[position : position + _PIECE]
        while waiting or not stream.can_accept_more_data():
            try:
                pieces.append(stream.process(waiting, output_buffer_limit=max(room, 0) + 1))
            except brotli.error:
                return Decoded(b"".join(pieces), "unspecified") if any(pieces) else Decoded(body)
            waiting, room = b"", room - len(pieces[-1])
            if room < 0:
                return Decoded(b"".join(pieces)[:limit], "length")
            if stream.is_finished():
                return Decoded(b"".join(pieces))
    return Decoded(b"".join(pieces), "unspecified" if body else None)


def _identity(body: bytes, limit: int) -> Decoded:
    return Decoded(body[:limit], "length" if len(body) > limit else None)


_DECODERS: dict[str, Callable[[bytes, int], Decoded]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "identity": _identity,
}
if brotli is not None:
    _DECODERS["br"] = _unbrotli
