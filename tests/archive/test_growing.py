"""A portal's newest file gone on with: when, and that nothing of what was closed is ever lost by it."""

import os
import shutil
import subprocess
import sys
from datetime import timedelta

import pytest
from fastwarc.warc import ArchiveIterator
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from archive import growing, openfile
from archive.captures import read_capture
from archive.cdxj import content, lines_of
from archive.errors import ArchiveError
from archive.names import index_path
from archive.reader import captures
from archive.recovery import recover
from archive.verify import verify_file
from archive.writer import WarcWriter
from tests.archive.exchanges import ODD, PORTAL, START, context, exchange, response, writer


def night(data_dir, *raws, now=START, **settings):
    """Archive as a night does; return the places."""
    recover(data_dir, PORTAL)
    warcs = writer(data_dir, clock=lambda: now, **settings)
    places = [warcs.write(exchange(raw), context()) for raw in raws or (response(),)]
    warcs.close()
    return places


def files(data_dir):
    return sorted((data_dir / "warc" / PORTAL).iterdir())


def assert_sound(data_dir, places):
    """Every file has its final name, is clean and rightly indexed, and every place is true."""
    for path in files(data_dir):
        assert path.name.endswith(".warc.gz")
        assert list(verify_file(path)) == []
        assert index_path(data_dir, path).read_bytes() == content(lines_of(path))
    for place in places:
        assert read_capture(data_dir, place).place == place


def test_a_month_of_nights_is_one_file(tmp_path):
    places = []
    for day in range(30):
        odd = list(ODD.values())[day % len(ODD)]
        places += night(tmp_path, response(os.urandom(900)), odd, now=START + timedelta(days=day))
    [path] = files(tmp_path)
    assert path.name == f"{PORTAL}-20260301080000-00001.warc.gz"
    assert_sound(tmp_path, places)
    with path.open("rb") as one, path.open("rb") as other:
        by_fastwarc = [record.record_id.strip("<>") for record in ArchiveIterator(one, parse_http=False)]
        warcio = [
            record.rec_headers.get_header("WARC-Record-ID").strip("<>") for record in WarcioIterator(other)
        ]
    assert by_fastwarc == warcio
    assert {place.record_id for place in places} <= set(warcio)
    assert len(warcio) == 30 + 3 * len(places)
    [of_run] = {record.rec_headers.get_header("WARC-Filename") for record in infos(path)}
    assert of_run == path.name


def infos(path):
    with path.open("rb") as file:
        yield from (record for record in WarcioIterator(file) if record.rec_type == "warcinfo")


def test_every_record_names_the_warcinfo_of_its_own_run(tmp_path):
    for _ in range(2):
        night(tmp_path)
    with files(tmp_path)[0].open("rb") as file:
        heads = [record.rec_headers for record in WarcioIterator(file)]
    ids = [head.get_header("WARC-Record-ID") for head in heads]
    named = [head.get_header("WARC-Warcinfo-ID") for head in heads]
    assert named == [None, *[ids[0]] * 3, None, *[ids[4]] * 3]


def test_a_night_that_archives_nothing_touches_nothing(tmp_path):
    night(tmp_path)
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in tmp_path.rglob("*")}
    recover(tmp_path, PORTAL)
    writer(tmp_path, clock=lambda: START).close()
    assert {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in tmp_path.rglob("*")} == before


def test_while_it_is_open_all_before_it_is_read(tmp_path):
    [place] = night(tmp_path, response(b"before"))
    warcs = writer(tmp_path, clock=lambda: START)
    later = warcs.write(exchange(response(b"later")), context())
    assert [path.name.endswith(".open") for path in files(tmp_path)] == [True]
    assert [read_capture(tmp_path, one).payload for one in (place, later)] == [b"before", b"later"]
    assert index_path(tmp_path, files(tmp_path)[0]).exists()
    warcs.close()
    assert_sound(tmp_path, [place, later])


def larger(data_dir, _):
    night(data_dir, response(os.urandom(growing.MOST)))


def cut(_, path):
    os.truncate(path, path.stat().st_size - 1)


def garbage(_, path):
    path.write_bytes(path.read_bytes() + b"garbage")


def zeros_at_the_end(_, path):
    path.write_bytes(path.read_bytes()[:-50] + bytes(50))


def linked(_, path):
    os.link(path, path.parents[3] / "elsewhere")


def linked_softly(data_dir, path):
    path.rename(data_dir / "disk")
    path.symlink_to(data_dir / "disk")


def read_only(_, path):
    path.chmod(0o444)


def renamed(data_dir, path):
    other = path.with_name(path.name.replace("080000", "080001"))
    path.rename(other)
    index_path(data_dir, path).rename(index_path(data_dir, other))


def imported(data_dir, path):
    other = path.with_name(f"{PORTAL}-imported-0123456789abcdef.warc.gz")
    path.rename(other)
    index_path(data_dir, path).rename(index_path(data_dir, other))


def moved_away(data_dir, path):
    path.rename(data_dir / "moved")


