"""Zip archives as portals hang them out: the one document inside that is the report."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from archive.capture import Capture
from archive.containers import ZIP
from archive.media import identify, is_document, is_picture
from pipelines.body import Paragraph, Reading, Table
from pipelines.errors import Unreadable
from pipelines.identity.titles import Verdict, judge
from pipelines.reading import package, read
from pipelines.reading.cues import LABEL, SECTION

MAX_FILES = 40
"""Files that are tried, those of archives in the archive counted in."""

MAX_DEPTH = 3
"""Archives within archives."""

_JUNK = re.compile(r"(?:^|/)(?:__MACOSX/|\.|~\$|Thumbs\.db)", re.IGNORECASE)
_UTF8_NAME = 0x800
_RANKS = {Verdict.REPORT: 2, Verdict.DOUBT: 1, Verdict.OTHER: 0}


def read_zip(capture: Capture, index: int) -> Reading:
    """Return the reading of the report in a zip archive, or in an archive within it.

    Of the documents inside, the one whose name is a report's counts, then the one with most of a report's headings
    and labels, then the first by name. Raises `Unreadable` where none can be read, with the reasons, and for archives
    that are encrypted, broken or beyond the bounds.
    """
    inside = [file for file in _within_bounds(_files(capture, 1)) if file.media_type != ZIP]
    files = [file for file in inside if is_document(file.media_type)]
    files = files or [file for file in inside if is_picture(file.media_type)]
    if not files:
        raise Unreadable("the zip archive holds no document")
    if len(files) > 1 and is_picture(files[0].media_type):
        raise Unreadable(f"the zip archive holds {len(files)} pictures and no document")
    if len(files) > MAX_FILES:
        raise Unreadable(f"the zip archive holds {len(files)} documents, more than {MAX_FILES}")
    readings: list[tuple[str, Reading]] = []
    reasons: list[str] = []
    for file in sorted(files, key=lambda file: file.url):
        try:
            readings.append((file.url, read(file, index)))
        except Unreadable as why:
            reasons.append(f"{file.url}: {why}")
    if not readings:
        raise Unreadable("; ".join(reasons[:5]))
    return max(readings, key=lambda each: (_named(each[0]), _weight(each[1])))[1]


def _within_bounds(files: Iterator[Capture]) -> Iterator[Capture]:
    """Yield files as long as they hold together what one archive may: those in it have bounds of their own each."""
    left = package.MAX_INFLATED
    for count, file in enumerate(files):
        if count >= package.MAX_ENTRIES:
            raise Unreadable(f"the zip archive holds more than {package.MAX_ENTRIES} files")
        left -= len(file.payload)
        if left < 0:
            raise Unreadable(f"the zip archive inflates to more than {package.MAX_INFLATED} bytes")
        yield file


def _files(archive: Capture, depth: int) -> Iterator[Capture]:
    """Yield the files in an archive, each under its name there, an archive before what is in it."""
    opened = package.Package(archive.payload)
    for path, entry in opened.entries.items():
        name = _name(entry)
        if entry.is_dir() or _JUNK.search(name):
            continue
        content = opened.read(path)
        kind = identify(content, None, name)
        file = replace(archive, url=name, headers=(), payload=content, media_type=kind)
        yield file
        if kind == ZIP:
            if depth >= MAX_DEPTH:
                raise Unreadable(f"archives are nested more than {MAX_DEPTH} deep")
            yield from _files(file, depth + 1)


def _name(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name; where it is not marked as UTF-8, Chinese systems write GBK."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    raw = entry.orig_filename.encode("cp437", "replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _named(name: str) -> int:
    return _RANKS[judge(re.sub(r"\.\w{1,5}$", "", name.rpartition("/")[2]))]


def _weight(reading: Reading) -> int:
    """Count a reading's section headings and the labels in its tables."""
    lines = sum(bool(SECTION.match(block.text)) for block in reading.blocks if isinstance(block, Paragraph))
    tables = (block.grid for block in reading.blocks if isinstance(block, Table))
    cells = {(id(cell), cell.text) for grid in tables for row in grid for cell in row if cell}
    return lines + sum(bool(LABEL.search(text.replace(" ", ""))) for _, text in cells)
