"""What the set-up installs as packages of Debian, where it may."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence

SECONDS = 600


def install(*packages: str) -> bool:
    """Install packages; `False` where there is no apt, we are not root, or a package cannot be had."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    return succeeds(["apt-get", "update", "-qq"]) and succeeds(["apt-get", "install", "-y", "-qq", *packages])


def succeeds(command: Sequence[str]) -> bool:
    """Run a command of the set-up without a word and without a question; tell whether it did what it should."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        finished = subprocess.run(  # noqa: S603 - fixed commands
            command, env=environment, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return finished.returncode == 0
