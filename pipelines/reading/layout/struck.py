"""Text that is struck through, as word processors show what was deleted: the document no longer says it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace

from pipelines.reading.layout.placed import Placed, Ruling, SetPage

FROM_MIDDLE = 0.25
"""Part of the type's size within which a stroke goes through the middle of a character; below it underlines."""

MOST_COMPARED = 2_000_000
"""Characters near lines across; a page with more shows a drawing."""

OVERHANG = 0.3
"""The same by which a stroke may be longer than what it strikes; a table's lines are, by far."""


def without_struck(page: SetPage) -> SetPage:
    """Return a page without the characters that a line of just their length goes through, and without that line."""
    ordered = sorted((each for each in page.texts if each.text.strip()), key=lambda each: each.middle)
    middles = [each.middle for each in ordered]
    reach = FROM_MIDDLE * max((each.size for each in ordered), default=0.0)
    struck: set[Placed] = set()
    strokes: set[Ruling] = set()
    compared = 0
    for ruling in (one for one in page.rulings if one.is_across):
        at = (ruling.top + ruling.bottom) / 2
        near = ordered[bisect_left(middles, at - reach) : bisect_right(middles, at + reach)]
        compared += len(near)
        if compared > MOST_COMPARED:
            return page
        if hit := _struck_by(ruling, near):
            struck.update(hit)
            strokes.add(ruling)
    if not struck:
        return page
    return replace(
        page,
        texts=[each for each in page.texts if each not in struck],
        rulings=[ruling for ruling in page.rulings if ruling not in strokes],
    )


def _struck_by(ruling: Ruling, near: Sequence[Placed]) -> list[Placed]:
    at = (ruling.top + ruling.bottom) / 2
    hit = [
        each
        for each in near
        if abs(each.middle - at) <= FROM_MIDDLE * each.size
        and ruling.left <= (each.left + each.right) / 2 <= ruling.right
    ]
    if not hit:
        return []
    room = OVERHANG * min(each.size for each in hit)
    left, right = min(each.left for each in hit), max(each.right for each in hit)
    return hit if abs(left - ruling.left) <= room and abs(right - ruling.right) <= room else []
