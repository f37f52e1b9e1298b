"""How hosts are treated; distances and order are read off the servers' own logs."""

import itertools
import signal
import sqlite3
import time
from contextlib import closing, nullcontext

import pytest
from scrapy import Request
from scrapy.http import Response

from archive.capture import Role
from crawler import clock, politeness
from crawler.database import connect
from crawler.gate import Gate
from crawler.politeness import Host, Limits
from crawler.refusals import noted
from tests.crawler.running import Started, crawl, rows
from tests.crawler.server import Answer, Site, page

EARLY = 0.05
"""Seconds by which a timer may be early."""

LATE = 0.7
"""Seconds by which a first request may be late, for its connection and a busy machine."""

PAUSE = 0.05
"""Seconds in the middle of an answer: no other request comes meanwhile."""

CHALLENGE = page("<script>document.cookie='a='+(1+1);location.reload()</script>")


def links(*paths):
    return page("".join(f'<a href="{path}">x</a>' for path in paths))


def distances(site):
    return [later.at - sooner.at for sooner, later in itertools.pairwise(site.log)]


def dead(data_dir):
    return rows(data_dir, "SELECT DISTINCT reason FROM requests WHERE state = 'dead'")


def blocked(data_dir):
    return rows(data_dir, "SELECT text FROM findings WHERE kind = 'blocked'")


class Once:
    """Answers each path once with one answer, then with another."""

    def __init__(self, first, then, paths):
        self.first, self.then, self.left = first, then, set(paths)

    def __call__(self, path):
        if path in self.left:
            self.left.remove(path)
            return self.first
        return self.then


def slow_site(pages=6):
    """A host that takes its time in the middle of each answer."""
    home = links(*(f"/list{n}" for n in range(pages)))
    return Site(
        routes={"/": Answer(home.raw, pause=PAUSE)}, other=lambda _: Answer(page("a list").raw, pause=PAUSE)
    )


def test_two_portals_on_one_host_stand_in_one_line(tmp_path):
    with slow_site() as site:
        crawl(tmp_path, {"one": [site.url + "/"], "two": [site.url + "/"]})
    assert len(site.paths()) == 2 * 7
    assert all(distance >= PAUSE for distance in distances(site))


def test_two_processes_on_one_host_do_not_meet_there(tmp_path):
    with slow_site() as site:
        processes = [Started(tmp_path, {name: [site.url + "/"]}, delay=0.2) for name in ("one", "two")]
        for process in processes:
            process.summaries()
    assert len(site.paths()) == 2 * 7
    assert all(distance >= PAUSE for distance in distances(site))
    assert sum(distances(site)) > 0.2 * len(distances(site)) - LATE


def test_a_restart_keeps_its_distance(tmp_path):
    with slow_site(1) as site:
        crawl(tmp_path, {"one": [site.url + "/"]}, delay=1, max_requests=1)
        crawl(tmp_path, {"one": [site.url + "/"]}, delay=1)
    assert all(distance > 1 - LATE for distance in distances(site))


def test_retry_after_is_obeyed_while_other_hosts_go_on(tmp_path):
    busy = page("", status="429 Too Many", headers="Retry-After: 1\r\n")
    with Site(other=Once(busy, page("a list"), ["/list1"])) as site, slow_site() as other:
        site.routes["/"] = links("/list1", "/list2")
        summary = crawl(tmp_path, {"r": [site.url + "/", other.url + "/"]})["r"]
    first, again = (passed.at for passed in site.log if passed.path == "/list1")
    assert again - first > 1 - EARLY
    assert any(first < passed.at < again for passed in other.log)
    assert summary["reason"] == "finished"
    assert sorted(site.paths()) == ["/", "/list1", "/list1", "/list2"]
    assert not dead(tmp_path)
    assert not blocked(tmp_path)


def test_a_rest_that_robots_txt_asks_for_is_kept(tmp_path):
    busy = page("", status="503 Busy", headers="Retry-After: 1\r\n")
    with Site(other=Once(busy, page(""), ["/robots.txt"]), routes={"/": page("home")}) as site:
        crawl(tmp_path, {"r": [site.url + "/"]})
    assert [passed.path for passed in site.log] == ["/robots.txt", "/robots.txt", "/"]
    assert distances(site)[0] > 1 - EARLY
    assert not dead(tmp_path)


def test_503_then_fine_loses_nothing(tmp_path):
    documents = [f"/doc/{n}" for n in range(5)]
    with Site(other=Once(page("", status="503 Busy"), page("an article"), documents[:2])) as site:
        site.routes["/"] = links(*documents)
        crawl(tmp_path, {"r": [site.url + "/"]})
    assert len(rows(tmp_path, "SELECT url FROM documents")) == 5
    assert not dead(tmp_path)


