"""Errors of the crawl.

CrawlError
├── UnknownTarget       neither a registered portal nor an address; wrong use, exit code 2
├── BadPortalName       a name that cannot name files; wrong use, exit code 2
├── PortalLocked        another process holds the portal; exit code 4
├── NightUnderWay       another process runs the night of a data directory; exit code 4
├── CaptureFailed       an exchange could not be archived: the crawl stops rather than go on unrecorded
├── PrivateAddress      a host resolved to an address that is not public; that request is dead
├── CertificateRefused  a server's certificate is not what the crawl demands; ends its connection
├── TlsRefused          a handshake failed for a reason that will stand; that request is dead
├── Malformed           an answer that is no HTTP; that request is dead after its retries
├── Crowded             too much is being received at once; that request is retried
├── HostResting         nothing may be asked of a host for a while; its requests wait in the frontier
└── HostGivenUp         nothing is asked of a host any more in this run; its requests are dead
"""

import errno
import os
import sqlite3
import tempfile
from pathlib import Path

from archive.errors import NO_ROOM, DiskFull
from pipelines.database import DATABASE

_TRIED = 64 * 1024
"""Bytes that a database writes at once, about."""


_SYSTEM = frozenset({errno.EIO, errno.ENOMEM, errno.EMFILE, errno.ENFILE})


class CrawlError(Exception):
    """Anything that keeps a request or a portal from being crawled."""


class BadPortalName(CrawlError):  # noqa: N818 - says what is wrong
    """Raised before anything is written, for a portal name that is no plain file name."""


class PortalLocked(CrawlError):  # noqa: N818 - as above
    """Raised when a crawl starts on a portal that another process is crawling."""


class NightUnderWay(CrawlError):  # noqa: N818 - as above
    """Raised when a night is begun while another process runs one; says which, and since when."""


class CaptureFailed(CrawlError):  # noqa: N818 - as above
    """Raised by the download handler when the archive cannot take an exchange; no callback sees the response."""


class PrivateAddress(CrawlError):  # noqa: N818 - as above
    """Raised by the download handler before a byte is sent to a peer that is not on the public internet."""


class CertificateRefused(CrawlError):  # noqa: N818 - as above
    """Raised while a connection is made, for a certificate that is not verified; says what is wrong with it."""


class TlsRefused(CrawlError):  # noqa: N818 - as above
    """Raised by the download handler for a handshake that would fail again; says why, and what would accept it."""


class Malformed(CrawlError):  # noqa: N818 - as above
    """Raised by the download handler for an answer whose head or framing is no HTTP; what came is archived."""


class Crowded(CrawlError):  # noqa: N818 - as above
    """Raised by the download handler for the answer by which all answers under way became too much to hold."""


class HostResting(CrawlError):  # noqa: N818 - as above
    """Raised by the gate before a byte is sent to a host that is let alone, and in a crawl that is stopping."""


class HostGivenUp(CrawlError):  # noqa: N818 - as above
    """Raised by the gate for a host that blocked or did not answer too often; says which."""


class UnknownTarget(CrawlError):  # noqa: N818 - as above
    """Raised before anything is fetched, for a name that is not registered or an address that is none."""


def is_disk_full(error: Exception, data_dir: Path | None = None) -> bool:
    """Return whether an error of the archive, the database or the system says that there is no room.

    Of a quota, a limit to the size of files and one to their number SQLite says only that it could not write or open;
    where the data directory is given, it is tried.
    """
    if isinstance(error, OSError):
        return error.errno in NO_ROOM
    if isinstance(error, sqlite3.Error):
        unsaid = any(words in str(error) for words in ("I/O", "unable to open"))
        return "full" in str(error) or (unsaid and data_dir is not None and _takes_no_more(data_dir))
    return isinstance(error, DiskFull)


def no_room(data_dir: Path | None) -> DiskFull:
    """Return the error of a data directory for which there is no room."""
    return DiskFull(f"the disk is full: no room in {data_dir}; once there is, the next start goes on")


def reason_of_fault(error: Exception, data_dir: Path) -> str:
    """Return the word with which a portal ends whose archive, database or folder could not be written."""
    if is_disk_full(error, data_dir):
        return "disk_full"
    return "locked" if is_locked(error) else "capture_failed"


def is_locked(error: Exception) -> bool:
    """Return whether another process held the database for longer than one waits for it."""
    return isinstance(error, sqlite3.OperationalError) and "locked" in str(error)


def is_of_the_system(error: BaseException | None) -> bool:
    """Return whether the machine failed, not what it was asked for: its disk, its memory, its open files."""
    is_corrupt = getattr(error, "sqlite_errorname", "") == "SQLITE_CORRUPT"
    return is_corrupt or (isinstance(error, OSError) and error.errno in _SYSTEM)


def _takes_no_more(data_dir: Path) -> bool:
    """Return whether a file as large as the database's cannot grow."""
    size = max((path.stat().st_size for path in data_dir.glob(f"{DATABASE}*")), default=0)
    try:
        with tempfile.TemporaryFile(dir=data_dir) as tried:
            os.pwrite(tried.fileno(), bytes(_TRIED), size)
            os.fsync(tried.fileno())
    except OSError as error:
        return error.errno in NO_ROOM
    return False
