"""What a portal can do to a crawl, as answers of `tests.crawler.server.Site`, each with what must come of it."""

from __future__ import annotations

import gzip
import itertools
import random
import socket
import struct
import time
import zlib
from dataclasses import dataclass

import brotli

from tests.crawler.server import Answer, page, redirect

OK = b"HTTP/1.1 200 OK\r\n"
MAXSIZE = 1_000_000
SECONDS = 2
LIMITS = {"DOWNLOAD_MAXSIZE": MAXSIZE, "DOWNLOAD_TIMEOUT": SECONDS, "RETRY_TIMES": 0}

_SWELLING = bytes(20 * MAXSIZE)
NOISE = random.Random(5).randbytes(5000)


@dataclass(frozen=True)
class Endless(Answer):
    """Goes on with one piece after another until the other side has enough."""

    piece: bytes = b"x" * 65536
    every: float = 0.0

    def send(self, connection: socket.socket) -> None:
        connection.sendall(self.raw)
        while True:
            connection.sendall(self.piece)
            time.sleep(self.every)


@dataclass(frozen=True)
class Reset(Answer):
    """Ends with a reset in mid-answer."""

    def send(self, connection: socket.socket) -> None:
        connection.sendall(self.raw)
        time.sleep(0.05)  # a reset takes with it what was not read yet
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()


@dataclass(frozen=True)
class Silent(Answer):
    """Takes the request and says nothing."""

    def send(self, connection: socket.socket) -> None:  # noqa: ARG002 - an answer's interface
        time.sleep(3 * SECONDS)


def coded(body: bytes, *codings: str) -> Answer:
    """A body under content codings, whatever they are."""
    head = f"Content-Type: text/html\r\nContent-Encoding: {', '.join(codings)}\r\nContent-Length: {len(body)}"
    return Answer(OK + head.encode() + b"\r\n\r\n" + body)


def located(target: bytes) -> Answer:
    return Answer(b"HTTP/1.1 302 Found\r\nLocation: " + target + b"\r\nContent-Length: 0\r\n\r\n")


def refreshed(target: str) -> Answer:
    return page(f'<meta http-equiv="refresh" content="0; url={target}">')


