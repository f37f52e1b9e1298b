"""A network that is down says nothing of portals: the crawl stops and loses nothing by it."""

import asyncio
import socket

import pytest

from crawler import network
from crawler.errors import HostGivenUp, HostResting
from crawler.network import Network
from crawler.witnesses import OWN
from tests.crawler.running import crawl, rows

NOWHERE = "http://nowhere.invalid/"


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    monkeypatch.setattr(network, "AWAITED", 0.2)


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


class Witnesses:
    """Other hosts, each with what it answers or is not to be asked for; `asked` are those that were."""

    def __init__(self, answers):
        self._answers = answers
        self.asked = []

    def others(self, _url):
        return range(len(self._answers))

    async def ask(self, other):
        self.asked.append(other)
        if isinstance(answer := self._answers[other], Exception):
            raise answer
        return answer


def faults(*urls, names=("a.test", "b.test"), said=None, others=()):
    """What is found of addresses one after another; others are what other hosts answer."""

    async def look():
        asked = Network(names)
        return [await asked.fault(url, said, Witnesses(others)) for url in urls]

    return asyncio.run(look())


def test_it_is_down_when_no_name_server_answers_and_is_asked_once(lookups):
    asked, _ = lookups
    first, second = faults("http://portal.test/", "http://another.test/")
    assert first == second
    assert first.startswith(
        "no name server answers for portal.test, a.test or b.test; look at this machine's"
    )
    assert sorted(asked) == ["a.test", "b.test", "portal.test"]


@pytest.mark.parametrize("name", ["portal.test", "a.test", "b.test"])
@pytest.mark.parametrize("answer", [None, socket.gaierror(socket.EAI_NONAME, "no such name")])
def test_it_is_not_when_any_answers_be_it_that_there_is_no_such_name(lookups, name, answer):
    lookups[1][name] = answer
    assert faults("http://portal.test/") == [None]


LOGIN, ELSEWHERE = "http 200: Log in", "a redirect to login.example"


@pytest.mark.parametrize(
    ("said", "others", "found"),
    [
        (None, [None] * 3, "portal.test and 3 other hosts that answered lately are silent"),
        (None, [None] * 9, "portal.test and 5 other hosts"),
        (LOGIN, [LOGIN] * 3, "all answer the same: http 200: Log in"),
        (LOGIN, [None, LOGIN, None], "all answer the same"),
        (None, [ELSEWHERE] * 4, "all answer the same: a redirect to login.example"),
        (None, [HostResting("x"), TimeoutError(), None, None, None], "and 3 other hosts"),
    ],
)
def test_it_is_down_when_other_hosts_are_silent_too_or_all_answer_the_same(lookups, said, others, found):
    lookups[1]["a.test"] = None
    assert found in faults("http://portal.test/", said=said, others=others)[0]


@pytest.mark.parametrize(
    ("said", "others"),
    [
        (None, [None, None, None, OWN]),
        (LOGIN, [None, LOGIN, ELSEWHERE]),
        (None, [LOGIN, ELSEWHERE, None]),
        (None, [None, None]),
        (LOGIN, [LOGIN, LOGIN]),
        (None, [None, None, HostResting("x"), HostGivenUp("x"), TimeoutError()]),
        (LOGIN, []),
    ],
)
def test_it_is_not_when_one_answers_as_itself_or_too_few_can_be_asked(lookups, said, others):
    lookups[1]["a.test"] = None
    assert faults("http://portal.test/", said=said, others=others) == [None]


@pytest.mark.parametrize(("heard", "asked"), [("http://other.test/", 0), ("http://portal.test/x", 3)])
def test_nobody_is_asked_where_another_host_answers_as_itself_meanwhile(heard, asked):
    witnesses = Witnesses([None] * 3)

    async def look():
        one = Network(())
        looking = asyncio.ensure_future(one.fault("http://portal.test/", None, witnesses))
        await asyncio.sleep(0.05)
        one.heard(heard)
        return await looking

    assert (asyncio.run(look()) is None) == (not asked)
    assert len(witnesses.asked) == asked


def test_a_crawl_without_a_network_stops_and_its_requests_wait(tmp_path):
    summary = crawl(tmp_path, {"p": [NOWHERE]}, names=False)["p"]
    assert (summary["reason"], summary["dead"]) == ("network_down", [])
    assert rows(tmp_path, "SELECT state, status FROM requests") == [("queued", None)]
    assert rows(tmp_path, "SELECT 1 FROM jobs WHERE finished_at IS NOT NULL") == []
    assert rows(tmp_path, "SELECT 1 FROM hosts WHERE reason IS NOT NULL") == []


def test_a_name_that_there_is_not_is_the_hosts_own_matter(tmp_path):
    summary = crawl(tmp_path, {"p": [NOWHERE]})["p"]
    assert (summary["reason"], dict(summary["dead"])) == ("finished", {NOWHERE: "dns"})
