"""What a list states whose pages nobody here knows how to turn: its totals, so that what is missing is named."""

from __future__ import annotations

import re

from spiders.page import Page
from spiders.paging import bars, scripted
from spiders.paging.turns import Pager

_PLUGIN = re.compile(
    r"\b(?:laypage\.render|layPage|jqPaginator|twbsPagination|kkpager\.\w{1,30}|createPage|jpage|myPagination|Paging"
    r"|pagination|paginate|pager)\(\s*[{\"'\d]",
    re.IGNORECASE,
)


def find(page: Page) -> Pager | None:
    """Return the totals in a pager's words, or those handed to a plugin that draws one; never a turn."""
    stated = scripted.totals_of(page) if _PLUGIN.search(page.code) else bars.written(page)
    more = (stated.pages or 1) > 1 or (stated.pages is None and stated.records)
    return Pager("unread", (), stated.pages, stated.records, stated.current) if more else None
