"""The report's prose cut into sections, by the meaning of their headings over the whole report."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.body import Block, Paragraph, Table
from pipelines.prose.announced import announced_missing
from pipelines.prose.furniture import is_leading, is_name, trailing
from pipelines.prose.headings import FORM_KEYS, Heading, read_heading
from pipelines.prose.outline import Outline, SectionProse, squeezed
from pipelines.prose.passage import Passage, Segment
from pipelines.prose.prose_lines import ProseLine, Used, prose_lines
from pipelines.prose.sequence import Chosen, Placed, choose
from pipelines.report import Anomaly
from pipelines.tables.form import STATISTICS_2014, TABLES_2019, TABLES_2021, indicators
from pipelines.tables.unread import prints_rows

HEAD_LINES = 10
"""Lines at the top of a body among which its own title, date and the like may stand."""

FORM_LAYOUTS = (TABLES_2019, TABLES_2021)
"""Layouts with the six fixed sections."""


def split(
    blocks: Sequence[Block],
    *,
    used: Used,
    layout: str | None,
    missing_before: bool = False,
    missing_after: bool = False,
) -> Outline:
    """Return the outline of a report's blocks.

    `used` are the (capture, block) of statutory tables, which are no prose; `layout` as the tables tell it;
    `missing_before` and `missing_after` say that the article's first or later pages could not be had.
    """
    form = layout in FORM_LAYOUTS
    prose = _trimmed(prose_lines(blocks, used, rows_head=layout != STATISTICS_2014))
    placed = _possible_headings(prose, [b for b in blocks if isinstance(b, Table)], used)
    chosen = choose(placed, form=form, missing_before=missing_before)
    introduction, sections = _cut(prose, chosen, missing_before=missing_before)
    nested = _nested(placed, chosen)
    if nested and (layout == STATISTICS_2014 or prints_rows(line.text for line in prose)):
        # What the statistics form prints is numbered so too, also as lines of text, two halves in one.
        rows = [squeezed(each.label) for each in indicators()]
        nested = [each for each in nested if not any(row in each.title for row in rows)]
    anomalies = [_collision(nested)] if nested else []
    if form and not missing_after:
        anomalies += _missing(chosen, missing_before=missing_before)
    if form and (announced := announced_missing(blocks, used)):
        anomalies.append(announced)
    return Outline(introduction, sections, tuple(anomalies))


def _trimmed(prose: list[ProseLine]) -> list[ProseLine]:
    """Return the lines without title, date and breadcrumb before them and navigation after them."""
    first = 0
    for index, line in enumerate(prose[:HEAD_LINES]):
        if is_leading(line.text):
            first = index + 1
        elif not is_name(line.text):
            break
    kept = prose[first:]
    return kept[: len(kept) - trailing([line.text for line in kept])]


def _possible_headings(prose: list[ProseLine], tables: list[Table], used: Used) -> list[Placed]:
    """Return what could be headings; one that text or a statutory table follows is likelier than one of a contents."""
    headings = [read_heading(line.text) if line.joint == "\n" else None for line in prose]
    statutory = [(t.capture, t.block) for t in tables if (t.capture, t.block) in used]
    placed = []
    for index, heading in enumerate(headings):
        if heading is not None:
            followed = (
                heading.shared
                or index + 1 == len(prose)
                or _goes_on(headings[index + 1], heading)
                or any(prose[index].place <= table < prose[index + 1].place for table in statutory)
            )
            placed.append(Placed(index, heading, followed))
    return placed


def _goes_on(following: Heading | None, heading: Heading) -> bool:
    return following is None or following.style != heading.style


def _cut(
    prose: list[ProseLine], chosen: tuple[Chosen, ...], *, missing_before: bool
) -> tuple[Passage, tuple[SectionProse, ...]]:
    starts = [each.placed.line for each in chosen]
    lead = _passage(prose[: starts[0]] if starts else prose)
    sections: list[SectionProse] = []
    number = 0
    for each, end in zip(chosen, [*starts[1:], len(prose)], strict=False):
        heading = each.placed.heading
        number = heading.number or number + 1
        passage = _passage(prose[each.placed.line : end], heading)
        sections.append(SectionProse(number, each.key, heading.raw, passage))
    if lead.text and (missing_before or not sections):
        before = sections[0].number - 1 if sections and sections[0].number else 1
        return Passage(), (SectionProse(max(before, 1), None, None, lead), *sections)
    return lead, tuple(sections)


def _passage(prose: Sequence[ProseLine], heading: Heading | None = None) -> Passage:
    """Return lines joined to one text; the first one's heading, if any, is not part of it."""
    pieces: list[str] = []
    segments: list[Segment] = []
    length = 0
    for index, line in enumerate(prose):
        skip = heading.end if heading is not None and index == 0 else 0
        body = line.text[skip:]
        if not body.strip() or (line.only_heading and not skip):
            continue
        joint = line.joint if pieces else ""
        if isinstance(line.source, Paragraph):
            segments.append(Segment(length + len(joint), len(body), line.source, line.offset + skip))
        pieces.append(joint + body)
        length += len(joint) + len(body)
    return Passage("".join(pieces), tuple(segments))


def _nested(placed: list[Placed], chosen: tuple[Chosen, ...]) -> list[Heading]:
    """Return the numbered lines within sections that have the very form that the sections have."""
    taken = {each.placed.heading.title for each in chosen}
    top = {(each.placed.heading.style, each.placed.heading.number) for each in chosen}
    lines_taken = {each.placed.line for each in chosen}
    first = min(lines_taken, default=0)
    return [
        each.heading
        for each in placed
        if each.line > first
        and each.line not in lines_taken
        and each.heading.title not in taken
        and each.heading.number is not None
        and (each.heading.style, each.heading.number) in top
    ]


def _collision(nested: Sequence[Heading]) -> Anomaly:
    shown = "".join(f"“{heading.raw[:20]}”" for heading in nested[:3])
    message = f"各部分之内又有{shown}等{len(nested)}处,与顶层序号冲突"
    return Anomaly("nested_ordinal_collision", "warning", message)


def _missing(chosen: tuple[Chosen, ...], *, missing_before: bool) -> list[Anomaly]:
    found = {each.key for each in chosen}
    expected = list(FORM_KEYS)
    if missing_before and (known := [key for key in expected if key in found]):
        expected = expected[expected.index(known[0]) :]
    return [
        Anomaly("missing_section", "warning", f"国办格式的第{FORM_KEYS.index(key) + 1}部分({key})未见")
        for key in expected
        if key not in found
    ]
