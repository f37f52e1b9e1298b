"""The signature (落款) at the end of a text: who signs, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.body import Dated, Mention
from pipelines.reading.characters import bare
from pipelines.reading.dating import DATE, alone, found

LAST = 4
"""Paragraphs at the end of a text among which its signature stands."""
BODY = re.compile(
    r"[\u4e00-\u9fff（）()·]{1,38}(?:政府|公署|[局厅委办署院部会司处室站所馆社校队行关省市县区旗州盟乡镇]|街道|中心|大学|公司|集团)"
)


def signature(paragraphs: Sequence[str]) -> tuple[tuple[Dated, ...], Mention | None]:
    """Return the date that stands alone among the last paragraphs and the body named above it, beside it or alone.

    A body without a date signs only where it is the very last.
    """
    last = paragraphs[-LAST:]
    for index in range(len(last) - 1, -1, -1):
        first = found(last[index])[:1]
        name = bare(DATE.sub("", last[index], count=1)) if first else ""
        if days := first and (alone(last[index]) or (first if BODY.fullmatch(name) else [])):
            above = bare(last[index - 1]) if index else ""
            return tuple(Dated(day, "signature", raw) for day, raw in days), _body(name) or _body(above)
    return (), _body(bare(last[-1])) if last else None


def _body(name: str) -> Mention | None:
    return Mention(name, "signature") if BODY.fullmatch(name) else None
