"""The pager of an article that is cut into pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipelines.body import Position
from pipelines.reading.line import Line
from pipelines.reading.page import Page

MAX_PAGES = 50
"""More pages than this are a list's, not an article's."""

COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\r\n]*", re.DOTALL)
COUNT = re.compile(r"\bcountPage\s*=\s*[\"']?(\d{1,4})\b")
CURRENT = re.compile(r"\bcurrentPage\s*=\s*[\"']?(\d{1,4})\b")
CALL = re.compile(r"\bcreatePageHTML\(\s*(?:[\"'](\w+)[\"']\s*,\s*)?(\d{1,4})\s*,\s*(\d{1,4})\s*,")
OF_LIST = re.compile(r"\d\s*(?:条|篇)|记录|每页|(?:上|下|前|后)一(?:篇|条)")
PREVIOUS = re.compile(r"上一?页|前一?页")
NEXT = re.compile(r"下一?页|后一?页")
WORD = re.compile(r"[上下前后]一?页|共\s*\d+\s*页|页次")
NUMBERS = re.compile(r"(?=\D{0,3}\d)[\s\d\[\]【】（）()]+")
TOTAL = re.compile(r"共\s*(\d{1,3})\s*页")
AT = re.compile(r"第\s*(\d{1,3})\s*页|(\d{1,3})\s*/\s*\d{1,3}")
FRACTION = re.compile(r"\d{1,3}\s*/\s*(\d{1,3})(?!\s*/)")


def find_position(page: Page, lines: Sequence[Line] | None = None) -> Position | None:
    """Return which page of its article a page is, as the article's own pager says, `None` where it has none.

    `lines` are those to look at for a printed pager, by default all. A pager of one page counts as none.
    """
    stated = (_in_script(text) for text in page.scripts)
    return next((position for position in stated if position), None) or _printed(
        page.lines if lines is None else lines
    )


def position_in(text: str, links: Iterable[str] | None = None) -> Position | None:
    """Return the position a printed pager (`上一页 [1] [2]`) states; `links` are the texts of its live links.

    Without links, as in plain text, the words that are there tell: no 下一页 is the last page, no 上一页 the first.
    """
    if OF_LIST.search(text):
        return None
    linked = None if links is None else " ".join(links)
    rest = WORD.sub(" ", AT.sub(" ", text))
    numbers = {int(number) for number in re.findall(r"\d{1,3}", rest)}
    stated = {int(found.group(1)) for pattern in (TOTAL, FRACTION) for found in pattern.finditer(text)}
    # what is said outright counts; numbers may be a table's, whose last cells stand before the pager
    total = max(stated or numbers, default=0)
    return _position(_current(text, linked, numbers, total), total)


def _current(text: str, linked: str | None, numbers: set[int], total: int) -> int | None:
    if stated := AT.search(text):
        return int(stated.group(1) or stated.group(2))
    if linked is not None:
        live = {int(number) for number in re.findall(r"\d{1,3}", linked)}
        if live and len(numbers - live) == 1:
            return (numbers - live).pop()
    words = linked or text
    before, after = PREVIOUS.search(words), NEXT.search(words)
    if bool(before) == bool(after):
        return None
    return total if before else 1


def _in_script(text: str) -> Position | None:
    if "countPage" not in text and "createPageHTML" not in text:
        return None
    live = COMMENT.sub("", text)
    count, current = COUNT.search(live), CURRENT.search(live)
    if count and current:
        return _position(int(current.group(1)) + 1, int(count.group(1)))
    if call := CALL.search(live):
        # TRS counts from 0; Ucap names the pager's element first and counts from 1.
        return _position(int(call.group(3)) + (not call.group(1)), int(call.group(2)))
    return None


def _position(current: int | None, total: int) -> Position | None:
    return Position(current, total) if current and 1 <= current <= total and 2 <= total <= MAX_PAGES else None


def _printed(lines: Sequence[Line]) -> Position | None:
    """Read the first run of lines that together are a pager; list pagers put each number on its own line."""
    run: list[Line] = []
    for line in [*lines, Line("", 0)]:
        if _is_pager(line.text):
            run.append(line)
            continue
        text = " ".join(map(_apart, run))
        if WORD.search(text) and (
            position := position_in(text, [name for part in run for name, _ in part.links] or None)
        ):
            return position
        run = []
    return None


def _apart(line: Line) -> str:
    """Return a line's text with its links set apart: pagers put them next to each other without a blank."""
    parts, end = [], 0
    for name, _ in line.links:
        start = line.text.find(name, end)
        if start >= 0:
            parts += [line.text[end:start], name]
            end = start + len(name)
    return " ".join([*parts, line.text[end:]])


def _is_pager(text: str) -> bool:
    return len(text) < 100 and bool(
        ("页" in text and WORD.search(text)) or (text and NUMBERS.fullmatch(text))
    )
