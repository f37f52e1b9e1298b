"""Plain text: paragraphs by line, rows of tab-separated cells as tables whose columns cannot be trusted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from archive.capture import Capture
from pipelines.body import Grid, Reading
from pipelines.errors import Unreadable
from pipelines.reading.characters import clean
from pipelines.reading.charset import declared_in, decode
from pipelines.reading.flow import read_flow
from pipelines.reading.grid import Printed, expand

MAX_TEXT = 20_000_000
RULE = re.compile(r"(?=[^\w]*[-—=_]{3})[\s|+:\-—=_]+")
"""A row of dashes that only draws a line; markup left over from a conversion."""


def read_text(capture: Capture, index: int) -> Reading:
    """Return the reading of a plain text file; raises `Unreadable` for binary and oversized ones."""
    if len(capture.payload) > MAX_TEXT:
        raise Unreadable(f"the text has {len(capture.payload)} bytes, more than {MAX_TEXT}")
    text = decode(capture.payload, declared_in(capture.header("content-type")))
    if "\x00" in text:
        raise Unreadable("binary data under the name of text")
    return read_flow(_flow(text.splitlines()), index, spanned=False)


def _flow(printed: Sequence[str]) -> list[str | Grid]:
    """Return lines as paragraphs, runs of tabbed lines as grids; a blank line ends a run."""
    tabbed = ["\t" in line for line in printed]
    marked = [
        (row, line) for row, line in zip(tabbed, printed, strict=True) if not RULE.fullmatch(line.strip())
    ]
    flow: list[str | Grid] = []
    for (is_row, blank), run in groupby(marked, key=lambda each: (each[0], not clean(each[1]))):
        if is_row and not blank:
            flow.append(expand([[Printed(clean(cell)) for cell in line.split("\t")] for _, line in run]))
        elif not blank:
            flow += [clean(line) for _, line in run]
    return flow
