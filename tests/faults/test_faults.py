"""A short loop of struck commands; `python -m tests.faults` is the long one."""

import os
import random

import pytest

from tests.faults.commands import Crawl
from tests.faults.kinds import named
from tests.faults.portal import Served
from tests.faults.rounds import Rounds
from tests.faults.shim import compiler

STRUCK = ("kill-at,power", "disk-full,kill-worker")


@pytest.fixture(scope="module")
def rounds(tmp_path_factory):
    if compiler() is None and "CI" not in os.environ:
        pytest.skip("no C compiler on this machine, by which the library is built that strikes")
    with Served.named("portal", scripted=False) as site:
        yield Rounds(Crawl, [site], tmp_path_factory.mktemp("faults"))


@pytest.mark.parametrize("names", STRUCK)
def test_a_struck_crawl_loses_nothing_and_stores_nothing_twice(rounds, names):
    told = rounds.strike(named(names), random.Random(11))
    assert told.wrong == [], told.tried
    assert len(told.tried) >= len(named(names)), "the strikes came after the end"
