"""What a crawl asks of its database, asked of one in which many addresses are known."""

import re
import sqlite3

import pytest

from benchmarks import memory

LARGE = (
    "captures",
    "documents",
    "entries",
    "jobs",
    "listings",
    "observations",
    "originals",
    "portal_runs",
    "reports",
    "requests",
)
"""Tables that grow with what is known."""

NIGHTLY = ("opening", "leasing", "accounts")
"""Parts that each portal's every night has."""

_SCAN = re.compile(rf"\bSCAN ({'|'.join(LARGE)})\b|\bSEARCH \w+ USING INTEGER PRIMARY KEY \(rowid[<>]")
"""A table read whole, or back from its end until a row fits."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("filled")
    memory.fill(folder, 500)
    return folder


@pytest.fixture
def asked(monkeypatch):
    """The statements that are run, as they are asked, their values in them."""
    statements = []
    connect = sqlite3.connect

    def watched(*args, **options):
        connection = connect(*args, **options)
        connection.set_trace_callback(statements.append)
        return connection

    monkeypatch.setattr(sqlite3, "connect", watched)
    return statements


@pytest.mark.parametrize("part", NIGHTLY)
def test_no_table_that_grows_is_read_whole(part, filled, asked, monkeypatch):
    memory.PARTS[part](filled)
    statements = {one for one in asked if re.match(r"\s*(SELECT|WITH|UPDATE|DELETE|INSERT)", one)}
    assert len(statements) > 5
    monkeypatch.undo()
    connection = sqlite3.connect(filled / "gongkai.db")
    plans = [(row[3], one) for one in statements for row in connection.execute(f"EXPLAIN QUERY PLAN {one}")]
    connection.close()
    assert not [(plan, statement) for plan, statement in plans if _SCAN.search(plan)]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT url FROM requests WHERE reason = 'gone'",
        "SELECT max(id) FROM jobs WHERE depth = 'look' AND id < 9",
    ],
)
def test_a_scan_would_be_seen(query, filled):
    connection = sqlite3.connect(filled / "gongkai.db")
    rows = connection.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
    connection.close()
    assert _SCAN.search(rows[0][3])
