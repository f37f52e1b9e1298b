"""Captures made of records: one at an offset, or all of an archive file in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, TypeVar

from archive.capture import Capture, Context, Place
from archive.contents import CAPTURED
from archive.contexts import Contexts, context_in, contexts_of
from archive.digests import digest
from archive.errors import BrokenRecord, MissingOriginal, MissingRecord
from archive.faults import Report, losses, silent
from archive.http import decode
from archive.media import identify
from archive.names import present
from archive.revisits import Elsewhere, Together, held, in_data_dir
from archive.scan import Faults, Record, record_at, scan
from archive.sources import Source, open_sources

T = TypeVar("T")


def captures(path: Path, report: Report = silent) -> Iterator[Capture]:
    """Yield every capture of a WARC, ARC or WACZ in order; what is broken is told to `report` and passed over."""
    faults = losses(str(path), report)
    with open_sources(path, faults) as sources:
        for source in sources:
            read = partial(_capture_or_fault, source, faults, Together(sources))
            for record, found in groupby(responses(source, faults, read), itemgetter(0)):
                _, capture, context = next(found)
                if capture is not None:
                    yield told(capture, place_of(record, source, context), context)


def read_capture(data_dir: Path, place: Place, documents: Collection[str] = ()) -> Capture:
    """Return the capture at a place, with the context that the record after it holds, or a file beside says.

    Where it is part of several documents, its context is that of one of those named (`read_at`).
    Raises `MissingRecord` where there is no such file or record, `BrokenRecord` where it cannot be read.
    """
    closed = _path(data_dir, place)
    for _ in range(2):  # a crawl may give the file its other name just now
        with suppress(FileNotFoundError, IsADirectoryError, NotADirectoryError):
            return read_at(Source(present(closed), place.warc), place, documents)
    raise MissingRecord(f"{closed} is gone")


def read_at(
    source: Source, place: Place, documents: Collection[str] = (), elsewhere: Elsewhere = in_data_dir
) -> Capture:
    """Return the capture that begins at the place's offset of a source.

    Where it is part of several documents, its context is that of the first of them which is among those named. The
    originals of revisits that do not say where they lie are looked for `elsewhere`.
    """
    with source.open() as file:
        try:
            record = record_at(file, place.offset)
        except BrokenRecord as broken:
            raise MissingRecord(f"{place.warc} has no record at {place.offset}: {broken}") from broken
        if record.record_id != place.record_id or record.kind not in CAPTURED:
            raise MissingRecord(f"{place.warc} has no capture {place.record_id} at {place.offset}")
        capture = capture_of(record, source, elsewhere)
        if source.placed and record.finish() != place.offset + place.length:
            raise MissingRecord(f"{place.warc} has no record of {place.length} bytes at {place.offset}")
        context = _context_after(file, record) or _context_beside(source, record.record_id, documents)
    return told(capture, place if source.placed else None, context)


def told(capture: Capture, place: Place | None, context: Context | None) -> Capture:
    """Return a capture with its place, its context and the address that this makes of it."""
    return replace(capture, url=address_of(capture.url, context), place=place, context=context)


def address_of(target: str, context: Context | None) -> str:
    """Return what a capture shows: its target URI, with the route of a page that scripts have made."""
    return f"{target}#{context.route}" if context and context.route else target


def _path(data_dir: Path, place: Place) -> Path:
    """Return the file a place names, which must lie in the data directory."""
    root, path = data_dir.absolute(), (data_dir / place.warc).absolute()
    if ".." in path.parts or root not in path.parents:
        raise MissingRecord(f"{place.warc!r} is no file of the data directory")
    return path


def _context_after(file: BinaryIO, record: Record) -> Context | None:
    """Return what the record after a response says of it."""
    end = record.finish()
    try:
        return None if end is None else context_of(record_at(file, end), record.record_id)
    except BrokenRecord:
        return None


def _context_beside(source: Source, record_id: str, documents: Collection[str]) -> Context | None:
    """Return what is said beside a foreign file of one of its captures."""
    said = contexts_of(source).get(record_id, ())
    meant = (context for context in said if (context.document or record_id) in documents)
    return next(meant, said[0] if said else None)


def context_of(record: Record, response_id: str) -> Context | None:
    """Return what a metadata record of ours says of a response, `None` for any other record."""
    return context_in(record) if record.uri_field("WARC-Concurrent-To") == response_id else None


def capture_of(record: Record, source: Source, elsewhere: Elsewhere) -> Capture:
    """Return what a record holds, or stands for, decoded, without place and context; raises what `held` raises."""
    found = held(record, source, elsewhere)
    response = found.response
    decoded = decode(found.entity, response.codings())
    return Capture(
        url=record.url,
        status=response.status,
        headers=response.headers,
        payload=decoded.payload,
        media_type=identify(decoded.payload, response.declared_type(), record.url),
        captured_at=record.field("WARC-Date"),
        payload_digest=digest(found.entity),
        truncated=found.truncated or decoded.truncated,
        revisit=found.revisit,
    )


def _capture_or_fault(source: Source, faults: Faults, elsewhere: Elsewhere, record: Record) -> Capture | None:
    """Return a record's capture, `None` for a revisit whose original is missing, which is told."""
    try:
        return capture_of(record, source, elsewhere)
    except MissingOriginal as error:
        faults(record.offset, error.rule, str(error))
        return None


def place_of(record: Record, source: Source, context: Context | None) -> Place | None:
    """Return where a finished record lies, `None` where it cannot be read again by its offset."""
    end = record.finish()
    if end is None or not source.placed:
        return None
    return Place(source.name_for(context), record.offset, end - record.offset, record.record_id)


def responses(
    source: Source, faults: Faults, read: Callable[[Record], T]
) -> Iterator[tuple[Record, T, Context | None]]:
    """Yield a source's responses with what was read of them and with their contexts, once for each context.

    Each is held back until the record after it was seen to hold its context or not.
    """
    held: tuple[Record, T] | None = None
    beside = contexts_of(source)
    with source.open() as file:
        for record in scan(file, faults):
            if held is not None:
                yield from _with_contexts(held, _context_in(record, held[0]), beside)
            held = None
            if record.kind in CAPTURED:
                with suppress(BrokenRecord):  # the scan names it when it goes on
                    held = record, read(record)
    if held is not None:
        yield from _with_contexts(held, None, beside)


def _with_contexts(
    held: tuple[Record, T], context: Context | None, beside: Contexts
) -> Iterator[tuple[Record, T, Context | None]]:
    """Yield a response once for each document that it is part of."""
    said = (context,) if context else beside.get(held[0].record_id, (None,))
    for one in said:
        yield *held, one


def _context_in(following: Record, response: Record) -> Context | None:
    try:
        return context_of(following, response.record_id)
    except BrokenRecord:
        return None
