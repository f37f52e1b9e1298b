"""The years that the captions of tables name: a report may print the table of an earlier year beside its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from pipelines.body import Block, Paragraph, Table
from pipelines.identity.years import years_named
from pipelines.reading.cues import SECTION
from pipelines.remembering import remembered

Place = tuple[int, int]
"""The (capture, block) of a table."""

LONGEST = 40
"""Characters of a caption without spaces; more is a sentence."""

EARLIER = 0
"""The year of a table captioned as that of the year before, whichever that is."""

_CAPTION = re.compile(r"情况|[表年]度?$|数据|统计")
_SENTENCE = re.compile(r"[。；;!！]|[，,].*[，,]|比|较|同期|根据|按照|依据|条例|修订|[《〔]|以来")
_YEAR_ALONE = re.compile(
    r"(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)]?[、.．]?)?[（(]?20\d\d年度?[）)]?[:：]?"
)
"""What heads the tables of a year, each of them under a heading of its own."""

_LAST_YEAR = re.compile(r"[上前]一?年(?!.*结转)|去年")
_BESIDE = re.compile(r"[(（\[【].*[)）\]】]|(?:计量)?单位.{0,9}|注[:：].*")
"""What may stand between a caption and its table: a note in brackets, the unit."""


def other_years(blocks: Sequence[Block], years: Set[int]) -> dict[Place, int]:
    """Return the year of each table whose caption names years of which none is the report's, the last that it names.

    `years` are those that the report says it is of; where it says none, the last that any caption names is its year.
    """
    captioned = {place: named for place, named in _captioned(blocks) if named}
    own = years or {max((max(named) for named in captioned.values()), default=0)}
    return {place: max(named) for place, named in captioned.items() if named.isdisjoint(own)}


def _captioned(blocks: Sequence[Block]) -> Iterator[tuple[Place, Set[int]]]:
    """Yield the years of each table's caption: its own first row, the line above it, or that of the table before."""
    lines: list[str] = []
    named: Set[int] = frozenset()
    group: Set[int] = frozenset()
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
            group = _heads(block.text, group)
            continue
        above = next((line for line in reversed(lines) if not _BESIDE.fullmatch(line.strip())), None)
        named = _years(_first_row(block)) or (named if above is None else _years(above) or group)
        lines = []
        yield (block.capture, block.block), named


def _heads(line: str, group: Set[int]) -> Set[int]:
    """Return the years that head what follows a line: its own if it says no more, none after prose or a section."""
    plain = re.sub(r"\s", "", line)
    if _YEAR_ALONE.fullmatch(plain):
        return years_named(plain)
    return frozenset() if len(plain) > LONGEST or SECTION.match(plain) or "本年" in plain else group


def _first_row(table: Table) -> str:
    """Return the text of the first row if it is one cell's."""
    cells = {cell for cell in table.grid[0] if cell and cell.text} if table.grid else set()
    return cells.pop().text if len(cells) == 1 else ""


@remembered
def _years(text: str) -> frozenset[int]:
    plain = re.sub(r"\s", "", text)
    if len(plain) > LONGEST or _SENTENCE.search(plain) or not _CAPTION.search(plain):
        return frozenset()
    return years_named(plain) or frozenset({EARLIER} if _LAST_YEAR.search(plain) else ())
