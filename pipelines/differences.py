"""Two documents of one report, compared field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

Change = Literal["added", "removed", "changed"]

_KEYED = {"facts": "key", "observations": "key", "printed": "key", "anomalies": "code", "identity": "key"}
"""The lists whose entries go by a name of their own; others go by their place."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a report that two documents of it give differently.

    `key` is its path, as in `tables.requests.received_new.total`, `sections.2.text` or `facts.requests.received.value`;
    where several entries share a name, `[1]` marks the second. `old` is `None` for one added, `new` for one removed.
    """

    key: str
    change: Change
    old: Any
    new: Any


def differences(old: dict[str, Any], new: dict[str, Any]) -> tuple[Difference, ...]:
    """Return the fields that differ, in the order of the keys; nothing for documents that say the same."""
    before, after = dict(_leaves(old)), dict(_leaves(new))
    found = []
    for key in sorted(before.keys() | after.keys()):
        if key not in after:
            found.append(Difference(key, "removed", before[key], None))
        elif key not in before:
            found.append(Difference(key, "added", None, after[key]))
        elif before[key] != after[key]:
            found.append(Difference(key, "changed", before[key], after[key]))
    return tuple(found)


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any JSON value
    """Yield the fields of a JSON value by their paths; a list of plain values is one field."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and any(isinstance(inner, dict) for inner in value):
        for name, inner in zip(_names(value, _KEYED.get(path)), value, strict=True):
            yield from _leaves(inner, f"{path}.{name}")
    else:
        yield path, value


def _names(entries: list[dict[str, Any]], keyed: str | None) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for place, entry in enumerate(entries):
        name = str(entry[keyed]) if keyed else str(place)
        yield f"{name}[{seen[name]}]" if seen[name] else name
        seen[name] += 1
