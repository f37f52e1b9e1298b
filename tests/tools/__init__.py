"""Other projects' tools that tests hold the archive against; `python -m tests.tools` installs them under `.venv/tools`.

pywb (GPL) and py-wacz have an environment of their own and run as processes; ReplayWeb.page (AGPL) is fetched from its
package and served to a browser as it is. Spidermon (which asks for a GPL library) is imported only by a crawl that a
test starts with it. Nothing of them is in the repository.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / ".venv" / "tools"
PYTHONS = FOLDER / "python"
REPLAYWEBPAGE = FOLDER / "replaywebpage"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")
REMEDY = "not installed; `.venv/bin/python -m tests.tools` installs it and says what it lacks"


def need(path: Path, name: str) -> Path:
    """Return the path of a tool; skip the test where it is missing, but never in continuous integration."""
    if path.exists():
        return path
    if os.environ.get("CI"):
        pytest.fail(f"{name}: {REMEDY}")
    return pytest.skip(f"{name}: {REMEDY}")
