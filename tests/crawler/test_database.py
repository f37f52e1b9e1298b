import json
import sqlite3
import subprocess
import sys
import threading

import pytest

from crawler import history
from crawler.database import _FIRST, connect
from crawler.documents import Documents
from crawler.frontier import Frontier
from pipelines import database
from pipelines.filing import suffixed
from pipelines.store import Store
from tests.crawler.test_frontier import drain
from tests.pipelines.test_store import REPORT, moved

REQUEST = (
    "INSERT INTO requests VALUES"
    " (1, 'p', 1, 'f', 'http://a.cn/b', 'a.cn', 'listing', 0, 'queued', NULL, NULL, '{}')"
)
LISTING = "INSERT INTO listings VALUES ('p', 'http://a.cn/nb/', 1, 'http://a.cn/nb/', 1, '年报', 'trs', 3, 45, 15, 2)"


def of_the_first_version(folder):
    """A database as the first version left it: without a version, in the middle of a job."""
    connection = database.connect(folder)
    connection.executescript(_FIRST)
    connection.execute("INSERT INTO jobs VALUES (1, 'p', '2026-01-01T00:00:00Z', NULL)")
    connection.execute(REQUEST)
    connection.execute(LISTING)
    connection.close()


def test_a_job_that_another_version_left_is_begun_anew(tmp_path):
    of_the_first_version(tmp_path)
    connection = connect(tmp_path)
    frontier = Frontier(connection, "p")
    assert (frontier.job, drain(frontier)) == (2, [])
    assert connection.execute("SELECT entries, sure, missing FROM listings").fetchall() == [(15, 0, None)]
    connection.close()
    connection = connect(tmp_path)
    assert Frontier(connection, "p").job == 2, "and of this version gone on with"
    connection.close()


def test_a_new_database_is_what_an_old_one_becomes(tmp_path):
    of_the_first_version(tmp_path / "old")
    tables = []
    for name in ("old", "new"):
        connection = connect(tmp_path / name)
        tables.append(connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall())
        connection.close()
    assert tables[0] == tables[1]


def test_a_database_opened_by_several_at_once_is_brought_up_once(tmp_path):
    of_the_first_version(tmp_path)
    wrong = []

    def open_it():
        try:
            connect(tmp_path).close()
        except sqlite3.Error as error:
            wrong.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []


def found(connection, *urls):
    connection.executemany(
        "INSERT INTO documents (portal, job, url, places, state) VALUES ('a.gov.cn', 1, ?, '[]', 'pending')",
        [(url,) for url in urls],
    )


def named(connection):
    return dict(connection.execute("SELECT url, report FROM documents"))


def test_a_document_names_its_report_whoever_comes_or_goes(tmp_path):
    here, there = "http://a.gov.cn/1", "http://a.gov.cn/2"
    connection = connect(tmp_path)
    found(connection, here, there)
    documents = Documents(connection, "a.gov.cn")
    with Store(tmp_path) as store:
        store.save(moved(here))
        documents.parsed(documents.next_pending(()), REPORT.id)
        assert named(connection)[here] == REPORT.id
        store.save(moved(there))
        documents.parsed(documents.next_pending(()), REPORT.id)
        assert named(connection) == {url: suffixed(REPORT.id, url) for url in (here, there)}
        store.remove(there)
    assert named(connection)[here] == REPORT.id
    connection.close()


def test_what_an_older_version_named_wrongly_is_mended(tmp_path):
    here, there = "http://a.gov.cn/1", "http://a.gov.cn/2"
    of_the_first_version(tmp_path)
    with Store(tmp_path) as store:
        store.save(moved(here))
        store.save(moved(there))
    old = database.connect(tmp_path)
    found(old, here, there)
    old.execute("UPDATE documents SET state = 'parsed', report = ?", (REPORT.id,))
    old.close()
    connection = connect(tmp_path)
    assert named(connection) == {url: suffixed(REPORT.id, url) for url in (here, there)}
    connection.close()


RUN = {
    "portal": "p",
    "reason": "finished",
    "job": 3,
    "requests": 9,
    "seconds": 1.5,
    "refused": {"empty": 2, "list": 1},
}


def test_what_earlier_runs_kept_of_their_portals_becomes_history(tmp_path):
    of_the_first_version(tmp_path)
    old = database.connect(tmp_path)
    rows = [("r1", json.dumps([RUN, {**RUN, "portal": "q"}])), ("r2", json.dumps([RUN])), ("r3", None)]
    old.executemany("INSERT INTO runs VALUES (?, '2026-01-01T00:00:00Z', '2026-01-01T00:00:09Z', ?)", rows)
    old.close()
    connection = connect(tmp_path)
    known = history.of_portal(connection, "p", 5)
    assert [one.run for one in known] == ["r2", "r1"]
    assert (known[0].job, known[0].requests, known[0].seconds, known[0].refused) == (3, 9, 1.5, 3)
    assert connection.execute("SELECT id, command, ended_at FROM runs ORDER BY id").fetchall() == [
        (run, "crawl", "2026-01-01T00:00:09Z") for run in ("r1", "r2", "r3")
    ]
    connection.close()


def test_what_a_later_version_wrote_is_refused_and_left_as_it_is(tmp_path):
    connect(tmp_path).close()
    later = database.connect(tmp_path)
    later.execute("PRAGMA user_version = 4711")
    later.close()
    before = (tmp_path / database.DATABASE).read_bytes()
    with pytest.raises(OSError, match="a later version of Gongkai"):
        connect(tmp_path)
    for command in (["export"], ["explain", "1", "2"], ["verify"]):
        (tmp_path / "warc").mkdir(exist_ok=True)
        said = subprocess.run(
            [sys.executable, "-m", "crawler", *command, "--data", tmp_path],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (said.returncode, "later version" in said.stderr) == (2, True), said.stderr
    assert (tmp_path / database.DATABASE).read_bytes() == before
