"""What zip archives and OLE containers hold, told from the names inside."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import olefile

ZIP = "application/zip"
OLE = "application/x-ole-storage"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."

_ENTRIES = (
    (re.compile(rb"word/document\d*\.xml$", re.IGNORECASE), f"{_OFFICE}wordprocessingml.document"),
    (re.compile(rb"xl/workbook\d*\.(?:xml|bin)$", re.IGNORECASE), f"{_OFFICE}spreadsheetml.sheet"),
    (re.compile(rb"ppt/presentation\.xml$", re.IGNORECASE), f"{_OFFICE}presentationml.presentation"),
    (re.compile(rb"OFD\.xml$"), "application/ofd"),
)
_STREAMS = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)
KINDS = frozenset(
    {ZIP, OLE, f"{_ODF}text", f"{_ODF}spreadsheet", *(kind for _, kind in (*_ENTRIES, *_STREAMS))}
)
_LOCAL_HEADER = b"PK\x03\x04"
_MOST_ENTRIES = 2000
_ELSEWHERE = 0xFFFFFFFF


def zip_kind(payload: bytes) -> str:
    """Return the media type of a zip archive, whole or only its beginning, by the entries at its top level."""
    for name, content in _entries(payload):
        if name == b"mimetype" and content.startswith(_ODF.encode()):
            return content[:100].strip().decode("latin-1")
        # a folder and nothing else may stand before a package's own names, and a slash, and the other slash
        found = next(
            (kind for named, kind in _ENTRIES if named.match(name.replace(b"\\", b"/").lstrip(b"/"))), None
        )
        if found:
            return found
    return ZIP


def _entries(payload: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and stored bytes of each entry, along the local headers."""
    at = 0
    for _ in range(_MOST_ENTRIES):
        header = payload[at : at + 30]
        if len(header) < 30 or not header.startswith(_LOCAL_HEADER):
            return
        size, name, extra = (int.from_bytes(header[a:b], "little") for a, b in ((18, 22), (26, 28), (28, 30)))
        begin = at + 30 + name + extra
        yield payload[at + 30 : at + 30 + name], payload[begin : begin + size]
        # a size may stand elsewhere: behind the content (0) or among the extra fields of a large archive
        at = payload.find(_LOCAL_HEADER, begin + (size if size < _ELSEWHERE else 0))


def ole_kind(payload: bytes) -> str:
    """Return the media type of an OLE container by its streams: those at its root, of a mere beginning any."""
    try:
        with olefile.OleFileIO(io.BytesIO(payload)) as container:
            has = container.exists
            return next((kind for name, kind in _STREAMS if has(name)), OLE)
    except Exception:  # noqa: BLE001 - olefile raises whatever its parser trips over
        return next((kind for name, kind in _STREAMS if name.encode("utf-16-le") in payload), OLE)
