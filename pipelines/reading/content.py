"""Where on a page the article stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from pipelines.reading.boilerplate import is_footer
from pipelines.reading.cues import is_numbered, is_prose
from pipelines.reading.line import Line
from pipelines.reading.markup import Tag
from pipelines.reading.page import Page
from pipelines.remembering import remembered

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


class Evidence(NamedTuple):
    """What a stretch of a page holds of an article: headings and labels of the form, characters of running text."""

    anchors: int = 0
    prose: int = 0

    def covers(self, whole: Evidence, share: float) -> bool:
        """Tell whether this is all that counts of the whole."""
        return self.anchors == whole.anchors and self.prose >= whole.prose * share


NOTHING = Evidence()


def find_body(page: Page, tables: frozenset[int] = frozenset()) -> range:
    """Return the lines of the article: by marks that its text bears out, else the least block holding it.

    `tables` are the regions of tables of values, which are part of an article and never all of it.
    """
    told = _told(page)
    by_region = _sums(page, told)
    whole = _total(told.values())
    marked = _between_marks(page, told, whole) or _marked(page, by_region, whole)
    return marked or _least(page, by_region, tables)


def first_evidence(page: Page, body: range) -> int:
    """Return the index of the body's first line that is surely of the article, the body's end if there is none."""
    return next((index for index in body if _evidence(page.lines[index]) is not NOTHING), body.stop)


def _evidence(line: Line) -> Evidence:
    return NOTHING if line.is_linked else _weighed(line.text)


@remembered
def _weighed(text: str) -> Evidence:
    numbered, prose = is_numbered(text), is_prose(text)
    if not (numbered or prose) or is_footer(text):
        return NOTHING
    return Evidence(int(numbered), len(text) if prose else 0)


def _told(page: Page) -> dict[int, Evidence]:
    """Return evidence by line; what a page says twice (for the desk and for the telephone) counts once."""
    texts = [line.text for line in page.lines]
    first = dict(zip(reversed(texts), range(len(texts) - 1, -1, -1), strict=True))
    return {
        index: evidence
        for index, line in enumerate(page.lines)
        if not line.is_linked
        and (evidence := _weighed(line.text)) is not NOTHING
        and first[line.text] == index
    }


def _total(evidence: Collection[Evidence]) -> Evidence:
    return Evidence(sum([each.anchors for each in evidence]), sum([each.prose for each in evidence]))


def _sums(page: Page, told: dict[int, Evidence]) -> dict[int, Evidence]:
    """Return the evidence of each region that holds any: of its lines and of the regions within it."""
    regions = page.regions
    sums: dict[int, Evidence] = {}
    for index, evidence in told.items() if regions else ():
        region = page.lines[index].region
        sums[region] = _both(sums.get(region, NOTHING), evidence)
    for index in sorted(_with_those_around(page, sums), reverse=True):
        parent = regions[index].parent
        if parent is not None:
            sums[parent] = _both(sums.get(parent, NOTHING), sums[index])
    return sums


def _with_those_around(page: Page, within: Iterable[int]) -> set[int]:
    """Return regions and all that they stand in."""
    found: set[int] = set()
    for index in within:
        region: int | None = index
        while region is not None and region not in found:
            found.add(region)
            region = page.regions[region].parent
    return found


def _both(one: Evidence, other: Evidence) -> Evidence:
    return Evidence(one.anchors + other.anchors, one.prose + other.prose)


def _between_marks(page: Page, told: dict[int, Evidence], whole: Evidence) -> range | None:
    begin = next(iter(page.begins), None)
    end = next((mark for mark in page.ends if begin is not None and mark > begin), None)
    if begin is None or end is None:
        return None
    held = _total([evidence for index, evidence in told.items() if begin <= index < end])
    return range(begin, end) if _trusted(held, whole) else None


def _trusted(held: Evidence, whole: Evidence) -> bool:
    return held.covers(whole, 0.5) or (whole.prose < 200 and not whole.anchors)


def _marked(page: Page, by_region: Mapping[int, Evidence], whole: Evidence) -> range | None:
    regions = page.regions
    if _trusted(NOTHING, whole):
        trusted: Iterable[int] = range(len(regions))
    else:
        trusted = [index for index, held in by_region.items() if _trusted(held, whole)]
    marked = [
        (by_region.get(index, NOTHING).prose, region.start - region.end, index)
        for index in trusted
        if (region := regions[index]).end > region.start and _is_marked(region.tag)
    ]
    if not marked:
        return None
    best = regions[max(marked)[2]]
    return range(best.start, best.end)


def _is_marked(tag: Tag) -> bool:
    return any(name and _is_mark(name) for name in (tag.get("id"), tag.get("class")))


@remembered
def _is_mark(name: str) -> bool:
    return bool(BODY_MARK.search(name))


def _least(page: Page, by_region: Mapping[int, Evidence], tables: frozenset[int]) -> range:
    """Go down from the page's root as long as one block within holds all that counts."""
    if not page.regions:
        return range(len(page.lines))
    held = 0
    for index in sorted(by_region):
        if index and by_region[index].covers(by_region.get(held, NOTHING), SHARE):
            region = page.regions[index]
            if region.parent == held and region.name not in UNDIVIDED and index not in tables:
                held = index
    return range(page.regions[held].start, page.regions[held].end)
