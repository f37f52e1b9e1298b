"""What an operator expects of a portal, in place of what its history teaches."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from crawler.health.errors import BadOverride
from crawler.health.kinds import Kind

DUE = "04-01"
"""Month and day by which a year's report is there: the law has it published by the end of January, once of March."""

Range = tuple[float | None, float | None]
"""The least and the most, `None` for no bound."""

_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrides:
    """An operator's expectations; `None` leaves one to what the history teaches.

    `reports` and `lists` of a crawl: the least and the most. `cells` of one report: the least. `anomalies` of one
    report, `seconds`, `bytes` and `requests` of one crawl: the most. `mute`: kinds that are not told. `patience`: in
    how many runs in a row something must be so before it is told. `stale`: days after which a portal that was not
    crawled to its end is told. `by`: month and day by which the year's report is there, `never` for a portal that owes
    none. `dead`: the portal is known to be gone; told is only when it is back.
    """

    reports: Range | None = None
    lists: Range | None = None
    cells: float | None = None
    anomalies: float | None = None
    seconds: float | None = None
    bytes: float | None = None
    requests: float | None = None
    mute: frozenset[Kind] = field(default_factory=frozenset)
    patience: int = 1
    stale: float | None = None
    by: str = DUE
    dead: bool = False


def overrides(values: Mapping[str, object], over: Overrides | None = None) -> Overrides:
    """Return an operator's expectations, those given in place of those of `over`; kinds muted there stay so.

    Raises BadOverride for an unknown key or a value that cannot be.
    """
    over = over or Overrides()
    given = {key: _read(key, value) for key, value in values.items()}
    if "mute" in given:
        given["mute"] |= over.mute
    return replace(over, **given)


def _read(key: str, value: object) -> Any:  # noqa: ANN401 - what the key's reader makes of it
    if key not in _READERS:
        raise BadOverride(f"no key {key!r}; known are {', '.join(_READERS)}")
    reader, what = _READERS[key]
    try:
        return reader(value)
    except (TypeError, ValueError) as error:
        hint = f" ({error})" if isinstance(error, BadOverride) else ""
        raise BadOverride(f"{key} must be {what}, not {value!r}{hint}") from None


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise TypeError
    return value


def _positive(value: object) -> float:
    if (number := _number(value)) <= 0:
        raise ValueError
    return number


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise TypeError
    return value


def _range(value: object) -> Range:
    if not isinstance(value, list):
        return _number(value), None
    least, most = map(_number, value)
    if least > most:
        raise ValueError
    return least, most


def _kinds(value: object) -> frozenset[Kind]:
    if not isinstance(value, list):
        raise TypeError
    for one in value:
        if one not in list(Kind):
            raise BadOverride(f"no kind {one!r}; known are {', '.join(Kind)}")
    return frozenset(map(Kind, value))


def _day(value: object) -> str:
    if not isinstance(value, str) or not (value == "never" or _DAY.fullmatch(value)):
        raise TypeError
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


_LEAST = "a number, the least, or [least, most]"
_MOST = "a number, the most"
_READERS: dict[str, tuple[Callable[[object], Any], str]] = {
    "reports": (_range, _LEAST),
    "lists": (_range, _LEAST),
    "cells": (_number, "a number, the least"),
    "anomalies": (_number, _MOST),
    "seconds": (_positive, _MOST),
    "bytes": (_positive, _MOST),
    "requests": (_positive, _MOST),
    "mute": (_kinds, "a list of kinds of alarms"),
    "patience": (_whole, "a whole number of runs, at least 1"),
    "stale": (_positive, "a number of days above 0"),
    "by": (_day, 'a month and day such as "04-30", or "never"'),
    "dead": (_truth, "true or false"),
}
