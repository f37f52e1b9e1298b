"""The states of a page in a browser: as it came to rest, and on a list after each 下一页, 加载更多 or scroll."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from playwright.async_api import CDPSession, Page

from crawler import clock
from crawler.browser.traffic import Traffic

STEP = 0.1
QUIET = 0.5
"""Seconds without a change after which a page that shows something is at rest."""

PATIENCE = 3.0
"""Seconds that one that shows nothing is waited for."""

LONGEST = 10.0
"""Seconds of its own time, the network's not counted, after which a page that never rests is taken as it is."""

ANSWER_SECONDS = 10.0
"""Seconds after which a page whose script does not end counts as hanging."""

FIRST_CLICKS = 3
"""Titles without an address that are clicked before all others: what they lead to may tell where the rest does."""

MOST_CLICKS = 60
CLICK_SECONDS = 2.0
"""Seconds of a page's own time in which a click leads somewhere."""

MOST_STATES = 60
MOST_CHARACTERS = 8_000_000
"""Of one state's DOM; what is longer is cut."""

MOST_BYTES = 32 * 1024 * 1024
"""Of all states of a page, after which it is walked no further."""

_WORLD = "gongkai"
_LEAST_SHOWN = 40

_HERE = "[location.href, history.length]"

_MARK = """(() => {
  const body = document.body, all = document.getElementsByTagName('*').length
  return [all, body ? body.textContent.length : 0, body ? body.innerText.length : 0]
})()"""

_DOM = f"""(() => {{
  const type = document.doctype ? '<!DOCTYPE ' + document.doctype.name + '>' : ''
  return (type + document.documentElement.outerHTML).slice(0, {MOST_CHARACTERS})
}})()"""

_LINES = """(() => {
  const text = document.body ? document.body.innerText.slice(0, 2000000) : ''
  return [...new Set(text.split('\\n').map(line => line.trim()).filter(line => line.length >= 6))].slice(0, 20000)
})()"""

# What has an address of its own is left to the spider, which follows it without a browser.
_GO_ON = r"""(() => {
  const more = /^(?:点击)?(?:加载|查看|显示)?更多(?:[.…>»]*|[^\u4e00-\u9fff]{0,9})$/
  const words = /^(?:[>»›＞]+|下一?页[\s>»›＞]*|后一?页|next|load more)$/i
  const named = /(?:^|[\s_-])(?:btn-next|next|nextpage|next-page|page-next|pagination-next|load-?more)(?:$|[\s_-])/i
  const off = /(?:^|[\s_-])(?:disabled?|forbid|last-page)(?:$|[\s_-])/i
  const called = e => String(e.getAttribute('class') || '')
  const text = e => (e.textContent || e.value || '').trim()
  const isOff = e => !e || e.disabled || e.getAttribute('aria-disabled') === 'true' || off.test(called(e))
  const isPlaced = e => {
    const link = e.closest('a[href]')
    return link && !/^(?:#?$|#[^\/!]|javascript:)/i.test(link.getAttribute('href'))
  }
  const isShow = e => e.closest('[class*=swiper],[class*=carousel],[class*=slick],[class*=banner],[class*=slide]')
  const says = e => [text(e), e.title || '', e.getAttribute('aria-label') || '']
    .some(label => words.test(label) || more.test(label))
  const open = [...document.querySelectorAll('a,button,li,span,div,p,i,input[type=button]')].slice(0, 20000)
    .filter(e => e.childElementCount <= 3 && text(e).length <= 12 && e.getClientRects().length > 0)
    .filter(e => !isPlaced(e) && !isOff(e) && !isOff(e.parentElement) && !isShow(e))
  const next = open.filter(says).pop() || open.filter(e => named.test(called(e))).pop()
  if (next) { (next.querySelector('a,button') || next).click(); return }
  for (const e of [document.scrollingElement, ...document.querySelectorAll('div,ul,main,section')].slice(0, 5000)) {
    if (e && e.scrollHeight > e.clientHeight + 10) e.scrollTop = e.scrollHeight
    if (e && e.scrollTop > 0) e.dispatchEvent(new Event('scroll'))
  }
  window.dispatchEvent(new Event('scroll'))
  document.dispatchEvent(new Event('scroll'))
})()"""


_CLICK = r"""(words => {
  const flat = text => (text || '').split(/\s+/).filter(Boolean).join(' ')
  const own = e => flat([...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join(' '))
  const said = e => [e.getAttribute('title'), own(e), e.tagName === 'A' ? e.textContent : ''].map(flat).includes(words)
  const shown = [...document.querySelectorAll('body *')].slice(0, 20000).filter(e => e.getClientRects().length)
  const found = shown.filter(said)
  found.at(-1)?.click()
  return found.length > 0
})"""


