import gzip

import pytest

from archive.digests import digest
from archive.http import parse_response
from crawler.importing.cdx import Line
from crawler.importing.replays import rebuilt, refusal

BODY = "<p>年报</p>".encode()
STAMP, OWN = "20200102030405", "Memento-Datetime: Thu, 02 Jan 2020 03:04:05 GMT"
URL = "http://x.gov.cn/a"


def line(body=BODY, **fields):
    stated = {"mime": "text/html", "status": 200, "digest": digest(body).removeprefix("sha1:")}
    return Line(url=URL, timestamp=STAMP, **{**stated, **fields})


def replay(*headers, body=BODY, status="200 OK"):
    return parse_response("\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode() + body)


def test_headers_are_the_captures_and_not_the_archives():
    given = replay(
        "Server: archive", "Content-Type: text/html; charset=gbk", "x-archive-orig-server: nginx",
        "x-archive-orig-content-length: 999", "x-archive-orig-transfer-encoding: chunked", OWN, "x-app-server: wb",
    )  # fmt: skip
    back = parse_response(rebuilt(given, line()).response)
    assert dict(back.headers) == {
        "Content-Type": "text/html; charset=gbk",
        "Server": "nginx",
        "Content-Length": str(len(BODY)),
    }
    assert (back.status, back.body, back.plain) == (200, BODY, True)


def test_a_body_keeps_the_coding_that_the_index_has_the_digest_of():
    packed = gzip.compress(BODY)
    coded = replay("Content-Encoding: gzip", OWN, body=packed)
    captured, on_the_way = rebuilt(coded, line(packed)), rebuilt(coded, line())
    assert (captured.fault, parse_response(captured.response).codings()) == (None, ("gzip",))
    assert (on_the_way.fault, parse_response(on_the_way.response).body) == (None, BODY)
    assert parse_response(on_the_way.response).codings() == ()


def test_a_payload_that_is_not_the_indexs_is_kept_with_the_fault():
    found = rebuilt(replay(OWN, "X-Archive-Orig-Transfer-Encoding: chunked"), line(b"another"))
    assert parse_response(found.response).body == BODY
    assert "not that of the index" in found.fault
    assert "Transfer-Encoding chunked" in found.fault
    assert rebuilt(replay(OWN), line(digest=None)).fault is None


@pytest.mark.parametrize(
    "location",
    [
        "http://x.gov.cn/b",
        f"http://archive.test/web/{STAMP}id_/http://x.gov.cn/b",
        "/web/2020/http://x.gov.cn/b",
    ],
)
def test_a_redirect_leads_where_it_led(location):
    found = rebuilt(replay(f"Location: {location}", OWN, body=b"", status="302 Found"), line(b"", status=302))
    assert (found.status, found.location) == (302, "http://x.gov.cn/b")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (replay(OWN), None),
        (replay("x-archive-orig-server: nginx"), None),
        (replay(), None),  # told by its digest
        (replay("Memento-Datetime: Fri, 03 Jan 2020 03:04:05 GMT"), "another capture came: 20200103030405"),
        (replay("Memento-Datetime: yesterday"), "another capture came: yesterday"),
        (replay(body=b"an error", status="404 Not Found"), "no replay: http 404"),
    ],
)
def test_only_the_capture_asked_for_is_its_replay(given, why):
    assert refusal(given, line()) == why
