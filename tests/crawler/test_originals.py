"""The index of originals: entered once durable, made again from the archive, and never believed without a look."""

import os
import subprocess
import sys
from contextlib import closing

import pytest

from archive.captures import read_capture
from archive.reader import captures
from archive.recovery import recover
from crawler.database import connect, transaction
from crawler.originals import Originals, catch_up, enter
from tests.archive.exchanges import PORTAL, context, exchange, response, writer

BODY = "政府信息公开工作年度报告".encode() * 100


def write(data_dir, body=BODY):
    """Write one exchange as a run of its own does, from recovery to the closed file; return its place."""
    recover(data_dir, PORTAL)
    with closing(connect(data_dir)) as db, closing(Originals(data_dir, PORTAL)) as originals:
        catch_up(db, data_dir, PORTAL)
        warcs = writer(data_dir, originals=originals.find)
        place = warcs.write(exchange(response(body)), context())
        with transaction(db):
            enter(db, warcs.sync())
        warcs.close()
    return place


def is_revisit(data_dir, place):
    return read_capture(data_dir, place).revisit is not None


def test_runs_know_of_each_other(tmp_path):
    first, second, third = (write(tmp_path) for _ in range(3))
    assert [is_revisit(tmp_path, place) for place in (first, second, third)] == [False, True, True]
    assert read_capture(tmp_path, third).revisit.place == first


@pytest.mark.parametrize("table", ["originals", "indexed", "both"])
def test_the_index_is_made_again_from_the_archive(tmp_path, table):
    first = write(tmp_path)
    if table == "both":
        for file in tmp_path.glob("gongkai.db*"):
            file.unlink()
    else:
        with closing(connect(tmp_path)) as db:
            db.execute(f"DELETE FROM {table}")
    assert read_capture(tmp_path, write(tmp_path)).revisit.place == first


def test_other_portals_are_left_alone(tmp_path):
    write(tmp_path)
    with closing(connect(tmp_path)) as db, closing(Originals(tmp_path, "other.gov.cn")) as others:
        catch_up(db, tmp_path, "other.gov.cn")
        assert others.find(read_capture(tmp_path, write(tmp_path)).payload_digest) is None


@pytest.mark.parametrize("loss", ["gone", "another", "cut"])
def test_what_is_not_there_any_more_is_not_referred_to(tmp_path, loss):
    first = write(tmp_path)
    path = tmp_path / first.warc
    if loss == "gone":
        path.unlink()
    elif loss == "cut":
        os.truncate(path, first.offset + 30)
    else:
        elsewhere = tmp_path / "elsewhere"
        path.write_bytes((elsewhere / write(elsewhere, BODY[::-1]).warc).read_bytes())
    second, third = write(tmp_path), write(tmp_path)
    assert not is_revisit(tmp_path, second)
    assert read_capture(tmp_path, third).revisit.place == second


_KILLED = """
import os, signal, sys
from contextlib import closing
from pathlib import Path
from crawler.database import connect, transaction
from crawler.originals import Originals, enter
from tests.archive.exchanges import PORTAL, context, exchange, response, writer
from tests.crawler.test_originals import BODY

data_dir, step = Path(sys.argv[1]), sys.argv[2]
db, originals = connect(data_dir), Originals(data_dir, PORTAL)
warcs = writer(data_dir, originals=originals.find)
place = warcs.write(exchange(response(BODY)), context())
if step != "written":
    durable = warcs.sync()
    print((data_dir / f"{place.warc}.open").stat().st_size, flush=True)
    if step == "entered":
        with transaction(db):
            enter(db, durable)
    warcs.write(exchange(response(BODY)), context())
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize(
    ("step", "lost"),
    [("written", 0), ("written", 500), ("synced", 0), ("synced", 9999), ("entered", 300), ("entered", 9999)],
)
def test_a_kill_leaves_no_revisit_without_its_original(tmp_path, step, lost):
    """After a power cut the end of what was not synced may be missing, however much of it."""
    command = [sys.executable, "-c", _KILLED, str(tmp_path), step]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    assert ended.returncode < 0, ended.stderr
    [left] = tmp_path.glob("warc/*/*.open")
    os.truncate(left, max(int(ended.stdout or 0), left.stat().st_size - lost))
    place = write(tmp_path)
    faults = []
    found = [one for path in sorted(tmp_path.glob("warc/*/*")) for one in captures(path, faults.append)]
    assert faults == []
    assert {one.payload for one in found} == {BODY}
    assert is_revisit(tmp_path, place) == (step != "written" or lost == 0)
