"""Addresses that are not of the public internet get nothing, however they are spelled and wherever they come from."""

import pytest

from crawler.addresses import is_public
from tests.crawler.running import crawl, rows
from tests.crawler.server import Site, page, redirect

ELSEWHERE = "127.0.0.2"
SPELLINGS = [
    *("127.0.0.1", "localhost", "2130706433", "0x7f000001", "017700000001", "127.1", "0.0.0.0", "0"),
    *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "127.0.0.1."),
]


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *("100.100.100.200", "192.0.0.192", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::1", "::", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:7f00:1", "fe80::1%eth0"),
        *("fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1"),
        *("2001:db8::1", "2001:0:7f00:1::1", "2002:7f00:1::", "3fff::1", "5f00::1"),
    ],
)
def test_private(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "::ffff:8.8.8.8", "2400:3200::1", "64:ff9b::808:808"])
def test_public(address):
    assert is_public(address)


def test_no_spelling_reaches_a_private_address(tmp_path):
    with Site(other=lambda _: page("secret")) as site:
        urls = [f"http://{spelling}:{site.port}/" for spelling in SPELLINGS]
        summary = crawl(tmp_path, {"p": urls}, allow_private=False)["p"]
    assert site.log == []
    assert not rows(tmp_path, "SELECT url FROM requests WHERE state <> 'dead'")
    assert {reason for _, reason in summary["dead"]} <= {"private_address", "dns", "refused"}
    assert dict(summary["dead"])[f"http://127.0.0.1:{site.port}/"] == "private_address"


def test_nothing_leads_to_a_private_address(tmp_path):
    """A host that counts as public leads to one that does not."""
    with Site(address=ELSEWHERE) as inside, Site() as outside:
        outside.routes = {
            "/": page(f'<a href="/away">a</a><a href="/refresh">b</a><a href="{inside.url}/link">c</a>'),
            "/away": redirect(inside.url + "/away"),
            "/refresh": page(f'<meta http-equiv="refresh" content="0;url={inside.url}/refresh">'),
        }
        summary = crawl(tmp_path, {"p": [outside.url + "/"]}, allow_private=False, public=["127.0.0.1"])["p"]
    assert inside.log == []
    assert outside.paths() == ["/", "/away", "/refresh"]
    dead = {url.removeprefix(inside.url): reason for url, reason in summary["dead"]}
    assert dead == dict.fromkeys(("/away", "/refresh", "/link"), "private_address")


def test_robots_does_not_lead_to_a_private_address(tmp_path):
    with Site(address=ELSEWHERE) as inside, Site() as outside:
        outside.routes["/robots.txt"] = redirect(inside.url + "/robots.txt")
        crawl(tmp_path, {"p": [outside.url + "/"]}, allow_private=False, public=["127.0.0.1"])
    assert inside.log == []


def test_a_name_with_private_and_public_addresses_gives_the_public_one(tmp_path):
    """`localhost` has ::1 and 127.0.0.1, of which one counts as public."""
    with Site(routes={"/": page("hello")}) as site:
        url = f"http://localhost:{site.port}/"
        summary = crawl(tmp_path, {"p": [url]}, allow_private=False, public=["127.0.0.1"])["p"]
    assert summary["statuses"] == {"200": 1}


def test_a_host_with_an_ipv6_address_only(tmp_path):
    with Site(routes={"/": page("hello")}, address="::1") as site:
        summary = crawl(tmp_path, {"six": [site.url + "/"]})["six"]
    assert summary["statuses"] == {"200": 1}
