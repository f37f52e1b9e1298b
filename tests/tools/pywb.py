"""pywb's commands: collections made and served on loopback."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOST = "127.0.0.1"
LONGEST = 60
"""Seconds until a server that was started must answer."""


@dataclass(frozen=True)
class Pywb:
    """The commands `wb-manager` and `wayback` in a folder `bin`; `root` is a folder that holds `collections/`."""

    bin: Path

    def collect(self, root: Path, collection: str, *archives: Path) -> None:
        """Make a collection and add WARC files to it, or WACZ files, whose WARCs pywb takes out."""
        self.manage(root, "init", collection)
        for archive in archives:
            unpack = ["--unpack-wacz"] if archive.suffix == ".wacz" else []
            self.manage(root, "add", *unpack, collection, str(archive))

    def manage(self, root: Path, *arguments: str) -> None:
        """Run `wb-manager`; raises CalledProcessError with what it said."""
        root.mkdir(parents=True, exist_ok=True)
        command = [str(self.bin / "wb-manager"), *arguments]
        subprocess.run(command, cwd=root, check=True, capture_output=True, text=True, timeout=LONGEST)

    @contextmanager
    def serve(self, root: Path) -> Iterator[str]:
        """Serve the collections of `root` at `http://127.0.0.1:PORT/`; `…/COLLECTION/cdx` is the CDX server of one."""
        port = _free_port()
        command = [str(self.bin / "wayback"), "-b", HOST, "-p", str(port), "-d", str(root)]
        with (
            (root / "wayback.log").open("wb") as log,
            subprocess.Popen(command, cwd=root, stdout=log, stderr=subprocess.STDOUT) as process,
        ):
            try:
                _wait_for(port, process)
                yield f"http://{HOST}:{port}/"
            finally:
                process.kill()


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + LONGEST
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"pywb did not answer on port {port}; exit code {process.poll()}")