@dataclass(frozen=True, slots=True)
class State:
    """A page's DOM at one instant, the address that it showed and the lines of its text."""

    url: str
    dom: bytes
    taken_at: datetime
    lines: frozenset[str]


class Stage:
    """A page that is watched from a world of its own, in which its scripts have changed nothing.

    `led` is where clicks on what has no address led, by its words.
    """

    def __init__(self, page: Page, session: CDPSession, traffic: Traffic) -> None:
        self._page = page
        self._session = session
        self._traffic = traffic
        self._clicks = 0
        self._comes_back = False
        self.led: dict[str, str] = {}

    async def states(
        self, is_known: Callable[[State], bool], wanted: Callable[[State], list[str]], *, walked: bool
    ) -> list[State]:
        """Return the page at rest and, when it is to be walked, what further steps show, each with something new.

        The walk ends where nothing new comes, where a script sends the page elsewhere, or as soon as the rest
        `is_known` to be had otherwise. A state that shows all that the one before did takes its place, so that a
        list grown by scrolling is one state. What of a state is `wanted` is clicked, to learn where it leads; where
        that means to go there and back, on the first only, to which one comes back.
        """
        await self.settle()
        found = [await self._state()]
        if not self._traffic.onward:
            await self._follow(wanted(found[0])[:FIRST_CLICKS])
        seen = set(found[0].lines)
        for _ in range(MOST_STATES if walked else 0):
            is_full = sum(len(state.dom) for state in found) > MOST_BYTES
            if is_full or is_known(found[-1]) or self._traffic.onward:
                break
            if len(found) == 1 or not self._comes_back:
                await self._follow(wanted(found[-1]))
            await self._ask(_GO_ON)
            await self.settle()
            state = await self._state()
            if state.lines <= seen:
                break
            if found[-1].lines <= state.lines:
                found.pop()
            found.append(state)
            seen |= state.lines
        return found

    async def settle(self) -> None:
        """Wait until no request is under way and the DOM no longer changes."""
        own = still = 0.0
        last: Any = None
        while own < LONGEST:
            await asyncio.sleep(STEP)
            if self._traffic.under_way:
                still = 0.0
                continue
            own += STEP
            mark = await self._ask(_MARK)
            still, last = (still + STEP if mark == last else 0.0), mark
            if still >= (QUIET if mark[2] >= _LEAST_SHOWN else PATIENCE):
                return

    async def _follow(self, titles: list[str]) -> None:
        for words in titles[: MOST_CLICKS - self._clicks]:
            if url := await self._leads_to(words):
                self.led[words] = url

    async def _leads_to(self, words: str) -> str | None:
        """Click on words and return where that leads, the page being again as it was; `None` for nowhere."""
        self._clicks += 1
        self._traffic.opened = self._traffic.onward = None
        before = await self._ask(_HERE)
        if not await self._ask(f"{_CLICK}({json.dumps(words)})"):
            return None
        own = 0.0
        while own < CLICK_SECONDS:
            await asyncio.sleep(STEP)
            own += 0 if self._traffic.under_way else STEP
            if url := self._traffic.opened or self._traffic.onward:
                self._traffic.onward = None
                return url
            here, length = await self._ask(_HERE)
            if here != before[0]:
                await self._come_back(by_history=length > before[1])
                return str(here)
        return None

    async def _come_back(self, *, by_history: bool) -> None:
        self._comes_back = True
        if by_history:
            await self._ask("history.back()")
            await self.settle()
        else:
            self._clicks = MOST_CLICKS  # what took the list's place is nothing to go on from

    async def _state(self) -> State:
        dom = str(await self._ask(_DOM)).encode("utf-8", "replace")
        lines = await self._ask(_LINES)
        return State(str((await self._ask(_HERE))[0]), dom, clock.instant(), frozenset(lines))

    async def _ask(self, expression: str) -> Any:  # noqa: ANN401 - what the expression gives
        """Return an expression's value; raises TimeoutError where the page does not come to answer."""
        async with asyncio.timeout(ANSWER_SECONDS):
            tree = await self._session.send("Page.getFrameTree")
            frame = tree["frameTree"]["frame"]["id"]
            world = await self._session.send(
                "Page.createIsolatedWorld", {"frameId": frame, "worldName": _WORLD}
            )
            answer = await self._session.send(
                "Runtime.evaluate",
                {
                    "expression": expression,
                    "contextId": world["executionContextId"],
                    "returnByValue": True,
                },
            )
        return answer["result"].get("value")
