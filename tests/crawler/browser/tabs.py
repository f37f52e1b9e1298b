"""One page in the browser with what its requests are answered, without a crawl."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from crawler.browser.rendering import opened
from crawler.browser.traffic import Answered, Asked, Shared, Traffic

URL = "http://portal.example/list"


@dataclass
class Seen:
    states: list = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    traffic: Traffic | None = None
    error: str | None = None


def html(markup):
    return Answered(200, (("Content-Type", "text/html; charset=utf-8"),), markup.encode())


async def render(chrome, markup, answers, *, walked=False, known=lambda _state: False):
    """Renders markup; `answers` are bodies by address, all else is not found."""
    seen = Seen()

    async def fetch(asked):
        seen.asked.append(asked)
        body = answers.get(asked.url)
        await asyncio.sleep(0)
        return Answered(
            404 if body is None else 200, (("Content-Type", "application/json"),), (body or "").encode()
        )

    try:
        async with chrome.page() as tab:
            seen.traffic = Traffic(tab, URL, html(markup), fetch, Shared())
            stage = await opened(tab, URL, seen.traffic)
            seen.states = await stage.states(known, lambda _: [], walked=walked)
    except TimeoutError:
        seen.error = "timeout"
    return seen
