"""ReplayWeb.page on loopback: its two files, a page that shows a WACZ with them, and the WACZ in ranges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote, urlsplit

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_SHOWN = """<!doctype html><meta charset="utf-8"><script src="/ui.js"></script>
<style>html, body {{ margin: 0 }} replay-web-page {{ display: block; height: 100vh }}</style>
<replay-web-page source="/packed.wacz" url="{url}" replayBase="/replay/"></replay-web-page>"""
_FRAME = '<!doctype html><script src="/ui.js"></script><replay-app-main></replay-app-main>'


class _Server(ThreadingHTTPServer):
    def __init__(self, files: dict[str, tuple[str, bytes]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files = files


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        kind, content = self.server.files.get(urlsplit(self.path).path, ("", None))
        if content is None:
            self.send_error(404)
            return
        asked = _RANGE.fullmatch(self.headers.get("Range", ""))
        span = _span(asked, len(content)) if asked else range(len(content))
        self.send_response(206 if asked else 200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(span)))
        self.send_header("Accept-Ranges", "bytes")
        if asked:
            self.send_header("Content-Range", f"bytes {span.start}-{span.stop - 1}/{len(content)}")
        self.end_headers()
        if self.command == "GET":
            with suppress(ConnectionError):  # a browser that has seen enough hangs up
                self.wfile.write(content[span.start : span.stop])

    do_HEAD = do_GET  # noqa: N815 - as the class wants it

    def log_message(self, *_: object) -> None:
        pass


def _span(asked: re.Match[str], size: int) -> range:
    """Return the bytes of a range, counted from the end where it has no beginning."""
    first, last = asked.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    return range(int(first), min(int(last or size), size - 1) + 1)


@contextmanager
def show(folder: Path, wacz: Path, url: str) -> Iterator[str]:
    """Serve a page that opens an address of a WACZ in ReplayWeb.page; `folder` holds its files. Gives its address."""
    script = "text/javascript"
    html = "text/html; charset=utf-8"
    served = {
        "/": (html, _SHOWN.format(url=quote(url, safe=":/?&=%")).encode()),
        "/ui.js": (script, (folder / "ui.js").read_bytes()),
        "/replay/": (html, _FRAME.encode()),
        "/replay/sw.js": (script, (folder / "sw.js").read_bytes()),
        "/packed.wacz": ("application/wacz+zip", wacz.read_bytes()),
    }
    with _Server(served) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
