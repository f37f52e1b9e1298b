"""As what a report speaks of itself: 我市, 我局, 本机关."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_SELF = re.compile(
    r"(?:我|本)(?:(?P<division>自治区|省|市|州|盟|县|区|旗|镇|乡|街道)(?!人大|政协)|(?P<organ>[局委厅办院校处署部所站行司馆]|机关|单位|中心|公司|集团))"
)
_ENOUGH = 2
"""Mentions that are more than a slip of the pen."""


def division_spoken_of(texts: Iterable[str]) -> str | None:
    """Return the generic name (市, 县, 街道) under which a government speaks of its own division.

    `None` where an organ speaks (我局, 本机关), where hardly any division is called one's own, and where several are.
    """
    spoken: Counter[str] = Counter()
    for text in texts:
        for found in _SELF.finditer(text):
            if found["organ"]:
                return None
            spoken[found["division"]] += 1
    if not spoken:
        return None
    name, times = spoken.most_common(1)[0]
    return name if times >= _ENOUGH and times * 4 >= spoken.total() * 3 else None