# path → answer, what the request comes to (a status, or why there is none), and the record's WARC-Truncated
FRAMING = {
    "/length-too-small": (Answer(OK + b"Content-Length: 3\r\n\r\nhello"), 200, None),
    "/after-too-small": (page("mine"), 200, None),
    "/length-negative": (Answer(OK + b"Content-Length: -5\r\n\r\nhello"), "malformed", "unspecified"),
    "/length-in-words": (Answer(OK + b"Content-Length: five\r\n\r\nhello"), "malformed", "unspecified"),
    "/lengths-two": (
        Answer(OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"),
        "malformed",
        "unspecified",
    ),
    "/lengths-alike": (Answer(OK + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello"), 200, None),
    "/chunk-too-long": (
        Answer(OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n"),
        "malformed",
        "unspecified",
    ),
    "/chunk-of-words": (
        Answer(OK + b"Transfer-Encoding: chunked\r\n\r\nfive\r\nhello\r\n"),
        "malformed",
        "unspecified",
    ),
    "/chunk-negative": (
        Answer(OK + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n"),
        "malformed",
        "unspecified",
    ),
    "/chunk-huge": (
        Answer(OK + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFF\r\nhello", close=True),
        "truncated",
        "disconnect",
    ),
    "/chunk-size-endless": (
        Endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", piece=b"0" * 65536),
        "malformed",
        "unspecified",
    ),
    "/chunks-endless": (
        Endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", piece=b"10000\r\n" + b"x" * 65536 + b"\r\n"),
        "too_large",
        "length",
    ),
    "/trailers-endless": (
        Endless(
            OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n", piece=b"X-More: and more\r\n" * 100
        ),
        "malformed",
        "unspecified",
    ),
    "/coding-unknown": (Answer(OK + b"Transfer-Encoding: lz\r\n\r\nhello"), "malformed", "unspecified"),
    "/500-megabytes": (Endless(OK + b"Content-Length: 524288000\r\n\r\n"), "too_large", "length"),
    "/500-megabytes-undeclared": (Endless(OK + b"\r\n"), "too_large", "length"),
    "/http-0.9": (Answer(b"<html>hello</html>\r\n", close=True), "malformed", "unspecified"),
    "/noise": (Answer(NOISE, close=True), "malformed", "unspecified"),
    "/status-of-words": (Answer(b"HTTP/1.1 OK fine\r\n\r\n", close=True), "malformed", "unspecified"),
    "/nothing": (Answer(b"", close=True), "disconnect", None),
    "/reset": (Reset(OK + b"Content-Length: 100\r\n\r\nhello"), "truncated", "disconnect"),
    "/closed-without-a-word": (Answer(page("bye").raw, close=True), 200, None),
    "/204-with-a-body": (Answer(b"HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\nhello"), 204, None),
    "/205-with-a-body": (Answer(b"HTTP/1.1 205 Reset\r\nContent-Length: 5\r\n\r\nhello"), 205, None),
    "/304-with-a-body": (Answer(b"HTTP/1.1 304 Same\r\nContent-Length: 5\r\n\r\nhello"), "http 304", None),
    "/999": (page("", status="999 Oh"), "http 999", None),
}
HEADS = {
    "/headers-endless": (Endless(OK, piece=b"X-More: and more\r\n" * 100), "too_large", "length"),
    "/headers-100000": (
        Answer(OK + b"".join(b"X-%d: y\r\n" % n for n in range(100_000)) + b"\r\n", close=True),
        "too_large",
        "length",
    ),
    "/header-of-5-megabytes": (Answer(OK + b"X: " + b"y" * 5_000_000 + b"\r\n\r\n"), "too_large", "length"),
    "/header-folded-endless": (Endless(OK + b"X: y\r\n", piece=b" y\r\n" * 1000), "too_large", "length"),
    "/interim-endless": (
        Endless(b"", piece=b"HTTP/1.1 102 Processing\r\n\r\n" * 100),
        "too_large",
        "length",
    ),
}
SLOW = {
    "/silent": (Silent(b""), "timeout", None),
    "/head-dripping": (Endless(OK, piece=b"X", every=0.1), "timeout", "time"),
    "/body-dripping": (
        Endless(OK + b"Content-Length: 1000\r\n\r\n", piece=b"y", every=0.1),
        "timeout",
        "time",
    ),
    "/interim-dripping": (
        Endless(b"", piece=b"HTTP/1.1 102 Processing\r\n\r\n", every=0.1),
        "timeout",
        None,
    ),
}
CODINGS = {
    "/bomb-gzip": (coded(gzip.compress(_SWELLING), "gzip"), "too_large", None),
    "/bomb-deflate": (coded(zlib.compress(_SWELLING), "deflate"), "too_large", None),
    "/bomb-brotli": (coded(brotli.compress(_SWELLING, quality=1), "br"), "too_large", None),
    "/bomb-nested": (
        coded(gzip.compress(gzip.compress(gzip.compress(_SWELLING))), "gzip", "gzip", "gzip"),
        "too_large",
        None,
    ),
    "/codings-1000": (coded(gzip.compress(b"hello"), *["gzip"] * 1000), 200, None),
    "/gzip-torn": (coded(gzip.compress(NOISE)[:2000], "gzip"), 200, None),
    "/gzip-not": (coded(b"<p>hello</p>", "gzip"), 200, None),
    "/gzip-empty": (coded(b"", "gzip"), 200, None),
    "/brotli-not": (coded(b"<p>hello</p>", "br"), 200, None),
}
AWAY = {
    "/away-to-itself": (redirect("/away-to-itself"), "redirects", None),
    "/away-nowhere": (page("", status="302 Found"), "http 302", None),
    "/away-to-a-file": (redirect("file:///etc/passwd"), "http 302", None),
    "/away-to-data": (redirect("data:text/html,hello"), "http 302", None),
    "/away-to-a-script": (redirect("javascript:alert(1)"), "http 302", None),
    "/away-by-ftp": (redirect("ftp://127.0.0.1/"), "http 302", None),
    "/away-to-half-an-address": (redirect("http://[::1"), "http 302", None),
    "/away-to-no-port": (redirect("http://127.0.0.1:99999/"), "http 302", None),
    "/away-far": (located(b"/" + b"x" * 20_000), "redirects", None),
    "/away-very-far": (located(b"/" + b"x" * 2_000_000), "too_large", "length"),
    "/refresh-to-itself": (refreshed("/refresh-to-itself"), "redirects", None),
    "/refresh-to-a-script": (refreshed("javascript:alert(1)"), 200, None),
}
EVERYTHING = FRAMING | HEADS | SLOW | CODINGS | AWAY


def wandering(path: str) -> Answer:
    """Addresses that lead on for ever: to and fro, growing, to ever new ones, by header and by page."""
    name = path.strip("/").partition("-")[0]
    onward = {
        "fro": "/to",
        "to": "/fro",
        "grow": f"{path}-more",
        "new": f"/new-{next(_NEW)}",
        "renew": f"/renew-{next(_NEW)}",
    }.get(name)
    if onward is None:
        return page("no such page", status="404 Not Found")
    return refreshed(onward) if name == "renew" else redirect(onward)


_NEW = itertools.count()
