import os

import pytest

from pipelines.reading import ocr


@pytest.fixture(scope="session", autouse=True)
def packages():
    """Skip what needs OCR where it is not installed, but never in continuous integration."""
    if ocr.missing() and not os.environ.get("CI"):
        pytest.skip(ocr.missing())
