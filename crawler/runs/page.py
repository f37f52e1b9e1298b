"""The page of a run, for people."""

from __future__ import annotations

from typing import Any

from crawler.runs.folder import RunFolder


def write(folder: RunFolder, head: dict[str, Any]) -> None:
    """Write the page of a run."""
