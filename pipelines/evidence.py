"""Each observation of a report, read again from the bytes it was read from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.capture import Capture, Document, Place
from archive.errors import ArchiveError
from archive.reader import from_files, read_capture, read_document
from pipelines.body import Paragraph
from pipelines.errors import ReadingError, Unreadable
from pipelines.parse import parse, parser
from pipelines.reading import read

Spot = tuple[int, ...]
"""Capture and block, or capture, table, row and column."""


@dataclass(frozen=True, slots=True)
class Unproven:
    """An observation, or a whole capture (`key` is `None`), that the archive does not bear out."""

    report: str
    key: str | None
    message: str


def unproven(data_dir: Path, document: dict[str, Any]) -> Iterator[Unproven]:
    """Yield what a stored report claims and its captures do not show; nothing when all holds.

    Every observation is looked up where its locator says. A report of this very parser is also parsed again
    from its captures and must come out the same; one of another parser may count paragraphs otherwise, so that its
    prose need only stand anywhere in the capture.
    """
    seen: dict[Spot, str] = {}
    for index, entry in enumerate(document["captures"]):
        try:
            seen.update(_texts(_capture(data_dir, entry), index))
        except (ArchiveError, OSError) as why:
            yield Unproven(document["id"], None, f"{entry['warc']} at {entry['offset']}: {why}")
            return
    ours = document["parser"] in (parser(), parser(by_ocr=True))
    yield from _misplaced(document, seen, anywhere=not ours)
    yield from _at_odds(document)
    if ours and (changed := _changed(data_dir, document)):
        yield Unproven(
            document["id"], None, f"parsed again from its captures, it differs in: {', '.join(changed)}"
        )


def document_of(data_dir: Path, document: dict[str, Any]) -> Document:
    """Return what a report was read from, read again from the archive or from plain files; raise ArchiveError."""
    if document["source"]["path"] is not None:
        return from_files(Path(document["source"]["path"]))
    return read_document(data_dir, [_place(entry) for entry in document["captures"]])


def capture_of(data_dir: Path, document: dict[str, Any], index: int) -> Capture:
    """Return a report's capture, read again from the archive or from the plain file; raise ArchiveError.

    A path is that of the report, taken from where the reader stands.
    """
    entry = document["captures"][index]
    if entry["warc"] is not None:
        return _capture(data_dir, entry)
    path = document["source"]["path"]
    if path is None:
        raise ArchiveError(
            f"{document['id']} names neither a place in an archive nor a file that it was read from"
        )
    for capture in from_files(Path(path)).captures:
        if capture.payload_digest == entry["payload_digest"]:
            return capture
    raise ArchiveError(f"{path} no longer holds what the report was read from ({entry['payload_digest']})")


def _capture(data_dir: Path, entry: dict[str, Any]) -> Capture:
    capture = read_capture(data_dir, _place(entry))
    if capture.payload_digest != entry["payload_digest"]:
        raise ArchiveError(
            f"payload digest {capture.payload_digest}, the report says {entry['payload_digest']}"
        )
    return capture


def _place(entry: dict[str, Any]) -> Place:
    return Place(entry["warc"], entry["offset"], entry["length"], entry["record_id"])


def _texts(capture: Capture, index: int) -> Iterator[tuple[Spot, str]]:
    """Yield the text at every spot of a capture: paragraphs by block, cells by table, row and column."""
    try:
        blocks = read(capture, index).blocks
    except Unreadable:
        return
    for block in blocks:
        if isinstance(block, Paragraph):
            yield (index, block.block), block.text
            continue
        for cell in (cell for row in block.grid for cell in row if cell):
            yield (index, block.table, cell.row, cell.column), cell.text


def _misplaced(document: dict[str, Any], seen: dict[Spot, str], *, anywhere: bool) -> Iterator[Unproven]:
    for observation in document["observations"]:
        index, at, raw = observation["capture"], observation["locator"], observation["raw"]
        if "table" in at:
            proven = seen.get((index, at["table"], at["row"], at["column"])) == raw
        else:
            proven = seen.get((index, at["block"]), "")[at["start"] : at["end"]] == raw
            proven = proven or (
                anywhere and any(raw in text for spot, text in seen.items() if spot[0] == index)
            )
        if not proven:
            yield Unproven(document["id"], observation["key"], f"“{raw}” is not at {at}")


def _at_odds(document: dict[str, Any]) -> Iterator[Unproven]:
    """Yield the table cells whose value is not that of their observation."""
    observed = {observation["key"]: observation["value"] for observation in document["observations"]}
    for table, rows in document["tables"].items():
        for row, columns in rows.items():
            for column, value in columns.items():
                key = f"tables.{table}.{row}.{column}"
                if key not in observed or observed[key] != value:
                    yield Unproven(
                        document["id"], key, f"is {value}, its observation says {observed.get(key)}"
                    )


def _changed(data_dir: Path, document: dict[str, Any]) -> list[str]:
    try:
        again = parse(document_of(data_dir, document)).to_json()
    except ReadingError as why:
        return [str(why)]
    return sorted(key for key in document if key != "id" and document[key] != again[key])
