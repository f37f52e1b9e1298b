"""What is archived is what travelled: compared with the server's own log, byte for byte."""

import gzip

import pytest

from tests.crawler.certificates import server, sign, trusted
from tests.crawler.running import crawl, records, responses, rows
from tests.crawler.server import Answer, Site, page, redirect

OK = b"HTTP/1.1 200 OK\r\n"
INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"
ZIPPED = gzip.compress("政府信息公开工作年度报告".encode())

ODD = {
    "/mixed": Answer(OK + b"content-TYPE: text/html\r\nCONTENT-length: 2\r\nx-Odd:   spaced  \r\n\r\nhi"),
    "/cookies": Answer(OK + b"Set-Cookie: a=1\r\nSet-Cookie: b=2; Path=/\r\nContent-Length: 2\r\n\r\nhi"),
    "/latin1": Answer(OK + b"X-Name: caf\xe9\r\nContent-Length: 2\r\n\r\nhi"),
    "/gbk": Answer(OK + b"X-Name: " + "公开".encode("gbk") + b"\r\nContent-Length: 2\r\n\r\nhi"),
    "/folded": Answer(OK + b"X-Long: one\r\n two\r\n\tthree\r\nContent-Length: 2\r\n\r\nhi"),
    "/colonless": Answer(OK + b"this is no header\r\nContent-Length: 2\r\n\r\nhi"),
    "/chunked": Answer(
        OK + b"Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
        b"2;x=y\r\nhi\r\n004\r\n you\r\n0\r\nX-Sum: 1\r\n\r\n"
    ),
    "/old": Answer(b"HTTP/1.0 200 fine by me\r\nContent-Type: text/html\r\n\r\nuntil I hang up", close=True),
    "/interim": Answer(INTERIM + INTERIM + OK + b"Content-Length: 2\r\n\r\nhi"),
    "/zipped": Answer(OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(ZIPPED) + ZIPPED),
    "/empty": Answer(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "/away": redirect("/mixed2"),
    "/mixed2": page("there"),
    "/error": page("broken", status="500 Oh No"),
    "/missing": page("gone", status="404 Not Found"),
}
TORN = {
    "/short": Answer(OK + b"Content-Length: 100\r\n\r\nonly this", close=True),
    "/cut": Answer(OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhel", close=True),
    "/huge": Answer(OK + b"Content-Length: 3000000\r\n\r\n" + b"x" * 1000),
    "/endless": Answer(
        OK + b"Transfer-Encoding: chunked\r\n\r\n" + (b"10000\r\n" + b"x" * 65536 + b"\r\n") * 20
    ),
    "/slow": Answer(OK + b"Content-Length: 60\r\n\r\n" + b"y" * 60, pause=4),
    "/noise": Answer(b"SSH-2.0-OpenSSH_9.2p1\r\n\r\n", close=True),
}


def urls(site, routes):
    return [site.url + path for path in routes]


@pytest.fixture(scope="module", params=["http", "https"])
def odd(request, tmp_path_factory):
    data_dir = tmp_path_factory.mktemp("odd")
    root = sign("root")
    context = server(data_dir, sign("site", root, host="127.0.0.1")) if request.param == "https" else None
    with Site(routes=ODD, tls=context) as site:
        summary = crawl(data_dir, {"odd": urls(site, ODD)}, trusted=trusted(data_dir, root))["odd"]
    return data_dir, site, summary


def test_responses_are_archived_byte_for_byte(odd):
    data_dir, site, _ = odd
    archived = responses(data_dir)
    for passed in site.log:
        assert archived[site.url + passed.path].block == passed.response.replace(INTERIM, b""), passed.path
    assert {passed.path for passed in site.log} == {*ODD, "/robots.txt"}


def test_requests_are_archived_byte_for_byte(odd):
    data_dir, site, _ = odd
    archived = [(record.url, record.block) for record in records(data_dir) if record.kind == "request"]
    assert sorted(archived) == sorted((site.url + passed.path, passed.request) for passed in site.log)


def test_every_status_reaches_its_callback_and_its_row(odd):
    data_dir, site, summary = odd
    assert summary["reason"] == "finished"
    ends = dict(rows(data_dir, "SELECT url, coalesce(reason, status) FROM requests"))
    assert ends[site.url + "/error"] == "http 500"
    assert ends[site.url + "/missing"] == "http 404"
    assert ends[site.url + "/away"] == "redirect"
    assert ends[site.url + "/mixed2"] == 200
    assert ends[site.url + "/empty"] == 204


def test_connections_are_kept(odd):
    _, site, _ = odd
    assert max(passed.connection for passed in site.log) < len(site.log) / 2


def test_robots_is_archived_with_its_role(odd):
    data_dir, _, _ = odd
    assert ("robots", 404) in rows(data_dir, "SELECT role, status FROM captures")


@pytest.fixture(scope="module")
def torn(tmp_path_factory):
    data_dir = tmp_path_factory.mktemp("torn")
    limits = {"DOWNLOAD_TIMEOUT": 1, "DOWNLOAD_MAXSIZE": 1_000_000, "RETRY_TIMES": 0}
    with Site(routes=TORN) as site:
        summary = crawl(data_dir, {"torn": urls(site, TORN)}, settings=limits)["torn"]
    return data_dir, site, summary


@pytest.mark.parametrize(
    ("path", "truncated", "reason"),
    [
        ("/short", "disconnect", "truncated"),
        ("/cut", "disconnect", "truncated"),
        ("/huge", "length", "too_large"),
        ("/endless", "length", "too_large"),
        ("/slow", "time", "timeout"),
        ("/noise", "unspecified", "malformed"),
    ],
)
def test_torn_responses_are_archived_as_far_as_they_came(torn, path, truncated, reason):
    data_dir, site, _ = torn
    record = responses(data_dir)[site.url + path]
    sent = next(passed.response for passed in site.log if passed.path == path)
    assert record.block
    assert sent.startswith(record.block)
    assert record.headers["WARC-Truncated"] == truncated
    state = rows(data_dir, f"SELECT state, status, reason FROM requests WHERE url = '{site.url}{path}'")
    assert state == [("dead", 0, reason)]


def test_header_floods_are_bounded(tmp_path):
    flood = Answer(
        OK + b"".join(b"X-%d: %s\r\n" % (n, b"y" * 8000) for n in range(300)) + b"\r\n", close=True
    )
    with Site(routes={"/": flood}) as site:
        limits = {"DOWNLOAD_MAXSIZE": 1000, "RETRY_TIMES": 0}
        summary = crawl(tmp_path, {"flood": [site.url + "/"]}, settings=limits)["flood"]
    assert summary["dead"] == [[site.url + "/", "too_large"]]
    assert len(responses(tmp_path)[site.url + "/"].block) < 1_300_000
