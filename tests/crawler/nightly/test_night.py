"""Nights on loopback portals: what befalls one of them, a lane or the supervisor costs the others nothing."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from crawler import clock, locks
from crawler.errors import NightUnderWay
from crawler.exits import Exit
from crawler.jobs import Job, Options
from crawler.nightly import lane, plan, processes, supervisor
from crawler.nightly import night as nights
from crawler.nightly.handles import LaneHandle
from crawler.nightly.limits import MIB, Share
from crawler.nightly.orders import LaneTerms
from crawler.nightly.supervisor import Bounds
from crawler.nightly.window import Window
from crawler.runs.recording import Recording
from spiders.registry import Portal, Registry
from tests.crawler.running import rows
from tests.crawler.server import Answer, Site, page


def links(*paths):
    return page("".join(f'<a href="{path}">x</a>' for path in paths))


def site(*bad):
    """A portal with a list, an article of two pages, and perhaps something bad behind both."""
    routes = {
        "/": links("/list"),
        "/list": links("/doc/1", *bad),
        "/doc/1": page("one"),
        "/doc/1/2": page("two"),
    }
    return Site(routes={"/robots.txt": page(""), **routes, **dict.fromkeys(bad, page("bad"))})


class Never(Answer):
    def send(self, connection):  # noqa: ARG002 - it never answers
        time.sleep(8)


@pytest.fixture
def sites():
    """Starts portals and names them."""
    with ExitStack() as stack:
        yield lambda **made: {name: stack.enter_context(one) for name, one in made.items()}


def registry(sites, **known):
    return Registry(tuple(Portal(name, (f"{one.url}/",), **known) for name, one in sites.items()))


def night_of(data_dir, sites, bounds=None, seconds=0.0, **known):
    settings = {"SPIDER_MODULES": ["tests.crawler.nightly.faulty"], "ITEM_PIPELINES": {}, "FIRST_REST": 0.1}
    options = Options(data_dir, delay=0, allow_private=True, seconds=seconds, settings=settings)
    return nights.Night(registry(sites, **known), plan.Terms(), options, bounds or Bounds())


def run(night, lanes=2, at_once=2):
    night.data_dir.mkdir(exist_ok=True)
    told = []
    due = night.planned()[0].due
    outcome = nights.run(night, due, Share(lanes, at_once, 4096 * MIB), lambda *ended: told.append(ended))
    return outcome, told


def summary_of(data_dir):
    [folder] = [path for path in (data_dir / "runs").iterdir() if path.is_dir()]
    return json.loads((folder / "summary.json").read_text("utf-8"))


@pytest.mark.usefixtures("watchdog")
def test_one_portal_never_stops_another(tmp_path, sites):
    """One kills its lane with what else that holds, one stops the event loop, one takes longer than it may."""
    slow = site("/slow")
    slow.routes["/slow"] = Never(b"", close=True)
    good = {f"good{n}": site() for n in range(5)}
    portals = sites(die=site("/die"), spin=site("/spin"), slow=slow, **good)
    outcome, told = run(night_of(tmp_path / "data", portals, Bounds(silence=5.0), seconds=8.0))
    reasons = {name: came["reason"] for name, came in told}
    assert reasons == {
        "die": "failed",
        "spin": "failed",
        "slow": "out_of_time",
        **dict.fromkeys(good, "finished"),
    }
    assert outcome.code is Exit.FAULT
    for name in good:
        assert max(Counter(portals[name].paths()).values()) <= 2, "given out again, it goes on"
        assert len(rows(tmp_path / "data", f"SELECT 1 FROM documents WHERE portal = '{name}'")) == 1
    kept = {one["portal"]: one["reason"] for one in summary_of(tmp_path / "data")["portals"]}
    assert kept == reasons
    assert "lanes.log" in kept_error(tmp_path / "data", "die")
    assert "in listing" in next((tmp_path / "data" / "runs").glob("*/lanes.log")).read_text("utf-8")


def kept_error(data_dir, portal):
    return next(one["error"] for one in summary_of(data_dir)["portals"] if one["portal"] == portal)


@pytest.mark.usefixtures("watchdog")
def test_at_the_end_of_its_window_a_night_stops_and_the_next_goes_on_with_what_was_left(
    tmp_path, sites, monkeypatch
):
    portals = sites(**{f"p{n}": site() for n in range(4)})
    for one in portals.values():
        one.routes["/doc/1"] = Answer(page("one").raw, pause=0.8)
    begin = clock.epoch()
    here = time.localtime(begin)
    window = Window.parse(f"{here.tm_hour:02}:{here.tm_min:02}-{(here.tm_hour + 1) % 24:02}:{here.tm_min:02}")
    night = night_of(tmp_path / "data", portals, Bounds(window=window))

    def ends():
        while not any(one.paths() for one in portals.values()):
            time.sleep(0.01)
        monkeypatch.setattr(clock, "epoch", lambda: begin + 2 * 3600)

    threading.Thread(target=ends, daemon=True).start()
    outcome, told = run(night, lanes=1, at_once=2)
    assert outcome.code is Exit.STOPPED
    begun = {name for name, _ in told}
    assert len(begun) < 4
    monkeypatch.setattr(clock, "epoch", lambda: begin + 20 * 3600)
    due = night_of(tmp_path / "data", portals).planned()[0].due
    assert [one.rank.name for one in due if one.portal.name in begun] == ["UNFINISHED"] * len(begun)
    assert {one.portal.name for one in due[: len(begun)]} == begun
    outcome, told = run(night_of(tmp_path / "data", portals))
    assert {name: came["reason"] for name, came in told} == dict.fromkeys(portals, "finished")
    for one in portals.values():
        assert Counter(one.paths()) == dict.fromkeys(("/", "/list", "/doc/1", "/doc/1/2"), 1)


COMMAND = (sys.executable, "-m", "crawler", "nightly", "--allow-private", "--delay", "0", "--lanes", "2")


@pytest.fixture
def begun(tmp_path, sites):
    """A night of the command under way on portals that answer slowly, its lanes at work."""
    portals = sites(**{f"p{n}": site() for n in range(6)})
    for one in portals.values():
        one.routes = {path: Answer(answer.raw, pause=1.0) for path, answer in one.routes.items()}
    file = tmp_path / "portals.csv"
    listed = (f"{name},{one.url}/,,\n" for name, one in portals.items())
    file.write_text(f"name,address,issuer,division\n{''.join(listed)}")
    command = (*COMMAND, "--portals", str(file), "--data", str(tmp_path / "data"))
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        while not any(one.paths() for one in portals.values()):
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.02)
        yield process, command, portals
        process.kill()


def lanes_of(supervisor):
    return [pid for pid, parent, _ in processes.every() if parent == supervisor]


def are_gone(lanes):
    return not {pid for pid, _, _ in processes.every()}.intersection(lanes)


LANE = (sys.executable, "-m", "crawler.nightly")


@pytest.mark.usefixtures("watchdog")
def test_a_lane_whose_supervisor_is_gone_waits_for_no_slow_host(tmp_path, sites):
    [slow] = sites(slow=Site(routes={"/": Answer(page("slow").raw, pause=600.0)})).values()
    night = night_of(tmp_path, {"slow": slow})
    options = replace(night.options, settings={**night.options.settings, "STOP_GRACE": 600.0})
    job = Job("slow", (f"{slow.url}/",)).to_json()
    with (
        Recording.begin(tmp_path, "nightly") as recording,
        subprocess.Popen(LANE, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process,
    ):
        given = (LaneTerms(recording.run_id, options, 600.0, {}).to_json(), {"job": job, "expect": {}})
        process.stdin.writelines(json.dumps(one, default=str).encode() + b"\n" for one in given)
        process.stdin.flush()
        while not slow.connections:
            time.sleep(0.02)
        process.stdin.close()
        assert process.wait() in (Exit.STOPPED, Exit.DONE), "what it was about to ask it may have left"


@pytest.mark.usefixtures("watchdog")
def test_a_lane_whose_supervisor_is_gone_before_it_began_says_nothing():
    ended = subprocess.run(LANE, input=b'{"run_id": "cut o', check=False, capture_output=True)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"", b"")


@pytest.mark.usefixtures("watchdog")
def test_a_lane_that_cannot_begin_says_why_in_a_line(tmp_path):
    (tmp_path / "data").write_text("no folder")
    terms = LaneTerms("run", Options(tmp_path / "data"), 120.0, {})
    given = json.dumps(terms.to_json()).encode() + b"\n"
    ended = subprocess.run(LANE, input=given, check=False, capture_output=True)
    assert ended.returncode == 1
    assert ended.stderr.decode().splitlines()[-1].startswith("lane ")
    assert b"Traceback" not in ended.stderr


@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_supervisor_that_ends_leaves_no_process_and_the_next_night_goes_on(tmp_path, begun, number):
    process, command, portals = begun
    lanes = lanes_of(process.pid)
    assert len(lanes) == 2
    said = f"is run by process {process.pid} since"
    with pytest.raises(NightUnderWay, match=said), locks.night(tmp_path / "data"):
        pass
    process.send_signal(number)
    code = process.wait(50)
    assert code == (Exit.STOPPED if number == signal.SIGTERM else -number)
    again = subprocess.run((*command, "--lanes", "1"), check=False, capture_output=True, text=True)
    assert are_gone(lanes)
    assert again.returncode == Exit.DONE, again.stderr
    assert rows(tmp_path / "data", "SELECT count(*) FROM jobs WHERE finished_at IS NOT NULL") == [
        (len(portals),)
    ]
    assert not rows(tmp_path / "data", "SELECT 1 FROM jobs WHERE finished_at IS NULL")
    assert all(one.paths().count("/") <= 2 for one in portals.values())


def test_a_second_night_is_refused_naming_the_first(tmp_path):
    file = tmp_path / "portals.csv"
    file.write_text("name,address,issuer,division\na,http://127.0.0.1:9/,,\n")
    with locks.night(tmp_path / "data"):
        command = (*COMMAND, "--portals", str(file), "--data", str(tmp_path / "data"))
        second = subprocess.run(command, check=False, capture_output=True, text=True)
    assert second.returncode == Exit.LOCKED
    assert f"is run by process {os.getpid()} since" in second.stderr


def test_less_room_than_is_to_stay_free_is_no_night(tmp_path, sites):
    portals = sites(p=site())
    night = night_of(tmp_path, portals, Bounds(keep_free=1 << 60))
    with pytest.raises(nights.DiskFull, match=r"free where .* are to stay free"):
        run(night)
    assert not portals["p"].log


@pytest.mark.usefixtures("watchdog")
def test_a_night_ends_cleanly_where_the_room_that_is_to_stay_free_is_reached_and_the_next_goes_on(
    tmp_path, sites, monkeypatch
):
    portals = sites(**{f"p{n}": site() for n in range(3)})
    portals["p0"].routes["/doc/1"] = Answer(page("one").raw, pause=1.5)
    monkeypatch.setattr(supervisor, "_WEIGHED", 0.2)
    disk_usage = shutil.disk_usage

    def filling(path):
        free = 0 if "/doc/1" in portals["p0"].paths() else disk_usage(path).free
        return disk_usage(path)._replace(free=free)

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "disk_usage", filling)
        outcome, _ = run(night_of(tmp_path / "data", portals, Bounds(keep_free=1000)), lanes=1, at_once=1)
    assert outcome.code is Exit.DISK_FULL
    assert outcome.summary.reason == "disk_full"
    outcome, told = run(night_of(tmp_path / "data", portals))
    assert {name: came["reason"] for name, came in told} == dict.fromkeys(portals, "finished")
    for one in portals.values():
        assert Counter(one.paths()) == dict.fromkeys(("/", "/list", "/doc/1", "/doc/1/2"), 1)


@pytest.mark.usefixtures("watchdog")
def test_a_lane_beyond_its_memory_is_replaced_and_nothing_is_lost(tmp_path, sites, monkeypatch):
    portals = sites(**{f"p{n}": site() for n in range(4)})
    for one in portals.values():
        one.routes["/doc/1"] = Answer(page("one").raw, pause=0.6)
    monkeypatch.setattr(supervisor, "_WEIGHED", 0.1)
    started = []
    start = LaneHandle.start

    async def counting(*known):
        started.append(await start(*known))
        return started[-1]

    monkeypatch.setattr(LaneHandle, "start", counting)
    night = night_of(tmp_path / "data", portals)
    night.data_dir.mkdir()
    told = []
    share = Share(lanes=1, at_once=2, lane_bytes=1)
    nights.run(night, night.planned()[0].due, share, lambda *ended: told.append(ended))
    assert sorted((name, came["reason"]) for name, came in told) == [(name, "finished") for name in portals]
    assert [lane.process.returncode for lane in started] == [0] * len(started)
    assert len(started) > 1
    for one in portals.values():
        assert Counter(one.paths()) == dict.fromkeys(("/", "/list", "/doc/1", "/doc/1/2"), 1)


@pytest.mark.usefixtures("watchdog")
def test_what_cannot_be_told_ends_the_night_and_leaves_no_lane(tmp_path, sites):
    night = night_of(tmp_path / "data", sites(one=site(), two=site()))
    night.data_dir.mkdir()

    def told(*_):
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    before = {pid for pid, _, _ in processes.every()}
    with pytest.raises(OSError, match="Input/output"):
        nights.run(night, night.planned()[0].due, Share(2, 1, 4096 * MIB), told)
    lanes = [pid for pid, parent, _ in processes.every() if parent == os.getpid() and pid not in before]
    assert not [pid for pid in lanes if b"crawler.nightly" in Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.mark.parametrize(
    ("error", "reason"),
    [(sqlite3.OperationalError("disk I/O error"), "failed"), (OSError(errno.ENOSPC, "full"), "disk_full")],
)
def test_the_supervisor_is_told_of_a_portal_of_which_nothing_could_be_kept(
    tmp_path, monkeypatch, error, reason
):
    class Failing:
        async def crawl(self, _):
            raise error

    said = []
    monkeypatch.setattr(lane, "_say", said.append)
    one = lane.Lane.__new__(lane.Lane)
    one._running, one._terms = Failing(), LaneTerms("run", Options(tmp_path), 5.0, {})
    asyncio.run(one._crawl(Job("portal", ("http://portal.cn/",)), {}))
    assert [(told["ended"], told["reason"]) for told in said] == [("portal", reason)]
