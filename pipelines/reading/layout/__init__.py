"""Pages as set, read: the one way from placed texts and rulings, whatever their source, to paragraphs and grids."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.body import Reading
from pipelines.reading.flow import read_flow
from pipelines.reading.layout.entries import entries_of
from pipelines.reading.layout.folios import without_folios
from pipelines.reading.layout.placed import Placed, Ruling, SetPage
from pipelines.reading.layout.setting import flow_of
from pipelines.reading.layout.struck import without_struck

__all__ = ["Placed", "Ruling", "SetPage", "read_pages"]


def read_pages(pages: Sequence[SetPage], index: int) -> Reading:
    """Return the reading of pages in order; `index` is the capture's place in its document."""
    entries = without_folios([entries_of(without_struck(page)) for page in pages])
    return read_flow(flow_of(entries), index, spanned=True)
