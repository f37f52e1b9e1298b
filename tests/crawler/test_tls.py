"""What is demanded of a server's TLS, what is recorded of it, and what is said of a handshake that failed."""

import warnings
from datetime import UTC, datetime

import pytest

from tests.crawler.certificates import DAY, server, sign, trusted
from tests.crawler.running import crawl, records, rows
from tests.crawler.server import Site, page

HERE = "127.0.0.1"
NOW = datetime.now(UTC)

CERTIFICATES = {
    "self-signed": lambda _: sign(HERE, host=HERE),
    "expired": lambda root: sign(HERE, root, host=HERE, begins=NOW - 3 * DAY, ends=NOW - DAY),
    "not valid yet": lambda root: sign(HERE, root, host=HERE, begins=NOW + DAY, ends=NOW + 2 * DAY),
    "for another host": lambda root: sign("other", root, host="127.0.0.2"),
    "unknown issuer": lambda _: sign(HERE, sign("nobody"), host=HERE),
    "key too small": lambda root: sign(HERE, root, host=HERE, bits=1024),
}


@pytest.fixture(scope="module")
def root():
    return sign("root")


def crawled(folder, root, context, tls=None):
    """What became of the address, the TLS that its exchange was archived with, and the connections that were had."""
    folder.mkdir(exist_ok=True)
    with Site(routes={"/": page("年度报告"), "/robots.txt": page("")}, tls=context) as site:
        crawl(folder, {"tls": [site.url + "/"]}, trusted=trusted(folder, root), tls=tls)
    ((end,),) = rows(folder, "SELECT coalesce(reason, status) FROM requests")
    return end, recorded(folder, site.url + "/"), site.connections


def recorded(data_dir, url):
    blocks = [one.block for one in records(data_dir) if one.kind == "metadata" and one.url == url]
    lines = dict(line.split(": ", 1) for block in blocks for line in block.decode().splitlines())
    return lines.get("tls")


def test_a_sound_certificate(tmp_path, root):
    intermediate = sign("intermediate", root)
    end, tls, _ = crawled(tmp_path, root, server(tmp_path, sign(HERE, intermediate, host=HERE)))
    assert (end, tls) == (200, "TLSv1.3 TLS_AES_256_GCM_SHA384, certificate verified")


@pytest.mark.parametrize("wrong", CERTIFICATES)
def test_a_certificate_that_does_not_hold(tmp_path, root, wrong):
    context = server(tmp_path, CERTIFICATES[wrong](root))
    end, tls, connections = crawled(tmp_path / "verified", root, context)
    assert end.startswith(f"tls: certificate {wrong}")
    assert "--tls unverified" in end
    assert (tls, connections) == (None, 1)  # for robots.txt, and not again
    end, tls, _ = crawled(tmp_path / "unverified", root, context, tls="unverified")
    assert end == 200
    assert f"certificate not verified: {wrong}" in tls


def test_the_intermediate_certificate_is_not_sent(tmp_path, root):
    shown = sign(HERE, sign("intermediate", root), host=HERE)
    end, _, _ = crawled(tmp_path, root, server(tmp_path, shown, chain=False))
    assert "the intermediate certificate is not sent" in end


def old(tmp_path, root, **odd):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return server(tmp_path, sign(HERE, root, host=HERE, **odd), versions=("TLSv1", "TLSv1_1"))


def test_an_old_protocol(tmp_path, root):
    context = old(tmp_path, root, bits=1024)
    for demand in ("verified", "unverified"):
        end, tls, _ = crawled(tmp_path / demand, root, context, tls=demand)
        assert (end, tls) == ("tls: protocol too old (--tls legacy may take it)", None)
    end, tls, _ = crawled(tmp_path / "legacy", root, context, tls="legacy")
    assert end == 200
    assert tls.startswith("TLSv1.1 ")


def test_a_host_that_speaks_no_tls(tmp_path):
    with Site(routes={"/": page("plain")}, greeting=b"HTTP/1.1 400 Bad Request\r\n\r\n") as site:
        url = f"https://{HERE}:{site.port}/"
        summary = crawl(tmp_path, {"tls": [url]})["tls"]
    assert summary["dead"] == [[url, "tls: no TLS is spoken there"]]


def test_a_host_that_speaks_tls_only(tmp_path, root):
    with Site(routes={"/": page("secret")}, tls=server(tmp_path, sign(HERE, root, host=HERE))) as site:
        url = f"http://{HERE}:{site.port}/"
        summary = crawl(tmp_path, {"tls": [url]}, settings={"RETRY_TIMES": 0})["tls"]
    assert [url for url, _ in summary["dead"]] == [url]
