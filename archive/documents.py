"""Documents found in archives and files: the same ones a crawl found, joined from what its metadata records say."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from archive.capture import Capture, Context, Document, Place, Role
from archive.captures import address_of, read_at, read_capture, responses
from archive.contents import is_asked_for, response_in
from archive.contexts import is_searched
from archive.errors import ArchiveError, MissingOriginal
from archive.faults import UNUSABLE, Fault, Report, losses, silent
from archive.files import DOCUMENT_LIMIT, from_files
from archive.http import Response
from archive.media import is_document
from archive.names import present
from archive.revisits import Together
from archive.scan import Faults, Record
from archive.sources import Source, is_archive, is_archive_name, open_sources

_HEAD = 64 * 1024
_ROLES = {Role.PAGE, Role.ATTACHMENT}
InTime = tuple[str, str, int]
_NEVER = ("image/", "video/", "audio/", "font/", "text/css", "text/javascript", "application/javascript")


@dataclass(frozen=True, slots=True)
class _Response:
    """What one pass remembers of a response: enough to join documents, nothing of its body.

    `made_of` is the id of the response of which a browser made this one.
    """

    source: Source
    place: Place
    url: str
    captured_at: str
    found: bool
    context: Context | None
    made_of: str | None

    @property
    def document(self) -> str:
        """Return what a document's responses share: the id of the first; foreign ids need not be unique."""
        if self.context is None:
            return f"{self.source.name}@{self.place.offset}"
        return self.context.document or self.place.record_id

    @property
    def in_time(self) -> InTime:
        """Sort by capture."""
        return in_time(self.captured_at, self.place)


@dataclass(frozen=True, slots=True)
class Visit:
    """A document as it was captured once: the address and WARC-Date of its first response, and all places in order."""

    url: str
    captured_at: str
    places: tuple[Place, ...]


def in_time(captured_at: str, place: Place) -> InTime:
    """Return what sorts captures by time; without its `Z` a date compares rightly with one that has fractions."""
    return captured_at.rstrip("Z"), place.warc, place.offset


def in_document(context: Context | None, time: InTime) -> tuple[bool, float, InTime]:
    """Return what sorts a document's captures: pages by number where it is known, else by time, then attachments.

    The response that began a document was asked for without a number and is its first; so is its rendering.
    """
    begins = context is None or context.document is None or context.rendered is not None
    known = context.page if context is not None else None
    page = float(known) if known is not None else 1.0 if begins else float("inf")
    return context is not None and context.role is Role.ATTACHMENT, page, time


def read_document(data_dir: Path, places: Sequence[Place]) -> Document:
    """Return the captures at the places as one document, in the order in which `documents` would put them."""
    ids = {place.record_id for place in places}
    captures = [(place, read_capture(data_dir, place, ids)) for place in places]
    captures.sort(key=lambda one: in_document(one[1].context, in_time(one[1].captured_at or "", one[0])))
    return Document(tuple(capture for _, capture in captures))


def documents(paths: Iterable[Path], *, newest: bool = True, report: Report = silent) -> Iterator[Document]:
    """Yield the documents in archives, plain files and folders of either.

    A plain file, or a folder of plain files, is one document. Archives are read together: each visit of a
    document's address is a document, in the order of capture, and of several visits only the newest is kept unless
    `newest` is false. Responses without a metadata record of ours are documents of one capture when their bytes are
    of a kind that can hold a report. Whatever is broken is told to `report` and passed over.
    """
    archives: dict[Path, None] = {}
    for path in paths:
        try:
            named = _archives(path)
            plain = () if named else (from_files(path),)
        except (ArchiveError, OSError) as error:
            report(Fault(str(path), 0, UNUSABLE, str(error)))
            continue
        archives.update(dict.fromkeys(named))
        yield from plain
    with ExitStack() as spools:
        sources = list(_opened(archives, spools, report))
        together = Together([source for source, _ in sources])
        for visit in _visits(_found(sources), newest=newest):
            yield from _read(visit, together, report)


def visits(data_dir: Path, *, report: Report = silent) -> Iterator[tuple[Place, ...]]:
    """Yield where the captures of each document lie in the archive of a data directory, for `read_document`.

    Of several visits to an address only the newest counts, as in `documents`; nothing is read but heads.
    """
    for visit in dated_visits(_archives(data_dir / "warc"), newest=True, report=report):
        yield visit.places


def dated_visits(
    archives: Iterable[Path], *, newest: bool = False, report: Report = silent
) -> Iterator[Visit]:
    """Yield the visits to each document in archive files, in the order of capture; nothing is read but heads."""
    with ExitStack() as spools:
        for visit in _visits(_found(_opened(archives, spools, report)), newest=newest):
            places = tuple(response.place for response in _kept(visit))
            first = _first(visit)
            yield Visit(first.url, first.captured_at, places)


