import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.http import dechunk, decode, parse_response, strip_interim
from tests.archive.exchanges import HTML, ODD, chunked, response


@pytest.mark.parametrize(
    ("name", "status", "entity"),
    [
        ("plain", 200, HTML),
        ("chunked", 200, HTML),
        ("chunked with trailer", 200, HTML),
        ("labelled chunked", 200, HTML),
        ("204", 204, b""),
        ("304", 304, b""),
        ("head", 200, b""),
        ("bare line feeds", 200, HTML),
        ("mixed line ends", 200, HTML),
        ("no reason", 200, HTML),
        ("error", 404, HTML),
        ("head only", 200, b""),
        ("no http", 0, HTML),
        ("nothing", 0, b""),
    ],
)
def test_responses_are_taken_apart(name, status, entity):
    parsed = parse_response(ODD[name])
    assert (parsed.status, parsed.entity()) == (status, entity)


def test_headers_keep_order_case_and_repetition():
    headers = parse_response(ODD["repeated header"]).headers
    assert [pair for pair in headers if pair[0].lower() == "set-cookie"] == [
        ("Set-Cookie", "a=1"),
        ("set-cookie", "b=2"),
    ]


def test_header_bytes_can_be_had_back():
    value = parse_response(ODD["gbk header"]).header("content-disposition")
    assert value.encode("latin-1").decode("gbk") == "attachment; filename=年度报告.doc"


def test_folded_lines_are_one_value():
    assert parse_response(ODD["folded header"]).header("X-Long") == "one two three"


def test_a_line_without_colon_is_passed_over():
    assert [name for name, _ in parse_response(ODD["no colon"]).headers] == ["Server", "Content-Length"]


@pytest.mark.parametrize(
    ("claim", "declared"),
    [("Text/HTML; charset=GBK", "text/html"), ("html", None), ("", None), ("text/html, text/plain", None)],
)
def test_the_declared_type_is_a_type(claim, declared):
    assert parse_response(response(HTML, b"Content-Type: " + claim.encode())).declared_type() == declared


def test_only_interim_responses_are_stripped():
    assert strip_interim(ODD["interim"]) == response()
    switching = b"HTTP/1.1 101 Switching Protocols\r\n\r\n"
    assert strip_interim(switching) == switching
    assert strip_interim(b"HTTP/1.1 100 Continue\r\n") == b"HTTP/1.1 100 Continue\r\n"
    assert strip_interim(response(status=b"HTTP/1.1 1000 OK")) == response(status=b"HTTP/1.1 1000 OK")


@given(st.binary(min_size=1, max_size=300), st.integers(1, 50))
def test_chunks_are_joined(body, size):
    assert dechunk(chunked(body, size)) == body


@pytest.mark.parametrize(
    ("body", "joined"),
    [
        (b"5\r\nhello\r\n", b"hello"),
        (b"5\r\nhel", b"hel"),
        (b"5;x=y\r\nhello\r\n0;z\r\nT: 1\r\n\r\n", b"hello"),
        (b"5\nhello\n0\n\n", b"hello"),
        (b"5\r\nhello5\r\nagain0\r\n", b"helloagain"),
        (b"5\r\nhello\r\nzz\r\nlost", b"hello"),
        (b"<html>", b"<html>"),
        (b"", b""),
        (b"FFFFFFFFFFFFFFF\r\nhello", b"hello"),
    ],
)
def test_wrong_framing_ends_the_body(body, joined):
    assert dechunk(body) == joined


def bare_deflate(content):
    compressor = zlib.compressobj(6, zlib.DEFLATED, -15)
    return compressor.compress(content) + compressor.flush()


LONG = HTML * 2000


@pytest.mark.parametrize(
    ("coded", "codings"),
    [
        (LONG, ()),
        (LONG, ("identity",)),
        (gzip.compress(LONG), ("gzip",)),
        (gzip.compress(LONG), ("x-gzip",)),
        (gzip.compress(LONG[:5000]) + gzip.compress(LONG[5000:]), ("gzip",)),
        (gzip.compress(LONG) + b"\x00" * 20, ("gzip",)),
        (zlib.compress(LONG), ("deflate",)),
        (bare_deflate(LONG), ("deflate",)),
        (brotli.compress(LONG), ("br",)),
        (gzip.compress(zlib.compress(LONG)), ("deflate", "gzip")),
        (LONG, ("gzip",)),
        (LONG, ("br",)),
        (LONG, ("unheard-of",)),
        (b"", ("gzip",)),
        (b"", ("br",)),
    ],
)
def test_content_codings_are_undone(coded, codings):
    decoded = decode(coded, codings)
    assert (decoded.payload, decoded.truncated) == (LONG if coded else b"", None)


@pytest.mark.parametrize(
    ("coding", "coded"),
    [("gzip", gzip.compress(LONG)), ("deflate", zlib.compress(LONG)), ("br", brotli.compress(LONG))],
)
def test_a_torn_coding_gives_what_there_is_and_says_so(coding, coded):
    decoded = decode(coded[:-4], (coding,))
    assert decoded.truncated == "unspecified"
    assert LONG.startswith(decoded.payload)
    assert decoded.payload or coding == "br"


def gzip_bomb(layers=1):
    bomb = bytes(50_000_000)
    for _ in range(layers):
        bomb = gzip.compress(bomb, 6)
    return bomb


@pytest.mark.parametrize(
    ("coded", "codings"),
    [
        (gzip_bomb(), ("gzip",)),
        (gzip_bomb(2), ("gzip", "gzip")),
        (zlib.compress(bytes(50_000_000)), ("deflate",)),
        (brotli.compress(bytes(50_000_000), quality=1), ("br",)),
    ],
)
def test_bombs_are_cut_at_the_limit(coded, codings):
    decoded = decode(coded, codings, limit=1_000_000)
    assert (len(decoded.payload), decoded.truncated) == (1_000_000, "length")


def test_exactly_the_limit_is_not_cut():
    assert decode(gzip.compress(bytes(1000)), ("gzip",), limit=1000).truncated is None


@pytest.mark.parametrize(
    "hostile",
    [
        b"HTTP/1.1 100 Continue\r\n\r\n" * 50_000,
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 100_000,
        b"HTTP/1.1 200 OK\r\nA: b\r\n" + b" c\r\n" * 100_000 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 100_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + b"a" * 1_000_000,
        b"HTTP/1.1 200 OK\r\n" + b"\r" * 1_000_000,
        b"HTTP/1.1 200 OK\r\n" + b" \r" * 500_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"") * 50_000,
        b"HTTP/1.1 200 OK\r\nContent-Encoding: " + b"gzip," * 100_000 + b"\r\n\r\n" + gzip.compress(b""),
    ],
    ids=["interim", "headers", "folds", "chunks", "extension", "returns", "blanks", "members", "codings"],
)
@pytest.mark.usefixtures("watchdog")
def test_hostile_responses_take_linear_time(hostile):
    parsed = parse_response(strip_interim(hostile))
    decode(parsed.entity(), parsed.codings())


@given(st.binary(max_size=200))
def test_no_bytes_are_an_error(block):
    parsed = parse_response(b"HTTP/1.1 200 OK\r\n" + block)
    decode(parsed.entity(), ("gzip", "br", "deflate"))
