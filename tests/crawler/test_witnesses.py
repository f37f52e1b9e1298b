"""What hosts answer by themselves is told from what something before them answers for all."""

import asyncio
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import HtmlResponse

from archive.capture import Role
from crawler.errors import CaptureFailed, HostResting, PrivateAddress
from crawler.requests import role_of
from crawler.witnesses import OWN, SECONDS, Witnesses, said

HERE = "http://www.a.gov.cn/nb/"
LOGIN = b"<html><title>Log in</title><form>Hello 10.3.2.1, you wanted www.a.gov.cn</form></html>"


def of(body=b"", status=200, url=HERE, **headers):
    named = {"content-type": "text/html"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return said(url, status, named, body)


@pytest.mark.parametrize(
    ("status", "location"),
    [
        (301, "https://www.a.gov.cn/nb/"),
        (302, "/index.html"),
        (302, "http://[half"),
        (302, "http://a.gov.cn/"),
        (302, "http://xxgk.a.gov.cn/"),
        (304, None),
    ],
)
def test_a_redirect_within_the_site_is_its_own(status, location):
    assert of(status=status, **({"location": location} if location else {})) == OWN


def test_a_redirect_to_another_site_is_the_same_from_whichever_host():
    one = of(status=302, location="http://10.0.0.1/login?from=www.a.gov.cn")
    other = of(status=307, location="http://10.0.0.1/?8", url="https://www.b.gov.cn/")
    assert one == other == "a redirect to 10.0.0.1"


def test_a_bare_page_is_the_same_but_for_the_visitor_and_the_host():
    other = LOGIN.replace(b"www.a.gov.cn", b"www.b.gov.cn").replace(b"10.3.2.1", b"10.77.2.1")
    assert of(LOGIN) == of(other, url="http://www.b.gov.cn/")
    assert of(LOGIN).startswith("http 200: Log in Hello")
    assert of(b"<script>location.href='http://10.0.0.1/'</script>") != OWN


@pytest.mark.parametrize(
    "body",
    [
        b"User-agent: *\nDisallow: /admin/",
        b"",
        b"<a href=/1>1</a>" * 9,
        b"<p>" + "公开".encode() * 600,
        b"<p>" + b"x" * 70_000,
    ],
)
def test_a_text_a_page_with_links_or_much_to_say_is_the_hosts_own(body):
    assert of(body) == OWN


def test_what_is_not_there_and_what_is_no_page_is_the_hosts_own():
    assert of(LOGIN, status=404) == of(LOGIN, status=410) == OWN
    assert of(b"<x/>", content_type="application/pdf") == of(LOGIN, content_encoding="gzip") == OWN


class Session:
    """What of a session witnesses are asked by; `waits` is for how many seconds no host's turn comes."""

    portal = "p"
    terms = SimpleNamespace(user_agent="Gongkai/0 (+me)")

    def __init__(self, lately=(), waits=0.0):
        self.robots = SimpleNamespace(lately=lambda most: lately[:most])
        self.gate, self._waits = self, waits

    @asynccontextmanager
    async def turn(self, _origin):
        await asyncio.sleep(self._waits)
        yield


def ask(answered, **known):
    """What is found of a host's answer, or of an error in its place, and the request that it got."""
    asked = []

    async def exchange(request):
        asked.append(request)
        if isinstance(answered, Exception):
            raise answered
        return answered

    return asyncio.run(Witnesses(Session(**known), exchange).ask("http://www.a.gov.cn")), *asked


def answer(body=b"", status=200, **headers):
    return HtmlResponse("http://www.a.gov.cn/robots.txt", status, headers, body)


@pytest.mark.parametrize(
    ("answered", "told"),
    [
        (answer(b"User-agent: *"), OWN),
        (answer(status=404), OWN),
        (answer(b"<p>Log in"), "http 200: Log in"),
        (answer(status=302, location="http://login.example/"), "a redirect to login.example"),
        (answer(b"<p>Log in", 511), "http 511: Log in"),
        (ResponseDataLossError(), None),
        (PrivateAddress("10.0.0.1"), None),
    ],
)
def test_a_host_is_asked_for_its_robots_txt(answered, told):
    found, request = ask(answered)
    assert found == told
    assert request.url == "http://www.a.gov.cn/robots.txt"
    assert request.headers["User-Agent"] == b"Gongkai/0 (+me)"
    assert (role_of(request), request.meta["download_timeout"]) == (Role.ROBOTS, SECONDS)


@pytest.mark.parametrize("error", [HostResting("stopping"), CaptureFailed("no room")])
def test_what_says_nothing_of_the_host_is_no_silence(error):
    with pytest.raises(type(error)):
        ask(error)


def test_a_host_whose_turn_does_not_come_soon_is_not_asked(monkeypatch):
    monkeypatch.setattr("crawler.witnesses.SOON", 0.05)
    with pytest.raises(TimeoutError):
        ask(AssertionError("asked"), waits=60)


def test_others_are_one_origin_of_each_other_host():
    lately = ["http://a.cn", "https://a.cn", "http://b.cn", "https://b.cn", "http://c.cn"]
    assert list(Witnesses(Session(lately), None).others("http://a.cn/x")) == ["http://b.cn", "http://c.cn"]
