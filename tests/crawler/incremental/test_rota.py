"""What of a portal has its turn at night, as far as the night's budget reaches."""

from contextlib import closing

import pytest

from crawler import clock
from crawler.database import connect
from crawler.incremental.rota import SHARE, Cost, Rota

BUDGET = 5
JOB = """
INSERT INTO jobs (id, portal, started_at, finished_at, depth, requests, bytes, reports)
VALUES (?, 'p', ?, ?, ?, ?, 0, 1)
"""
PAGE = """
INSERT INTO requests (portal, job, fingerprint, url, host, role, priority, state, request)
VALUES ('p', 1, :url, :url, 'h', 'page', 0, 'done', '{}')
"""
DOCUMENT = "INSERT INTO documents (portal, job, url, places, state) VALUES ('p', 1, :url, '[]', 'parsed')"
ROBOTS = "INSERT INTO robots VALUES (?, ?, x'')"
LOOKED_AT = "WITH RECURSIVE road"


@pytest.fixture
def known(tmp_path):
    """A portal that was crawled once, on which nothing is known yet, and its second job."""
    with closing(connect(tmp_path)) as connection:
        connection.execute(JOB, (1, "2025-01-01", "2025-01-01", "look", BUDGET * SHARE))
        connection.execute(JOB, (2, "2025-01-02", None, "night", None))
        yield connection


def add(connection, *urls):
    for url in urls:
        connection.execute(PAGE, {"url": url})
        connection.execute(DOCUMENT, {"url": url})


def queued(connection):
    query = "SELECT url FROM requests WHERE state = 'queued' ORDER BY id"
    return [url for (url,) in connection.execute(query)]


def test_what_takes_more_than_is_left_is_passed_over_and_keeps_its_turn(known):
    add(known, "http://a.cn/1", "http://a.cn/2", "http://b.cn/3", "http://b.cn/4")
    known.execute(ROBOTS, ("http://b.cn", clock.epoch()))
    rota, one_left = Rota(known, "p", 2), Cost(BUDGET - 1, 0)
    assert rota.queue(one_left)
    assert queued(known) == ["http://b.cn/3"]
    known.execute(ROBOTS, ("http://a.cn", clock.epoch()))
    assert rota.queue(one_left)
    assert queued(known) == ["http://a.cn/1", "http://b.cn/3"]


def test_what_takes_more_than_is_left_is_looked_at_once(known):
    add(known, "http://a.cn/1", "http://a.cn/2", "http://a.cn/3")
    rota, statements = Rota(known, "p", 2), []
    known.set_trace_callback(statements.append)
    assert [rota.queue(Cost(BUDGET - 1, 0)) for _ in range(4)] == [False] * 4
    assert sum(LOOKED_AT in one for one in statements) == 3


def test_nothing_is_looked_for_once_the_budget_is_spent(known):
    add(known, "http://a.cn/1")
    rota, statements = Rota(known, "p", 2), []
    known.set_trace_callback(statements.append)
    assert not rota.queue(Cost(BUDGET, 0))
    assert statements == []
