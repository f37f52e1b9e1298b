"""Python and the packages: what is required, and what the program was tested with."""

from __future__ import annotations

import platform
import sqlite3
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement

from crawler.doctor.diagnosis import Case, Diagnosis, fault, ok, warning

LOCK = Path(__file__).parents[2] / "requirements.lock"
_REMEDY = f".venv/bin/pip install --no-deps --require-hashes -r {LOCK.name} (in the checkout)"


def packages(_case: Case) -> Iterator[Diagnosis]:
    """Hold the installed packages against what the program requires and against the versions it was tested with."""
    yield ok("python", f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.platform()}")
    try:
        required = metadata.requires("gongkai") or []
    except metadata.PackageNotFoundError:
        yield warning("packages", "the program is not installed; it runs from its folder only", "make setup")
        return
    if lacking := list(_lacking(map(Requirement, required))):
        yield fault("packages", f"required and not there: {', '.join(lacking)}", _REMEDY)
    elif others := list(_others(LOCK)):
        shown = ", ".join(others[:5]) + (f" and {len(others) - 5} more" if len(others) > 5 else "")
        yield warning("packages", f"other versions than the program was tested with: {shown}", _REMEDY)
    else:
        yield ok("packages", f"gongkai {metadata.version('gongkai')} and the packages it was tested with")


def _lacking(required: Iterator[Requirement]) -> Iterator[str]:
    for one in required:
        if one.marker is not None and not one.marker.evaluate({"extra": ""}):
            continue
        version = _version(one.name)
        if version is None or not one.specifier.contains(version, prereleases=True):
            yield f"{one} (there is {version or 'none'})"


def _others(lock: Path) -> Iterator[str]:
    """Yield the installed packages that are not of the version in the lock; without a lock, as in an image, none."""
    lines = lock.read_text("utf-8").splitlines() if lock.is_file() else []
    for line in lines:
        try:
            pinned = Requirement(line.rstrip("\\ "))
        except InvalidRequirement:  # a hash or a comment
            continue
        version = _version(pinned.name)
        applies = pinned.marker is None or pinned.marker.evaluate()
        if applies and version is not None and not pinned.specifier.contains(version, prereleases=True):
            yield f"{pinned.name} {version} ({pinned.specifier})"


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
