"""HTML pages: the article's blocks, found on any site, and what stands around them."""

from __future__ import annotations

from dataclasses import replace

from archive.capture import Capture
from pipelines.body import Block, Grid, Paragraph, Reading, Table
from pipelines.reading.boilerplate import is_catalogue
from pipelines.reading.charset import declared_in, decode
from pipelines.reading.content import find_body, first_evidence
from pipelines.reading.cues import CLAUSE
from pipelines.reading.grid import expand, one_cell, rows_of
from pipelines.reading.head import read_head
from pipelines.reading.page import Page, flatten
from pipelines.reading.paging import find_position
from pipelines.reading.titling import titles
from pipelines.reading.trim import trimmed
from pipelines.reading.value_tables import value_tables


def read_html(capture: Capture, index: int) -> Reading:
    """Return the reading of an HTML capture; raises `Unreadable` for what is no page."""
    page = flatten(decode(capture.payload, declared_in(capture.header("content-type"))))
    return read_page(page, capture.url, index)


def read_page(page: Page, url: str, index: int) -> Reading:
    """Return the reading of a flattened page; `index` is its capture's in the document."""
    tables = value_tables(page)
    body = find_body(page, frozenset(tables.values()))
    first = first_evidence(page, body)
    near = page.lines[:first]
    candidates = titles(page, near)
    catalogues = {start for start, region in tables.items() if _is_catalogue(page, region)}
    ends = {start: page.regions[tables[start]].end for start in tables.keys() - catalogues}
    article = trimmed(page.lines, body, [title.text for title in candidates], ends)
    blocks = _blocks(page, article, tables, catalogues, index)
    paragraphs = [block.text for block in blocks if isinstance(block, Paragraph)]
    head = read_head(page, url, candidates, (near, page.lines[article.stop :]), paragraphs)
    pictures = sum(article.start <= at <= article.stop for at in page.pictures)
    # a pager that follows the text in its own cell is the last of its lines
    position = find_position(page, page.lines[max(article.start, article.stop - 1) :])
    return Reading(replace(head, capture=index), blocks, position, pictures)


def _is_catalogue(page: Page, region: int) -> bool:
    covered = page.regions[region]
    return is_catalogue([line.text for line in page.lines[covered.start : covered.end]])


def _blocks(
    page: Page, article: range, tables: dict[int, int], catalogues: set[int], capture: int
) -> tuple[Block, ...]:
    """Return paragraphs and tables in order; a catalogue entry (索引号, 发布机构) is no part of the article."""
    blocks: list[Block] = []
    line, count = article.start, 0
    while line < article.stop:
        grid = _grid(page, line, tables)
        if line not in catalogues and grid:
            blocks.append(Table(grid, capture, len(blocks), count))
            count += 1
        elif line not in catalogues:
            blocks.append(Paragraph(page.lines[line].text, capture, len(blocks)))
        line = page.regions[tables[line]].end if line in tables else line + 1
    return tuple(blocks)


def _grid(page: Page, line: int, tables: dict[int, int]) -> Grid | None:
    text = page.lines[line].text
    if line in tables:
        return expand(rows_of(page, tables[line]))
    return one_cell(text) if CLAUSE.fullmatch(text) else None
