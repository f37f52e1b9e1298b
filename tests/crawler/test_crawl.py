"""The whole road on a small site: what is fetched, what is stored, what a next start does."""

import json
import random
import re
import signal
import sqlite3
import time
from collections import Counter

import pytest

from crawler.commits import UNCOMMITTED
from crawler.errors import BadPortalName, PortalLocked
from crawler.leasing import PER_HOST
from crawler.locks import PortalLock
from tests.crawler.running import Started, crawl, response_at, rows
from tests.crawler.server import Answer, Site, page, redirect

DOCUMENTS = 24


def links(*paths):
    return page("".join(f'<a href="{path}">x</a>' for path in paths))


def site_of(documents=DOCUMENTS):
    """A home page, four lists and articles of two pages each."""
    lists = [f"/list{n}" for n in range(4)]
    routes = {"/": links(*lists)}
    for n, path in enumerate(lists):
        routes[path] = links(*(f"/doc/{i}" for i in range(n, documents, 4)), *lists)
    for i in range(documents):
        routes[f"/doc/{i}"] = page(f"article {i}")
        routes[f"/doc/{i}/2"] = page(f"article {i}, page two")
    return Site(routes=routes)


def found(data_dir):
    return sorted(rows(data_dir, "SELECT url, places FROM documents"))


def test_every_address_is_fetched_once_and_every_document_stored(tmp_path):
    with site_of() as site:
        summary = crawl(tmp_path, {"site": [site.url + "/"]})["site"]
    assert Counter(site.paths()) == dict.fromkeys(site.routes, 1)
    assert (summary["documents"], summary["listings"]) == (DOCUMENTS, 4)
    assert summary["requests"] == len(site.routes) + 1, "robots.txt is one of them"
    assert summary["statuses"] == {"200": len(site.routes)}
    for url, places in found(tmp_path):
        number = re.search(r"\d+$", url)[0]
        blocks = [response_at(tmp_path, place).block for place in json.loads(places)]
        assert [block.partition(b"\r\n\r\n")[2].decode() for block in blocks] == [
            f"article {number}",
            f"article {number}, page two",
        ]
    run = next((tmp_path / "runs").iterdir())
    assert json.loads((run / "summary.json").read_text("utf-8"))["portals"] == [summary]
    told = [json.loads(line) for line in (run / "log.jsonl").read_text("utf-8").splitlines()]
    assert {line["run"] for line in told} == {run.name}
    assert {line.get("portal") for line in told if line["logger"] != "scrapy.utils.log"} == {
        summary["portal"]
    }


def test_killed_at_any_moment_it_goes_on(tmp_path):
    chance = random.Random(7)
    starts, killed = 0, 0
    with site_of() as site:
        for path in ("/doc/3", "/doc/11/2", "/list2"):
            site.routes[path] = Answer(site.routes[path].raw, pause=0.05)
        while not (tmp_path / "gongkai.db").exists() or not finished(tmp_path):
            starts += 1
            assert starts < 30
            process = Started(tmp_path, {"site": [site.url + "/"]})
            before = len(site.log)
            while killed < 6 and len(site.log) == before and process.is_alive():
                time.sleep(0.005)
            if killed < 6:
                time.sleep(chance.uniform(0, 0.12))
                killed += process.is_alive()
                process.kill()
            else:
                process.summaries()
    counts = Counter(site.paths())
    assert killed >= 4
    assert set(counts) == set(site.routes)
    assert sum(counts.values()) - len(counts) <= killed * (UNCOMMITTED + PER_HOST)
    assert len(found(tmp_path)) == DOCUMENTS
    for url, places in found(tmp_path):
        first, second = (response_at(tmp_path, place) for place in json.loads(places))
        assert (first.url, second.url) == (url, url + "/2")


def finished(data_dir):
    try:
        return bool(rows(data_dir, "SELECT 1 FROM jobs WHERE finished_at IS NOT NULL"))
    except sqlite3.OperationalError:
        return False


