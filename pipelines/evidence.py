"""Each observation of a report, read again from the bytes it was read from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archive.capture import Capture, Document, Place
from archive.errors import ArchiveError
from archive.reader import from_files, read_capture, read_document
from pipelines.assemble import Assembled, assemble
from pipelines.body import Block, Paragraph
from pipelines.errors import ReadingError, Unreadable
from pipelines.parse import interpret, parser
from pipelines.reading import ocr, read

Spot = tuple[int, ...]
"""Capture and block, or capture, table, row and column."""


@dataclass(frozen=True, slots=True)
class Unproven:
    """An observation, or a whole capture (`key` is `None`), that the archive does not bear out.

    It is no fault where OCR has read the capture and is not installed here: that says nothing about the evidence.
    """

    report: str
    key: str | None
    message: str
    is_fault: bool = True


def unproven(data_dir: Path, document: dict[str, Any]) -> Iterator[Unproven]:
    """Yield what a stored report claims and its captures do not show; nothing when all holds.

    Every observation is looked up where its locator says. A report of this very parser is also parsed again
    from its captures and must come out the same; one of another parser may count paragraphs and tables otherwise, so
    that what it read need only stand anywhere in the capture.
    """
    try:
        source = document_of(data_dir, document)
        captures = [_proven(source, entry) for entry in document["captures"]]
    except (ArchiveError, OSError) as why:
        yield Unproven(document["id"], None, str(why))
        return
    if document["parser"] in (parser(), parser(by_ocr=True)):
        yield from _same_reading(document, source)
    else:
        yield from _other_reading(document, captures)
    yield from _at_odds(document)


def _same_reading(document: dict[str, Any], source: Document) -> Iterator[Unproven]:
    assembled = assemble(source)
    seen = dict(spot for block in assembled.body.blocks for spot in _texts(block))
    yield from _misplaced(document, seen, anywhere=False)
    if changed := _changed(document, source, assembled):
        said = f"parsed again from its captures, it differs in: {', '.join(changed)}"
        yield Unproven(document["id"], None, said)


def _other_reading(document: dict[str, Any], captures: Sequence[Capture]) -> Iterator[Unproven]:
    seen: dict[Spot, str] = {}
    for index in sorted({observation["capture"] for observation in document["observations"]}):
        try:
            blocks = read(captures[index], index).blocks
        except Unreadable as why:
            said = f"{captures[index].url} cannot be read again here: {why}"
            lacks_ocr = "rapidocr" in document["parser"] and ocr.missing() is not None
            yield Unproven(document["id"], None, said, is_fault=not lacks_ocr)
            return
        seen.update(spot for block in blocks for spot in _texts(block))
    yield from _misplaced(document, seen, anywhere=True)


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
    return _proven(from_files(Path(path)), entry)


def _proven(source: Document, entry: dict[str, Any]) -> Capture:
    """Return the capture of a document that an entry of its report names, its digest compared."""
    of_file = source.path is not None
    for capture in source.captures:
        if capture.payload_digest == entry["payload_digest"] if of_file else capture.place == _place(entry):
            return _same(capture, entry)
    raise ArchiveError(
        f"{source.path} no longer holds what the report was read from ({entry['payload_digest']})"
    )


def _capture(data_dir: Path, entry: dict[str, Any]) -> Capture:
    return _same(read_capture(data_dir, _place(entry)), entry)


def _same(capture: Capture, entry: dict[str, Any]) -> Capture:
    if capture.payload_digest != entry["payload_digest"]:
        found = f"payload digest {capture.payload_digest}, the report says {entry['payload_digest']}"
        raise ArchiveError(f"{entry['warc']} at {entry['offset']}: {found}")
    return capture


def _place(entry: dict[str, Any]) -> Place:
    return Place(entry["warc"], entry["offset"], entry["length"], entry["record_id"])


def _texts(block: Block) -> Iterator[tuple[Spot, str]]:
    """Yield the text at every spot of a block: a paragraph's, or its cells' by table, row and column."""
    if isinstance(block, Paragraph):
        yield (block.capture, block.block), block.text
        return
    for cell in (cell for row in block.grid for cell in row if cell):
        yield (block.capture, block.table, cell.row, cell.column), cell.text


def _misplaced(document: dict[str, Any], seen: dict[Spot, str], *, anywhere: bool) -> Iterator[Unproven]:
    for observation in document["observations"]:
        index, at, raw = observation["capture"], observation["locator"], observation["raw"]
        if "table" in at:
            proven = seen.get((index, at["table"], at["row"], at["column"])) == raw
        else:
            proven = seen.get((index, at["block"]), "")[at["start"] : at["end"]] == raw
        elsewhere = (text for spot, text in seen.items() if anywhere and spot[0] == index)
        if not proven and not any(raw in text for text in elsewhere):
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


def _changed(document: dict[str, Any], source: Document, assembled: Assembled) -> list[str]:
    try:
        again = interpret(source, assembled).to_json()
    except ReadingError as why:
        return [str(why)]
    return sorted(key for key in document if key != "id" and document[key] != again[key])
