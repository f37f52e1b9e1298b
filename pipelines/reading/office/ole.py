"""OLE containers ([MS-CFB]): DOC, WPS, XLS and ET are told apart by their streams, never by their names."""

from __future__ import annotations

import olefile

from archive.capture import Capture
from pipelines.body import Reading
from pipelines.errors import Unreadable
from pipelines.reading.office.doc import read_doc
from pipelines.reading.office.xls import read_xls

MAX_OLE = 60_000_000


def read_ole(capture: Capture, index: int) -> Reading:
    """Return the reading of a Word document or workbook in an OLE container.

    Raises `Unreadable` where it holds something else, and where it is encrypted, broken, too large or empty.
    """
    if len(capture.payload) > MAX_OLE:
        raise Unreadable(f"the file has {len(capture.payload)} bytes, more than {MAX_OLE}")
    streams = Streams(capture.payload)
    if streams.has("EncryptedPackage"):
        raise Unreadable("the document is encrypted")
    if streams.has("WordDocument"):
        return read_doc(streams.read, index)
    if streams.has("Workbook") or streams.has("Book"):
        return read_xls(capture.payload, index)
    raise Unreadable("the OLE container holds neither a Word document nor a workbook")


class Streams:
    """The streams at the root of a container."""

    def __init__(self, payload: bytes) -> None:
        try:
            self._ole = olefile.OleFileIO(payload)
        except Exception as error:  # olefile raises whatever its parser trips over
            raise Unreadable(f"the OLE container is broken: {error}") from error

    def has(self, name: str) -> bool:
        """Return whether there is such a stream; case does not count."""
        return bool(self._ole.exists(name))

    def read(self, name: str) -> bytes:
        """Return a stream's bytes, none where there is no such stream."""
        if not self.has(name):
            return b""
        try:
            return bytes(self._ole.openstream(name).read())
        except Exception as error:  # as above
            raise Unreadable(f"the stream {name} is broken: {error}") from error
