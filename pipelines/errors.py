"""Errors of reading.

ReadingError
├── NotAReport      the document is something else; recorded, nothing is stored
├── Unreadable      a capture cannot be read (encrypted, broken, too large); recorded with the reason
└── SchemaMismatch  a report breaks the contract; a fault of ours, recorded with the document
"""


class ReadingError(Exception):
    """Why a document did not become a report; the crawl goes on, the reason is recorded with the captures."""


class NotAReport(ReadingError):  # noqa: N818 - a verdict, not a fault
    """Raised by `parse` for a document whose title and text are not those of an annual report."""


class Unreadable(ReadingError):  # noqa: N818 - a verdict, not a fault
    """Raised by a reader for bytes it cannot or must not read; the message says why."""


class SchemaMismatch(ReadingError):  # noqa: N818 - a verdict, not a fault
    """Raised before a report is written that breaks the contract; the document is recorded as refused."""
