"""Where on a page the article stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.reading.boilerplate import is_footer
from pipelines.reading.cues import is_numbered, is_prose
from pipelines.reading.page import Line, Page

BODY_MARK = re.compile(
    r"(?:^|\s)(?:trs_editor\w*|trs_ueditor|zoom(?:con)?|v_news_content|vsb_content\w*|ucapcontent|pages_content|"
    r"(?:article|news|detail|xxgk|info|text|main)?[-_]?(?:content|con|conts?|body|txt)(?:[-_]?(?:text|body|detail|txt|"
    r"con))?|article|view|nr|neirong|zhengwen|wenzhang|bt[-_]content|ewb-\w*article\w*)(?:\s|$)",
    re.IGNORECASE,
)
"""Ids and classes that publishing systems give the article's text; a hint that the page's own text must bear out."""

UNDIVIDED = frozenset(("p", "h1", "h2", "h3", "pre"))
SHARE = 0.85
"""Share of the running text a block must hold for what lies outside it to be given up."""


@dataclass(slots=True)
class Evidence:
    """What a stretch of a page holds of an article: headings and labels of the form, characters of running text."""

    anchors: int = 0
    prose: int = 0

    def add(self, other: Evidence) -> None:
        """Count another stretch in."""
        self.anchors += other.anchors
        self.prose += other.prose

    def covers(self, whole: Evidence, share: float) -> bool:
        """Tell whether this is all that counts of the whole."""
        return self.anchors == whole.anchors and self.prose >= whole.prose * share


def find_body(page: Page, tables: frozenset[int] = frozenset()) -> range:
    """Return the lines of the article: by marks that its text bears out, else the least block holding it.

    `tables` are the regions of tables of values, which are part of an article and never all of it.
    """
    by_line = _first_told(page)
    by_region = _sums(page, by_line)
    whole = _total(by_line, range(len(by_line)))
    marked = _between_marks(page, by_line, whole) or _marked(page, by_region, whole)
    return marked or _least(page, by_region, tables)


def first_evidence(page: Page, body: range) -> int:
    """Return the index of the body's first line that is surely of the article, the body's end if there is none."""
    lines = ((index, page.lines[index]) for index in body)
    return next((i for i, line in lines if _weighs(_evidence(line))), body.stop)


def _weighs(evidence: Evidence) -> bool:
    return bool(evidence.anchors or evidence.prose)


def _evidence(line: Line) -> Evidence:
    if line.is_linked or is_footer(line.text):
        return Evidence()
    return Evidence(int(is_numbered(line.text)), len(line.text) if is_prose(line.text) else 0)


def _first_told(page: Page) -> list[Evidence]:
    """Return each line's evidence; what a page says twice (for the desk and for the telephone) counts once."""
    told: set[str] = set()
    found = []
    for line in page.lines:
        found.append(Evidence() if line.text in told else _evidence(line))
        told.add(line.text)
    return found


def _total(by_line: list[Evidence], lines: range) -> Evidence:
    total = Evidence()
    for index in lines:
        total.add(by_line[index])
    return total


def _sums(page: Page, by_line: list[Evidence]) -> list[Evidence]:
    sums = [Evidence() for _ in page.regions]
    for line, evidence in zip(page.lines, by_line, strict=True):
        if sums:
            sums[line.region].add(evidence)
    for index in range(len(sums) - 1, 0, -1):
        parent = page.regions[index].parent
        if parent is not None:
            sums[parent].add(sums[index])
    return sums


def _between_marks(page: Page, by_line: list[Evidence], whole: Evidence) -> range | None:
    begin = next(iter(page.begins), None)
    end = next((mark for mark in page.ends if begin is not None and mark > begin), None)
    if begin is None or end is None:
        return None
    body = range(begin, end)
    return body if _trusted(_total(by_line, body), whole) else None


def _trusted(held: Evidence, whole: Evidence) -> bool:
    return held.covers(whole, 0.5) or (whole.prose < 200 and not whole.anchors)


def _marked(page: Page, by_region: list[Evidence], whole: Evidence) -> range | None:
    marked = [
        (by_region[index].prose, region.start - region.end, index)
        for index, region in enumerate(page.regions)
        if _is_marked(region.element.get("id"), region.element.get("class"))
        and region.end > region.start
        and _trusted(by_region[index], whole)
    ]
    if not marked:
        return None
    best = page.regions[max(marked)[2]]
    return range(best.start, best.end)


def _is_marked(identity: str | None, classes: str | None) -> bool:
    return bool(BODY_MARK.search(identity or "") or BODY_MARK.search(classes or ""))


def _least(page: Page, by_region: list[Evidence], tables: frozenset[int]) -> range:
    """Go down from the page's root as long as one block within holds all that counts."""
    if not page.regions:
        return range(len(page.lines))
    held = 0
    for index in range(1, len(page.regions)):
        region, evidence = page.regions[index], by_region[index]
        enterable = region.parent == held and region.element.tag not in UNDIVIDED and index not in tables
        if enterable and _weighs(evidence) and evidence.covers(by_region[held], SHARE):
            held = index
    return range(page.regions[held].start, page.regions[held].end)
