"""The browser and its fonts: it starts as in a crawl, shows a page in Chinese, and its characters are no boxes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from typing import Any

from playwright.async_api import Route

from crawler import chromium, fonts
from crawler.browser.chrome import Chrome
from crawler.doctor.diagnosis import Case, Diagnosis, fault, ok, warning
from crawler.doctor.limits import FILES

_ADDRESS = "http://127.0.0.1/"
_PAGE = "<!doctype html><meta charset=utf-8><title>政府信息公开</title><p>政府信息公开工作年度报告"
# Two characters that look alike are none: boxes for want of a font.
_DRAWN = """() => {
    const drawn = (character) => {
        const canvas = Object.assign(document.createElement("canvas"), {width: 48, height: 48});
        const context = canvas.getContext("2d");
        context.font = "40px sans-serif";
        context.fillText(character, 2, 40);
        return canvas.toDataURL();
    };
    return {title: document.title, text: document.body.innerText, differ: drawn("公") !== drawn("开")};
}"""
_DRIVER = "apt-get install libatomic1, which Playwright's driver needs; then .venv/bin/playwright --version says more"
_SANDBOX = "sysctl -w kernel.unprivileged_userns_clone=1; in a container set GONGKAI_CHROMIUM_SANDBOX=off"
_ANOTHER = "or name another browser: GONGKAI_CHROMIUM=/path/to/chromium"


def browser(_case: Case) -> Iterator[Diagnosis]:
    """Start the browser and have it show a page that is given to it, without any network."""
    try:
        path = chromium.find()
        if path is None:
            named = os.environ.get("GONGKAI_CHROMIUM")
            none = f"GONGKAI_CHROMIUM is {named}, which cannot be run" if named else "none"
            yield warning("browser", f"{none}: pages made by scripts are named and left", chromium.REMEDY)
            return
        shown = asyncio.run(_shown())
    except Exception as error:  # noqa: BLE001 - whatever keeps it from starting is the finding
        yield fault("browser", str(error).strip().split("\n")[0][:300], _remedy(str(error)))
        return
    if shown["text"].strip() != "政府信息公开工作年度报告":
        remedy = _ANOTHER if shown["differ"] else fonts.REMEDY
        yield fault("browser", f"shows {shown['text'][:50]!r} for a page in Chinese", remedy)
    else:
        yield ok("browser", f"{path} {shown['version']} shows a page in Chinese")
    if os.geteuid() == 0:
        text = "runs without its sandbox, since we are root"
        yield warning("browser", text, "run crawls as a user of their own, as the unit in deploy/ does")
    elif not chromium.is_sandboxed():
        yield ok(
            "browser",
            "runs without its sandbox, as GONGKAI_CHROMIUM_SANDBOX says: the container must confine it",
        )
    if shown["differ"]:
        yield ok("fonts", f"Chinese characters are drawn ({fonts.find() or 'a font of the browser'})")
    else:
        yield warning("fonts", "Chinese characters are boxes in the browser", fonts.REMEDY)


def _remedy(error: str) -> str:
    """Return what to do about a browser that is there and does not start."""
    known = (
        (("No usable sandbox", "namespace"), _SANDBOX),  # the word alone is among the arguments
        (("Too many open files",), f"ulimit -n {FILES}"),
        (("driver",), _DRIVER),
    )
    told = (remedy for words, remedy in known if any(word in error for word in words))
    return next(told, f"see what it says: {chromium.find()} --headless --dump-dom about:blank; {_ANOTHER}")


async def _shown() -> dict[str, Any]:
    chrome = Chrome.join("gongkai doctor")
    try:
        async with chrome.page() as page:
            await page.route("**/*", _answer)
            await page.goto(_ADDRESS)
            shown: dict[str, Any] = await page.evaluate(_DRAWN)
            opened = page.context.browser
            return {**shown, "version": opened.version if opened else ""}
    finally:
        await chrome.leave()


async def _answer(route: Route) -> None:
    await route.fulfill(body=_PAGE, content_type="text/html")
