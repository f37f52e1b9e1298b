"""What a night is planned to do, by the database that earlier nights left."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, date, datetime

import pytest

from crawler import clock
from crawler.database import connect
from crawler.depth import Depth
from crawler.nightly import disk, plan, telling
from crawler.nightly.need import DAY, HOUR
from crawler.nightly.plan import Terms
from spiders.registry import Pause, Portal

NOW = 1_800_000_000.0

COUNTS = ("lists", "list_pages", "listed", "stored", "new", "changed", "vanished", "unmodified", "refused")
COUNTS += ("anomalies", "cells", "dead", "findings")


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "epoch", lambda: NOW)


@pytest.fixture
def database(tmp_path):
    with closing(connect(tmp_path)) as connection:
        yield connection


def instant(epoch):
    return datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def night(database, portal, hours_ago, *, reason="finished", depth="night", received=1000, archived=500):
    at = instant(NOW - hours_ago * HOUR)
    counts = dict.fromkeys(COUNTS, 0)
    row = {
        "run": at,
        "portal": portal,
        "depth": depth,
        "started_at": at,
        "ended_at": at,
        "reason": reason,
        **counts,
    }
    row |= {"requests": 3, "bytes": received, "archived": archived, "seconds": 2.0}
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    database.execute(f"INSERT INTO portal_runs ({names}) VALUES ({marks})", row)


def portal(name, **known):
    return Portal(name, (f"http://{name}.cn/",), **known)


def test_the_order_is_that_of_need_and_each_says_why(database, tmp_path):
    night(database, "long-ago", 100, depth="look")
    night(database, "yesterday", 25, depth="look")
    night(database, "today", 5, depth="look")
    night(database, "unfinished", 21, reason="out_of_time", depth="look")
    begun = instant(NOW - 22 * HOUR)
    database.execute(
        "INSERT INTO jobs (portal, started_at, depth) VALUES ('unfinished', ?, 'full')", (begun,)
    )
    for hours in (90, 60, 30):
        night(database, "dead", hours, received=0)
    pause = Pause("moving", date(2027, 2, 1))
    portals = [
        *map(portal, ("yesterday", "today", "new", "dead", "long-ago", "unfinished")),
        portal("resting", paused=pause),
        portal("barred", exclude=("/",)),
    ]
    made = plan.make(database, portals, Terms(), NOW)
    assert [(one.portal.name, one.depth) for one in made.due] == [
        ("unfinished", Depth.FULL),
        ("new", Depth.LOOK),
        ("long-ago", Depth.NIGHT),
        ("yesterday", Depth.NIGHT),
    ]
    assert [(one.portal.name, one.until) for one in made.waiting] == [
        ("today", NOW + 15 * HOUR),
        ("dead", NOW + 50 * HOUR),
    ]
    assert [(one.portal.name, one.why.partition(":")[0]) for one in made.left_out] == [
        ("resting", "paused until 2027-02-01"),
        ("barred", "excluded"),
    ]
    told = "\n".join(telling.lines(made, disk.forecast(database, tmp_path, ["new"], every=20)))
    assert "left unfinished, begun" in told
    assert "never crawled" in told
    assert "failed 3 times in a row" in told
    everything = plan.make(database, portals, Terms(take_all=True), NOW)
    assert [one.portal.name for one in everything.due if one.probe] == ["dead"]
    assert len(everything.due) == 6


def test_nights_that_were_killed_are_no_failures_of_their_portals(database):
    for hours in (4, 3, 2):
        night(database, "killed", hours, reason="interrupted", received=0)
    night(database, "failed", 4, reason="failed")
    night(database, "failed", 3, reason="interrupted")
    night(database, "failed", 2, reason="failed")
    night(database, "left", 2, reason="shutdown")
    for name in ("killed", "left"):
        database.execute("INSERT INTO jobs (portal, started_at) VALUES (?, ?)", (name, instant(NOW - HOUR)))
    made = plan.make(database, [*map(portal, ("killed", "failed", "left"))], Terms(), NOW)
    assert [one.portal.name for one in made.due] == ["left", "killed"], (
        "whoever may have ended the night comes last"
    )
    assert [one.portal.name for one in made.waiting] == ["failed"]


def test_an_expectation_of_cost_is_that_of_nights_of_the_same_depth(database):
    night(database, "a", 60, depth="look", received=9000)
    night(database, "a", 40, received=100)
    night(database, "a", 21, received=300)
    made = plan.make(database, [portal("a", full_every=400)], Terms(), NOW)
    assert made.cost(made.due[0]).bytes == 200


def test_the_disk_is_forecast_by_what_nights_added(database, tmp_path):
    folder = tmp_path / "warc" / "a"
    folder.mkdir(parents=True)
    (folder / "a.warc.gz").write_bytes(bytes(8192))
    for nights in range(10):
        night(database, "a", 24 * nights + 1, archived=1_000_000)
    night(database, "a", 24 * 20, depth="look", archived=900_000_000)
    before = disk.forecast(database, tmp_path, ["a", "b"], every=24)
    assert before.sizes == {"a": 8192, "b": 0}
    assert before.growth["a"] == pytest.approx(1_000_000)
    disk.remember(database, tmp_path, ["a"])
    (folder / "a.warc.gz").unlink()
    night(database, "a", 0, archived=5000)
    assert disk.forecast(database, tmp_path, ["a"], every=24).sizes == {"a": 13192}, (
        "as measured, and grown since"
    )
    database.execute("UPDATE archive_sizes SET measured_at = '2999-01-01T00:00:00Z'")
    assert disk.forecast(database, tmp_path, ["a"], every=24).sizes == {"a": 0}, (
        "by a clock that was put back"
    )
    assert before.days_left > disk.WORRYING
    assert before.worry is None
    full = disk.Forecast({}, {"a": 1e9}, 1e9, free=30_000_000_000, kept_free=10_000_000_000)
    assert full.worry == "full in 10 days: 2.0 GB a day, 30.0 GB free"


def test_an_archive_that_cannot_be_measured_takes_no_other_with_it(database, tmp_path):
    (tmp_path / "warc" / "good").mkdir(parents=True)
    (tmp_path / "warc" / "good" / "a.warc.gz").write_bytes(bytes(8192))
    (tmp_path / "warc" / "bad").write_text("no folder")
    disk.remember(database, tmp_path, ["bad", "good"])
    assert disk.forecast(database, tmp_path, ["bad", "good"], every=20).sizes == {"bad": 0, "good": 8192}


def test_a_plan_without_a_past_writes_nothing(tmp_path):
    made = plan.make(None, [portal("b"), portal("a")], Terms(), NOW)
    said = telling.to_json(made, disk.forecast(None, tmp_path / "none", ["a"], every=20))
    assert [one["portal"] for one in said["due"]] == ["b", "a"]
    assert said["disk"]["days_left"] is None
    assert not list(tmp_path.iterdir())


def test_thousands_of_portals_are_planned_from_their_history(database):
    names = [f"p{n}" for n in range(3000)]
    with database:
        for name in names:
            night(database, name, 30)
    made = plan.make(database, map(portal, names), Terms(), NOW + 50 * DAY)
    assert len(made.due) == 3000
