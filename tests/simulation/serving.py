"""Serves a simulated country from a process of its own: a loopback address a portal, all on one port.

The process has its own copy of the country, made of the same seed, and goes on to the next night when told to.
"""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import socket
import struct
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from multiprocessing.connection import Connection
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.portals.model import Page
from tests.portals.server import NOT_FOUND
from tests.simulation.calendar import Kind
from tests.simulation.country import Country, Portal

SLOWNESS = 0.15
"""Seconds that each answer of a slow server takes."""

BLOCK = Page.of(
    "<html><head><title>访问拦截</title></head><body><h1>访问拦截</h1>"
    "<p>您的访问请求过于频繁，已被网站防火墙拦截。</p></body></html>"
)
NOTHING = Page.of("<html><head><title>站点已关闭</title></head><body><p>本网站已停止服务。</p></body></html>")
FORBIDDING = Page.of("User-agent: *\nDisallow: /\n", "text/plain")

_ABORT = struct.pack("ii", 1, 0)


@dataclass(slots=True)
class Night:
    """What was asked of each portal in a night, and the bytes of its answers, heads included."""

    requests: Counter[int]
    bytes: Counter[int]


class Served:
    """The country while it is served; `tonight` is the night's instant in seconds since the epoch."""

    def __init__(self, commands: Connection) -> None:
        self._commands = commands

    def advance(self, tonight: float) -> Night:
        """Let the next night come and return what was asked since the one before."""
        self._commands.send(tonight)
        requests, sizes = self._commands.recv()
        return Night(requests, sizes)


