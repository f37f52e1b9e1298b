"""Plain text: paragraphs by line, rows of parted cells as tables whose columns cannot be trusted."""

from __future__ import annotations

from collections.abc import Sequence

from archive.capture import Capture
from pipelines.body import Grid, Reading
from pipelines.errors import Unreadable
from pipelines.reading.charset import declared_in, decode
from pipelines.reading.flow import read_flow
from pipelines.reading.grid import Printed, expand
from pipelines.reading.rows import rows_and_lines

MAX_TEXT = 20_000_000


def read_text(capture: Capture, index: int) -> Reading:
    """Return the reading of a plain text file; raises `Unreadable` for binary and oversized ones."""
    if len(capture.payload) > MAX_TEXT:
        raise Unreadable(f"the text has {len(capture.payload)} bytes, more than {MAX_TEXT}")
    text = decode(capture.payload, declared_in(capture.header("content-type")))
    if "\x00" in text:
        raise Unreadable("binary data under the name of text")
    return read_flow(_flow(text.splitlines()), index, spanned=False)


def _flow(printed: Sequence[str]) -> list[str | Grid]:
    """Return lines as paragraphs, runs of rows as grids."""
    return [
        entry
        if isinstance(entry, str)
        else expand([[Printed(cell, one_line=True) for cell in cells] for cells in entry])
        for entry in rows_and_lines(printed)
    ]
