"""A font with Chinese characters: found where it is, or installed; `python -m crawler.fonts` does both and says so.

Pages are read without one; pictures of pages, in a browser or in tests, are not to be looked at without.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from crawler import debian

REMEDY = "apt-get install fontconfig fonts-wqy-zenhei"


def find() -> Path | None:
    """Return the file of a font with Chinese characters, the upright one of a family, or `None`."""
    command = shutil.which("fc-list")
    if command is None:
        return None
    listed = subprocess.run(  # noqa: S603 - a fixed command
        [command, "--format", "%{file}\n", ":lang=zh-cn"], capture_output=True, text=True, check=False
    )
    files = sorted(set(listed.stdout.splitlines()) - {""})
    upright = (file for file in files if "Regular" in file or "zenhei" in file)
    return Path(next(upright, files[0])) if files else None


if __name__ == "__main__":
    font = find() or (find() if debian.install("fontconfig", "fonts-wqy-zenhei") else None)
    lacking = f"none: a browser shows boxes, and tests that draw characters are skipped; remedy: {REMEDY}"
    print(f"Chinese font: {font or lacking}", file=sys.stderr)  # noqa: T201 - a command's own line
