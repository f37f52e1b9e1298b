"""Text that is none that a reader would see, whatever the file calls it."""

from __future__ import annotations

import re

LEAST_TEXT = 20
"""Characters below which a page or file has no text, only, say, the stamp of the program that scanned it."""

CHINESE = re.compile("[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff]")
UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x80-\x9f]")
MOST_UNREADABLE = 0.3
"""Part of a page's characters that may be unreadable."""

ENOUGH = 100
"""Characters without a Chinese one among them that are no report's, but those of a font with codes of its own."""


def is_garbled(text: str) -> bool:
    """Tell whether text does not say what is printed: its fonts have codes of their own."""
    if not text:
        return False
    unreadable = len(UNREADABLE.findall(text)) > MOST_UNREADABLE * len(text)
    letters = sum(each.isalpha() or not each.isascii() for each in text)
    return unreadable or (letters > ENOUGH and not CHINESE.search(text))
