"""Ucap (开普): `index_2.shtml` is the second page; a list ends at its publish cap whatever lies behind it."""

from __future__ import annotations

from tests.families.family import Entry, Family, Portal, paged, rows
from tests.portals.content import Story

_FOLDER = "/zwgk/zfxxgknb/"
_CAP = 1000


def whole() -> Family:
    """A list that holds all its records."""
    portal, entries = _column("ucap")
    return _listed(portal, entries, 10)


def capped() -> Family:
    """A list of 1,000 records, the last page full: what is older is not in it."""
    portal, entries = _column("ucap-capped")
    notices = [
        Entry(f"/tzgg/{serial}.shtml", f"第{serial}号政务公开工作通知", "2012-05-01")
        for serial in range(_CAP - len(entries))
    ]
    return _listed(portal, [*entries, *notices], 50)


def _column(name: str) -> tuple[Portal, list[Entry]]:
    portal = Portal(
        name, "/zwgk/index.shtml", f"{_FOLDER}index.shtml", body='class="pages_content" id="UCAP-CONTENT"'
    )
    return portal, portal.entries(_address)


def _listed(portal: Portal, entries: list[Entry], size: int) -> Family:
    listed = paged(entries, size)
    for number, shown in enumerate(listed, 1):
        call = f"createPageHTML('page_div',{len(listed)}, {number},'index','shtml',{len(entries)});"
        pager = f'<div id="page_div"></div><script>window.onload=function(){{{call}}}</script>'
        name = f"index_{number}.shtml" if number > 1 else "index.shtml"
        portal.put(f"{_FOLDER}{name}", portal.listing(rows(shown, short=22) + pager))
    return portal.family()


def _address(each: Story, serial: int) -> str:
    return f"{_FOLDER}{each.date[:4]}{each.date[5:7]}/c100529_{serial}.shtml"
