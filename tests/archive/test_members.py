import gzip

import pytest

from archive.groups import group_of
from archive.members import deflated, member
from tests.archive.exchanges import chunked, context, exchange, response

COMPRESSED = b"\x1f\x8b\x08" + bytes(100_000)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        (response(COMPRESSED, b"Content-Encoding: gzip"), True),
        (response(chunked(COMPRESSED, 50_000), b"Transfer-Encoding: chunked"), True),
        (response(bytes(100_000), b"Content-Encoding: gzip"), False),
    ],
)
def test_what_came_compressed_is_stored(raw, kept):
    made = member(raw)
    assert gzip.decompress(made) == raw
    assert (len(made) > len(raw)) == kept


def test_a_large_body_is_not_copied_before_it_is_compressed():
    raw = response(bytes(100_000))
    _, record, _ = group_of(exchange(raw), context(), "urn:warcinfo").records()
    assert any(piece is raw for piece in record)
    assert gzip.decompress(b"".join(deflated(record))) == b"".join(record)
