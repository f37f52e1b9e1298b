"""Plain text turned into blocks, for tests of prose that need no reader."""

import json
import re
from pathlib import Path

from pipelines.body import Cell, Paragraph, Table
from pipelines.prose.sections import split

TESTS = Path(__file__).parents[2]
SAMPLES = sorted(path.stem for path in (TESTS / "samples").glob("*.txt"))


def blocks_of(text):
    """Lines become paragraphs, runs of lines with tabs become tables."""
    blocks, rows, tables = [], [], 0

    def close():
        nonlocal tables
        if rows:
            width = max(map(len, rows))
            grid = tuple(
                tuple(Cell(t, r, c) for c, t in enumerate([*row, *[""] * (width - len(row))]))
                for r, row in enumerate(rows)
            )
            blocks.append(Table(grid, 0, len(blocks), tables, spanned=False))
            tables += 1
            rows.clear()

    for line in text.splitlines():
        if "\t" in line:
            rows.append(line.split("\t"))
        elif line.strip():
            close()
            blocks.append(Paragraph(line.strip(), 0, len(blocks)))
    close()
    return tuple(blocks)


def tables_used(blocks):
    return frozenset((b.capture, b.block) for b in blocks if isinstance(b, Table))


def outline_of(text):
    """Lines become paragraphs as they are."""
    blocks = tuple(Paragraph(line, 0, place) for place, line in enumerate(text.split("\n")))
    return split(blocks, used=frozenset(), layout=None)


def sample(stem):
    """Return a sample's outline, its layout as the tables tell it, and its answers."""
    blocks = blocks_of((TESTS / "samples" / f"{stem}.txt").read_text(encoding="utf-8"))
    expected = json.loads((TESTS / "expected" / f"{stem}.json").read_text(encoding="utf-8"))
    layout = None if expected["layout"] == "prose" else expected["layout"]
    missing = 1 in expected["missing_pages"]
    outline = split(blocks, used=tables_used(blocks), layout=layout, missing_before=missing)
    return outline, layout, expected


def squeezed(text):
    return re.sub(r"\s", "", text or "")