def test_a_host_that_goes_on_blocking_is_given_up(tmp_path):
    documents = [f"/doc/{n}" for n in range(60)]
    with Site(routes={"/": links(*documents)}, other=lambda _: CHALLENGE) as site:
        site.routes["/robots.txt"] = page("")
        summary = crawl(tmp_path, {"r": [site.url + "/"]})["r"]
    assert len(site.paths()) <= 1 + politeness.MOST_RESTS + 1
    assert summary["reason"] == "finished"
    assert dead(tmp_path) == [("blocked: challenge",)]
    assert rows(tmp_path, "SELECT count(*) FROM requests WHERE state = 'dead'") == [(60,)]
    assert blocked(tmp_path) == [("blocked: challenge",)]
    assert not rows(tmp_path, "SELECT 1 FROM documents")
    assert (
        rows(tmp_path, "SELECT count(*) FROM captures WHERE url LIKE '%/doc/%'")[0][0]
        >= politeness.MOST_RESTS
    )


def test_a_home_that_is_a_challenge_ends_soon(tmp_path):
    with Site(routes={"/": CHALLENGE}) as site:
        assert crawl(tmp_path, {"r": [site.url + "/"]})["r"]["reason"] == "finished"
        assert site.paths() == ["/"] * 3
        assert blocked(tmp_path) == [("blocked: challenge",)]
        site.routes["/"] = page("home")
        crawl(tmp_path, {"r": [site.url + "/"]})
    assert site.paths() == ["/"] * 4
    assert not dead(tmp_path)


NO_REST = {"FIRST_REST": 600, "REST_PATIENCE": 1}
"""With these a rest would end what is left of a host's addresses."""


def test_one_forbidden_address_is_just_a_dead_one(tmp_path):
    with Site(routes={"/": links("/a", "/b", "/c"), "/a": page("", status="403 No")}) as site:
        site.other = lambda _: page("a list")
        crawl(tmp_path, {"r": [site.url + "/"]}, settings=NO_REST)
    assert sorted(site.paths()) == ["/", "/a", "/b", "/c"]
    assert dead(tmp_path) == [("http 403",)]


def test_pictures_are_forbidden_by_rules_of_their_own():
    host = Host(LIMITS)
    host.answered()
    for _ in range(2 * politeness.FORBIDDEN_ALLOWED):
        request = Request("http://a.cn/1.png", meta={"context": {"role": Role.REQUISITE}})
        assert not noted(host, request, Response(request.url, status=403))
    assert host.reason is None
    request = Request("http://a.cn/1.html", meta={"context": {"role": Role.PAGE}})
    assert noted(host, request, Response(request.url, status=429))
    assert host.reason == "blocked: http 429"


def test_a_host_that_no_longer_answers_is_not_asked_for_every_address(tmp_path):
    lists = [f"/list{n}" for n in range(60)]
    with Site(routes={"/": links(*lists)}, other=lambda _: Answer(b"", close=True)) as site:
        site.routes["/robots.txt"] = page("")
        crawl(tmp_path, {"r": [site.url + "/"]})
    assert len(site.paths()) < 20
    assert rows(tmp_path, "SELECT count(*) FROM requests WHERE state = 'dead'") == [(60,)]
    assert ("no answer: disconnect",) in dead(tmp_path)


def test_a_long_rest_is_remembered_and_ends_the_run(tmp_path):
    closed = page("", status="503 Closed", headers="Retry-After: 3600\r\n")
    with Site(routes={"/": closed}) as site:
        for _ in range(2):
            assert crawl(tmp_path, {"r": [site.url + "/"]})["r"]["reason"] == "finished"
            assert dead(tmp_path) == [("blocked: http 503",)]
            assert blocked(tmp_path) == [("blocked: http 503",)]
    assert site.paths() == ["/"]
    assert rows(tmp_path, "SELECT resting_until > ? FROM hosts".replace("?", str(time.time() + 3000))) == [
        (1,)
    ]


def wait_for(site, requests):
    while len(site.log) < requests:
        time.sleep(0.01)


def test_killed_while_its_host_rests_it_goes_on_after_the_rest(tmp_path):
    busy = page("", status="429 Too Many", headers="Retry-After: 2\r\n")
    with Site(other=Once(busy, page("a list"), ["/list1"])) as site:
        site.routes |= {"/": links("/list1"), "/robots.txt": page("")}
        process = Started(tmp_path, {"r": [site.url + "/"]})
        wait_for(site, 3)
        while not rows(tmp_path, "SELECT 1 FROM hosts WHERE reason IS NOT NULL"):
            time.sleep(0.01)
        process.kill()
        assert crawl(tmp_path, {"r": [site.url + "/"]})["r"]["reason"] == "finished"
    first, again = (passed.at for passed in site.log if passed.path == "/list1")
    assert again - first > 2 - EARLY
    assert not dead(tmp_path)


def test_a_signal_does_not_wait_for_a_rest(tmp_path):
    closed = page("", status="503 Closed", headers="Retry-After: 600\r\n")
    with Site(routes={"/": closed, "/robots.txt": page("")}) as site:
        process = Started(tmp_path, {"r": [site.url + "/"]})
        wait_for(site, 2)
        while not rows(tmp_path, "SELECT 1 FROM hosts WHERE reason IS NOT NULL"):
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM)
        assert process.summaries()["r"]["reason"] == "shutdown"  # within its own patience
    assert rows(tmp_path, "SELECT state FROM requests") == [("queued",)]


