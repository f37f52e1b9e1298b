"""Callbacks get what the archive's reader will get, within bounds."""

import gzip
import zlib

import brotli
import pytest
from scrapy import Request
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import HtmlResponse, Response

from crawler.decoding import DecodingMiddleware

TEXT = "<p>政府信息公开</p>".encode() * 50


def decoded(body, *codings, limit=100_000, **meta):
    headers = {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": list(codings)}
    request = Request("http://a.cn/", meta=meta)
    return DecodingMiddleware(limit).process_response(
        request, Response("http://a.cn/", headers=headers, body=body)
    )


@pytest.mark.parametrize(
    ("body", "codings"),
    [
        (gzip.compress(TEXT), ["gzip"]),
        (gzip.compress(TEXT), ["GZIP"]),
        (zlib.compress(TEXT), ["deflate"]),
        (zlib.compress(TEXT)[2:-4], ["deflate"]),
        (brotli.compress(TEXT), ["br"]),
        (gzip.compress(brotli.compress(TEXT)), ["br, gzip"]),
        (gzip.compress(brotli.compress(TEXT)), ["br", "gzip"]),
        (TEXT, ["gzip"]),
        (TEXT, ["identity"]),
    ],
)
def test_codings_are_undone(body, codings):
    response = decoded(body, *codings)
    assert isinstance(response, HtmlResponse)
    assert response.body == TEXT
    assert "Content-Encoding" not in response.headers


def test_what_came_before_a_tear_is_kept():
    assert TEXT.startswith(decoded(gzip.compress(TEXT)[:-12], "gzip").body)


def test_what_swells_is_refused():
    bomb = gzip.compress(bytes(1_000_000))
    with pytest.raises(DownloadCancelledError, match="decode to more than 100000"):
        decoded(bomb, "gzip")
    with pytest.raises(DownloadCancelledError, match="decode to more than 500"):
        decoded(gzip.compress(TEXT), "gzip", download_maxsize=500)
