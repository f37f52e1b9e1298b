"""Damaged files end in a report or a refusal; more of them: `python -m benchmarks.fuzz`."""

from functools import cache

import pytest

from benchmarks.fuzzing.cases import case, fault
from benchmarks.fuzzing.damage import DAMAGES, PACKAGE_DAMAGES

CASES = range(100)
case_of = cache(case)


@pytest.mark.usefixtures("watchdog")
@pytest.mark.parametrize("start", range(CASES.start, CASES.stop, 20))
def test_damaged_files_are_read_or_refused(start):
    found = {number: fault(case_of(number)) for number in range(start, start + 20)}
    assert {number: trace for number, trace in found.items() if trace} == {}


def test_every_damage_is_among_the_cases():
    names = {name for number in CASES for name in case_of(number).damages}
    assert names == {damage.__name__ for damage in (*DAMAGES, *PACKAGE_DAMAGES)}


def test_a_case_is_always_the_same():
    assert case(7) == case_of(7)
