"""Errors of the archive.

ArchiveError
├── BrokenRecord    a record that cannot be read: named and skipped, the next one is read
├── MissingRecord   no record at the place given: evidence is gone
│   └── MissingOriginal  a revisit whose original is not at hand: its payload is gone
└── DiskFull        no room for a whole record: the crawl stops before one is torn
"""

import errno

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""The system's words for no room left, quota used up, file size limit reached."""


class ArchiveError(Exception):
    """Anything the archive could not do; raised by readers and writers, ends at most the command."""


class BrokenRecord(ArchiveError):  # noqa: N818 - the standard's word for what it is
    """Raised by readers for bytes that are no whole record; the file's other records are still read.

    `rule` is the name under which verifying lists it: `record` or `gzip`.
    """

    def __init__(self, message: str, rule: str = "record") -> None:
        super().__init__(message)
        self.rule = rule


class MissingRecord(ArchiveError):  # noqa: N818 - as above
    """Raised where a place is given that holds no such record."""


class MissingOriginal(MissingRecord):
    """Raised by readers for a revisit without its original, or with one of another payload: there is no document."""

    rule = "revisit"


class DiskFull(ArchiveError):  # noqa: N818 - as above
    """Raised by the writer when the file system has no room; the crawl stops with exit code 5."""


def unwritten(what: object, error: OSError) -> ArchiveError:
    """Return the error of the archive for one of the operating system: `DiskFull` where room is missing."""
    kind = DiskFull if error.errno in NO_ROOM else ArchiveError
    return kind(f"{what} cannot be written: {error.strerror or error}")