def test_a_limit_stops_cleanly_and_the_next_start_goes_on(tmp_path):
    with site_of(8) as site:
        first = crawl(tmp_path, {"site": [site.url + "/"]}, max_requests=7)["site"]
        assert (first["reason"], len(site.paths())) == ("max_requests", 7)
        second = crawl(tmp_path, {"site": [site.url + "/"]})["site"]
    assert second["reason"] == "finished"
    assert Counter(site.paths()) == dict.fromkeys(site.routes, 1)
    assert len(found(tmp_path)) == 8


def test_a_finished_job_is_followed_by_one_that_fetches_lists_only(tmp_path):
    with site_of(4) as site:
        del site.routes["/doc/2/2"]
        crawl(tmp_path, {"site": [site.url + "/"]})
        site.log.clear()
        site.routes["/doc/2/2"] = page("article 2, page two")
        crawl(tmp_path, {"site": [site.url + "/"]})
        assert sorted(site.paths()) == ["/", "/doc/2/2", "/list0", "/list1", "/list2", "/list3"]
        assert all(len(json.loads(places)) == 2 for _, places in found(tmp_path))
        site.log.clear()
        crawl(tmp_path, {"site": [site.url + "/"]}, full=True)
    assert Counter(site.paths()) == dict.fromkeys(site.routes, 1)


def test_a_signal_stops_cleanly(tmp_path):
    with site_of() as site:
        process = Started(tmp_path, {"site": [site.url + "/"]}, delay=0.1)
        while len(site.paths()) < 4:
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        assert process.summaries()["site"]["reason"] == "shutdown"
        assert not list(tmp_path.glob("warc/*/*.open"))
        assert crawl(tmp_path, {"site": [site.url + "/"]})["site"]["reason"] == "finished"
    assert Counter(site.paths()) == dict.fromkeys(site.routes, 1)


@pytest.mark.parametrize(("raw", "came"), [(b"", []), (page("slow" * 500).raw, [("unspecified",)])])
def test_a_signal_waits_only_so_long_for_an_answer_which_is_asked_for_again(tmp_path, raw, came):
    slow = Answer(raw, pause=8)
    with Site(routes={"/": links("/slow"), "/slow": slow, "/robots.txt": page("")}) as site:
        process = Started(tmp_path, {"site": [site.url + "/"]}, settings={"STOP_GRACE": 0.5})
        while "/slow" not in site.paths():
            time.sleep(0.02)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.summaries()["site"]["reason"] == "shutdown"
        assert time.monotonic() - began < 6
        assert rows(tmp_path, "SELECT state FROM requests WHERE url LIKE '%/slow'") == [("queued",)]
        assert rows(tmp_path, "SELECT truncated FROM captures WHERE url LIKE '%/slow'") == came
        site.routes["/slow"] = page("fast")
        assert crawl(tmp_path, {"site": [site.url + "/"]})["site"]["reason"] == "finished"
    assert rows(tmp_path, "SELECT state, status FROM requests WHERE url LIKE '%/slow'") == [("done", 200)]


def test_a_second_signal_ends_at_once_and_what_was_done_is_counted(tmp_path):
    with site_of() as site:
        process = Started(tmp_path, {"site": [site.url + "/"]}, delay=0.1)
        while len(site.paths()) < 4:
            time.sleep(0.02)
        asked = len(site.paths())
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGINT)
        summary = process.summaries()["site"]
    assert (summary["reason"], summary["job"]) == ("shutdown", 1)
    assert summary["requests"] >= asked


