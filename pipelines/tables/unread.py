"""Statutory tables that a source prints as loose lines, which cannot be read as tables."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.tables.form import ARTICLE_20_ROWS, REQUEST_ROWS, Term, indicators
from pipelines.tables.indicators import UNIT
from pipelines.tables.labels import Vocabulary, labels
from pipelines.tables.numbers import read_quantity

ENOUGH = 8
"""Rows of one form, each a line of its own, that no prose lists."""

_FORMS = (
    Vocabulary((*ARTICLE_20_ROWS, *REQUEST_ROWS)),
    Vocabulary(Term(each.key, each.label) for each in indicators()),
)


def prints_rows(lines: Iterable[str]) -> bool:
    """Return whether enough lines hold nothing but a label of one form, worded as there, and perhaps its values."""
    rows: list[set[str]] = [set() for _ in _FORMS]
    for line in lines:
        printed = labels(_without_values(line))
        for form, found in zip(_FORMS, rows, strict=True):
            match = form.find(printed[-1]) if printed else None
            if match and match.wording in {"exact", "variant"}:
                found.add(match.key)
    return any(len(found) >= ENOUGH for found in rows)


def _without_values(line: str) -> str:
    words = line.split()
    while words and (read_quantity(words[-1]).status != "text" or UNIT.fullmatch(words[-1])):
        words.pop()
    return "".join(words)
