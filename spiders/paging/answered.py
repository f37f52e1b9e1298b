"""Lists in JSON: the request that got one page of records gets the others, with another page number or offset in it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from spiders.answers import Heard
from spiders.page import Page
from spiders.paging.turns import MOST_PAGES, Pager, Turn
from spiders.records import OFFSET_NAMES, PAGE_NAMES, SIZE_NAMES, Answer, is_named

_DEEPEST = 3


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a request says which page it wants: in `query`, `form` or `json`, under a name, now with a value."""

    place: str
    name: str
    value: int


def find(page: Page) -> Pager | None:
    """Return the pager of a list in JSON; without a total only the next page is known, and a short one is the end."""
    if page.noticed is None:
        return None
    asked, answer = page.noticed.heard, page.noticed.answer
    slots = list(_slots(asked))
    size = _size(slots) or answer.size
    slot = next((one for one in slots if is_named(one.name, PAGE_NAMES)), None)
    step, first = 1, 0 if slot and slot.value == 0 else 1
    if slot is None:
        slot = next((one for one in slots if is_named(one.name, OFFSET_NAMES)), None)
        step = max(1, size or len(answer.records))
        first = slot.value % step if slot else 0
    current = (slot.value - first) // step + 1 if slot else 1
    pages = _pages(answer, size, current)
    if slot is None or asked.signed:
        return Pager("json", (), pages, answer.records_stated)
    turns = (
        _turn(asked, slot, number, first + (number - 1) * step)
        for number in _others(answer, current, pages, size)
    )
    return Pager("json", tuple(turns), pages, answer.records_stated, current)


def _pages(answer: Answer, size: int | None, current: int) -> int | None:
    """Return the number of pages, stated or worked out; the last page's entries are no measure of the others."""
    if answer.pages_stated or answer.records_stated is None:
        return answer.pages_stated
    held = len(answer.records) if current == 1 else 0
    longest = max(size or 0, held)
    return math.ceil(answer.records_stated / longest) if longest else None


def _others(answer: Answer, current: int, pages: int | None, size: int | None) -> list[int]:
    if answer.records_stated is not None and pages is None:
        return []  # the first page, whose entries say how many there are on each, led to all
    if pages is not None:
        return [number for number in range(1, min(pages, MOST_PAGES) + 1) if number != current]
    return [current + 1] if len(answer.records) >= (size or 1) else []


def _slots(asked: Heard) -> Iterator[_Slot]:
    for place, pairs in (
        ("query", parse_qsl(urlsplit(asked.url).query)),
        ("form", () if _is_json(asked) else parse_qsl(asked.body)),
        ("json", _flat(_object(asked))),
    ):
        yield from (
            _Slot(place, name, int(value)) for name, value in pairs if value.isdigit() and len(value) < 8
        )


def _flat(value: dict[str, Any], within: str = "") -> Iterator[tuple[str, str]]:
    """Yield names and values, those of objects within as `variables.page`."""
    for name, one in value.items():
        if isinstance(one, dict) and within.count(".") < _DEEPEST:
            yield from _flat(one, f"{within}{name}.")
        elif isinstance(one, int | str) and not isinstance(one, bool):
            yield f"{within}{name}", str(one)


def _changed(known: dict[str, Any], name: str, value: int) -> dict[str, Any]:
    if name in known:
        return {**known, name: value if isinstance(known[name], int) else str(value)}
    outer, _, inner = name.partition(".")
    return {**known, outer: _changed(known[outer], inner, value)}


def _turn(asked: Heard, slot: _Slot, number: int, value: int) -> Turn:
    if slot.place == "query":
        head, _, query = asked.url.partition("?")
        pairs = parse_qsl(query, keep_blank_values=True)
        return Turn(f"{head}?{urlencode(_with(pairs, slot, value))}", number, *_posted(asked))
    if slot.place == "form":
        pairs = parse_qsl(asked.body, keep_blank_values=True)
        return Turn(asked.url, number, tuple(_with(pairs, slot, value)))
    changed = _changed(_object(asked), slot.name, value)
    return Turn(asked.url, number, body=json.dumps(changed, ensure_ascii=False))


def _posted(asked: Heard) -> tuple[Any, ...]:
    """Return what a request posts besides the page number in its address: form and JSON, as a turn has them."""
    if _is_json(asked):
        return (), None, asked.body
    return (tuple(parse_qsl(asked.body, keep_blank_values=True)),) if asked.body else ()


def _with(pairs: list[tuple[str, str]], slot: _Slot, value: int) -> list[tuple[str, str]]:
    return [(name, str(value) if name == slot.name else old) for name, old in pairs]


def _object(asked: Heard) -> dict[str, Any]:
    try:
        value = json.loads(asked.body) if _is_json(asked) else None
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _is_json(asked: Heard) -> bool:
    return asked.body.lstrip()[:1] == "{"


def _size(slots: list[_Slot]) -> int | None:
    return next((one.value for one in slots if one.value and is_named(one.name, SIZE_NAMES)), None)
