"""One small server for the sample portals: each site on a port of its own, on loopback, HTTP/1.1 with keep-alive."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from .model import Page, Site
from .sites import SITES

HOST = "127.0.0.1"
IDLE_SECONDS = 30
FORM_LIMIT = 64 * 1024

NOT_FOUND = Page.of(
    "<html><head><title>404 Not Found</title></head>"
    "<body><center><h1>404 Not Found</h1></center><hr><center>nginx</center></body></html>"
)


class PortTakenError(OSError):
    """Raised by `serve` when another program listens on a port."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"port {port} on {HOST} is taken: stop what listens there, or choose others with --port"
        )
        self.port = port


class Seen(NamedTuple):
    """A request that arrived: site, method, path with query, seconds since the epoch."""

    site: str
    method: str
    path: str
    at: float


@dataclass(slots=True)
class Served:
    """The running sites: home addresses by site name, and all requests so far in order of arrival."""

    urls: dict[str, str] = field(default_factory=dict)
    requests: list[Seen] = field(default_factory=list)

    def paths(self, site: str) -> list[str]:
        """The paths asked of one site, in order."""
        return [seen.path for seen in self.requests if seen.site == site]


@contextmanager
def serve(sites: Sequence[Site] = SITES, ports: Sequence[int] | None = None) -> Iterator[Served]:
    """Serve the sites until the context ends; without `ports`, on free ones. Raises PortTakenError."""
    served = Served()
    with ExitStack() as running:
        for site, port in zip(sites, ports or [0] * len(sites), strict=True):
            server = running.enter_context(_running(site, port, served))
            served.urls[site.name] = f"http://{HOST}:{server.server_port}/"
        yield served


@contextmanager
def _running(site: Site, port: int, served: Served) -> Iterator[_Server]:
    try:
        server = _Server(site, port, served)
    except OSError as error:
        raise PortTakenError(port) from error
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name=site.name)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.hang_up()
        server.server_close()


class _Server(ThreadingHTTPServer):
    """Listens for one site and remembers its open connections, so that closing does not wait for idle ones."""

    daemon_threads = False
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, site: Site, port: int, served: Served) -> None:
        self.site = site
        self.served = served
        self.connections: set[socket.socket] = set()
        super().__init__((HOST, port), _Handler)

    def process_request(self, request, client_address) -> None:
        self.connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request) -> None:
        self.connections.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        for connection in tuple(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    timeout = IDLE_SECONDS
    server: _Server

    def do_GET(self) -> None:
        self._answer(urlsplit(self.path).query)

    def do_HEAD(self) -> None:
        self._answer(urlsplit(self.path).query)

    def do_POST(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), FORM_LIMIT)
        posted = self.rfile.read(length).decode("utf-8", "replace")
        self._answer(f"{urlsplit(self.path).query}&{posted}")

    def _answer(self, form: str) -> None:
        site = self.server.site
        self.server.served.requests.append(Seen(site.name, self.command, self.path, time.time()))
        page = site.pages.get(self.path) or site.answer(
            unquote(urlsplit(self.path).path), dict(parse_qsl(form, keep_blank_values=True))
        )
        self._send(HTTPStatus.OK if page else HTTPStatus.NOT_FOUND, page or NOT_FOUND)

    def _send(self, status: HTTPStatus, page: Page) -> None:
        body = page.body
        self.send_response(status)
        self.send_header("Content-Type", page.media_type)
        if self.server.site.compressed and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Vary", "Accept-Encoding")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """Requests are kept in `Served.requests` instead."""
