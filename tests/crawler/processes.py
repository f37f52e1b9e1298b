"""Runs the command as a user does."""

import os
import resource
import subprocess
import sys
from pathlib import Path

from crawler import __main__ as door
from tests.crawler.running import FORKS

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


def ended(*arguments, output=os.devnull, largest=None):
    """Runs a command line in a process forked from one that has all imported; returns the code it ends with.

    Writes what is said to `output`; no file may grow beyond `largest` bytes, as with a quota.
    """
    process = FORKS.Process(target=_enter, args=([str(one) for one in arguments], str(output), largest))
    process.start()
    process.join(120)
    code = process.exitcode
    process.kill()
    process.join()
    return code


def _enter(arguments, output, largest):
    for number in (1, 2):
        os.dup2(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), number)
    if largest is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
    sys.argv = ["gongkai", *arguments]
    door.main()
