"""The sample documents as titles, paragraphs and the cells of their statutory tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "samples"

XINXIANG_2021 = "000_a057d0496994cc01"
JIYUAN_2019 = "001_703e795c8fe9abfb"
XINZHEN_2021 = "002_26e4c39d6db4dceb"
XINXIANG_2018 = "003_5464f8ef6b5eadcc"
LUOSHAN_2021 = "004_839dd26bf12921c6"


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one table that hold text, in reading order."""

    texts: tuple[str, ...]


Part = str | Cells
"""A paragraph or a table."""


def sample_text(sample: str) -> str:
    """The sample's text as it lies in its file."""
    return (SAMPLES / f"{sample}.txt").read_text("utf-8")


def sample_parts(sample: str) -> tuple[str, list[Part]]:
    """The sample's title and what follows it."""
    title, *lines = [line.rstrip("\n") for line in sample_text(sample).splitlines() if line.strip()]
    return title, list(_parts(lines))


def _parts(lines: list[str]) -> Iterator[Part]:
    cells: list[str] = []
    for line in lines:
        if _is_table(line):
            cells += [cell.strip() for cell in line.split("\t") if cell.strip()]
            continue
        if cells:
            yield Cells(tuple(cells))
            cells = []
        yield line.strip()


def _is_table(line: str) -> bool:
    # The sample 002 has one table title without tabs, cut off by a page break.
    return "\t" in line or line.startswith("第二十条第")


def without_rules(part: Part) -> Part:
    """The part without the Markdown rule that the conversion left in sample 001."""
    if isinstance(part, str):
        return part
    return Cells(tuple(text for text in part.texts if not re.fullmatch(r"-+", text)))
