"""Runs the command as a user does."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def gongkai(*arguments, expect=0, **options):
    finished = subprocess.run(
        [Path(sys.executable).with_name("gongkai"), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
        **options,
    )
    assert finished.returncode == expect, finished.stdout + finished.stderr
    return finished
