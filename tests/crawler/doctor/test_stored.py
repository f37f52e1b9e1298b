import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from archive.names import replacing
from crawler import database as tables
from crawler.doctor import stored
from crawler.doctor.diagnosis import Case, Verdict
from crawler.doctor.stored import database, held, leftovers, newest
from crawler.locks import PortalLock
from pipelines.database import DATABASE


@pytest.fixture
def data(tmp_path):
    tables.connect(tmp_path).close()
    return tmp_path


def said(check, folder):
    before = sorted(folder.rglob("*"))
    found = [(one.about, one.verdict, one.text) for one in check(Case(folder))]
    assert sorted(folder.rglob("*")) == before, "nothing is left in a data directory"
    return found


def verdicts(check, folder):
    return {(about, verdict) for about, verdict, _ in said(check, folder)}


def test_a_sound_database_of_today_is_well(data):
    assert verdicts(database, data) == {("database", Verdict.OK), ("schema", Verdict.OK)}


def test_none_yet_is_well_but_not_beside_an_archive(tmp_path):
    assert verdicts(database, tmp_path) == {("database", Verdict.OK)}
    (tmp_path / "warc").mkdir()
    assert verdicts(database, tmp_path) == {("database", Verdict.FAULT)}
    (tmp_path / DATABASE).touch()
    assert verdicts(database, tmp_path) == {("database", Verdict.FAULT)}


@pytest.mark.parametrize(("by", "verdict"), [(1, Verdict.FAULT), (-1, Verdict.OK)])
def test_another_version_s_schema_is_told(data, by, verdict):
    with sqlite3.connect(data / DATABASE) as connection:
        connection.execute(f"PRAGMA user_version = {tables.VERSION + by}")
    connection.close()
    assert ("schema", verdict) in verdicts(database, data)


def test_a_file_that_is_no_database_is_a_fault(data):
    (data / DATABASE).write_bytes(b"nothing of the kind" * 1000)
    assert verdicts(database, data) == {("database", Verdict.FAULT)}


def test_a_damaged_database_is_a_fault(data):
    with sqlite3.connect(data / DATABASE) as connection:
        connection.executemany(
            "INSERT INTO robots VALUES (?, 1, ?)", [(f"http://{n}", bytes(900)) for n in range(99)]
        )
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    size = (data / DATABASE).stat().st_size
    with (data / DATABASE).open("rb+") as file:
        file.seek(size // 2)
        file.write(b"\xff" * (size // 3))
    assert ("database", Verdict.FAULT) in verdicts(database, data)


def test_what_was_written_and_not_taken_over_yet_is_seen(data):
    connection = sqlite3.connect(data / DATABASE, isolation_level=None)
    connection.execute(f"PRAGMA user_version = {tables.VERSION + 1}")
    assert ("schema", Verdict.FAULT) in verdicts(database, data)
    connection.close()


def test_a_database_too_large_to_check_now_is_told(data, monkeypatch):
    monkeypatch.setattr(stored, "_SECONDS", -1.0)
    with sqlite3.connect(data / DATABASE) as connection:
        connection.executemany(
            "INSERT INTO robots VALUES (?, 1, ?)", [(f"http://{n}", bytes(900)) for n in range(999)]
        )
    connection.close()
    assert "too much to check" in said(database, data)[0][2]


def test_a_log_that_nobody_takes_over_is_told(data, monkeypatch):
    monkeypatch.setattr(stored, "LARGE_LOG", 10)
    connection = sqlite3.connect(data / DATABASE, isolation_level=None)
    connection.execute("INSERT INTO robots VALUES ('x', 1, x'')")
    assert ("database", Verdict.WARNING) in verdicts(database, data)
    connection.close()


def test_who_holds_what_is_known_without_trying(data):
    lock = PortalLock.take(data, "a.gov.cn")
    PortalLock.take(data, "b.gov.cn").close()
    assert held(data) == ["a.gov.cn"]
    lock.close()
    assert held(data) == []


def test_what_killed_runs_left_is_told_and_what_is_under_way_is_not(data):
    lock = PortalLock.take(data, "b.gov.cn")
    for portal in ("a.gov.cn", "b.gov.cn"):
        (data / "warc" / portal).mkdir(parents=True)
        (data / "warc" / portal / "x.warc.gz.open").touch()
    (data / "index").mkdir()
    (data / "index" / ".x.cdxj.part").touch()
    writing = replacing(data / "index" / "y.cdxj")
    writing.__enter__()
    texts = [text for about, _, text in said(leftovers, data) if about == "leftovers"]
    lock.close()
    writing.__exit__(None, None, None)
    assert [text.split(" ")[0] for text in texts] == ["1", "1"]
    assert ".x.cdxj.part" in texts[1]


def test_the_newest_instant_is_of_runs_and_of_the_archive(data):
    assert newest(data) is None
    with sqlite3.connect(data / DATABASE) as connection:
        connection.execute("INSERT INTO runs (id, started_at) VALUES ('1', '2031-05-06T07:08:09Z')")
    connection.close()
    assert newest(data) == datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
    (data / "warc" / "a").mkdir(parents=True)
    os.utime(data / "warc" / "a", (2e9, 2e9))
    assert newest(data) == datetime.fromtimestamp(2e9, UTC)


HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute(f"PRAGMA locking_mode={sys.argv[2]}")
connection.execute("BEGIN IMMEDIATE")
connection.execute("CREATE TABLE held (one)")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize(("mode", "verdict"), [("normal", Verdict.WARNING), ("exclusive", Verdict.FAULT)])
def test_who_keeps_others_from_the_database_is_told_and_nothing_is_given_up(data, monkeypatch, mode, verdict):
    monkeypatch.setattr(stored, "_PATIENCE", 0.5)
    held = [sys.executable, "-c", HOLD, str(data / DATABASE), mode]
    with subprocess.Popen(held, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        (found,) = (one for one in database(Case(data)) if one.verdict is not Verdict.OK)
        assert found.verdict is verdict
        assert "restore" not in found.remedy
        assert mode == "exclusive" or f"process {holder.pid} " in found.text
