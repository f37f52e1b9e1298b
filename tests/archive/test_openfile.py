import errno
import os
from types import SimpleNamespace

import pytest

from archive import openfile
from archive.cdxj import lines_of
from archive.errors import ArchiveError, DiskFull
from archive.openfile import RESERVE
from archive.recovery import recover
from archive.verify import verify_file
from tests.archive.exchanges import PORTAL, context, exchange, response, writer


def free(monkeypatch, size, blocks=1):
    disk = SimpleNamespace(f_bavail=size, f_frsize=1, f_blocks=blocks)
    monkeypatch.setattr(openfile.os, "fstatvfs", lambda _: disk)


def files(data_dir):
    return sorted(path.name for path in (data_dir / "warc" / PORTAL).iterdir())


def test_room_is_kept_for_what_ends_a_crawl(tmp_path, monkeypatch):
    warcs = writer(tmp_path)
    warcs.write(exchange(), context())
    free(monkeypatch, RESERVE + 10_000)
    with pytest.raises(DiskFull, match="kept to end well"):
        warcs.write(exchange(response(os.urandom(70_000))), context())
    warcs.close()
    [name] = files(tmp_path)
    assert (tmp_path / "index" / f"{name}.cdxj").exists()
    assert list(verify_file(tmp_path / "warc" / PORTAL / name)) == []


def test_without_room_no_file_is_left(tmp_path, monkeypatch):
    free(monkeypatch, RESERVE)
    with pytest.raises(DiskFull):
        writer(tmp_path).write(exchange(), context())
    assert files(tmp_path) == []


def test_a_disk_that_does_not_tell_its_size_is_tried(tmp_path, monkeypatch):
    free(monkeypatch, 0, blocks=0)
    warcs = writer(tmp_path)
    warcs.write(exchange(), context())
    warcs.close()
    assert len(files(tmp_path)) == 1


def test_nothing_is_written_behind_a_torn_end(tmp_path, monkeypatch):
    warcs = writer(tmp_path)
    warcs.write(exchange(), context())
    real = os.writev

    def refuse(*_):
        raise OSError(errno.EIO, "no")

    with monkeypatch.context() as patched:
        patched.setattr(openfile.os, "ftruncate", refuse)
        patched.setattr(
            openfile.os,
            "writev",
            lambda to, group: real(to, [b"".join(group)[:100]]) if sum(map(len, group)) > 900 else refuse(),
        )
        with pytest.raises(ArchiveError):
            warcs.write(exchange(), context())
    with pytest.raises(ArchiveError, match="torn"):
        warcs.write(exchange(), context())
    [recovered] = recover(tmp_path, PORTAL)
    assert recovered.cut
    assert len(list(lines_of(recovered.warc))) == 1
    assert list(verify_file(recovered.warc)) == []


@pytest.mark.parametrize("step", ["fsync", "rename"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_disk_that_becomes_full_while_a_file_is_closed(tmp_path, monkeypatch, step, number):
    warcs = writer(tmp_path)
    warcs.write(exchange(), context())

    def refuse(*_):
        raise OSError(number, "no")

    with monkeypatch.context() as patched:
        patched.setattr(openfile.os if step == "fsync" else openfile.Path, step, refuse)
        with pytest.raises(DiskFull):
            warcs.close()
    [recovered] = recover(tmp_path, PORTAL)
    assert recovered.cut == 0
    assert list(verify_file(recovered.warc)) == []


def test_a_group_larger_than_a_file_has_one_for_itself(tmp_path):
    warcs = writer(tmp_path, max_bytes=10_000)
    for size in (10, 50_000, 60_000, 10):
        warcs.write(exchange(response(os.urandom(size))), context())
    warcs.close()
    names = files(tmp_path)
    assert len(names) == 4
    for name in names:
        path = tmp_path / "warc" / PORTAL / name
        assert len(list(lines_of(path))) == 1
        assert list(verify_file(path)) == []


def test_a_file_that_holds_no_capture_is_not_kept(tmp_path, monkeypatch):
    warcs = writer(tmp_path)
    real, calls = os.writev, []

    def write(to, group):
        calls.append(group)
        if len(calls) > 1:
            raise OSError(errno.ENOSPC, "no")
        return real(to, group)

    with monkeypatch.context() as patched:
        patched.setattr(openfile.os, "writev", write)
        with pytest.raises(DiskFull):
            warcs.write(exchange(), context())
    warcs.close()
    assert files(tmp_path) == []


def test_the_name_of_a_file_that_was_taken_away_is_not_used_again(tmp_path):
    """Its index says that it was there, whatever the clock says now."""
    moment = exchange().started_at
    names = set()
    for _ in range(2):
        warcs = writer(tmp_path, clock=lambda: moment)
        place = warcs.write(exchange(), context())
        warcs.close()
        names.add(place.warc)
        (tmp_path / place.warc).unlink()
    assert len(names) == 2
