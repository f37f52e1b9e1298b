import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.cdxj import content, lines_of
from archive.errors import ArchiveError
from archive.reader import captures
from archive.recovery import Recovered, recover
from archive.verify import verify_file
from tests.archive.exchanges import ODD, PORTAL, URL, context, context_of, exchange, rendering, writer


def left_open(data_dir, count=4):
    """Write exchanges with renderings among them and leave the file open; return it and where each ends."""
    warcs, ends = writer(data_dir), []
    for number, raw in zip(range(count), ODD.values(), strict=False):
        url = f"{URL}?{number}"
        capture = rendering(url=url) if number % 2 else exchange(raw, url=url)
        place = warcs.write(capture, context_of(capture))
        ends.append((data_dir / f"{place.warc}.open").stat().st_size)
    return data_dir / f"{place.warc}.open", ends


@pytest.fixture(scope="module")
def open_file(tmp_path_factory):
    return left_open(tmp_path_factory.mktemp("open"))


def torn_copy(data_dir, path, size):
    folder = data_dir / "warc" / PORTAL
    folder.mkdir(parents=True)
    torn = folder / path.name
    torn.write_bytes(path.read_bytes()[:size])
    return torn


@settings(max_examples=60)
@given(st.data())
def test_a_cut_loses_nothing_whole(tmp_path_factory, open_file, data):
    path, ends = open_file
    size = data.draw(
        st.integers(0, ends[-1]) | st.sampled_from([end + n for end in ends[:-1] for n in (-1, 0, 1)])
    )
    data_dir = tmp_path_factory.mktemp("torn")
    torn = torn_copy(data_dir, path, size)

    [recovered] = recover(data_dir, PORTAL)

    whole = [end for end in ends if end <= size]
    kept = whole[-1] if whole else 0
    final = torn.with_name(torn.name.removesuffix(".open"))
    assert not torn.exists()
    assert recovered == Recovered(final, size - kept, recovered.lost, kept=bool(whole))
    assert recovered.lost == 1 if size > kept > 0 else recovered.lost <= 1
    assert final.exists() == bool(whole)
    if whole:
        assert list(verify_file(final)) == []
        assert [capture.url for capture in captures(final)] == [
            f"{URL}?{number}" for number in range(len(whole))
        ]
        assert all(capture.context for capture in captures(final))
    assert recover(data_dir, PORTAL) == []


@pytest.mark.parametrize("tail", [b"\x00" * 5000, b"\x1f\x8b\x08garbage", b"garbage"])
def test_what_a_power_cut_leaves_is_cut(tmp_path, open_file, tail):
    path, ends = open_file
    torn = torn_copy(tmp_path, path, ends[-1])
    torn.write_bytes(torn.read_bytes() + tail)
    [recovered] = recover(tmp_path, PORTAL)
    assert recovered.cut == len(tail)
    assert list(verify_file(recovered.warc)) == []


def test_whole_exchanges_behind_damage_are_kept(tmp_path, open_file):
    path, ends = open_file
    torn = torn_copy(tmp_path, path, ends[-1])
    raw = bytearray(torn.read_bytes())
    raw[ends[0] + 30 : ends[0] + 60] = bytes(30)
    torn.write_bytes(raw)
    [recovered] = recover(tmp_path, PORTAL)
    assert (recovered.cut, recovered.lost) == (0, 0)
    assert f"{URL}?3" in [capture.url for capture in captures(recovered.warc)]
    assert [fault.rule for fault in verify_file(recovered.warc)] != []


def test_a_missing_index_is_built(tmp_path):
    warcs = writer(tmp_path)
    place = warcs.write(exchange(), context())
    warcs.close()
    path = tmp_path / place.warc
    shutil.rmtree(tmp_path / "index")
    assert recover(tmp_path, PORTAL) == [Recovered(path)]
    assert (tmp_path / "index" / f"{path.name}.cdxj").read_bytes() == content(lines_of(path))


def test_a_closed_file_is_never_overwritten(tmp_path, open_file):
    torn = torn_copy(tmp_path, *open_file[:1], size=None)
    closed = torn.with_name(torn.name.removesuffix(".open"))
    closed.write_bytes(b"kept")
    with pytest.raises(ArchiveError, match=r"there already and holds something else.*gongkai import"):
        recover(tmp_path, PORTAL)
    assert closed.read_bytes() == b"kept"


@pytest.mark.parametrize("cut", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("tail", [b"", b"torn"])
def test_of_a_file_under_both_names_the_longer_stays(tmp_path, open_file, cut, tail):
    path, ends = open_file
    size = (0, *ends)[cut]
    whole, part = path.read_bytes(), path.read_bytes()[:size]
    for longer, shorter in ((".open", ""), ("", ".open")):
        folder = tmp_path / str(len(longer))
        torn = torn_copy(folder, path, size=0)
        closed = torn.with_name(torn.name.removesuffix(".open"))
        for name, content_ in ((longer, whole), (shorter, part)):
            (torn if name else closed).write_bytes(content_ + (tail if name else b""))
        (recovered,) = recover(folder, PORTAL)
        assert recovered.whole is None or len(recovered.whole) == len(ends)
        assert [one.name for one in torn.parent.iterdir()] == [closed.name]
        assert closed.read_bytes() == whole
        assert (folder / "index" / f"{closed.name}.cdxj").read_bytes() == content(lines_of(closed))


def test_a_portal_without_files_needs_nothing(tmp_path):
    assert recover(tmp_path, PORTAL) == []


def test_a_killed_writer_is_recovered(tmp_path):
    code = """
import sys
from pathlib import Path
from tests.archive.exchanges import context, exchange, writer
warcs = writer(Path(sys.argv[1]))
while True:
    print(warcs.write(exchange(), context()).offset, flush=True)
"""
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as run:
        first = run.stdout.readline()
        time.sleep(0.2)
        os.kill(run.pid, signal.SIGKILL)
        offsets = [
            int(line) for line in (first + run.stdout.read()).splitlines(keepends=True) if line.endswith("\n")
        ]
    [recovered] = recover(tmp_path, PORTAL)
    assert list(verify_file(recovered.warc)) == []
    found = [json.loads(line.split(b" ", 2)[2])["offset"] for line in lines_of(recovered.warc)]
    assert found[: len(offsets)] == [str(offset) for offset in offsets]
