"""Ruled tables of a PDF page as grids."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any

from pdfplumber.page import Page
from pdfplumber.table import Table
from pdfplumber.utils.text import extract_text

from pipelines.body import Cell, Grid
from pipelines.reading.characters import clean, close_up
from pipelines.reading.grid import cover, squared

THIN = 3.0
"""Points up to which a filled rectangle is a ruling line, above which it is a background."""

NEAR = 3.0
"""Points within which cell edges are the same ruling."""

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in points from the page's upper left corner."""


def may_rule(thing: dict[str, Any]) -> bool:
    """Tell whether an object may rule a table: backgrounds painted behind text may not."""
    thin = min(thing["width"], thing["height"]) <= THIN
    return bool(thing["object_type"] != "rect" or thing.get("stroke") or thin)


def ruled_tables(page: Page) -> list[Table]:
    """Return the tables of two and more columns that lines rule on a page."""
    settings = {"explicit_horizontal_lines": _ends(page.vertical_edges)}
    return [table for table in page.find_tables(settings) if len(_rulings(box[0] for box in table.cells)) > 1]


def holds(box: Box, thing: dict[str, Any]) -> bool:
    """Tell whether the middle of an object lies in a box."""
    across, down = (thing["x0"] + thing["x1"]) / 2, (thing["top"] + thing["bottom"]) / 2
    return bool(box[0] <= across <= box[2] and box[1] <= down <= box[3])


def grid_of(table: Table, characters: Sequence[dict[str, Any]]) -> Grid:
    """Return the grid of a table with the page's characters that stand in it."""
    inside = [character for character in characters if holds(table.bbox, character)]
    columns = _rulings(edge for box in table.cells for edge in (box[0], box[2]))
    rows = _rulings(edge for box in table.cells for edge in (box[1], box[3]))
    places: list[dict[int, Cell]] = [{} for _ in rows[:-1]]
    for box in sorted(table.cells, key=lambda box: (box[1], box[0])):
        cover(places, _cell(box, rows, columns, [each for each in inside if holds(box, each)]))
    return squared(places, len(columns) - 1)


def _ends(verticals: Sequence[dict[str, Any]]) -> list[float]:
    """Return where groups of vertical rulings begin and end: a page break leaves tables open above and below."""
    ends: list[float] = []
    for edge in sorted(verticals, key=lambda edge: edge["top"]):
        if ends and edge["top"] <= ends[-1] + NEAR:
            ends[-1] = max(ends[-1], edge["bottom"])
        else:
            ends += [edge["top"], edge["bottom"]]
    return ends


def _rulings(edges: Iterable[float]) -> list[float]:
    """Return the distinct positions among edges that differ by more than a line's width."""
    distinct: list[float] = []
    for edge in sorted(edges):
        if not distinct or edge - distinct[-1] > NEAR:
            distinct.append(edge)
    return distinct


def _cell(box: Box, rows: list[float], columns: list[float], characters: list[dict[str, Any]]) -> Cell:
    left, top, right, bottom = (
        bisect_left(rulings, edge - NEAR)
        for rulings, edge in zip((columns, rows, columns, rows), box, strict=True)
    )
    text = close_up(clean(extract_text(characters))) if characters else ""
    return Cell(text, top, left, max(bottom - top, 1), max(right - left, 1))
