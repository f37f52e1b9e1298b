"""Chromium: found where it is, or installed; `python -m crawler.chromium` does both and says what it did."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "microsoft-edge")
DOWNLOAD_SECONDS = 600

REMEDY = (
    "No Chromium: pages that need a browser will be named and left. Remedy: `apt-get install chromium`, or "
    "`.venv/bin/playwright install chromium`, or set GONGKAI_CHROMIUM to the path of an existing one."
)


def find() -> Path | None:
    """Return the browser to use: GONGKAI_CHROMIUM, Playwright's own, one on the PATH, or `None`."""
    named = os.environ.get("GONGKAI_CHROMIUM")
    if named:
        return Path(named) if Path(named).is_file() else None
    return _playwrights_own() or next((Path(path) for path in map(shutil.which, NAMES) if path), None)


def _playwrights_own() -> Path | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a third of a second that few commands need

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.is_file() else None


def install() -> Path | None:
    """Install Chromium by Playwright's download, else as Debian's package where we are root."""
    commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if shutil.which("apt-get") and os.geteuid() == 0:
        commands.append(["sh", "-c", "apt-get update -qq && apt-get install -y -qq chromium"])
    for command in commands:
        if _succeeds(command) and (found := find()):
            return found
    return None


def _succeeds(command: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        finished = subprocess.run(  # noqa: S603 - fixed commands
            command, env=environment, capture_output=True, timeout=DOWNLOAD_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return finished.returncode == 0


if __name__ == "__main__":
    chromium = find() or install()
    print(f"Chromium: {chromium}" if chromium else REMEDY, file=sys.stderr)  # noqa: T201 - a command's own line
