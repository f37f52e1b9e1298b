"""What was made of a text, kept for the next time it is met."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

SHORT = 200
"""Characters up to which texts are kept: labels, numbers and menus repeat on a page and from page to page."""

ROOM = 16_384
"""Texts kept for each function."""

Made = TypeVar("Made")


class _Memory(dict[str, Made]):
    """Answers by text, made where they are missing; when there is no more room it begins anew."""

    def __init__(self, make: Callable[[str], Made]) -> None:
        self.make = make

    def __missing__(self, text: str) -> Made:
        made = self.make(text)
        if len(text) <= SHORT:
            if len(self) >= ROOM:
                self.clear()
            self[text] = made
        return made


def remembered(make: Callable[[str], Made]) -> Callable[[str], Made]:
    """Return a pure function of a text that keeps its answers to short ones.

    It is a mapping's own look-up: an answer that is kept is given without a call of Python code.
    """
    return _Memory(make).__getitem__
