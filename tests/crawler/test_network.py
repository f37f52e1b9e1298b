"""A network that is down says nothing of portals: the crawl stops and loses nothing by it."""

import asyncio
import socket

import pytest

from crawler import network
from crawler.network import Network
from tests.crawler.running import crawl, rows

NOWHERE = "http://nowhere.invalid/"


@pytest.fixture
def lookups(monkeypatch):
    """Whoever is asked, and what comes of it by name; what has no answer there has none."""
    asked, known = [], {}

    async def look_up(name, *_args, **_known):
        asked.append(name)
        if answer := known.get(name, socket.gaierror(socket.EAI_AGAIN, "no answer")):
            raise answer

    def loop():
        running = asyncio.get_event_loop()
        monkeypatch.setattr(running, "getaddrinfo", look_up)
        return running

    monkeypatch.setattr(network.asyncio, "get_running_loop", loop)
    return asked, known


def is_down(*urls, names=("a.test", "b.test")):
    async def ask():
        asked = Network(names)
        return [await asked.is_down(url) for url in urls]

    return asyncio.run(ask())


def test_it_is_down_when_no_name_server_answers_and_is_asked_once(lookups):
    asked, _ = lookups
    assert is_down("http://portal.test/", "http://another.test/") == [True, True]
    assert sorted(asked) == ["a.test", "b.test", "portal.test"]


@pytest.mark.parametrize("name", ["portal.test", "a.test", "b.test"])
@pytest.mark.parametrize("answer", [None, socket.gaierror(socket.EAI_NONAME, "no such name")])
def test_it_is_not_when_any_answers_be_it_that_there_is_no_such_name(lookups, name, answer):
    lookups[1][name] = answer
    assert is_down("http://portal.test/") == [False]


def test_a_crawl_without_a_network_stops_and_its_requests_wait(tmp_path):
    summary = crawl(tmp_path, {"p": [NOWHERE]}, names=False)["p"]
    assert (summary["reason"], summary["dead"]) == ("network_down", [])
    assert rows(tmp_path, "SELECT state, status FROM requests") == [("queued", None)]
    assert rows(tmp_path, "SELECT 1 FROM jobs WHERE finished_at IS NOT NULL") == []
    assert rows(tmp_path, "SELECT 1 FROM hosts WHERE reason IS NOT NULL") == []


def test_a_name_that_there_is_not_is_the_hosts_own_matter(tmp_path):
    summary = crawl(tmp_path, {"p": [NOWHERE]})["p"]
    assert (summary["reason"], dict(summary["dead"])) == ("finished", {NOWHERE: "dns"})
