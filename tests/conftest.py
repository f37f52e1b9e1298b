import os
import signal
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

sys.path.append(
    str(Path(__file__).parent.parent)
)  # handed on to processes that tests start, which import the tests

from tests import tools
from tests.tools.pywb import Pywb

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")  # no test measures time: on a busy machine anything may be slow

LONGEST = 60
"""Seconds: what takes time in proportion to its input is done in one of them, what does not takes minutes."""


@pytest.fixture
def watchdog():
    """Fail a test that would not come to an end."""

    def bark(_number, _frame):
        pytest.fail(f"not done after {LONGEST} seconds")

    before = signal.signal(signal.SIGALRM, bark)
    signal.alarm(LONGEST)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def brought_back(monkeypatch):
    """Tell which names below a folder a power cut would bring back or take: what no fsync of their folder covers."""
    synced, fsync = {}, os.fsync

    def syncing(descriptor):
        fsync(descriptor)
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            synced[os.fstat(descriptor).st_ino] = {entry.name for entry in os.scandir(descriptor)}

    def differing(root):
        folders = [folder for folder in (root, *root.rglob("*")) if folder.is_dir()]
        there = {path.relative_to(root) for path in root.rglob("*")}
        kept = {
            (one / name).relative_to(root) for one in folders for name in synced.get(one.stat().st_ino, ())
        }
        return {str(path) for path in there ^ kept}

    monkeypatch.setattr(os, "fsync", syncing)
    return differing


def pytest_make_parametrize_id(val, argname):
    """Bytes go by their argument's name: gzip's bear the second, and every worker must collect the same names."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def pywb():
    """pywb's commands: see `tests.tools.pywb.Pywb`."""
    return Pywb(tools.need(tools.PYTHONS / "bin" / "wayback", "pywb").parent)


@pytest.fixture(scope="session")
def wacz():
    """The path of py-wacz's command, a second opinion on WACZ files."""
    return tools.need(tools.PYTHONS / "bin" / "wacz", "wacz")


@pytest.fixture(scope="session")
def replaywebpage():
    """The folder with ReplayWeb.page's `ui.js` and `sw.js`."""
    return tools.need(tools.REPLAYWEBPAGE / "sw.js", "ReplayWeb.page").parent
