import asyncio
import http.server
import os
import threading

import pytest

from crawler import chromium
from crawler.browser.chrome import Chrome
from tests.crawler.browser import tabs


@pytest.fixture(scope="session", autouse=True)
def browser():
    """Skip what needs a browser where there is none, but never in continuous integration."""
    if chromium.find() is None and not os.environ.get("CI"):
        pytest.skip(f"no Chromium: {chromium.REMEDY}")


@pytest.fixture(scope="package")
def render():
    """Render markup in a browser that the tests of this folder share."""
    loop, chrome = asyncio.new_event_loop(), Chrome("Gongkai")
    yield lambda markup, answers=None, **how: loop.run_until_complete(
        tabs.render(chrome, markup, answers or {}, **how)
    )
    loop.run_until_complete(chrome.close())
    loop.close()


@pytest.fixture
def listener():
    """A server at another address of loopback than the portals', and the paths that anything ever asked of it."""
    heard = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(self.path)
            self.send_error(404)

        do_POST = do_OPTIONS = do_HEAD = do_GET  # noqa: N815 - as the class wants them

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.2", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"127.0.0.2:{server.server_port}", heard
    server.shutdown()
    thread.join()
    server.server_close()
