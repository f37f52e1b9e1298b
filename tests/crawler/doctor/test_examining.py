import multiprocessing
import os
import time

import pytest

from crawler.doctor.diagnosis import Case, Verdict, fault, ok
from crawler.doctor.examining import examine

CASE = Case(data=None)


def quick(_case):
    yield ok("quick", "well")
    yield fault("quick", "ill", "rest")


def hanging(_case):
    yield ok("hanging", "begins")
    time.sleep(3600)


def dying(_case):
    yield ok("dying", "begins")
    os.abort()


def raising(_case):
    raise RuntimeError("of the check itself")
    yield


def denied(_case):
    raise PermissionError(13, "Permission denied", "/some/file")
    yield


def told(checks, seconds=30):
    return [(one.about, one.verdict) for one in examine(CASE, checks, seconds)]


def test_checks_are_told_in_their_order():
    assert told({"b": quick, "a": quick}) == [("quick", Verdict.OK), ("quick", Verdict.FAULT)] * 2


@pytest.mark.usefixtures("watchdog")
def test_one_that_hangs_is_a_fault_and_leaves_nobody_behind():
    assert told({"hanging": hanging, "quick": quick}, seconds=0.5)[:2] == [
        ("hanging", Verdict.OK),
        ("hanging", Verdict.FAULT),
    ]
    assert multiprocessing.active_children() == []


def test_one_that_may_not_look_says_at_what(capfd):
    (found,) = examine(CASE, {"denied": denied})
    assert (found.about, found.verdict) == ("denied", Verdict.FAULT)
    assert "/some/file: Permission denied" in found.text
    assert capfd.readouterr().err == ""


def test_one_that_dies_costs_its_own_answer_only(capfd):
    found = list(examine(CASE, {"dying": dying, "raising": raising, "quick": quick}))
    assert [one.about for one in found] == ["dying", "dying", "raising", "quick", "quick"]
    assert "SIGABRT" in found[1].text
    assert "exit code 1" in found[2].text
    assert "of the check itself" in capfd.readouterr().err
