"""Exchanges for tests, as they would have travelled."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from itertools import count

from archive.capture import Context, Role
from archive.exchange import Exchange, Rendering
from archive.writer import WarcWriter

PORTAL = "www.example.gov.cn"
URL = "http://www.example.gov.cn/zwgk/1.html"
REQUEST = b"GET /zwgk/1.html HTTP/1.1\r\nHost: www.example.gov.cn\r\nUser-Agent: test\r\n\r\n"
HTML = "<html><body><p>政府信息公开工作年度报告</p></body></html>".encode()
START = datetime(2026, 3, 1, 8, 0, 0, 123456, tzinfo=UTC)
_seconds = count()


def response(body=HTML, *headers, status=b"HTTP/1.1 200 OK", length=True):
    lines = [status, *(headers or (b"Content-Type: text/html; charset=utf-8",))]
    if length:
        lines.append(b"Content-Length: %d" % len(body))
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def chunked(body, size=7):
    chunks = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"


def exchange(raw=None, url=URL, **fields):
    fields.setdefault("started_at", START + timedelta(seconds=next(_seconds)))
    return Exchange(url, REQUEST, response() if raw is None else raw, ip="192.0.2.7", **fields)


def rendering(dom=HTML, url=URL, **fields):
    fields.setdefault("rendered_at", START + timedelta(seconds=next(_seconds)))
    return Rendering(url, dom, **fields)


def context(role=Role.PAGE, **fields):
    return Context(PORTAL, role, **fields)


def writer(data_dir, portal=PORTAL, **settings):
    return WarcWriter(data_dir, portal, run_id="run-1", software="gongkai/0", user_agent="test", **settings)


def context_of(capture):
    return context(rendered="scripts only" if isinstance(capture, Rendering) else None)


def written(data_dir, *captures):
    """Write captures as pages of their own, close the file, return its path and the places."""
    warcs = writer(data_dir)
    places = [warcs.write(one, context_of(one)) for one in captures]
    warcs.close()
    return data_dir / places[0].warc, places


ODD = {
    "plain": response(),
    "gzip": response(gzip.compress(HTML), b"Content-Type: text/html", b"Content-Encoding: gzip"),
    "chunked": response(chunked(HTML), b"Transfer-Encoding: chunked", length=False),
    "chunked and gzip": response(
        chunked(gzip.compress(HTML)), b"Transfer-Encoding: Chunked", b"Content-Encoding: gzip", length=False
    ),
    "chunked with trailer": response(
        chunked(HTML)[:-2] + b"X-Sum: 1\r\n\r\n", b"Transfer-Encoding: chunked", length=False
    ),
    "labelled chunked": response(HTML, b"Transfer-Encoding: chunked"),
    "interim": b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
    + response(),
    "204": b"HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n",
    "304": b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nContent-Length: 500\r\n\r\n',
    "head": b"HTTP/1.1 200 OK\r\nContent-Length: 12345\r\nContent-Type: text/html\r\n\r\n",
    "gbk header": response(HTML, "Content-Disposition: attachment; filename=年度报告.doc".encode("gbk")),
    "folded header": response(HTML, b"X-Long: one\r\n  two\r\n\tthree"),
    "repeated header": response(HTML, b"Set-Cookie: a=1", b"set-cookie: b=2"),
    "no colon": response(HTML, b"this is no header", b"Server : x"),
    "blank looking line": response(HTML, b"Server: x\r\n \t\r\nX-After: y"),
    "latin-1 blank line": response(HTML, b"Server: x\r\n\xa0\r\nX-After: y"),
    "bare line feeds": b"HTTP/1.1 200 OK\nContent-Type: text/html\n\n" + HTML,
    "mixed line ends": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\n\r\n" + HTML,
    "bare carriage return": b"HTTP/1.1 200 OK\r\nX: a\rb\r\n\r\n" + HTML,
    "http 1.0": response(status=b"HTTP/1.0 200 OK"),
    "no reason": response(status=b"HTTP/1.1 200"),
    "error": response(status=b"HTTP/1.1 404 \xc3\xbb\xd3\xd0"),
    "head only": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n",
    "no http": HTML,
    "nothing": b"",
}
