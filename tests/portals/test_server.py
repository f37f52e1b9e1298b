"""The server of the sample portals as clients meet it."""

import gzip
import http.client
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from .server import HOST, PortTakenError, serve
from .sites import SITES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def served():
    with serve() as running:
        yield running


@pytest.fixture
def connection(served):
    place = urlsplit(served.urls["luoshan"])
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=5)
    yield connection
    connection.close()


def ask(connection, method, path, body=None, headers=None):
    connection.request(method, path, body, headers or {})
    response = connection.getresponse()
    return response, response.read()


def test_one_connection_carries_many_requests(connection):
    _, first = ask(connection, "GET", "/")
    kept = connection.sock
    response, second = ask(connection, "GET", "/index.htm")
    assert (response.status, response.version) == (200, 11)
    assert first == second
    assert connection.sock is kept


def test_head_tells_the_length_and_sends_nothing(connection):
    whole, body = ask(connection, "GET", "/zwgk/nb.htm")
    head, nothing = ask(connection, "HEAD", "/zwgk/nb.htm")
    assert head.getheader("Content-Length") == whole.getheader("Content-Length") == str(len(body))
    assert nothing == b""


def test_an_unknown_address_is_404_and_the_connection_lives_on(connection):
    missing, _ = ask(connection, "GET", "/zwgk/nb/9.htm")
    found, _ = ask(connection, "GET", "/zwgk/nb/1.htm")
    assert (missing.status, found.status) == (404, 200)


def test_requests_are_logged_in_order(served, connection):
    before = len(served.paths("luoshan"))
    ask(connection, "GET", "/zwgk.htm?x=1")
    ask(connection, "HEAD", "/robots.txt")
    assert served.paths("luoshan")[before:] == ["/zwgk.htm?x=1", "/robots.txt"]
    assert [seen.method for seen in served.requests[-2:]] == ["GET", "HEAD"]


def test_query_parameters_come_in_any_order(served):
    place = urlsplit(served.urls["52xinxiang"])
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=5)
    straight = ask(connection, "GET", "/Article/ShowClass.asp?ClassID=31&page=2")
    swapped = ask(connection, "GET", "/Article/ShowClass.asp?page=2&ClassID=31")
    connection.close()
    assert straight[1] == swapped[1]
    assert straight[0].getheader("Content-Type") == "text/html"


def test_a_posted_form_reaches_the_proxy(served):
    place = urlsplit(served.urls["jiyuan"])
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=5)
    _, body = ask(
        connection, "POST", "/module/web/jpage/dataproxy.jsp", "columnid=1412&startrecord=2&endrecord=4"
    )
    connection.close()
    assert body.count(b"<record>") == 3


def test_one_site_compresses_for_clients_that_can_read_it(served):
    place = urlsplit(served.urls["xinxiang"])
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=5)
    plain, text = ask(connection, "GET", "/")
    packed, body = ask(connection, "GET", "/", headers={"Accept-Encoding": "gzip"})
    connection.close()
    assert plain.getheader("Content-Encoding") is None
    assert packed.getheader("Content-Encoding") == "gzip"
    assert gzip.decompress(body) == text


def test_a_taken_port_is_named(served):
    taken = urlsplit(served.urls["luoshan"]).port
    with pytest.raises(PortTakenError, match=str(taken)), serve(SITES[:1], [taken]):
        pytest.fail("served on a port that another server holds")


def free_ports(count):
    """The first of `count` consecutive ports that are free just now."""
    for start in range(21000, 60000, 97):
        try:
            for port in range(start, start + count):
                with socket.create_server((HOST, port)):
                    pass
        except OSError:
            continue
        return start
    raise AssertionError("no free ports")


def portals(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "tests.portals", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_the_module_runs_a_command_with_the_addresses_and_exits_as_it_does():
    port = free_ports(len(SITES))
    script = (
        "import sys, urllib.request as u; print([u.urlopen(a).status for a in sys.argv[1:]]); sys.exit(7)"
    )
    done = portals("--port", str(port), "--", sys.executable, "-c", script)
    assert (done.returncode, done.stdout.strip()) == (7, "[200, 200, 200, 200, 200]"), done.stderr


def test_the_module_refuses_a_taken_port_with_a_remedy():
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        done = portals("--port", str(port), "--", "true")
    assert done.returncode == 2
    assert f"port {port}" in done.stderr
    assert "--port" in done.stderr
