"""Pagers: mechanisms by which a page offers its further pages, found on the page and never configured by site."""

from __future__ import annotations

from collections.abc import Callable

from spiders.page import Page
from spiders.paging import (
    annual,
    answered,
    aspnet,
    epoint,
    forms,
    hanweb,
    jpaas,
    numbered,
    scripted,
    trs,
    truecms,
    ucap,
    vsb,
)
from spiders.paging.turns import Pager

_MECHANISMS: tuple[Callable[[Page], Pager | None], ...] = (
    truecms.find,
    answered.find,
    hanweb.find,
    jpaas.find,
    ucap.find,
    trs.find,
    epoint.find,
    annual.find,
    vsb.find,
    aspnet.find,
    numbered.find,
    scripted.find,
    forms.find,
)


def find(page: Page) -> Pager | None:
    """Return the pager of a list page, mechanisms that state a total first; `None` for a list of one page.

    One that only states totals gives way to one that leads on.
    """
    found = [pager for mechanism in _MECHANISMS if (pager := mechanism(page)) is not None]
    return next((pager for pager in found if pager.turns), found[0] if found else None)
