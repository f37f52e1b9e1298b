"""Synthetic reports of all layouts and distortions are read to the last cell: see docs/floor.md."""

import pytest

from benchmarks.reports.distortions import DISTORTIONS
from benchmarks.reports.faults import FAULTS
from benchmarks.reports.floor import RECALL, digest, misses, recall
from benchmarks.reports.making import make
from benchmarks.reports.score import KINDS, score

SEEDS = range(700, 900)
DIGEST = "8bbaefc85e9d8b969f24e2df43bbf1a7cffb94ca3fce2d97c1a86ccb71c18074"


@pytest.fixture(scope="module")
def drafts():
    return [make(seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def scores(drafts):
    return [score(draft) for draft in drafts]


def test_the_corpus_is_the_one_that_was_agreed_on(drafts):
    assert digest(drafts) == DIGEST, "what is generated has changed; is it still as hard to read?"


def test_the_corpus_has_every_distortion_and_inconsistency(drafts):
    applied = {name for draft in drafts for name in draft.distortions}
    assert applied == {*DISTORTIONS, *(f"fault:{fault.name}" for fault in FAULTS)}


def test_a_fifth_of_the_reports_carries_two_distortions_and_more(drafts):
    assert sum(len(draft.distortions) >= 2 for draft in drafts) >= len(drafts) / 5


def test_printed_cells_are_read(scores):
    assert recall(scores) >= RECALL, misses(scores, "value")


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "value"])
def test_nothing_is_amiss(scores, kind):
    assert misses(scores, kind) == []
