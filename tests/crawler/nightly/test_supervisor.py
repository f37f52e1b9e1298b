"""What a supervisor does with lanes that stand in for real ones."""

from __future__ import annotations

import asyncio
import subprocess

import pytest

from crawler.jobs import Job, Options
from crawler.nightly.handles import LaneHandle
from crawler.nightly.limits import MIB, Share
from crawler.nightly.orders import Errand, LaneTerms
from crawler.nightly.supervisor import Bounds, Supervisor
from crawler.runs.recording import Recording


async def loading():
    """A lane that takes for ever to load, and does not hear what it is told."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    return LaneHandle(await asyncio.create_subprocess_exec("sleep", "600", start_new_session=True, **pipes))


@pytest.fixture
def supervise(tmp_path, monkeypatch):
    """Runs a night whose lanes are started by what it is given the supervisor for."""

    def run(starting):
        options, errands = Options(tmp_path), [Errand(Job(name, (f"http://{name}/",))) for name in "abc"]
        with Recording.begin(tmp_path, "nightly", 3) as recording:
            terms = LaneTerms(recording.run_id, options, 120.0, {})
            share = Share(lanes=2, at_once=1, lane_bytes=1000 * MIB)
            supervisor = Supervisor(errands, terms, share, Bounds(), recording, print)
            monkeypatch.setattr(LaneHandle, "start", lambda *_: starting(supervisor))
            asyncio.run(supervisor.run())
        return supervisor

    return run


@pytest.mark.usefixtures("watchdog")
def test_a_night_that_is_stopped_does_not_wait_for_lanes_that_still_load(supervise):
    async def starting(supervisor):
        asyncio.get_running_loop().call_later(0.05, supervisor.stop, "shutdown")
        return await loading()

    assert supervise(starting).reasons == {"shutdown": 3}


@pytest.mark.usefixtures("watchdog")
def test_a_lane_that_was_being_started_when_the_night_was_stopped_is_ended(supervise):
    async def starting(supervisor):
        lane = await loading()
        supervisor.stop("shutdown")
        return lane

    assert supervise(starting).reasons == {"shutdown": 3}
