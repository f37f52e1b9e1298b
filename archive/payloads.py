"""Captures digested as they stream: the same for an index's line and for verifying, in little memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from archive.chunks import dechunked
from archive.contents import response_in
from archive.digests import Digests
from archive.http import Response
from archive.scan import Record

_HEAD = 256 * 1024


@dataclass(frozen=True, slots=True)
class Payload:
    """What was seen of a capture.

    Of `response` the head counts, its body may be a beginning. `digests` are of the payload without transfer coding,
    as the standard means it, `coded` of the chunks where there are any.
    """

    response: Response
    digests: Digests
    coded: Digests | None = None

    def matches(self, stated: str) -> bool | None:
        """Tell whether this is the payload's digest; of chunked bodies many writers take it with the chunks."""
        held = self.digests.match(stated)
        return held or (held if self.coded is None else self.coded.match(stated))


def read_payload(record: Record, *stated: str | None, block: Digests | None = None) -> Payload:
    """Read a capture's block to its end and digest its payload, in the algorithms stated too.

    `block`, if given, is fed with the whole block. Raises `BrokenRecord` where bytes are missing.
    """
    begun = record.block(_HEAD)
    response = response_in(record, begun)
    if block is not None:
        block.add(begun)
    rest = record.pieces() if block is None else _fed(record.pieces(), block)
    # A head that ends nowhere in so many bytes is followed by no payload.
    body = chain((response.body,), rest) if response.body or not response.status else iter(())
    coded = Digests(*stated) if response.is_chunked else None
    digests = Digests.of(dechunked(_fed(body, coded)) if coded else body, *stated)
    for piece in body:  # what lies behind the last chunk
        if coded:
            coded.add(piece)
    for _ in rest:
        pass
    return Payload(response, digests, coded)


def _fed(pieces: Iterable[bytes], digests: Digests) -> Iterator[bytes]:
    for piece in pieces:
        digests.add(piece)
        yield piece
