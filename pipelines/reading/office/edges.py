"""From cells' edges, as word processors measure them, to the columns that all rows of a table share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence


def columns_of(rows: Sequence[Sequence[tuple[int, int]]], near: int) -> dict[int, int]:
    """Return the column that begins at each edge; `rows` are cells as left and right edges.

    Rows are drawn by hand, so edges up to `near` apart are one, unless one row has both.
    """
    owners: dict[int, set[int]] = defaultdict(set)
    for number, row in enumerate(rows):
        for left, right in row:
            owners[left].add(number)
            owners[right].add(number)
    columns: dict[int, int] = {}
    column, begun, inside = -1, 0, set[int]()
    for edge in sorted(owners):
        if column < 0 or edge - begun > near or inside & owners[edge]:
            column, begun, inside = column + 1, edge, set()
        inside |= owners[edge]
        columns[edge] = column
    return columns
