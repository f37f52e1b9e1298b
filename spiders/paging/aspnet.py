"""ASP.NET: the next page is the same form posted back with another `__EVENTARGUMENT`."""

from __future__ import annotations

import re

from spiders.page import Page
from spiders.paging.turns import Pager, Turn

_POST_BACK = re.compile(r"__doPostBack\(\s*['\"]([^'\"]+)['\"]\s*,\s*['\"](\d{1,9})['\"]\s*\)")
_LAST = frozenset({"最后一页", "尾页", "末页", "最末页"})
_NEXT = frozenset({"下一页", "下页", "后一页", ">"})


def find(page: Page) -> Pager | None:
    """Return the pager of an ASP.NET list: only its next page, since each page carries the state for its next."""
    calls = [
        ("".join(element.text_content().split()), found)
        for element in page.tree.iter("a")
        if (found := _POST_BACK.search(f"{element.get('href') or ''} {element.get('onclick') or ''}"))
    ]
    following = next((found for text, found in calls if text in _NEXT), None)
    if following is None:
        return None
    last = next((int(found[2]) for text, found in calls if text in _LAST), None)
    state = {str(one.get("name")): str(one.get("value") or "") for one in _hidden(page) if one.get("name")}
    state |= {"__EVENTTARGET": following[1], "__EVENTARGUMENT": following[2]}
    number = int(following[2])
    return Pager("aspnet", (Turn(page.url, number, tuple(state.items())),), pages_stated=last)


def _hidden(page: Page) -> list[dict[str, str]]:
    found = page.tree.xpath("//form//input[translate(@type, 'HIDEN', 'hiden')='hidden']")
    return [dict(element.attrib) for element in found]
