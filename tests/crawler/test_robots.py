"""robots.txt end to end: what is asked of a host, and what its answer lets us fetch."""

import asyncio
import sqlite3
import time
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.downloader import unreachable
from crawler.robots import MOST_ORIGINS, RobotsMiddleware, file_of
from crawler.robotstxt import Rules
from tests.crawler.running import crawl, rows
from tests.crawler.server import Answer, Site, page, redirect

FORBID = "User-agent: *\nDisallow: /secret\n\nUser-agent: gongkai\nDisallow: /ours\n"


def answer(status, body=b""):
    return Response("http://a.cn/robots.txt", status=status, body=body)


@pytest.mark.parametrize(
    ("response", "file"),
    [
        (answer(200, FORBID.encode()), FORBID.encode()),
        (answer(404, b"no such page"), b""),
        (answer(403), b""),
        (answer(302), b""),
        (answer(500), "robots.txt: http 500"),
        (unreachable("u", "timeout"), "timeout"),
        (unreachable("u", "redirects"), b""),
    ],
)
def test_what_an_answer_is(response, file):
    assert file_of(response) == file


def home(*links):
    return page("".join(f'<a href="{link}">x</a>' for link in links))


def robots_asked(site):
    return sum(passed.path == "/robots.txt" for passed in site.log)


def test_forbidden_addresses_are_not_asked_for(tmp_path):
    pages = {"/": home("/ours/1", "/open"), "/open": page("open")}
    moved = {"/robots.txt": redirect("/r1"), **{f"/r{n}": redirect(f"/r{n + 1}") for n in (1, 2, 3, 4)}}
    moved["/r5"] = page(FORBID)
    with Site(routes={"/robots.txt": page(FORBID), **pages}) as one, Site(routes={**moved, **pages}) as two:
        summaries = crawl(tmp_path, {"one": [one.url + "/"], "two": [two.url + "/"]})
    assert one.paths() == ["/", "/open"]
    assert two.paths() == ["/r1", "/r2", "/r3", "/r4", "/r5", "/", "/open"]
    assert summaries["one"]["dead"] == [[one.url + "/ours/1", "robots"]]
    assert rows(tmp_path, "SELECT DISTINCT role FROM captures WHERE url LIKE '%/r%'") == [("robots",)]


def test_rules_of_another_host_count_where_a_redirect_leads_there(tmp_path):
    with Site(routes={"/rules": page(FORBID)}) as other, Site(routes={"/": home("/ours/1", "/a")}) as site:
        site.routes |= {"/robots.txt": redirect(other.url + "/rules"), "/a": page("a")}
        crawl(tmp_path, {"r": [site.url + "/"]})
    assert site.paths() == ["/", "/a"]
    assert other.paths() == ["/rules"]


def test_a_redirect_that_never_ends_leaves_no_rules(tmp_path):
    with Site(routes={"/robots.txt": redirect("/robots.txt"), "/": page("home")}) as site:
        crawl(tmp_path, {"r": [site.url + "/"]})
    assert site.paths() == ["/"]


def test_a_failing_robots_closes_its_host_only(tmp_path):
    with Site(routes={"/": page("never")}) as closed, Site(routes={"/": home("/a"), "/a": page("a")}) as site:
        closed.routes["/robots.txt"] = page("", status="500 Not Now")
        crawl(tmp_path, {"r": [closed.url + "/", site.url + "/"]})
    assert closed.paths() == []
    assert site.paths() == ["/", "/a"]
    assert rows(tmp_path, "SELECT reason FROM requests WHERE state = 'dead'") == [("robots.txt: http 500",)]


def test_a_dead_host_is_named_by_its_own_reason(tmp_path):
    hosts = ["http://127.0.0.1:1/", "http://nowhere.invalid/"]
    with Site(routes={"/": Answer(b"", close=True)}) as site:
        summary = crawl(tmp_path, {"r": [*hosts, site.url + "/"]}, settings={"RETRY_TIMES": 0})["r"]
    assert dict(summary["dead"]) == {hosts[0]: "refused", hosts[1]: "dns", site.url + "/": "disconnect"}
    assert summary["reason"] == "finished"


def test_a_longer_delay_of_the_host_is_kept(tmp_path):
    slow = page("User-agent: *\nCrawl-delay: 0.5\n")
    with Site(routes={"/robots.txt": slow, "/": home("/a", "/b"), "/a": page("a"), "/b": page("b")}) as site:
        crawl(tmp_path, {"r": [site.url + "/"]})
    at = [passed.at for passed in site.log if passed.path != "/robots.txt"]
    assert len(at) == 3
    assert at[-1] - at[0] > 2 * 0.45  # a timer may be early


def age_robots(data_dir, seconds):
    connection = sqlite3.connect(data_dir / "gongkai.db")
    with connection:
        connection.execute("UPDATE robots SET fetched_at = fetched_at - ?", (seconds,))
    connection.close()


def test_a_file_is_good_for_a_day(tmp_path):
    with Site(routes={"/robots.txt": page(FORBID), "/": home("/ours/1")}) as site:
        crawl(tmp_path, {"one": [site.url + "/"], "two": [site.url + "/"]})
        assert robots_asked(site) == 1
        age_robots(tmp_path, 23 * 3600)
        crawl(tmp_path, {"one": [site.url + "/"]})
        assert robots_asked(site) == 1
        age_robots(tmp_path, 2 * 3600)
        site.routes["/robots.txt"] = page("")
        crawl(tmp_path, {"one": [site.url + "/"]})
    assert robots_asked(site) == 2
    assert "/ours/1" in site.paths()


def test_the_old_file_counts_while_there_is_no_other(tmp_path):
    with Site(routes={"/robots.txt": page(FORBID), "/": home("/ours/1", "/a"), "/a": page("a")}) as site:
        crawl(tmp_path, {"r": [site.url + "/"]})
        age_robots(tmp_path, 30 * 3600)
        site.routes["/robots.txt"] = page("", status="500 Not Now")
        crawl(tmp_path, {"r": [site.url + "/"]}, settings={"RETRY_TIMES": 0})
    assert site.paths() == ["/", "/a", "/", "/a"]


def test_an_unreachable_file_is_asked_for_again_by_the_next_run(tmp_path):
    with Site(routes={"/robots.txt": page("", status="500 Not Now"), "/": page("home")}) as site:
        crawl(tmp_path, {"r": [site.url + "/"]}, settings={"RETRY_TIMES": 0})
        site.routes["/robots.txt"] = page("")
        crawl(tmp_path, {"r": [site.url + "/"]})
    assert site.paths() == ["/"]
    assert rows(tmp_path, "SELECT fetched_at <= ? FROM robots".replace("?", str(time.time()))) == [(1,)]


def test_rules_are_held_of_so_many_origins_only():
    asked = []

    class Counting(RobotsMiddleware):
        async def _learn(self, origin):
            asked.append(origin)
            return Rules(refusal=origin), 60.0

    gate = SimpleNamespace(line=lambda _: asyncio.Lock(), crawl_delay=lambda *_: None)

    async def ask():
        middleware = Counting(None, SimpleNamespace(gate=gate))
        for number in range(MOST_ORIGINS + 5):
            for url in ("http://a.cn/x", f"http://{number}.cn/"):
                answer = await middleware.process_request(Request(url))
                assert answer.flags == [url.removesuffix("/x").removesuffix("/")]
        return len(middleware._rules)

    assert asyncio.run(ask()) == MOST_ORIGINS
    assert asked.count("http://a.cn") == 1
