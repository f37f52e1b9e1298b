"""Plain files as documents: what was saved from a browser or came by mail is parsed as what was crawled."""

from __future__ import annotations

import os
import re
from pathlib import Path

from archive.capture import Capture, Document
from archive.digests import digest
from archive.errors import ArchiveError
from archive.media import identify, is_document, is_page, is_picture
from archive.scan import BLOCK_LIMIT

DOCUMENT_LIMIT = 512 * 1024 * 1024
"""Bytes of all that makes one document."""

LEAST_PICTURE = 4096
"""Bytes of a picture that shows a page or a table."""


def from_files(path: Path) -> Document:
    """Return a file, or all readable files of a folder, as one document without place and context.

    In a folder web pages and texts come first, then the other files, each in natural order (2 before 10). Raises
    `ArchiveError` when there is nothing to read.
    """
    entries = sorted(path.iterdir(), key=_natural) if path.is_dir() else [path]
    files = [file for file in entries if file.is_file() and not file.name.startswith(".")]
    if sum(file.stat().st_size for file in files) > DOCUMENT_LIMIT:
        raise ArchiveError(f"{path} holds more than {DOCUMENT_LIMIT} bytes, too much for one document")
    captures = [_capture(file) for file in files]
    if path.is_dir():
        captures = [capture for capture in captures if _may_belong(capture)]
    if not captures:
        raise ArchiveError(f"{path} holds no file that can be read")
    captures.sort(key=lambda capture: not is_page(capture.media_type))
    return Document(tuple(captures), path=_text(str(path)))


def _may_belong(capture: Capture) -> bool:
    """Return whether a file among others may be of the document; pictures of few bytes are a page's decoration."""
    large = len(capture.payload) >= LEAST_PICTURE
    return is_document(capture.media_type) or (is_picture(capture.media_type) and large)


def _capture(file: Path) -> Capture:
    with file.open("rb") as stream:
        payload = stream.read(BLOCK_LIMIT + 1)
    return Capture(
        url=_text(file.name),
        status=200,
        headers=(),
        payload=payload[:BLOCK_LIMIT],
        media_type=identify(payload, None, _text(file.name)),
        payload_digest=digest(payload[:BLOCK_LIMIT]),
        truncated="length" if len(payload) > BLOCK_LIMIT else None,
    )


def _text(name: str) -> str:
    """Return a file's name as text that can be written; one that is not UTF-8 comes from a system that writes GBK."""
    raw = os.fsencode(name)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _natural(path: Path) -> list[tuple[int, str]]:
    parts = re.split(r"(\d+)", path.name.casefold())
    return [(int(part), "") if part.isdecimal() and len(part) < 19 else (0, part) for part in parts]
