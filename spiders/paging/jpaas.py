"""Hanweb JPaaS: a service named by a script element builds the list; no total is stated, an empty page ends it."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from spiders.links import resolve
from spiders.page import Page
from spiders.paging.turns import Pager, Turn

_PAIR = re.compile(r"""['"](\w+)['"]\s*:\s*['"]?([^'",}]*)""")
_PAGE_SIZE = 15


def find(page: Page) -> Pager | None:
    """Return the pager of a page whose list a unit service builds, or of what the service answered."""
    parameters = dict(parse_qsl(urlsplit(page.url).query))
    if "paramJson" in parameters:
        return _after(page, parameters)
    for script in page.tree.xpath("//script[@url and @querydata]"):
        if address := resolve(page.base, script.get("url")):
            query = dict(_PAIR.findall(script.get("querydata") or ""))
            return Pager("jpaas", (_turn(address, query, 1),))
    return None


def _after(page: Page, parameters: dict[str, str]) -> Pager | None:
    try:
        asked = json.loads(parameters["paramJson"])
        number = int(asked["pageNo"])
    except (ValueError, KeyError, TypeError):
        return None
    turns = (_turn(page.url.split("?")[0], parameters, number + 1),) if page.links else ()
    return Pager("jpaas", turns)


def _turn(address: str, query: dict[str, str], number: int) -> Turn:
    wanted = json.dumps({"pageNo": number, "pageSize": _PAGE_SIZE}, separators=(",", ":"))
    return Turn(f"{address}?{urlencode({**query, 'paramJson': wanted})}", number)
