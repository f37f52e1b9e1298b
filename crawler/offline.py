"""Documents read outside a crawl, in worker processes: to be printed, or compared with what is stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.capture import Document, Place
from crawler.worker import Places, Refusal, attempt, within

if TYPE_CHECKING:
    from pipelines.differences import Difference
    from pipelines.timeline import Reading


@dataclass(frozen=True, slots=True)
class Line:
    """A report as one line of JSON, and its id."""

    text: str
    report: str


class Kind(StrEnum):
    """What a document of the archive is today, beside what is stored of it; in the words of the summary.

    One that is read otherwise says the same by `pipelines.content`: places, doubts or what speaks for its title differ.
    """

    SAME = "the same"
    PARSER = "the same but for the parser's version"
    READING = "the same, read otherwise"
    DIFFERENT = "different"
    NEW = "new"
    GONE = "no longer a report"
    OTHER = "no report"
    UNREAD = "not read"


CHANGES = frozenset({Kind.PARSER, Kind.READING, Kind.DIFFERENT, Kind.NEW, Kind.GONE})
"""What replacing replaces; what cannot be read keeps the report that is stored of it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A document of the archive as today's parser reads it, beside what is stored of it.

    `source` is its address, `report` the id of the stored report if there is one, `found` the id read today without
    the suffix that tells reports of one issuer and year apart. `refused` says why it is no report today. `captures` are
    those that the stored report was read from, where these were compared: the address shows something else by now.
    """

    kind: Kind
    source: str
    portal: str | None
    report: str | None = None
    found: str | None = None
    refused: Refusal | None = None
    differences: tuple[Difference, ...] = ()
    captures: tuple[Place, ...] = ()


def line(document: Document, seconds: int) -> Line | Refusal:
    """Return a document's report as it is printed, checked against the contract."""
    with within(seconds):
        return attempt(lambda: _line(document))


def _line(document: Document) -> Line:
    from pipelines.parse import parse  # noqa: PLC0415 - loaded in the process that workers are forked from
    from pipelines.report import dumps  # noqa: PLC0415
    from pipelines.schema import validate  # noqa: PLC0415

    report = parse(document).to_json()
    validate(report)
    return Line(dumps(report) + "\n", report["id"])


def reading(job: Places, seconds: int) -> Reading | Refusal:
    """Return what a visit's captures say today; a refusal where they cannot be had or their reading is our fault."""
    from archive.reader import read_document  # noqa: PLC0415 - see above

    with within(seconds):
        document = attempt(lambda: read_document(*job))
        return document if isinstance(document, Refusal) else _reading(document)


def _reading(document: Document) -> Reading | Refusal:
    from pipelines.parse import parse  # noqa: PLC0415 - see above
    from pipelines.timeline import Reading  # noqa: PLC0415

    report = attempt(lambda: parse(document).to_json())
    first = document.captures[0]
    where = first.captured_at or "", first.place.warc if first.place else ""
    if isinstance(report, Refusal):
        return report if report.trace else Reading(*where, None, report.message)
    return Reading(*where, report)


def compared(job: Places, seconds: int) -> Compared | Refusal:
    """Read a document again and compare it with what is stored; a refusal where its captures cannot be had."""
    from archive.reader import read_document  # noqa: PLC0415 - see above
    from pipelines.store import stored  # noqa: PLC0415
    from pipelines.versions import has_moved  # noqa: PLC0415

    with within(seconds):
        document = attempt(lambda: read_document(*job))
        if isinstance(document, Refusal):
            return document
        source = document.captures[0].url
        old = stored(job[0], source)
        if old is None and has_moved(job[0], source):
            return Compared(Kind.SAME, source, None)
        here = _compared(document, old)
        earlier = here.kind is Kind.GONE and old and old["captures"][0]["url"] == here.source
        return _earlier(job[0], here, old) if earlier and old else here


def _earlier(data_dir: Path, here: Compared, old: dict[str, Any]) -> Compared:
    """Return what is still read in the captures of a stored report whose address shows something else by now."""
    from pipelines.evidence import document_of  # noqa: PLC0415 - see above

    document = attempt(lambda: document_of(data_dir, old))
    if isinstance(document, Refusal):
        return replace(here, kind=Kind.UNREAD, refused=document)
    places = tuple(capture.place for capture in document.captures if capture.place)
    return replace(_compared(document, old), captures=places)


def _compared(document: Document, old: dict[str, Any] | None) -> Compared:
    from pipelines.parse import parse  # noqa: PLC0415 - see above

    source = document.captures[0].url
    here = Compared(
        Kind.NEW, source, document.context.portal if document.context else None, old["id"] if old else None
    )
    report = attempt(lambda: parse(document).to_json())
    if isinstance(report, Refusal):
        no_report = Kind.GONE if old else Kind.OTHER
        return replace(here, kind=no_report if report.is_other else Kind.UNREAD, refused=report)
    found = replace(here, found=report["id"])
    return _with_differences(found, old, report) if old else found


def _with_differences(found: Compared, old: dict[str, Any], new: dict[str, Any]) -> Compared:
    """Return what is compared with the fields that differ, the suffix of an id apart."""
    from pipelines.content import content  # noqa: PLC0415 - see above
    from pipelines.differences import differences  # noqa: PLC0415

    if old["id"].startswith(f"{new['id']}-"):
        new = {**new, "id": old["id"]}
    fields = differences(old, new)
    own = tuple(field for field in fields if not field.key.startswith("parser."))
    same = Kind.READING if own else Kind.PARSER if fields else Kind.SAME
    kind = same if content(old) == content(new) else Kind.DIFFERENT
    return replace(found, kind=kind, differences=own)