@contextmanager
def serve(country: Country, tonight: float) -> Iterator[Served]:
    """Serve the country's first night in a process until the context ends."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    terms = (country.seed, country.hosts, country.nights, country.first_day, country.years, country.port)
    process = context.Process(target=_run, args=(theirs, terms, tonight), daemon=True)
    process.start()
    theirs.close()
    try:
        ours.recv()
        yield Served(ours)
    finally:
        ours.close()
        process.join(10)
        process.kill()
        process.join()
        process.close()


def free_port() -> int:
    """A port that no loopback address has in use just now."""
    with socket.socket() as probe:
        probe.bind(("0.0.0.0", 0))
        return int(probe.getsockname()[1])


def _run(commands: Connection, terms: tuple[object, ...], tonight: float) -> None:
    asyncio.run(_Server(Country(*terms), commands, tonight).run())  # type: ignore[arg-type]


class _Server:
    def __init__(self, country: Country, commands: Connection, tonight: float) -> None:
        self.country = country
        self.requests: Counter[int] = Counter()
        self.bytes: Counter[int] = Counter()
        self._commands = commands
        self._hosts = [_Host(self, portal) for portal in country.portals]
        self._begun = (tonight, time.time())
        self._ended = asyncio.Event()
        self._advancing: asyncio.Task[None] | None = None

    @property
    def now(self) -> float:
        """The simulated instant."""
        tonight, begun = self._begun
        return tonight + time.time() - begun

    async def run(self) -> None:
        """Serve until the other end of the commands is closed."""
        for host in self._hosts:
            await host.open()
        asyncio.get_running_loop().add_reader(self._commands.fileno(), self._told)
        self._commands.send("ready")
        await self._ended.wait()

    def _told(self) -> None:
        try:
            self._begun = (self._commands.recv(), time.time())
        except EOFError:
            self._ended.set()
            return
        self._advancing = asyncio.ensure_future(self._advance())

    async def _advance(self) -> None:
        for portal in self.country.advance():
            host = self._hosts[portal.number]
            host.stamp()
            await (host.close() if Kind.DOWN in portal.state else host.open())
        counted = (self.requests, self.bytes)
        self.requests, self.bytes = Counter(), Counter()
        self._commands.send(counted)


class _Host:
    """One portal: its listening socket, and since when each of its pages is as it is."""

    def __init__(self, server: _Server, portal: Portal) -> None:
        self._server = server
        self._portal = portal
        self._listening: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._stamps: dict[str, tuple[str, float]] = {}
        self._visits = 0

    async def open(self) -> None:
        """Listen, unless it does."""
        if self._listening is None:
            parts = urlsplit(self._portal.origin)
            self._listening = await asyncio.start_server(
                self._talk, parts.hostname, parts.port, reuse_address=True
            )
        if not self._stamps:
            self.stamp()

    async def close(self) -> None:
        """Refuse connections, and end those there are."""
        if self._listening is not None:
            self._listening.close()
            self._listening = None
        for writer in tuple(self._open):
            writer.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
            writer.close()

    def stamp(self) -> None:
        """Note which pages are others than before, and since when."""
        assert self._portal.site is not None
        before, self._stamps = self._stamps, {}
        for path, page in self._portal.site.pages.items():
            tag = hashlib.sha1(page.body).hexdigest()[:16]
            at = before[path][1] if path in before and before[path][0] == tag else self._server.now - 3600
            self._stamps[path] = (tag, at)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                first, *lines = head.split("\r\n")
                fields = {
                    name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
                }
                posted = await reader.readexactly(int(fields.get("content-length", 0)))
                answer = self._answer(*first.split(" ")[:2], fields, posted.decode("utf-8", "replace"))
                self._server.requests[self._portal.number] += 1
                self._server.bytes[self._portal.number] += len(answer)
                if Kind.SLOW in self._portal.state:
                    await asyncio.sleep(SLOWNESS)
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()

    def _answer(self, method: str, target: str, fields: dict[str, str], posted: str) -> bytes:
        status, page, validators = self._page(target, posted)
        if method == "GET" and validators and fields.get("if-none-match") == validators[0]:
            return self._framed("304 Not Modified", "", *validators, b"", length=False)
        return self._framed(status, page.media_type, *validators or ("", ""), self._shown(page))

    def _page(self, target: str, posted: str) -> tuple[str, Page, tuple[str, str] | None]:
        """The status, the page and, of a page that stands in a file, its ETag and Last-Modified."""
        portal = self._portal
        path = urlsplit(target).path
        if Kind.CLOSED in portal.state:
            return "404 Not Found" if path != "/" else "200 OK", NOTHING, None
        if Kind.BLOCKED in portal.state:
            return "200 OK", BLOCK, None
        if path == "/robots.txt" and Kind.FORBIDDEN in portal.state:
            return "200 OK", FORBIDDING, None
        assert portal.site is not None
        if page := portal.site.pages.get(target):
            tag, at = self._stamps[target]
            date = format_datetime(datetime.fromtimestamp(at, UTC), usegmt=True)
            return "200 OK", page, None if portal.is_counted else (f'"{tag}"', date)
        form = dict(parse_qsl(f"{urlsplit(target).query}&{posted}", keep_blank_values=True))
        page = portal.site.answer(unquote(path), form)
        return ("200 OK", page, None) if page else ("404 Not Found", NOT_FOUND, None)

    def _shown(self, page: Page) -> bytes:
        """A page as it is shown to this visitor."""
        if not self._portal.is_counted or not page.media_type.startswith("text/html"):
            return page.body
        self._visits += 1
        told = f'<div class="count">No. {self._visits}</div>'.encode()
        end = page.body.lower().rfind(b"</body>")
        return page.body[:end] + told + page.body[end:] if end >= 0 else page.body

    def _framed(
        self, status: str, kind: str, tag: str, date: str, body: bytes, *, length: bool = True
    ) -> bytes:
        said = {
            "Server": "nginx",
            "Date": format_datetime(datetime.fromtimestamp(self._server.now, UTC), usegmt=True),
            "Content-Type": kind,
            "Content-Length": str(len(body)) if length else "",
            "ETag": tag,
            "Last-Modified": date,
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in said.items() if value)
        return f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + body
