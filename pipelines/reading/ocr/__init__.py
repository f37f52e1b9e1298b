"""Pictures of pages and tables, read by optical character recognition where its packages are installed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from itertools import chain
from typing import TYPE_CHECKING

from archive.capture import Capture
from pipelines.body import Reading
from pipelines.errors import Unreadable

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

    from pipelines.reading.layout import SetPage

# As soon as it is imported, onnxruntime would number the machine in a file of the user's home, to report with.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

PACKAGES = ("rapidocr", "onnxruntime", "cv2", "numpy", "PIL")
REMEDY = "reading it takes OCR: pip install 'gongkai[ocr]'"
MOST_PAGES = 30
"""Pages of one file that are read off pictures."""

MOST_LINES = 3000
"""Lines of one file, numbers in cells among them, that are read: by estimate a minute's work; a table has 300."""

RESOLUTION = 200
"""Dots per inch at which pages of a PDF are rendered."""

POINTS = 72
"""Points in an inch."""


@cache
def missing() -> str | None:
    """Return the remedy where OCR is not installed, else `None`."""
    return None if all(map(find_spec, PACKAGES)) else REMEDY


@cache
def versions() -> dict[str, str]:
    """Return the packages that decide what a picture says, with their versions."""
    return {} if missing() else {name: version(name) for name in ("rapidocr", "onnxruntime")}


def read_picture(capture: Capture, index: int) -> Reading:
    """Return the reading of a picture file, as `read_pictures` does."""
    return read_pictures([capture.payload], index)


def read_pictures(payloads: Iterable[bytes], index: int) -> Reading:
    """Return the reading of pictures, each of their frames a page.

    Raises `Unreadable` where OCR is not installed, and for pictures that are broken, too large or too many.
    """
    if remedy := missing():
        raise Unreadable(f"the picture is not read; {remedy}")
    from pipelines.reading.layout import read_pages  # noqa: PLC0415 - loaded where it is installed and needed
    from pipelines.reading.ocr.pictures import pictures  # noqa: PLC0415
    from pipelines.reading.ocr.scan import scan  # noqa: PLC0415

    pages: list[SetPage] = []
    for picture in chain.from_iterable(map(pictures, payloads)):
        if len(pages) == MOST_PAGES:
            raise Unreadable(f"its pictures are more than {MOST_PAGES} pages")
        pages.append(scan(picture, len(pages) + 1))
        check_lines(pages)
    return read_pages(pages, index)


def check_lines(pages: Iterable[SetPage]) -> None:
    """Raise `Unreadable` where the pages of a file that were read off pictures show too many lines."""
    if sum(len(page.texts) for page in pages) > MOST_LINES:
        raise Unreadable(f"its pictures show more than {MOST_LINES} lines")


def recognized(page: PdfPage, number: int) -> SetPage:
    """Return what a rendering of a PDF's page shows, in points; only where nothing is `missing`."""
    from pipelines.reading.ocr.pictures import rendered  # noqa: PLC0415 - as above
    from pipelines.reading.ocr.scan import scan  # noqa: PLC0415

    return scan(rendered(page, RESOLUTION / POINTS), number, POINTS / RESOLUTION)
