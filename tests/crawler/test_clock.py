"""The time of day is asked for in one place."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler import clock

_ASKS = re.compile(
    r"datetime\.(?:now|utcnow|today)\(|date\.today\(|\btime\.(?:time\(|time_ns\(|gmtime\(\)|localtime\(\))"
)
_OTHERS = {"clock.py", "scratch.py"}
"""The clock, and what compares with times that the file system gave."""


def test_all_readings_derive_from_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "epoch", lambda: 1_700_000_000.75)
    assert clock.instant() == datetime(2023, 11, 14, 22, 13, 20, 750_000, tzinfo=UTC)
    assert clock.now() == "2023-11-14T22:13:20Z"


def test_no_other_module_of_the_crawler_asks_for_the_time_of_day() -> None:
    package = Path(clock.__file__).parent
    others = [path for path in package.rglob("*.py") if path.name not in _OTHERS]
    assert [str(path) for path in others if _ASKS.search(path.read_text(encoding="utf-8"))] == []
