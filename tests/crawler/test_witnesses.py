"""What hosts answer by themselves is told from what something before them answers for all."""

import asyncio

import pytest

from crawler.witnesses import OWN, answer, said
from tests.crawler.server import NOT_FOUND, Answer, Site, page, redirect

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


def ask(origin, **known):
    return asyncio.run(answer(origin, "Gongkai/0 (+me)", **{"allow_private": True} | known))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (page("User-agent: *"), OWN),
        (NOT_FOUND, OWN),
        (page("<p>Log in"), "http 200: Log in"),
        (redirect("http://login.example/"), "a redirect to login.example"),
        (page("<p>Log in", status="511 Network Authentication Required"), "http 511: Log in"),
        (Answer(b"HTTP/1.1 200 OK\r\n\r\n<p>Log in", close=True), "http 200: Log in"),
        (Answer(b"", close=True), None),
        (Answer(b"220 mail.example ESMTP\r\n\r\n", close=True), None),
        (Answer(b"HTTP/1.1 x\r\n\r\n", close=True), None),
        (Answer(b"x" * 100_000, close=True), None),
    ],
)
def test_a_host_is_asked_for_its_robots_txt(given, told):
    with Site(routes={"/robots.txt": given}) as site:
        assert ask(site.url) == told
    assert b"User-Agent: Gongkai/0 (+me)\r\n" in site.log[0].request


def test_a_host_that_is_not_there_hangs_or_is_private_does_not_answer(monkeypatch):
    monkeypatch.setattr("crawler.witnesses.SECONDS", 0.3)
    with Site(routes={"/robots.txt": Answer(b"HTTP/1.1 200 OK\r\n", pause=1.0)}) as site:
        assert ask(site.url) is None
        asked = len(site.log)
        assert ask(site.url, allow_private=False) is None
        assert len(site.log) == asked
    assert ask("http://127.0.0.1:1") is None
    assert ask("http://nowhere.invalid") is None
