import os
import time
from datetime import UTC, datetime

import pytest

from crawler.nightly.window import Window


@pytest.fixture
def zone():
    """Sets the machine's time zone."""
    before = os.environ.get("TZ")

    def put(name):
        os.environ["TZ"] = name
        time.tzset()

    yield put
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("window", "instant", "is_open"),
    [
        ("22:00-06:00", "2026-11-22T13:59", False),
        ("22:00-06:00", "2026-11-22T14:00", True),
        ("22:00-06:00", "2026-11-22T21:59", True),
        ("22:00-06:00", "2026-11-22T22:00", False),
        ("1:30 - 5:00", "2026-11-22T17:30", True),
        ("01:30-05:00", "2026-11-22T21:00", False),
    ],
)
def test_the_local_clock_decides(zone, window, instant, is_open):
    zone("Asia/Shanghai")
    assert Window.parse(window).is_open(at(instant)) is is_open


def test_it_opens_today_or_tomorrow(zone):
    zone("Asia/Shanghai")
    window = Window.parse("22:00-06:00")
    assert window.opens(at("2026-11-22T13:00")).isoformat() == "2026-11-22T22:00:00"
    assert Window.parse("01:00-02:00").opens(at("2026-11-22T13:00")).isoformat() == "2026-11-23T01:00:00"


@pytest.mark.parametrize(("day", "hours"), [("2026-03-28", 7), ("2026-10-24", 9), ("2026-06-01", 8)])
def test_a_night_in_which_the_clock_is_changed_is_an_hour_shorter_or_longer(zone, day, hours):
    zone("Europe/Berlin")
    window = Window.parse("22:00-06:00")
    begin = at(f"{day}T12:00")
    minutes = sum(window.is_open(begin + 60 * minute) for minute in range(24 * 60))
    assert minutes == hours * 60


@pytest.mark.parametrize(
    "text", ["", "22-6", "22:00", "25:00-06:00", "22:00-06:60", "22:00-22:00", "x22:00-06:00"]
)
def test_what_is_no_window_is_said(text):
    with pytest.raises(ValueError, match="window"):
        Window.parse(text)
