import time

import pytest
from scrapy.http import Response

from crawler.downloader import unreachable
from crawler.robots import READ_BYTES, rules_of
from tests.crawler.running import crawl, rows
from tests.crawler.server import Answer, Site, page, redirect

FORBID = "User-agent: *\nDisallow: /secret\n\nUser-agent: gongkai\nDisallow: /ours\n"


def answer(status, body=b""):
    return Response("http://a.cn/robots.txt", status=status, body=body)


@pytest.mark.parametrize(
    ("response", "refusal"),
    [
        (answer(200, FORBID.encode()), "robots"),
        (answer(200, b"\xef\xbb\xbf" + b"User-agent: *\nDisallow: /\n"), "robots"),
        (answer(200, b"<html>page not found</html>"), None),
        (answer(404), None),
        (answer(403), None),
        (answer(302), None),
        (answer(503), "robots.txt: http 503"),
        (unreachable("u", "timeout"), "timeout"),
        (unreachable("u", "redirects"), None),
    ],
)
def test_what_an_answer_allows(response, refusal):
    assert rules_of(response).refusal_of("http://a.cn/ours/1") == refusal


def test_our_own_group_counts_and_its_delay():
    rules = rules_of(answer(200, FORBID.encode() + b"Crawl-delay: 3\n"))
    assert rules.refusal_of("http://a.cn/secret") is None
    assert rules.delay() == 3
    assert rules_of(answer(200, b"User-agent: *\nCrawl-delay: 86400\n")).delay() == 60


def test_what_is_far_down_is_not_read():
    body = b"# " + b"x" * READ_BYTES + b"\nUser-agent: *\nDisallow: /\n"
    assert rules_of(answer(200, body)).refusal_of("http://a.cn/") is None


def home(*links):
    return page("".join(f'<a href="{link}">x</a>' for link in links))


def test_forbidden_addresses_are_not_asked_for(tmp_path):
    pages = {"/": home("/ours/1", "/open"), "/open": page("open")}
    moved = {"/robots.txt": redirect("/r1"), "/r1": redirect("/r2"), "/r2": page(FORBID)}
    with Site(routes={"/robots.txt": page(FORBID), **pages}) as one, Site(routes={**moved, **pages}) as two:
        summaries = crawl(tmp_path, {"one": [one.url + "/"], "two": [two.url + "/"]})
    assert one.paths() == ["/", "/open"]
    assert two.paths() == ["/r1", "/r2", "/", "/open"]
    assert summaries["one"]["dead"] == [[one.url + "/ours/1", "robots"]]
    assert rows(tmp_path, "SELECT DISTINCT role FROM captures WHERE url LIKE '%/r%'") == [("robots",)]


def test_a_failing_robots_closes_its_host_only(tmp_path):
    with Site(routes={"/": page("never")}) as closed, Site(routes={"/": home("/a"), "/a": page("a")}) as site:
        closed.routes["/robots.txt"] = page("", status="503 Not Now")
        crawl(tmp_path, {"r": [closed.url + "/", site.url + "/"]})
    assert closed.paths() == []
    assert site.paths() == ["/", "/a"]
    assert rows(tmp_path, "SELECT reason FROM requests WHERE state = 'dead'") == [("robots.txt: http 503",)]


def test_a_dead_host_is_named_by_its_own_reason(tmp_path):
    hosts = ["http://127.0.0.1:1/", "http://nowhere.invalid/"]
    with Site(routes={"/": Answer(b"", close=True)}) as site:
        summary = crawl(tmp_path, {"r": [*hosts, site.url + "/"]}, settings={"RETRY_TIMES": 0})["r"]
    assert dict(summary["dead"]) == {hosts[0]: "refused", hosts[1]: "dns", site.url + "/": "disconnect"}
    assert summary["reason"] == "finished"


def test_a_longer_delay_of_the_host_is_kept(tmp_path):
    slow = page("User-agent: *\nCrawl-delay: 0.5\n")
    with Site(routes={"/robots.txt": slow, "/": home("/a", "/b"), "/a": page("a"), "/b": page("b")}) as site:
        begun = time.monotonic()
        crawl(tmp_path, {"r": [site.url + "/"]})
    assert time.monotonic() - begun > 3 * 0.5
    assert len(site.paths()) == 3
