"""The portal that struck runs crawl: lists, articles in pages, a file, a page made by a script, odd answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from tests.crawler.server import NOT_FOUND, Answer, Site
from tests.families.family import COLUMN, Entry, Family, Portal, paged, rows
from tests.families.scripted import ARTICLE
from tests.families.told import column
from tests.portals.content import Story
from tests.portals.model import Page

_MISSING = (
    Entry("/nb/gone.html", "示例县虚构局2013年政府信息公开工作年度报告", "2014-03-01"),
    Entry("/nb/cut.html", "示例县样本局2012年政府信息公开工作年度报告", "2013-03-01"),
    Entry("/nb/odd.html", "示例县样本局2011年政府信息公开工作年度报告", "2012-03-01"),
)
_ODD = {
    "/nb/cut.html": Answer(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n<html><p>cut", close=True),
    "/nb/odd.html": Answer(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n", close=True),
}
_LISTED = 5
"""Entries of a list page."""


def _told(*, later: bool) -> list[Story]:
    """A few stories of the families' column: of each kind one, and what only looks like a report.

    What is `later` has a report more, and one that says something else.
    """
    stories = column()
    reports = [story for story in stories if story.report]
    paged_ones = [story for story in reports if len(story.body) > 1]
    files = [story for story in reports if story.attachment]
    plain = [story for story in reports if story not in paged_ones and story not in files]
    others = [story for story in stories if not story.report]
    told = [*plain[:3], *paged_ones[:1], *files[:1], *others[:2]]
    if not later:
        return told
    body = tuple(str(part).replace("申请10件", "申请12件") for part in paged_ones[0].body)
    told[3] = replace(paged_ones[0], body=body)
    return [*told, plain[3]]


def family(*, scripted: bool, later: bool = False) -> Family:
    """Build the portal; `scripted`: one of its reports needs the browser. It may be as it is some nights `later`."""
    portal = Portal("faults", "/zwgk/", "/nb/")
    stories = _told(later=later)
    by_script: dict[str, str] = {}

    def article(path: str, parts: Mapping[str, str]) -> Page | None:
        if not scripted or parts["title"] != stories[0].title:
            return None
        told = {key: parts[key] for key in ("title", "date", "body")}
        by_script[path.rpartition("=")[2]] = json.dumps(told, ensure_ascii=False)
        return portal.page("示例县人民政府", ARTICLE)

    def address(story: Story, serial: int) -> str:
        return f"/article.html?id={serial}" if scripted and story is stories[0] else f"/nb/{serial}.html"

    entries = [*portal.entries(address, stories=stories, article=article), *_MISSING]
    lists = paged(entries, _LISTED)
    for number, shown in enumerate(lists, 1):
        onward = f'<a href="/nb/{number + 1}.html">下一页</a>' if number < len(lists) else ""
        path = "/nb/" if number == 1 else f"/nb/{number}.html"
        total = f"共 {len(entries)} 条 第{number}/{len(lists)}页"
        portal.put(path, portal.listing(f'{rows(shown)}<div class="page">{total} {onward}</div>', COLUMN))

    def answer(path: str, form: Mapping[str, str]) -> Page | None:
        told = by_script.get(form.get("id", "")) if path == "/api/article" else None
        return Page.of(told, "application/json") if told else None

    return portal.family(answer, browser=scripted)


@dataclass
class Served(Site):
    """A portal on loopback; `dying` so many answers to come end in their middle, and with them the connection."""

    name: str = field(kw_only=True)
    families: tuple[Family, Family] = field(kw_only=True)
    is_later: bool = False
    dying: int = 0

    @classmethod
    def named(cls, name: str, *, scripted: bool) -> Self:
        """Make a portal, not served yet."""
        return cls(name=name, families=(family(scripted=scripted), family(scripted=scripted, later=True)))

    def answer_to(self, path: str, request: bytes) -> Answer:  # noqa: ARG002 - as the server asks
        answer = self._answer(path)
        if self.dying > 0:
            self.dying -= 1
            return Answer(answer.raw[: len(answer.raw) // 2], close=True)
        return answer

    def _answer(self, path: str) -> Answer:
        if path in _ODD:
            return _ODD[path]
        parts = urlsplit(path)
        site = self.families[self.is_later].site
        page = site.pages.get(path) or site.answer(parts.path, dict(parse_qsl(parts.query)))
        return _sent(page) if page else NOT_FOUND

    @property
    def home(self) -> str:
        """The address it starts from, by a name that the preloaded resolver takes for loopback."""
        return f"http://{self.name}.test:{self.port}/"


def _sent(page: Page) -> Answer:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {page.media_type}\r\nContent-Length: {len(page.body)}\r\n\r\n"
    return Answer(head.encode() + page.body)
