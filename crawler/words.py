"""What pages are called and say, for the list of pages in a package; read in worker processes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from archive.capture import Place
from crawler.worker import Refusal, attempt, within

if TYPE_CHECKING:
    from pipelines.body import Block, Reading

MOST = 100_000
"""Characters of text kept of a page: the longest reports are half as long."""

Job = tuple[Path, Place]
"""A data directory and where a capture lies in its archive."""


@dataclass(frozen=True, slots=True)
class Words:
    """A page's title, where it has one, and its text, a paragraph or a row of a table a line."""

    title: str | None
    text: str


def words(job: Job, seconds: int) -> Words | Refusal:
    """Read what a page says; refused is what is no page, and what cannot be read in the seconds."""
    with within(seconds):
        return attempt(lambda: _words(*job))


def _words(data_dir: Path, place: Place) -> Words:
    from archive.media import is_page  # noqa: PLC0415 - loaded in the process that workers are forked from
    from archive.reader import read_capture  # noqa: PLC0415
    from pipelines.errors import Unreadable  # noqa: PLC0415
    from pipelines.reading import read  # noqa: PLC0415

    capture = read_capture(data_dir, place)
    if not is_page(capture.media_type):
        raise Unreadable(f"{capture.media_type} is no page")
    return _said(read(capture, 0))


def _said(reading: Reading) -> Words:
    title = next((mention.text for mention in reading.head.titles), None)
    lines = (line for block in reading.blocks for line in _lines(block) if line)
    return Words(title, "\n".join(lines)[:MOST])


def _lines(block: Block) -> Iterator[str]:
    """Yield a paragraph, or the rows of a table; a cell that covers several places says its text once."""
    from pipelines.body import Paragraph  # noqa: PLC0415 - see above

    if isinstance(block, Paragraph):
        yield block.text
        return
    told: set[int] = set()
    for row in block.grid:
        cells = {id(cell): cell for cell in row if cell is not None and id(cell) not in told}
        told.update(cells)
        yield " ".join(cell.text for cell in cells.values() if cell.text)
