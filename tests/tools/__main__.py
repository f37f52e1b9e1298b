"""Installs the tools once; what cannot be had is named with its remedy, and its tests are skipped."""

from __future__ import annotations

import hashlib
import shutil
import sys
import tarfile
import tempfile
import venv
from pathlib import Path

from crawler import debian
from tests.tools import PYTHONS, REPLAYWEBPAGE, REQUIREMENTS

PACKAGE = "replaywebpage@2.5.3"
SHA256 = "b7d35c39c4da9b7121c5a393911d8675d4cc6f19513c380191e16b086bea812c"
SERVED = ("ui.js", "sw.js")
"""All that a page needs to show an archive."""

NO_PYTHONS = (
    "No pywb, wacz and Spidermon: tests that need them will be skipped. Remedy: reach a Python package index."
)
NO_REPLAYWEBPAGE = (
    "No ReplayWeb.page: tests that need it will be skipped. "
    "Remedy: `apt-get install npm`, and reach a registry of npm packages."
)


def pythons() -> bool:
    """Install the pinned Python tools into an environment of their own, without a pip in it."""
    venv.create(PYTHONS, clear=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(PYTHONS)]
    installed = debian.succeeds(
        [*pip, "install", "-qq", "--no-deps", "--require-hashes", "-r", str(REQUIREMENTS)]
    )
    if not installed:
        shutil.rmtree(PYTHONS)
    return installed


def replaywebpage() -> bool:
    """Take the files a browser needs out of the published package; `npm install` would run scripts and fail."""
    npm = shutil.which("npm") or (debian.install("npm") and shutil.which("npm"))
    if not npm:
        return False
    with tempfile.TemporaryDirectory() as folder:
        if not debian.succeeds([npm, "pack", "--silent", "--pack-destination", folder, PACKAGE]):
            return False
        return _unpack(next(Path(folder).glob("*.tgz")))


def _unpack(package: Path) -> bool:
    if hashlib.sha256(package.read_bytes()).hexdigest() != SHA256:
        return False
    REPLAYWEBPAGE.mkdir(parents=True, exist_ok=True)
    with tarfile.open(package) as packed:
        for name in SERVED:
            member = packed.extractfile(f"package/{name}")
            (REPLAYWEBPAGE / name).write_bytes(member.read() if member else b"")
    return True


if __name__ == "__main__":
    print(f"pywb, wacz and Spidermon: {PYTHONS}" if pythons() else NO_PYTHONS, file=sys.stderr)
    print(f"ReplayWeb.page: {REPLAYWEBPAGE}" if replaywebpage() else NO_REPLAYWEBPAGE, file=sys.stderr)
