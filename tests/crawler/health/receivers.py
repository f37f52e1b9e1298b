"""Receivers of notices on loopback, well-behaved and not."""

from __future__ import annotations

import base64
import contextlib
import http.server
import socket
import socketserver
import threading
import time


@contextlib.contextmanager
def serving(server):
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Webhook(http.server.ThreadingHTTPServer):
    """Keeps what is posted to it; answers with each status in turn, then with the last."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, *statuses, context=None, location=None):
        super().__init__(("127.0.0.1", 0), _Posted)
        self.statuses, self.location, self.posts = list(statuses) or [204], location, []
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.url = f"http{'s' if context else ''}://127.0.0.1:{self.server_port}/hook?token=hidden"

    def handle_error(self, request, client_address):
        """A client that turns away is what some tests are about."""


class _Posted(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append((self.path, dict(self.headers), body))
        status = self.server.statuses.pop(0) if len(self.server.statuses) > 1 else self.server.statuses[0]
        self.send_response(status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class Sockets(socketserver.ThreadingTCPServer):
    """Does with each connection what it is told to, and counts them."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, does):
        self.connections = 0
        super().__init__(("127.0.0.1", 0), None)
        self.does = does
        self.port = self.server_address[1]

    def finish_request(self, request, _address):
        self.connections += 1
        with contextlib.suppress(OSError):
            self.does(request)


def hangs(request):
    request.settimeout(60)
    while request.recv(4096):
        pass


def cuts_off(request):
    request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    request.close()


def trickles(request):
    """An answer's head that never ends."""
    request.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        request.sendall(b"X-More: 1\r\n")
        time.sleep(0.05)


def babbles(request):
    request.recv(65536)
    request.sendall(b"no http at all\r\n\r\n")


class Smtp(Sockets):
    """Takes mails (RFC 5321), with STARTTLS and AUTH PLAIN where it has a certificate and a password."""

    def __init__(self, *, context=None, at_once=False, login=None, refuses=(), answers=None):
        super().__init__(self._converse)
        self.context, self.at_once, self.login = context, at_once, login
        self.refuses, self.answers = refuses, answers or {}
        self.mails, self.secured, self.logins = [], [], []

    def _converse(self, request):
        if self.at_once:
            request = self.context.wrap_socket(request, server_side=True)
        conversation = _Conversation(self, request)
        try:
            conversation.run()
        finally:
            conversation.lines.close()
            conversation.request.close()


class _Conversation:
    def __init__(self, server, request):
        self.server, self.is_secure = server, server.at_once
        self._take(request)
        self.recipients = []

    def _take(self, request):
        self.request, self.lines = request, request.makefile("rb")

    def say(self, text):
        self.request.sendall(f"{text}\r\n".encode())

    def run(self):
        self.say(self.server.answers.get("", "220 receiver"))
        while line := self.lines.readline().decode().strip():
            verb, _, rest = line.partition(" ")
            if said := self.server.answers.get(verb.upper()):
                self.say(said)
            elif not getattr(self, verb.lower(), self._unknown)(rest):
                return

    def _unknown(self, _):
        self.say("502 unknown")
        return True

    def ehlo(self, _):
        offers = ["STARTTLS"] if self.server.context and not self.is_secure else []
        offers += ["AUTH PLAIN"] if self.server.login and self.is_secure else []
        for offer in ["receiver", *offers]:
            self.say(f"250-{offer}")
        self.say("250 8BITMIME")
        return True

    def starttls(self, _):
        self.say("220 go on")
        self._take(self.server.context.wrap_socket(self.request, server_side=True))
        self.is_secure = True
        return True

    def auth(self, rest):
        given = base64.b64decode(rest.split()[1]).decode().split("\0")[1:]
        self.server.logins.append(tuple(given))
        self.say("235 in" if tuple(given) == self.server.login else "535 no")
        return True

    def mail(self, rest):
        self.sender = rest
        self.say("250 ok")
        return True

    def rcpt(self, rest):
        is_refused = any(one in rest for one in self.server.refuses)
        self.recipients += [] if is_refused else [rest]
        self.say("550 nobody" if is_refused else "250 ok")
        return True

    def rset(self, _):
        self.say("250 ok")
        return True

    def data(self, _):
        self.say("354 go on")
        lines = iter(self.lines.readline, b".\r\n")
        self.server.mails.append((self.sender, self.recipients, b"".join(lines)))
        self.server.secured.append(self.is_secure)
        self.say("250 taken")
        return True

    def quit(self, _):
        self.say("221 bye")
