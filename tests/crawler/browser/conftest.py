import os

import pytest

from crawler import chromium


@pytest.fixture(scope="session", autouse=True)
def browser():
    """Skip what needs a browser where there is none, but never in continuous integration."""
    if chromium.find() is None and not os.environ.get("CI"):
        pytest.skip(chromium.REMEDY)
