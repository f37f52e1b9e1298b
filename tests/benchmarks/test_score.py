"""The scorer sees what is amiss: a benchmark that always praises measures nothing."""

from dataclasses import replace
from decimal import Decimal

import pytest

from benchmarks.reports.making import make
from benchmarks.reports.model import Contact, Doubt, Heading, Prose, Said
from benchmarks.reports.score import score

PLAIN = 12
"""A report with tables, undistorted."""


@pytest.fixture
def draft():
    return make(PLAIN, names=())


def kinds(draft):
    return {kind for kind, _ in score(draft).misses}


def test_a_right_reading_scores_in_full(draft):
    result = score(draft)
    assert result.misses == []
    assert result.right == result.cells > 100


def test_another_value_is_wrong(draft):
    draft.values["requests.received_new.total"] += 1
    assert kinds(draft) == {"wrong"}


def test_a_value_that_is_not_printed_is_wrong(draft):
    del draft.values["disputes.review.upheld"]
    assert kinds(draft) == {"wrong"}


def test_a_value_that_is_not_read_is_missed(draft):
    draft.values["disputes.review.appeal"] = Decimal(1)
    assert kinds(draft) == {"value"}


def test_a_value_behind_the_last_column_is_missed(draft):
    draft.extra.append(7)
    assert kinds(draft) == {"value"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "别处的报告"),
        ("year", 1999),
        ("layout", "prose"),
        ("contact", Contact("甲", "乙", "1", "2", None)),
    ],
)
def test_metadata_are_compared(draft, name, value):
    setattr(draft, name, value)
    assert "metadata" in kinds(draft)


def test_issuers_are_compared(draft):
    draft.body = replace(draft.body, code="000000")
    assert "metadata" in kinds(draft)


def test_sections_are_compared(draft):
    place = next(at for at, block in enumerate(draft.blocks) if isinstance(block, Heading))
    draft.looks.page.append(lambda html, _: html.replace("总体情况", "总体状况"))
    assert isinstance(draft.blocks[place + 1], Prose)
    assert "section" in kinds(draft)


def test_facts_that_are_not_found_are_missed(draft):
    draft.facts.append(Said("gazette.issues", 999, "期"))
    assert kinds(draft) == {"fact"}


def test_facts_that_nobody_stated_are_false(draft):
    assert draft.facts
    draft.facts.clear()
    assert kinds(draft) == {"false fact"}


def test_anomalies_that_are_not_found_are_missed(draft):
    draft.doubts.append(Doubt("balance"))
    assert kinds(draft) == {"anomaly"}


def test_anomalies_that_nobody_put_in_are_false():
    drafts = (make(seed, names=()) for seed in range(100))
    draft = next(each for each in drafts if any(doubt.code == "row_sum" for doubt in each.doubts))
    draft.doubts.clear()
    assert kinds(draft) == {"false anomaly"}


def test_a_refusal_is_a_miss(draft):
    draft.title = "某地新闻"
    draft.blocks = [Prose("今日天气晴。")]
    assert "refused" in kinds(draft)
