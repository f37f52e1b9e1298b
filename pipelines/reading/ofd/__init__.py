"""OFD files (GB/T 33190-2016): texts and lines of their pages, put together as those of any other set page."""

from __future__ import annotations

from itertools import islice

from archive.capture import Capture
from pipelines.body import Reading
from pipelines.errors import Unreadable
from pipelines.reading import ocr
from pipelines.reading.layout import SetPage, read_pages
from pipelines.reading.layout.unreadable import LEAST_TEXT, is_garbled
from pipelines.reading.ofd.contents import pages, scans
from pipelines.reading.ofd.marks import Marks
from pipelines.reading.package import Package


def read_ofd(capture: Capture, index: int) -> Reading:
    """Return the reading of an OFD file, of one that has no text that of its pictures.

    Raises `Unreadable` where it is encrypted, broken, too large, or has neither text nor pictures that can be read.
    Annotations (seals, watermarks) and attachments are no part of its text.
    """
    package = Package(capture.payload)
    if any(name.rpartition("/")[2] == "Encryptions.xml" for name in package.entries):
        raise Unreadable("the OFD cannot be read: it is encrypted")
    found = [_set(number, *page) for number, page in enumerate(pages(package), 1)]
    text = "".join(each.text for page in found for each in page.texts)
    if len(text.strip()) < LEAST_TEXT:
        if not (pictures := list(islice(scans(package), ocr.MOST_PAGES + 1))):
            raise Unreadable("the OFD has no text")
        return ocr.read_pictures(pictures, index)
    if is_garbled(text):
        raise Unreadable("the OFD's text does not say which characters its fonts print")
    return read_pages(found, index)


def _set(number: int, width: float, height: float, marks: Marks) -> SetPage:
    turn = marks.main_turn()
    return SetPage(number, width, height, *marks.turned(turn, width, height), turn)
