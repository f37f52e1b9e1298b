"""What was made of a text, kept for the next time it is met."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

SHORT = 200
"""Characters up to which texts are kept: labels, numbers and menus repeat on a page and from page to page."""

ROOM = 16_384
"""Texts kept for each function."""

Made = TypeVar("Made")


def remembered(function: Callable[[str], Made]) -> Callable[[str], Made]:
    """Return a pure function of a text that keeps its answers to short ones."""
    known = lru_cache(maxsize=ROOM)(function)

    @wraps(function)
    def answer(text: str) -> Made:
        return known(text) if len(text) <= SHORT else function(text)

    return answer