def _opened(archives: Iterable[Path], spools: ExitStack, report: Report) -> Iterator[tuple[Source, Faults]]:
    for path in map(present, archives):
        faults = losses(str(path), report)
        if not os.access(path, os.R_OK):
            faults(0, "record", "the file may not be read")
            continue
        for source in spools.enter_context(open_sources(path, faults)):
            yield source, faults


def _found(sources: Iterable[tuple[Source, Faults]]) -> list[_Response]:
    return [response for source, faults in sources for response in _responses(source, faults)]


def _archives(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if is_archive_name(file) and file.is_file())
    if not path.is_file():
        raise ArchiveError(f"{path} is neither a file nor a folder")
    return [path] if is_archive(path) else []


def _responses(source: Source, faults: Faults) -> Iterator[_Response]:
    """Yield the responses that can belong to a document."""
    searched = is_searched(source)
    for record, response, context in responses(source, faults, read_head):
        end = record.finish()
        wanted = (
            context.role in _ROLES
            if context
            else not searched
            and is_asked_for(record)
            and not (response.declared_type() or "").startswith(_NEVER)
        )
        if end is not None and wanted:
            place = Place(source.name_for(context), record.offset, end - record.offset, record.record_id)
            url, found = address_of(record.url, context), _is_found(record, response, context)
            captured_at, made_of = record.field("WARC-Date") or "", _made_of(record, context)
            yield _Response(source, place, url, captured_at, found, context, made_of)


def _is_found(record: Record, response: Response, context: Context | None) -> bool:
    """Tell by its head whether a capture is what was asked for; a revisit without a status of its own may be."""
    if record.kind == "revisit":
        return _is_good(response.status) or response.status in {0, 304}
    # an exchange of ours that broke off was a failure to the crawl; others' may be all there is
    broken_off = context is not None and record.field("WARC-Truncated") is not None
    return _is_good(response.status) and not broken_off


def _is_good(status: int) -> bool:
    return 200 <= status < 300


def _made_of(record: Record, context: Context | None) -> str | None:
    """Return which response a rendering was made of: the one it names, else the one that began its document."""
    if context is None or context.rendered is None:
        return None
    return record.uri_field("WARC-Concurrent-To") or (context.document if context.page is None else None)


def read_head(record: Record) -> Response:
    """Return the response in a record as far as its head, and what comes with it of its body."""
    head = response_in(record, record.block(_HEAD))
    record.finish()
    return head


def _visits(found: Iterable[_Response], *, newest: bool) -> Iterator[list[_Response]]:
    """Yield the responses of each document's visits in the order of their beginning.

    A response that was rendered is no visit of its own: its rendering is what was read.
    """
    responses = sorted(found, key=lambda response: response.in_time)
    rendered = {response.made_of for response in responses}
    groups: dict[str, list[_Response]] = defaultdict(list)
    for response in responses:
        if response.place.record_id not in rendered:
            groups[response.document].append(response)
    visits = [visit for visit in groups.values() if any(response.found for response in visit)]
    if newest:
        visits.sort(key=lambda visit: _first(visit).in_time)
        visits = list({_first(visit).url: visit for visit in visits}.values())
    return iter(sorted(visits, key=lambda visit: _first(visit).in_time))


def _first(visit: list[_Response]) -> _Response:
    """Return the response a visit goes by: the one that began its document, which another archive may have last."""
    return next((one for one in visit if one.context and one.context.document is None), visit[0])


def _kept(visit: list[_Response]) -> list[_Response]:
    """Return the responses of a visit that make its document, in order."""
    # A page fetched again after an interrupted run: the later capture is the one the run went on with.
    latest = {
        (response.url, response.context and (response.context.role, response.context.page)): response
        for response in visit
        if response.found
    }
    return sorted(latest.values(), key=lambda one: in_document(one.context, one.in_time))


def _read(visit: list[_Response], together: Together, report: Report) -> Iterator[Document]:
    """Yield a visit's document, if there is anything of it that can be read."""
    captures: list[Capture] = []
    size = 0
    for response in _kept(visit):
        try:
            capture = read_at(response.source, response.place, {response.document}, together)
        except ArchiveError as error:
            rule = error.rule if isinstance(error, MissingOriginal) else "record"
            report(Fault(response.source.name, response.place.offset, rule, str(error)))
            continue
        size += len(capture.payload)
        if size > DOCUMENT_LIMIT:
            what = f"with this, a document has more than {DOCUMENT_LIMIT} bytes; it is left out"
            report(Fault(response.source.name, response.place.offset, "record", what))
            break
        wanted = response.context or (capture.payload and is_document(capture.media_type))
        if wanted and _is_good(capture.status):
            captures.append(capture)
    if captures:
        yield Document(tuple(captures))
