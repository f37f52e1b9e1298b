import sqlite3
import threading

from crawler.database import _FIRST, connect
from crawler.frontier import Frontier
from pipelines import database
from tests.crawler.test_frontier import drain

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
