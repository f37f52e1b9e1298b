"""Serves the sample portals until interrupted, or while a command runs that is given their addresses."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

from .server import PortTakenError, Served, serve
from .sites import SITES

FIRST_PORT = 18101


def main(arguments: list[str]) -> int:
    own, command = _split(arguments)
    parser = argparse.ArgumentParser(
        prog="python -m tests.portals",
        description="Serve the sample portals on loopback.",
        epilog="With -- COMMAND …, run the command with the home addresses appended and exit as it does.",
    )
    parser.add_argument(
        "--port",
        type=int,
        default=FIRST_PORT,
        help="the first of the consecutive ports (default %(default)s)",
    )
    port = parser.parse_args(own).port
    try:
        with serve(ports=range(port, port + len(SITES))) as served:
            return _run(command, served) if command else _wait(served)
    except PortTakenError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    at = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:at], arguments[at + 1 :]


def _run(command: list[str], served: Served) -> int:
    with subprocess.Popen([*command, *served.urls.values()]) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue  # the command got it too and ends in its own way


def _wait(served: Served) -> int:
    for site in SITES:
        print(f"{served.urls[site.name]}  {site.issuer} ({site.family})", flush=True)
    print("Interrupt with Ctrl+C to stop.", flush=True)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