@pytest.mark.usefixtures("watchdog")
def test_a_limit_of_requests_does_not_wait_for_a_rest(tmp_path):
    closed = page("", status="503 Closed", headers="Retry-After: 600\r\n")
    with Site(routes={"/": closed, "/robots.txt": page("")}) as site:
        assert crawl(tmp_path, {"r": [site.url + "/"]}, max_requests=1)["r"]["reason"] == "max_requests"
    assert site.paths() == ["/"]


LIMITS = Limits(delay=1, first_rest=10, patience=900)


def test_a_host_has_rested_for_no_longer_than_until_now(tmp_path, monkeypatch):
    """One that is given up was told to rest for longer than anybody waited."""
    now = 1_000_000.0
    monkeypatch.setattr(clock, "epoch", lambda: now)
    with closing(connect(tmp_path)) as connection:
        gate = Gate(
            connection, tmp_path, Limits(0.0, 60.0, 100.0), durably=nullcontext, is_stopping=lambda: False
        )
        gate._asked["a:80"] = host = Host(Limits(0.0, 60.0, 100.0))
        host.blocked("challenge", now)
        now += 60
        host.blocked("challenge", now)
        assert host.given_up
        now += 5
        assert gate.rested() == {"a:80": 65.0}


def test_rests_grow_and_end_with_an_answer():
    host = Host(LIMITS)
    until = []
    for _ in range(politeness.MOST_RESTS):
        assert not host.given_up
        host.blocked("http 429", now=0)
        until.append(host.resting_until)
    assert until == [10, 30, 90, 270]
    assert host.given_up
    other = Host(LIMITS)
    other.blocked("http 429", now=0)
    assert other.answered()
    other.blocked("http 429", now=100)
    assert other.resting_until == 110


def test_a_rest_longer_than_patience_is_not_waited_for():
    host = Host(LIMITS)
    host.blocked("http 503", now=0, asked=800)
    assert not host.given_up
    host.answered()
    host.blocked("http 503", now=1000, asked=200)
    assert host.given_up
    assert host.resting_until == 1200


def test_forbidden_addresses_in_a_row_are_the_host():
    host = Host(LIMITS)
    assert host.forbade(now=0)  # it has never answered
    host.answered()
    verdicts = [host.forbade(now=0) for _ in range(politeness.FORBIDDEN_ALLOWED + 1)]
    assert verdicts == [False] * politeness.FORBIDDEN_ALLOWED + [True]


def test_a_host_that_never_answered_is_given_up_without_a_rest():
    host = Host(LIMITS)
    for _ in range(politeness.SILENT):
        assert not host.given_up
        host.was_silent("dns", now=0)
    assert host.given_up
    assert host.resting_until == 0


def test_a_host_that_answered_is_let_alone_before_it_is_given_up():
    host = Host(LIMITS)
    host.answered()
    host.was_silent("timeout", now=0)
    assert host.resting_until == 0
    host.was_silent("timeout", now=0)
    assert host.resting_until == 10


def test_the_pace_follows_a_slow_host_and_recovers():
    host = Host(LIMITS)
    host.begin(now=0)
    assert not host.took(0.2, now=0.2)
    assert host.next_at == 1
    for now in range(10, 60, 10):
        host.begin(now=now)
        host.took(8, now=now + 8)
    assert 60 < host.next_at < 50 + 8 + 8.1
    for now in range(100, 160, 10):
        host.begin(now=now)
        host.took(0.1, now=now)
    assert host.next_at == 151
    host.took(1e9, now=200)
    assert host.next_at <= 200 + 60


def test_a_crawl_delay_counts_where_it_is_longer():
    host = Host(LIMITS, crawl_delay=5)
    assert host.begin(now=0)
    assert host.next_at == 5
    assert not Host(Limits(0, 10, 900)).begin(now=0)


def test_a_clock_that_is_put_back_takes_a_hosts_instants_with_it():
    host = Host(Limits(delay=1, first_rest=10, patience=900))
    host.look(now=100_000)
    host.begin(now=100_000)
    host.blocked("http 429", now=100_000)
    host.look(now=13_600)
    assert (host.next_at, host.resting_until) == (13_601, 13_610)


def test_what_was_noted_before_the_clock_was_put_back_is_no_day_of_rest(tmp_path):
    with Site(routes={"/": page("home")}) as site:
        crawl(tmp_path, {"site": [site.url + "/"]})
        ahead, host = time.time() + 86400, site.url.removeprefix("http://")
        with closing(sqlite3.connect(tmp_path / "gongkai.db", isolation_level=None)) as database:
            noted = (ahead + 1, ahead + 0.5, ahead, host)
            database.execute("DELETE FROM hosts")
            database.execute(
                "INSERT INTO hosts (next_at, resting_until, noted_at, host, reason) VALUES (?, ?, ?, ?, 'blocked')",
                noted,
            )
        site.log.clear()
        assert crawl(tmp_path, {"site": [site.url + "/"]})["site"]["dead"] == []
    assert "/" in site.paths()
