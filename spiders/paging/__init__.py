"""Pagers: mechanisms by which a page offers its further pages, found on the page and never configured by site."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from spiders.page import Page
from spiders.paging.turns import Pager

MECHANISMS = (
    "truecms",
    "answered",
    "hanweb",
    "jpaas",
    "ucap",
    "trs",
    "epoint",
    "annual",
    "vsb",
    "aspnet",
    "attributes",
    "numbered",
    "scripted",
    "forms",
    "unread",
)
"""Modules of this package, in the order in which they are asked; each has `find(page: Page) -> Pager | None`."""

_FINDERS: tuple[Callable[[Page], Pager | None], ...] = tuple(
    import_module(f"{__name__}.{name}").find for name in MECHANISMS
)


def find(page: Page) -> Pager | None:
    """Return the pager of a list page, mechanisms that state a total first; `None` for a list of one page.

    One that only states totals gives way to one that leads on.
    """
    stating: Pager | None = None
    for finder in _FINDERS:
        pager = finder(page)
        if pager is not None and pager.turns:
            return pager
        stating = stating or pager
    return stating
