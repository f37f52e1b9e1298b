"""What a disk could hold: the model against operations written down by hand."""

import random

import pytest

from tests.faults.journal import _HEAD, Disk
from tests.faults.shim import Kind


class Journal:
    """A journal of what is done to a folder."""

    def __init__(self, root):
        self.root, self.path, self._done = root, root.with_name("journal"), []

    def do(self, kind, name="", inode=0, at=0, data=b""):
        named = f"{self.root}/{name}".encode() if name else b""
        self._done.append(_HEAD.pack(kind, len(named), inode, at, len(data)) + named + data)
        self.path.write_bytes(b"".join(self._done))

    def synced(self, inode, number):
        self.do(Kind.SYNC, inode=inode, at=number)
        self.do(Kind.SYNCED, inode=inode, at=number)


@pytest.fixture
def journal(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    return Journal(root)


def outcomes(journal, disk, seeds=60):
    """All that is found on the disk, whichever way the power went."""
    disk.replay(journal.path)
    found = set()
    for seed in range(seeds):
        disk.restore(random.Random(seed))
        found.add(tuple(sorted((path.name, path.read_bytes()) for path in journal.root.iterdir())))
    return found


def test_what_an_fsync_covers_is_there_and_of_what_follows_any_beginning(journal):
    (journal.root / "file").write_bytes(b"old ")
    disk, inode = Disk(journal.root), (journal.root / "file").stat().st_ino
    journal.do(Kind.WRITE, inode=inode, at=4, data=b"durable ")
    journal.synced(inode, 1)
    journal.do(Kind.WRITE, inode=inode, at=12, data=b"later")
    found = {content for ((_, content),) in outcomes(journal, disk)}
    assert b"old durable " in found
    assert b"old durable later" in found
    assert all(content.startswith(b"old durable ") for content in found)
    assert any(b"\0" in content for content in found)


def test_an_fsync_that_did_not_end_covers_nothing(journal):
    (journal.root / "file").write_bytes(b"")
    disk, inode = Disk(journal.root), (journal.root / "file").stat().st_ino
    journal.do(Kind.WRITE, inode=inode, data=b"later")
    journal.do(Kind.SYNC, inode=inode, at=1)
    assert (("file", b""),) in outcomes(journal, disk)


def test_a_name_lasts_once_its_folder_is_synced_and_not_before(journal):
    disk, folder = Disk(journal.root), journal.root.stat().st_ino
    journal.do(Kind.CREATE, "draft", inode=7)
    journal.do(Kind.WRITE, inode=7, data=b"whole")
    journal.synced(7, 1)
    journal.synced(folder, 2)
    journal.do(Kind.RENAME, "draft", data=f"{journal.root}/file".encode())
    assert outcomes(journal, disk) == {(("draft", b"whole"),), (("file", b"whole"),)}


def test_a_removed_file_may_be_back(journal):
    (journal.root / "file").write_bytes(b"kept")
    disk = Disk(journal.root)
    journal.do(Kind.UNLINK, "file")
    assert outcomes(journal, disk) == {(), (("file", b"kept"),)}
