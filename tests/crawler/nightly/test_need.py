"""When portals are due, how deep, and in which order."""

import random
from dataclasses import replace

import pytest

from crawler.depth import Depth
from crawler.nightly.need import DAY, HOUR, LONGEST_WAIT, Due, Past, Rank, Rhythm, Waiting, is_full_due, need
from spiders.registry import Portal

NOW = 1_800_000_000.0
RHYTHM = Rhythm(20, 30)


def portal(name="a", **known):
    return Portal(name, (f"http://{name}.cn/",), **known)


def crawled(hours_ago, **known):
    at = NOW - hours_ago * HOUR
    return Past(**{"begun": at, "finished": at, "first": NOW - DAY, "full": NOW - DAY, **known})


@pytest.mark.parametrize(
    ("past", "rank", "depth", "why"),
    [
        (Past(), Rank.NEVER, Depth.LOOK, "never crawled"),
        (crawled(21), Rank.TURN, Depth.NIGHT, "crawled 2027"),
        (crawled(-5), Rank.TURN, Depth.NIGHT, "crawled 2027"),
        (Past(begun=NOW - DAY), Rank.TURN, Depth.LOOK, "never crawled to its end"),
        (
            crawled(1, opened=NOW - HOUR, open_depth=Depth.FULL),
            Rank.UNFINISHED,
            Depth.FULL,
            "left unfinished",
        ),
        (crawled(1, opened=NOW - 4 * DAY, open_depth=Depth.LOOK), Rank.TURN, Depth.LOOK, "unfinished since"),
        (crawled(21, first=NOW - 50 * DAY, full=None), Rank.TURN, Depth.FULL, "full, the last one was"),
        (crawled(21, failures=1), Rank.TURN, Depth.NIGHT, "crawled"),
    ],
)
def test_what_is_due_says_why(past, rank, depth, why):
    due = need(portal(), past, NOW, RHYTHM)
    assert isinstance(due, Due)
    assert (due.rank, due.depth) == (rank, depth)
    assert why in due.why


def test_what_is_not_due_says_until_when():
    waiting = need(portal(), crawled(5), NOW, RHYTHM)
    assert isinstance(waiting, Waiting)
    assert waiting.until == NOW + 15 * HOUR
    assert isinstance(need(portal(every=4), crawled(5), NOW, RHYTHM), Due)
    assert isinstance(need(portal(), crawled(5), NOW, RHYTHM, at_any_rate=True), Due)


def test_who_fails_again_and_again_is_asked_less_often_but_never_forgotten():
    waits = []
    for failures in range(2, 30):
        waiting = need(portal(), crawled(0, failures=failures), NOW, RHYTHM)
        waits.append(waiting.until - NOW)
        assert isinstance(need(portal(), crawled(169, failures=failures), NOW, RHYTHM), Due)
    assert waits == sorted(waits)
    assert waits[0] == 40 * HOUR
    assert waits[-1] == LONGEST_WAIT
    opened = crawled(1, failures=3, opened=NOW - HOUR)
    assert isinstance(need(portal(), opened, NOW, RHYTHM), Waiting), "unfinished because it fails"


def test_full_crawls_are_spread_over_the_nights_and_none_is_left_out():
    names = [f"portal{n}" for n in range(3000)]
    last = dict.fromkeys(names, NOW)
    counts = []
    for night in range(1, 121):
        now = NOW + night * DAY
        due = [name for name in names if is_full_due(name, last[name], last[name], now, 30)]
        counts.append(len(due))
        last.update(dict.fromkeys(due, now))
        assert all(now - at < 46 * DAY for at in last.values())
    assert sum(counts[:14]) == 0
    assert all(50 < count < 160 for count in counts[60:])


def test_what_a_clock_said_that_was_put_back_lets_nothing_rest():
    ahead = {"first": NOW + 300 * DAY, "full": NOW + 300 * DAY}
    depths = {}
    for name in (f"portal{n}" for n in range(300)):
        nights = [crawled(24, begun=NOW + (night - 1) * DAY, **ahead) for night in range(31)]
        due = [need(portal(name), past, NOW + night * DAY, RHYTHM) for night, past in enumerate(nights)]
        depths[name] = [one.depth for one in due]
    assert all(1 <= of_one.count(Depth.FULL) <= 2 for of_one in depths.values()), (
        "by its turn, within a month"
    )
    assert all(sum(of_one[night] == Depth.FULL for of_one in depths.values()) < 30 for night in range(31))
    opened = need(portal(), crawled(21, opened=NOW + 300 * DAY, open_depth=Depth.LOOK), NOW, RHYTHM)
    assert opened.rank is Rank.TURN, "else it would go before all others for a year"
    assert (
        need(portal(), crawled(-300 * 24), NOW, RHYTHM).since < need(portal(), crawled(21), NOW, RHYTHM).since
    )


@pytest.mark.parametrize("capacity", [1, 7])
def test_with_a_window_too_short_for_all_everyone_gets_a_turn(capacity):
    """Some never finish, some fail, new ones come: nobody waits for more than a few rounds."""
    chance = random.Random(5)
    pasts = {f"p{n}": Past() for n in range(40)}
    turns = dict.fromkeys(pasts, NOW)
    longest = 0.0
    for night in range(1000):
        now = NOW + night * DAY
        if night % 50 == 0:
            pasts[f"new{night}"], turns[f"new{night}"] = Past(), now
        needs = [need(portal(name), past, now, RHYTHM) for name, past in pasts.items()]
        due = sorted((one for one in needs if isinstance(one, Due)), key=lambda one: (one.rank, one.since))
        for one in due[:capacity]:
            name, past = one.portal.name, pasts[one.portal.name]
            longest = max(longest, now - turns[name])
            turns[name] = now
            if name in {"p1", "p2", "p3"} or chance.random() < 0.1:
                past = replace(past, begun=now, opened=past.opened or now, open_depth=one.depth)
            elif name == "p4":
                past = replace(past, begun=now, finished=now, failures=past.failures + 1, opened=None)
            else:
                first = past.first or now
                past = replace(past, begun=now, finished=now, first=first, failures=0, opened=None)
            pasts[name] = past
    waiting = max((NOW + 999 * DAY) - at for at in turns.values())
    assert max(longest, waiting) < 3 * len(pasts) / capacity * DAY + 8 * DAY
