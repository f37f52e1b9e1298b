"""A document read into a report: the one pure function that live pages and old archives share."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from importlib.metadata import version

from archive.capture import Capture, Document, Role
from pipelines.assemble import ENOUGH_SECTIONS, Assembled, assemble
from pipelines.check import anomalies
from pipelines.errors import NotAReport, Unreadable
from pipelines.identity.candidates import candidates
from pipelines.identity.identify import Identity, identify
from pipelines.identity.titles import Verdict, judge
from pipelines.prose.contact import find_contact
from pipelines.prose.facts import Statement, find, statements
from pipelines.prose.period import find_period
from pipelines.reading import ocr
from pipelines.report import CaptureEntry, Report, Source
from pipelines.rules import Subject, check

SHORTEST_BODY = 60
"""Characters below which a page without tables or headings holds no report."""


def parse(document: Document) -> Report:
    """Read a document into a report; the same captures give the same report.

    Raises NotAReport when neither its titles nor its text are those of an annual report on government information
    disclosure, and Unreadable when it should be one but its text cannot be had.
    """
    return interpret(document, assemble(document))


def interpret(document: Document, assembled: Assembled) -> Report:
    """Return the report of a document whose captures are read; raises what `parse` raises."""
    _require_report(document, assembled)
    _require_body(assembled)
    found = identify(document, assembled)
    said = tuple(statements(assembled.body.outline, year=found.year, issuer=found.issuer.name))
    return _report(document, assembled, found, said)


def _require_report(document: Document, assembled: Assembled) -> None:
    """Let the titles decide and, in doubt, the text: the statutory tables or enough of the usual headings."""
    titles = candidates(document, assembled)
    verdicts = {judge(title.text) for title in titles}
    body = assembled.body
    if Verdict.REPORT in verdicts or "requests" in body.statutory.values:
        return
    if Verdict.DOUBT in verdicts and (body.statutory.used or body.recognized >= ENOUGH_SECTIONS):
        return
    if assembled.unread and not titles:
        raise Unreadable("; ".join(assembled.unread))
    raise NotAReport(f"not the title of an annual report: {titles[0].text if titles else 'no title'}")


def _require_body(assembled: Assembled) -> None:
    body = assembled.body
    if body.statutory.used or body.recognized:
        return
    if assembled.unread:
        raise Unreadable("; ".join(assembled.unread))
    text = "".join(passage.text for _, passage in body.outline.passages())
    if len(re.sub(r"\s", "", text)) < SHORTEST_BODY:
        raise Unreadable("the page has the title of a report but no text")


def _report(document: Document, assembled: Assembled, found: Identity, said: tuple[Statement, ...]) -> Report:
    body, facts = assembled.body, find(said)
    context, period = document.context, find_period(body.outline, found.year)
    checks = check(Subject(document, assembled, found, said, period))
    return Report(
        id=found.id,
        report_year=found.year,
        title=found.title,
        layout=_layout(assembled),
        issuer=found.issuer,
        period=period,
        published_on=found.published.on.isoformat() if found.published else None,
        published_kind=found.published_kind,
        identity=found.indications,
        partial=bool(assembled.missing_pages),
        missing_pages=assembled.missing_pages,
        preamble=body.outline.preamble,
        contact=find_contact(body.outline),
        sections=tuple(section.section for section in body.outline.sections),
        tables=body.statutory.values,
        extra_values=body.statutory.extra_values,
        facts=facts,
        observations=body.statutory.observations + tuple(f.observation for f in facts if f.observation),
        anomalies=anomalies(checks),
        captures=_entries(document, assembled),
        source=Source(
            portal=context.portal if context else None,
            url=None if document.path else document.captures[0].url,
            listing_url=context.listing_url if context else None,
            listing_title=context.listing_title if context else None,
            path=document.path,
        ),
        parser=parser(by_ocr=body.is_by_ocr),
        checks=checks,
    )


def _layout(assembled: Assembled) -> str | None:
    """Return the layout of the tables; without any it is prose, unless tables stand there unread."""
    statutory = assembled.body.statutory
    if statutory.layout or statutory.used:
        return statutory.layout
    return None if assembled.hides_tables or assembled.body.flattens_tables else "prose"


def _entries(document: Document, assembled: Assembled) -> tuple[CaptureEntry, ...]:
    """Return the captures as listed; plain files have a name, not an address."""
    entries = map(_entry, assembled.captures, assembled.roles, assembled.numbers)
    return tuple(replace(entry, url=None) if document.path else entry for entry in entries)


def _entry(capture: Capture, role: Role, number: int) -> CaptureEntry:
    place = capture.place
    return CaptureEntry(
        url=capture.url,
        role=role.value,
        page=number,
        media_type=capture.media_type,
        captured_at=capture.captured_at,
        warc=place.warc if place else None,
        offset=place.offset if place else None,
        length=place.length if place else None,
        record_id=place.record_id if place else None,
        payload_digest=capture.payload_digest,
    )


@cache
def parser(*, by_ocr: bool = False) -> dict[str, str]:
    """Return whatever decides the outcome besides the captures, so that a re-parse can be compared.

    The packages that recognize characters decide only what is read off pictures.
    """
    libraries = ("beautifulsoup4", "charset-normalizer", "lxml", "pypdfium2")
    return {
        "name": "gongkai",
        "version": version("gongkai"),
        **{name: version(name) for name in libraries},
        **(ocr.versions() if by_ocr else {}),
    }
