import errno
import fcntl
import os
from contextlib import closing
from types import SimpleNamespace

import pytest

from crawler import history
from crawler.database import connect
from crawler.doctor import disk as module
from crawler.doctor.diagnosis import Case, Verdict
from crawler.doctor.disk import disk, kind_of

MOUNTS = """\
21 1 254:0 / / rw,relatime shared:1 - ext4 /dev/root rw
22 21 0:20 / /mnt/far\\040away rw,relatime shared:2 - nfs4 server:/x rw
23 21 0:21 / /mnt/quick rw - tmpfs tmpfs rw
"""


@pytest.fixture
def mounted(monkeypatch):
    read = module.Path.read_text
    monkeypatch.setattr(
        module.Path, "read_text", lambda self, *a: MOUNTS if self.name == "mountinfo" else read(self, *a)
    )


def said(folder):
    return {one.about: one for one in disk(Case(folder))}


@pytest.mark.usefixtures("mounted")
def test_the_kind_is_that_of_the_innermost_mount():
    kinds = [
        kind_of(module.Path(path)) for path in ("/mnt", "/mnt/far away/data", "/mnt/quick", "/mnt/quicker")
    ]
    assert kinds == ["ext4", "nfs4", "tmpfs", "ext4"]


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("nfs4", "warning"),
        ("9p", "warning"),
        ("tmpfs", "warning"),
        ("overlay", "warning"),
        ("ext4", "ok"),
        ("", "ok"),
    ],
)
def test_a_kind_that_keeps_nothing_or_locks_nothing_is_told(tmp_path, monkeypatch, kind, verdict):
    monkeypatch.setattr(module, "kind_of", lambda _folder: kind)
    assert said(tmp_path)["file system"].verdict == verdict


def test_a_usable_folder_is_left_as_it_was(tmp_path):
    assert said(tmp_path)["data directory"].verdict is Verdict.OK
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_yet_is_not_made(tmp_path):
    found = said(tmp_path / "a" / "b")["data directory"]
    assert (found.verdict, "first crawl makes it" in found.text) == (Verdict.OK, True)
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "data").touch()
    assert said(tmp_path / "data")["disk"].verdict is Verdict.FAULT


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC, errno.ENODEV])
def test_what_the_disk_refuses_is_a_fault_with_a_remedy(tmp_path, monkeypatch, number):
    def refused(*_, **__):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(module.tempfile, "TemporaryFile", refused)
    found = said(tmp_path)["data directory"]
    assert (found.verdict, bool(found.remedy)) == (Verdict.FAULT, True)
    assert os.strerror(number) in found.text
    assert ("make room" in found.remedy) == (number == errno.ENOSPC)


def test_locks_that_hold_nobody_off_are_a_fault(tmp_path, monkeypatch):
    monkeypatch.setattr(fcntl, "flock", lambda *_: None)
    assert said(tmp_path)["data directory"].verdict is Verdict.FAULT


@pytest.mark.parametrize(
    ("free", "inodes", "verdicts"),
    [
        (10**12, 10**6, ["ok"]),
        (10**9, 10**6, ["warning"]),
        (10**6, 10**6, ["fault"]),
        (10**12, 10, ["ok", "warning"]),
    ],
)
def test_little_room_is_told(tmp_path, monkeypatch, free, inodes, verdicts):
    told = SimpleNamespace(f_bavail=free // 4096, f_frsize=4096, f_files=10**7, f_favail=inodes)
    monkeypatch.setattr(module.os, "statvfs", lambda _folder: told)
    assert [one.verdict for one in disk(Case(tmp_path)) if one.about == "room"] == verdicts


def test_what_nights_add_is_foretold(tmp_path):
    connect(tmp_path).close()
    (tmp_path / "warc" / "a.gov.cn").mkdir(parents=True)
    free = os.statvfs(tmp_path).f_bavail * os.statvfs(tmp_path).f_frsize
    for ago, verdict in ((3650, Verdict.OK), (2, Verdict.WARNING)):
        grown(tmp_path, free // ago)
        assert [one.verdict for one in disk(Case(tmp_path)) if " a day" in one.text] == [verdict]


def grown(data, size):
    """Three nights in which a portal's archive grew by so much."""
    with closing(connect(data)) as connection:
        connection.execute("DELETE FROM portal_runs")
        for night in "123":
            history.begin(connection, night, "a.gov.cn", "night")
        connection.execute("UPDATE portal_runs SET ended_at = started_at, archived = ?", (size,))
