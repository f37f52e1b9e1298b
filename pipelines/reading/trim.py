"""Cutting from an article what the site wrote around it: title, date line, tools, neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.reading.boilerplate import is_footer, is_head, is_tail, is_tool
from pipelines.reading.characters import bare
from pipelines.reading.cues import is_numbered, is_prose
from pipelines.reading.line import STAMP, Line


def trimmed(
    lines: Sequence[Line], body: range, titles: Sequence[str], tables: Mapping[int, int] | None = None
) -> range:
    """Return the part of the body that is the article's text.

    `titles` are the title candidates; everything up to the last of them above the text goes. `tables` maps the
    first line of each table to the line after it; nothing above a table's end is taken for the site's tail.
    """
    tables = tables or {}
    start = _start(lines, body, {bare(title) for title in titles}, tables)
    return range(start, _stop(lines, range(start, body.stop), tables))


def _start(lines: Sequence[Line], body: range, titles: set[str], tables: Mapping[int, int]) -> int:
    start = index = body.start
    while index < body.stop and index not in tables and not _begins_text(lines[index]):
        size = _lines_of_title(lines[index : min(index + 3, body.stop)], titles)
        index += size or 1
        start = index if size else start
    while start < body.stop and start not in tables and _belongs_to_site(lines, start):
        start += 1
    return start


def _lines_of_title(lines: Sequence[Line], titles: set[str]) -> int:
    """Return how many lines, from the first on, are together a title, 0 if they are none."""
    texts = [bare(line.text) for line in lines]
    if not any(title.startswith(texts[0]) for title in titles):
        return 0
    return next((size for size in range(len(texts), 0, -1) if "".join(texts[:size]) in titles), 0)


def _begins_text(line: Line) -> bool:
    is_site = line.is_linked or is_head(line.text)
    return not is_site and (is_numbered(line.text) or is_prose(line.text))


def _belongs_to_site(lines: Sequence[Line], index: int) -> bool:
    line = lines[index]
    return line.is_linked or is_head(line.text) or is_tool(line.text) or _dates_link(lines, index)


def _dates_link(lines: Sequence[Line], index: int) -> bool:
    """Return whether a line is nothing but the date of a list's entry above it."""
    return index > 0 and lines[index - 1].is_linked and bool(STAMP.fullmatch(lines[index].text))


def _stop(lines: Sequence[Line], body: range, tables: Mapping[int, int]) -> int:
    sure = max([end for start, end in tables.items() if start in body], default=body.start)
    sure = next((index + 1 for index in range(body.stop - 1, sure - 1, -1) if _is_sure(lines[index])), sure)
    stop = next((index for index in range(sure, body.stop) if is_tail(lines[index].text)), body.stop)
    while stop > sure and (_belongs_to_site(lines, stop - 1) or is_footer(lines[stop - 1].text)):
        stop -= 1
    return stop


def _is_sure(line: Line) -> bool:
    return not line.is_linked and is_numbered(line.text)
