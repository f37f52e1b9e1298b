"""Sources that are a plain flow of paragraphs and tables, without a page around them."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.body import Block, Grid, Head, Paragraph, Reading, Table
from pipelines.reading import dating
from pipelines.reading.cues import CLAUSE, is_numbered, is_prose
from pipelines.reading.grid import Printed, expand
from pipelines.reading.head import breadcrumb, publisher
from pipelines.reading.line import Line
from pipelines.reading.paging import position_in
from pipelines.reading.signing import signature
from pipelines.reading.titling import shown_titles
from pipelines.reading.trim import trimmed

Flow = Sequence[str | Printed | Grid]
"""Paragraphs, as text alone or with their place, and tables."""


def read_flow(flow: Flow, capture: int, *, spanned: bool) -> Reading:
    """Return the reading of paragraphs and grids in order.

    The site's lines around the article, if the flow has any, give the head and the position and are no blocks.
    """
    flow = [Printed(entry) if isinstance(entry, str) else entry for entry in flow]
    flow = [
        expand([[entry]]) if isinstance(entry, Printed) and CLAUSE.fullmatch(entry.text) else entry
        for entry in flow
    ]
    lines = [Line(entry.text if isinstance(entry, Printed) else "", 0) for entry in flow]
    tables = {number: number + 1 for number, entry in enumerate(flow) if not isinstance(entry, Printed)}
    near = lines[: _first_evidence(lines, tables)]
    titles = shown_titles(near)
    article = trimmed(lines, range(len(lines)), [title.text for title in titles], tables)
    after = lines[article.stop :]
    blocks = _blocks(flow[article.start : article.stop], capture, spanned=spanned)
    around = [line.text for line in [*near, *after]]
    paragraphs = [block.text for block in blocks if isinstance(block, Paragraph)]
    signed, signatory = signature(paragraphs)
    head = Head(
        titles=titles,
        dates=(*dating.visible(around, around), *signed),
        breadcrumb=breadcrumb([(line.text, 0) for line in near]),
        publisher=publisher(around),
        signatory=signatory,
        capture=capture,
    )
    positions = (position_in(line.text) for line in after if "页" in line.text)
    return Reading(head, blocks, next((position for position in positions if position), None))


def _first_evidence(lines: Sequence[Line], tables: dict[int, int]) -> int:
    sure = (n for n, line in enumerate(lines) if n in tables or is_numbered(line.text) or is_prose(line.text))
    return next(sure, len(lines))


def _blocks(flow: Flow, capture: int, *, spanned: bool) -> tuple[Block, ...]:
    blocks: list[Block] = []
    tables = 0
    for number, entry in enumerate(flow):
        if isinstance(entry, str):
            blocks.append(Paragraph(entry, capture, number))
        elif isinstance(entry, Printed):
            blocks.append(Paragraph(entry.text, capture, number, entry.box, entry.confidence))
        else:
            blocks.append(Table(entry, capture, number, tables, spanned))
            tables += 1
    return tuple(blocks)
