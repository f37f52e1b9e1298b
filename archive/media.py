"""What a payload is, told from its bytes; the claim of the server comes second."""

from __future__ import annotations

import json
import mimetypes
import re
from urllib.parse import urlsplit

from archive import containers

HTML = "text/html"
MHTML = "multipart/related"
OCTETS = "application/octet-stream"

_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b\x08", "application/gzip"),
)
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_TEXTUAL = re.compile(
    r"text/|application/(?:[\w.-]+\+)?(?:xml|json|javascript|x-javascript|ecmascript|x-ndjson)$"
)
# Types that name nothing by themselves: the bytes or the address say more.
_EMPTY_CLAIMS = {
    OCTETS,
    "text/plain",
    "application/download",
    "application/force-download",
    "application/x-download",
}
_BINARY = "\x00\x01\x02\x03\x04\x05\x06"
"""No text has these, but a page may that was pasted from a word processor: that it begins as a page comes first."""

_SKIPPED = re.compile(r"(?:\s|<!--.{0,20000}?-->|<\?xml[^>]{0,400}\?>)+", re.DOTALL)
_HTML_START = re.compile(
    r"<!doctype\s+html|<(?:html|head|body|meta|title|link|script|style|base|table|tbody|tr|td|div|p|span|font|center"
    r"|h[1-6]|ul|ol|li|a|b|br|hr|img|strong|form|iframe|frameset|input|article|section|o:p)[\s>/]",
    re.IGNORECASE,
)
_MHTML_START = re.compile(
    r"\s*(?:[\w-]{1,60}:[^\n]{0,2000}\n(?:[ \t][^\n]{0,2000}\n){0,20}){0,20}?Content-Type:\s*multipart/related\b",
    re.IGNORECASE,
)
_PAGES = {HTML, "application/xhtml+xml", "text/plain"}
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/bmp", "image/tiff", "image/webp"})
"""What scanned pages and pictures of tables come in."""

_FILES = {
    "application/pdf",
    "application/rtf",
    "application/xml",
    MHTML,
    *containers.KINDS,
}
_SEEN = 64 * 1024
_JSON_LIMIT = 4 * 1024 * 1024


def identify(payload: bytes, declared: str | None = None, url: str = "") -> str:
    """Return the media type of a payload without content coding.

    Magic bytes come first, then the shape of a text, then the type declared, then the address's extension.
    """
    return _by_magic(payload) or _by_shape(payload, declared, url)


def is_page(media_type: str) -> bool:
    """Tell whether a media type is that of a web page or a text."""
    return media_type in _PAGES


def is_document(media_type: str) -> bool:
    """Tell whether a media type is one that a report can come in: page, text, PDF, office document, zip archive."""
    return media_type in _PAGES or media_type in _FILES


def is_picture(media_type: str) -> bool:
    """Tell whether a media type is that of a picture that may show a page or a table."""
    return media_type in PICTURES


def _by_magic(payload: bytes) -> str | None:
    if payload.startswith(b"PK\x03\x04"):
        return containers.zip_kind(payload)
    if payload.startswith(_OLE):
        return containers.ole_kind(payload)
    if payload[:4] == b"RIFF" and payload[8:12] == b"WEBP":
        return "image/webp"
    # Some servers put a line break or a byte order mark before a PDF; readers of PDF look for it this far.
    start = payload[:1024].lstrip(b"\xef\xbb\xbf\r\n\t ")
    return next(
        (kind for magic, kind in _MAGIC if start.startswith(magic) and _is_whole(magic, payload)), None
    )


def _is_whole(magic: bytes, payload: bytes) -> bool:
    """Two letters are not enough for a bitmap: its reserved bytes are zero."""
    return magic != b"BM" or (len(payload) > 26 and payload[6:10] == bytes(4))


def _by_shape(payload: bytes, declared: str | None, url: str) -> str:
    text = _as_text(payload[:_SEEN])
    claim = _claim(declared, url)
    visible = text[skipped.end() :] if (skipped := _SKIPPED.match(text)) else text
    if _HTML_START.match(visible):
        return claim if claim == "application/xhtml+xml" else HTML
    if any(mark in visible for mark in _BINARY):
        return claim if claim and not _TEXTUAL.match(claim) else OCTETS
    if _MHTML_START.match(text):
        return MHTML
    if text.lstrip().startswith("<?xml"):
        return claim if claim and claim.endswith("xml") else "application/xml"
    if visible[:1] in {"{", "["} and claim != HTML and _is_json(payload):
        return "application/json"
    return claim if claim and _TEXTUAL.match(claim) else "text/plain"


def _claim(declared: str | None, url: str) -> str | None:
    """Return what the server claims, or where that says nothing, what the extension of the address claims."""
    named = (declared or "").partition(";")[0].strip().lower()
    if named and named not in _EMPTY_CLAIMS:
        return named
    try:
        path = urlsplit(url).path
    except ValueError:
        path = ""
    return mimetypes.guess_type(path, strict=False)[0] or named or None


def _as_text(start: bytes) -> str:
    """Return the start of a body as if it were a text, with one character a byte where it is not UTF-16."""
    if start[:2] in _UTF16:
        return start[2:].decode(_UTF16[start[:2]], "replace")
    return start.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _is_json(payload: bytes) -> bool:
    if len(payload) > _JSON_LIMIT:
        return True
    try:
        json.loads(payload)
    except (ValueError, RecursionError):
        return False
    return True
