"""A raw HTTP server on loopback that writes down every byte it receives and sends."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Answer:
    raw: bytes
    close: bool = False
    pause: float = 0.0  # seconds in the middle of the answer

    def send(self, connection: socket.socket) -> None:
        half = len(self.raw) // 2 if self.pause else 0
        connection.sendall(self.raw[:half])
        time.sleep(self.pause)
        connection.sendall(self.raw[half:])


@dataclass
class Passed:
    connection: int
    path: str
    request: bytes
    response: bytes
    at: float


def page(body: str | bytes, *, status: str = "200 OK", headers: str = "") -> Answer:
    raw = body.encode() if isinstance(body, str) else body
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(raw)}\r\n{headers}\r\n"
    return Answer(head.encode() + raw)


def redirect(target: str) -> Answer:
    return page("", status="302 Found", headers=f"Location: {target}\r\n")


NOT_FOUND = page("gone", status="404 Not Found")


@dataclass
class Site:
    """Serves `routes` (address path to answer); what is not there is answered by `other`."""

    routes: dict[str, Answer] = field(default_factory=dict)
    other: Callable[[str], Answer] = lambda _: NOT_FOUND
    log: list[Passed] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    address: str = "127.0.0.1"
    greeting: bytes = b""  # what is sent before anything is asked
    connections: int = 0

    def __enter__(self) -> Site:
        family = socket.AF_INET6 if ":" in self.address else socket.AF_INET
        self._listener = socket.create_server((self.address, 0), family=family)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    @property
    def url(self) -> str:
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"

    def paths(self) -> list[str]:
        return [passed.path for passed in self.log if passed.path != "/robots.txt"]

    def answer_to(self, path: str, request: bytes) -> Answer:  # noqa: ARG002 - for sites that look at it
        return self.routes.get(path) or self.other(path)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(connection, self.connections), daemon=True).start()

    def _serve(self, plain: socket.socket, number: int) -> None:
        try:
            connection = self.tls.wrap_socket(plain, server_side=True) if self.tls else plain
        except OSError:
            plain.close()
            return
        with connection:
            try:
                connection.sendall(self.greeting)
                while request := _read_request(connection):
                    path = request.split(b" ", 2)[1].decode()
                    answer = self.answer_to(path, request)
                    self.log.append(Passed(number, path, request, answer.raw, time.monotonic()))
                    answer.send(connection)
                    if answer.close:
                        return
            except OSError:
                return


def _read_request(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(65536)
        if not piece:
            return b""
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            while len(body) < int(line.split(b":")[1]):
                body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