@pytest.mark.parametrize(
    "fate",
    [cut, garbage, zeros_at_the_end, linked, linked_softly, read_only, renamed, imported, moved_away, larger],
)
def test_a_file_that_must_not_grow_is_left_as_it_is(tmp_path, fate):
    data_dir = tmp_path / "data"
    [place] = night(data_dir)
    path = data_dir / place.warc
    fate(data_dir, path)
    before = {path.name: path.read_bytes() for path in files(data_dir)}
    [later] = night(data_dir)
    assert later.warc not in {f"warc/{PORTAL}/{name}" for name in before}
    assert {name: (data_dir / "warc" / PORTAL / name).read_bytes() for name in before} == before
    assert read_capture(data_dir, later).place == later


@pytest.mark.parametrize(
    "settings",
    [{"now": START + timedelta(days=40)}, {"now": START - timedelta(days=40)}, {"max_bytes": 1000}],
)
def test_a_file_of_another_month_or_a_full_one_is_left_as_it_is(tmp_path, settings):
    places = night(tmp_path) + night(tmp_path, **settings)
    assert len(files(tmp_path)) == 2
    assert_sound(tmp_path, places)


def test_what_another_version_wrote_is_left_as_it_is(tmp_path):
    old = WarcWriter(
        tmp_path, PORTAL, run_id="0", software="gongkai/-1", user_agent="test", clock=lambda: START
    )
    place = old.write(exchange(), context())
    old.close()
    assert night(tmp_path)[0].warc != place.warc


def gone_on(data_dir):
    warcs = writer(data_dir, clock=lambda: START)
    warcs.write(exchange(), context())
    warcs.close()


@pytest.mark.parametrize("number", [1, 13, 28, 30])  # not permitted, denied, no room, read-only
@pytest.mark.parametrize("step", ["rename", "writev", "fsync"])
def test_what_the_system_refuses_leaves_what_was_closed(tmp_path, monkeypatch, step, number):
    [place] = night(tmp_path)
    before = (tmp_path / place.warc).read_bytes()

    def refuse(*_):
        raise OSError(number, "no")

    with monkeypatch.context() as patched:
        patched.setattr(openfile.Path if step == "rename" else openfile.os, step, refuse)
        with pytest.raises(ArchiveError):
            gone_on(tmp_path)
    recover(tmp_path, PORTAL)
    assert (tmp_path / place.warc).read_bytes().startswith(before)
    assert_sound(tmp_path, [place, *night(tmp_path)])


_KILLED = """
import os, signal, sys
from pathlib import Path
from archive import cdxj, names, openfile
from tests.archive.exchanges import PORTAL, START, context, exchange, response, writer

left = int(sys.argv[2])
def struck(call):
    def one(*arguments, **named):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        if left == 1 and call is writev:
            os.write(arguments[0], b"".join(arguments[1])[:int(sys.argv[3])])
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*arguments, **named)
    return one
writev = os.writev
for name in ("writev", "fsync", "rename", "replace", "ftruncate"):
    setattr(os, name, struck(getattr(os, name)))
warcs = writer(Path(sys.argv[1]), clock=lambda: START)
for number in range(2):
    warcs.write(exchange(response(b"%d" % number * 900)), context())
    warcs.sync()
warcs.close()
print("ended")
"""


def test_a_kill_at_any_step_costs_nothing_that_was_closed(tmp_path):
    """Strikes before each operation of taking a file up, writing, closing, and in the midst of each write."""
    base = tmp_path / "base"
    places = night(base, response(b"before"), ODD["304"])
    before = (base / places[0].warc).read_bytes()
    for step in range(2, 40):
        for torn in (0, 40):
            data_dir = tmp_path / f"{step}-{torn}"
            shutil.copytree(base, data_dir)
            done = subprocess.run(
                [sys.executable, "-c", _KILLED, str(data_dir), str(step), str(torn)],
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == -9 or done.stdout == "ended\n", done.stderr
            for place in places:
                assert read_capture(data_dir, place).place == place
            recover(data_dir, PORTAL)
            assert files(data_dir)[0].read_bytes().startswith(before)
            assert_sound(data_dir, [*places, *night(data_dir)])
            assert len(files(data_dir)) == 1
        if done.stdout:
            return
    pytest.fail("it never came to its end")


def test_what_was_closed_is_not_cut_even_where_it_is_damaged_since(tmp_path):
    [place] = night(tmp_path)
    size = (tmp_path / place.warc).stat().st_size
    warcs = writer(tmp_path, clock=lambda: START)
    warcs.write(exchange(), context())
    opened = files(tmp_path)[0]
    raw = bytearray(opened.read_bytes())
    raw[size - 20 : size] = bytes(20)
    end = size + raw[size:].index(b"\x1f\x8b\x08", 3)  # behind the second warcinfo
    opened.write_bytes(raw[: end + 30])
    [recovered] = recover(tmp_path, PORTAL)
    assert recovered.cut == end + 30 - size
    assert (tmp_path / place.warc).read_bytes() == raw[:size]


def test_captures_are_told_in_the_order_of_the_nights(tmp_path):
    for number in range(3):
        night(tmp_path, response(b"%d" % number))
    assert [one.payload for one in captures(files(tmp_path)[0])] == [b"0", b"1", b"2"]
