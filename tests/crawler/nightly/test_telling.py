"""What is said of a plan."""

from __future__ import annotations

from crawler.depth import Depth
from crawler.nightly import telling
from crawler.nightly.disk import Forecast
from crawler.nightly.need import Due, Rank, Waiting
from crawler.nightly.plan import Plan
from spiders.registry import Portal

ONE = Portal("one.cn", ("http://one.cn/",))


def test_a_night_with_nothing_to_do_says_when_there_will_be_and_how_not_to_wait():
    waiting = (Waiting(ONE, 7200.0, "crawled"), Waiting(ONE, 3600.0, "crawled"))
    paused = (Waiting(ONE, None, "paused"),)
    said = telling.nothing(Plan((), waiting, paused, {}))
    assert (
        said == "2 not due, 1 paused or excluded; the next is due 1970-01-01 01:00 UTC, --all takes all now"
    )
    assert telling.nothing(Plan((), (), paused, {})) == "0 not due, 1 paused or excluded"


def test_what_is_due_stands_under_a_head_that_says_what_is_what():
    plan = Plan((Due(ONE, Rank.NEVER, 0.0, Depth.LOOK, "never crawled"),), (), (), {})
    head, first, *_ = telling.lines(plan, Forecast({}, {}, 0.0, 10**9, 0))
    assert head.split("  ")[:4] == ["order", "portal", "how deep", "why"]
    assert first.split() == ["1", "one.cn", "look", "never", "crawled"]
