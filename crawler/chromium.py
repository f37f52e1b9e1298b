"""Chromium: found where it is, or installed; `python -m crawler.chromium` does both and says what it did."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from crawler import debian

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge")
REMEDY = (
    "apt-get install chromium, or .venv/bin/playwright install chromium, or GONGKAI_CHROMIUM=/path/to/one"
)


def find() -> Path | None:
    """Return the browser to use: GONGKAI_CHROMIUM, Playwright's own, one on the PATH, or `None`."""
    named = os.environ.get("GONGKAI_CHROMIUM")
    if named:
        return _program(named)
    return _playwrights_own() or next(filter(None, map(_program, NAMES)), None)


def is_sandboxed() -> bool:
    """Return whether the browser confines its processes: not as root, nor with GONGKAI_CHROMIUM_SANDBOX=off."""
    return os.geteuid() != 0 and os.environ.get("GONGKAI_CHROMIUM_SANDBOX", "on") != "off"


def _playwrights_own() -> Path | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a third of a second that few commands need

    with sync_playwright() as playwright:
        return _program(playwright.chromium.executable_path)


def _program(name: str) -> Path | None:
    """Return a program by its name or path, where it is there and may be run."""
    path = shutil.which(name)
    return Path(path) if path else None


def install() -> Path | None:
    """Install Chromium by Playwright's download, else as Debian's package where we are root."""
    if debian.succeeds([sys.executable, "-m", "playwright", "install", "chromium"]) and (found := find()):
        return found
    return find() if debian.install("chromium") else None


if __name__ == "__main__":
    chromium = find() or install()
    lacking = f"none: pages that need a browser will be named and left; remedy: {REMEDY}"
    print(f"Chromium: {chromium or lacking}", file=sys.stderr)  # noqa: T201 - a command's own line
