"""Nights on which the operator's own network is at fault: they end, and say nothing of any portal."""

import socket
from dataclasses import replace

import pytest

from crawler.exits import Exit
from crawler.nightly import plan
from crawler.origins import host_of
from tests.crawler.nightly.test_night import night_of, run, site, sites
from tests.crawler.running import rows
from tests.crawler.server import page, redirect

__all__ = ["sites"]

LOGIN = page("<title>Log in</title><form>Name <input name=user> Password <input type=password></form>")
PORTALS = 6


@pytest.fixture
def portals(tmp_path, sites):
    """Portals that a first night went well on."""
    portals = sites(**{f"p{n}": site() for n in range(PORTALS)})
    outcome, _ = again(tmp_path, portals)
    assert outcome.code is Exit.DONE
    return portals


def again(tmp_path, portals, **bounds):
    night = replace(night_of(tmp_path / "data", portals), terms=plan.Terms(take_all=True), **bounds)
    return run(night, lanes=1, at_once=2)


def answer_all(portals, answer):
    for one in portals:
        one.routes = {}
        one.other = lambda _, answer=answer: answer


@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize(
    ("answer", "found"), [(LOGIN, "all answer the same: http 200: Log in"), (None, "are silent")]
)
def test_what_all_hosts_answer_alike_ends_the_night_and_nothing_is_dead(tmp_path, portals, answer, found):
    before = {name: routes_of(one) for name, one in portals.items()}
    if answer is None:
        close(portals.values())
    else:
        answer_all(portals.values(), answer)
    outcome, told = again(tmp_path, portals)
    assert outcome.code is Exit.STOPPED
    assert outcome.summary.reason == "network_down"
    assert {came["reason"] for _, came in told} <= {"network_down", "shutdown"}
    assert [(one.portal, one.kind.value, one.counts) for one in outcome.alarms] == [
        ("", "network_down", True)
    ]
    assert found in outcome.alarms[0].text
    assert "look at this machine's line" in outcome.alarms[0].text
    assert not rows(tmp_path / "data", "SELECT 1 FROM requests WHERE state = 'dead'")
    if answer is None:
        return
    for name, one in portals.items():
        one.routes, one.other = before[name]
    outcome, told = again(tmp_path, portals)
    assert {came["reason"] for _, came in told} == {"finished"}
    assert [(one.kind.value, one.state.value) for one in outcome.alarms] == [("network_down", "over")]
    assert outcome.code is Exit.DONE


def routes_of(one):
    return one.routes, one.other


def close(portals):
    for one in portals:
        one._listener.shutdown(socket.SHUT_RDWR)
        one._listener.close()


@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize("answer", [redirect("http://login.example/"), None])
def test_what_befalls_some_of_the_portals_is_their_own_matter(tmp_path, portals, answer):
    some = [portals[f"p{n}"] for n in range(PORTALS - 2)]
    if answer is None:
        close(some)
    else:
        answer_all(some, answer)
    before = {name: len(one.log) for name, one in portals.items()}
    outcome, told = again(tmp_path, portals)
    assert {came["reason"] for _, came in told} == {"finished"}
    assert outcome.summary.reason == "finished"
    hosts = [host for came in outcome.summary.portals for host in came["hosts"]]
    for name, one in portals.items():
        counted = sum(host["requests"] for host in hosts if host["host"] == host_of(one.url))
        assert (one in some and answer is None) or counted == len(one.log) - before[name] > 0
    assert "network_down" not in {one.kind.value for one in outcome.alarms}
