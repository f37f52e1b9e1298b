"""DOC: the main story of a Word 97-2003 document, as it is printed ([MS-DOC]); WPS Office writes the same."""

from __future__ import annotations

from collections.abc import Callable

from pipelines.body import Reading
from pipelines.reading.office.doc.fib import open_word
from pipelines.reading.office.doc.text import Text
from pipelines.reading.office.story import read_story


def read_doc(read: Callable[[str], bytes], index: int) -> Reading:
    """Return the reading of the document whose streams `read` gives by name.

    Raises `Unreadable` for Word 95 and older, and for what is encrypted, broken, too large or empty.
    """
    return read_story(Text(open_word(read)).main(), index)
