"""Statutory tables that a source prints as loose lines, or announces and does not print."""

from __future__ import annotations

import re
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

_SPACES = re.compile(r"\s+")
_ANNOUNCED = tuple(
    (re.compile(heading), re.compile(label))
    for heading, label in (
        ("二、主动公开政府信息情况", "信息内容|第二十条"),
        ("收到和处理政府信息公开申请情况", "新收政府信息公开申请|结转下年度"),
        ("政府信息公开行政复议、?(?:和|及)?行政诉讼情况", "结果维持"),
        ("政府信息公开(?:工作)?情况统计表", "统计指标|指标名称|单位[:：]?(?:条|件)"),
    )
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


def lacks_tables(text: str) -> bool:
    """Return whether a text announces a statutory table, by the heading of its section, and prints none of its labels.

    What is announced may stand there as a picture.
    """
    bare = _SPACES.sub("", text)
    return any(heading.search(bare) and not label.search(bare) for heading, label in _ANNOUNCED)


def _without_values(line: str) -> str:
    words = line.split()
    while words and (read_quantity(words[-1]).status != "text" or UNIT.fullmatch(words[-1])):
        words.pop()
    return "".join(words)