def test_odd_ends(tmp_path):
    """Redirects within a chain and outside, a callback that raises, a page missing in a chain, a loop."""
    routes = {
        "/": links("/boom", "/moved", "/old", "/doc/1", "/doc/2", "/doc/3", "/loop", "ftp://a.cn/x"),
        "/boom": page("boom"),
        "/moved": redirect("/list"),
        "/old": redirect("/list"),
        "/list": links("/doc/4"),
        "/loop": redirect("/loop2"),
        "/loop2": redirect("/loop"),
        **{f"/doc/{n}": page("first") for n in (1, 2, 3, 4)},
        "/doc/1/2": redirect("/shared"),
        "/doc/2/2": redirect("/shared"),
        "/shared": page("second"),
        "/doc/4/2": page("second"),
    }
    with Site(routes=routes) as site:
        summary = crawl(tmp_path, {"odd": [site.url + "/"]})["odd"]
    assert summary["reason"] == "finished"
    pages = {url.rpartition("/")[2]: len(json.loads(places)) for url, places in found(tmp_path)}
    assert pages == {"1": 2, "2": 2, "3": 1, "4": 2}
    counts = Counter(site.paths())
    assert (counts["/list"], counts["/shared"], counts["/never"], counts["/boom"]) == (1, 2, 0, 1)
    dead = {url.removeprefix(site.url): reason for url, reason in summary["dead"]}
    assert dead == {
        "/boom": "callback: RuntimeError: a callback's own fault",
        "/doc/3/2": "http 404",
        "/loop2": "redirects",
    }


def test_a_portal_is_crawled_by_one_process(tmp_path):
    holder = PortalLock.take(tmp_path, "site")
    with pytest.raises(PortalLocked, match=r"portal site .* process \d+"):
        PortalLock.take(tmp_path, "site")
    with site_of(1) as site:
        summaries = crawl(tmp_path, {"site": [site.url + "/"], "other": [site.url + "/"]})
        assert (summaries["site"]["reason"], summaries["other"]["reason"]) == ("locked", "finished")
        assert "portal site" in summaries["site"]["error"]
        holder.close()
        assert crawl(tmp_path, {"site": [site.url + "/"]})["site"]["reason"] == "finished"


@pytest.mark.parametrize("name", ["", "..", "a/b", ".hidden", "a b"])
def test_names_that_cannot_name_files_are_refused(tmp_path, name):
    with pytest.raises(BadPortalName):
        PortalLock.take(tmp_path, name)


def test_hosts_go_in_parallel_and_each_at_its_pace(tmp_path):
    delay, lists = 0.3, 6
    with Site() as one, Site() as two:
        for site in (one, two):
            site.routes["/"] = links(*(f"/list{n}" for n in range(lists)))
            site.other = lambda _: page("a list")
            site.routes["/robots.txt"] = page("")
        begun = time.monotonic()
        crawl(tmp_path, {"one": [one.url + "/"], "two": [two.url + "/"]}, delay=delay)
    times = [[passed.at for passed in site.log] for site in (one, two)]
    for at in times:  # a busy machine only puts a request off
        assert len(at) == lists + 2
        assert all(moment - begun > number * delay for number, moment in enumerate(at))
    assert times[0][0] < times[1][-1]
    assert times[1][0] < times[0][-1]


@pytest.mark.parametrize(("fault", "reason"), [("DiskFull", "disk_full"), ("ValueError", "capture_failed")])
def test_what_cannot_be_archived_stops_the_crawl(tmp_path, fault, reason):
    with site_of(2) as site:
        summary = crawl(tmp_path, {"site": [site.url + "/"]}, fail_after=[3, fault])["site"]
        assert summary["reason"] == reason
        assert len(rows(tmp_path, "SELECT 1 FROM captures")) == 3
        assert not rows(tmp_path, "SELECT 1 FROM requests WHERE state = 'dead'")
        assert crawl(tmp_path, {"site": [site.url + "/"]})["site"]["reason"] == "finished"
    assert len(found(tmp_path)) == 2


def test_a_gate_finds_the_cookie_it_set(tmp_path):
    gate = page("", status="302 Found", headers="Location: /in\r\nSet-Cookie: seen=1; Path=/\r\n")
    with Site(routes={"/": gate}) as site:
        crawl(tmp_path, {"site": [site.url + "/"]})
    assert [b"seen=1" in passed.request for passed in site.log if passed.path == "/in"] == [True]
