"""What an operator is sent of a run's alarms: one notice for each run, as JSON and as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from crawler import clock
from crawler.health.alarms import Alarm, State
from crawler.progress import count

VERSION = 1
"""Of the notice's keys; more may come, those that are there stay."""

MOST_ALARMS = 50
"""Alarms that a notice holds; the rest is counted, and in the run's summary."""

LONGEST_TEXT = 300
"""Characters of one alarm's line in the text."""

_ORDER = (State.NEW, State.AGAIN, State.OVER)
_WORDS = {State.NEW: "", State.AGAIN: "still: ", State.OVER: "over: "}


def notice(alarms: Sequence[Alarm], run: str) -> dict[str, Any] | None:
    """Return the notice of a run as plain JSON values, `None` where nothing is to be told; its keys: docs/health.md."""
    told = sorted((one for one in alarms if one.is_sent), key=lambda one: _ORDER.index(one.state))
    if not told:
        return None
    counted = Counter(one.state.value for one in alarms if not one.muted)
    held, left = told[:MOST_ALARMS], len(told) - len(told[:MOST_ALARMS])
    title = _title(counted, held)
    known = {"version": VERSION, "run": run, "at": clock.now(), "title": title}
    lines = [title, *map(_line, held), *([f"… and {left} more"] if left else [])]
    text = "\n".join(lines)
    return {
        **known,
        "text": text,
        "counts": counted,
        "alarms": [one.to_json() for one in held],
        "left_out": left,
    }


def _title(counted: Counter[str], alarms: Sequence[Alarm]) -> str:
    said = [f"{count(counted[State.NEW], 'new alarm')}"] if counted[State.NEW] else []
    said += [f"{counted[State.AGAIN]} still there"] if counted[State.AGAIN] else []
    said += [f"{counted[State.OVER]} over"] if counted[State.OVER] else []
    return f"Gongkai: {', '.join(said)} ({alarms[0].portal or 'the run'}{', …' if len(alarms) > 1 else ''})"


def _line(alarm: Alarm) -> str:
    about = f" {alarm.about}" if alarm.about and alarm.about not in alarm.text else ""
    since = f" (since {alarm.since_at[:10]})" if alarm.state is not State.NEW else ""
    line = f"{_WORDS[alarm.state]}{alarm.portal or 'the run'}: {alarm.kind}{about}: {alarm.text}{since}"
    return " ".join(line.split())[:LONGEST_TEXT]
