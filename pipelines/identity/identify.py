"""Whose report a document is, of which year, and when it was published."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from archive.capture import Document
from pipelines.assemble import Assembled
from pipelines.body import Dated, Head, is_by_ocr
from pipelines.identity import disagreements, indications
from pipelines.identity.candidates import candidates, heads, titles
from pipelines.identity.dates import last_day, late, published
from pipelines.identity.indications import Found, Naming
from pipelines.identity.issuers import Hints
from pipelines.identity.misread import settled
from pipelines.identity.self_reference import division_spoken_of
from pipelines.identity.years import is_school_period, is_school_year
from pipelines.prose.period import Stated, stated_period
from pipelines.report import Anomaly, Indication, Issuer


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one report from another, where each was read, and the doubts about it."""

    id: str
    title: str | None
    year: int | None
    issuer: Issuer
    published: Dated | None
    published_kind: str | None
    indications: tuple[Indication, ...]
    anomalies: tuple[Anomaly, ...]


def identify(document: Document, assembled: Assembled) -> Identity:
    """Return whose report this is; what is not there stays `None`."""
    around = heads(assembled)
    found = titles(candidates(document, assembled), _site(around))
    texts = [passage.text for _, passage in assembled.body.outline.passages()]
    dates = [dated for head in around for dated in head.dates]
    period = stated_period(assembled.body.outline)
    years = indications.of_year(found, period, dates, "".join(texts[:2]))
    year = next((int(each.value) for each in years[:1]), None)
    said_first = _namings(document, around, found, year, texts)
    by_ocr = {block.capture for block in assembled.body.blocks if is_by_ocr(block)}
    named = settled(said_first, by_ocr)
    issuer = named[0].issuer if named and named[0].indication.chosen else Issuer()
    shown = published(dates, year, last_day(document.captures))
    said = indications.of_date(around, shown)
    title = found[0][1].text if found else None
    covered = _last_covered(title, year, period)
    is_late = shown is not None and late(shown.on, covered)
    return Identity(
        id=_identifier(document, issuer, year),
        title=title,
        year=year,
        issuer=issuer,
        published=shown,
        published_kind=_kind(document, around, is_late=is_late) if shown else None,
        indications=(*indications.of_title(found), *years, *(each.indication for each in named), *said),
        anomalies=(
            *_doubts(document, shown if is_late else None, covered),
            *disagreements.of_years(years, _years_of(period)),
            *disagreements.of_issuers(said_first, by_ocr),
            *disagreements.of_dates(said),
        ),
    )


def _namings(
    document: Document, around: Sequence[Head], found: Found, year: int | None, texts: Sequence[str]
) -> list[Naming]:
    context = document.context
    portal_issuer = context.issuer if context else None
    hints = Hints(
        breadcrumb=_breadcrumb(around),
        site=_site(around),
        publisher=next((head.publisher.text for head in around if head.publisher), None),
        portal_issuer=portal_issuer,
        portal_division=context.division if context else None,
        signatory=next((head.signatory.text for head in reversed(around) if head.signatory), None),
        spoken_of=None if any(title.issuer for _, title in found) else division_spoken_of(texts),
    )
    return indications.of_issuer(found, year, hints, indications.around(around, portal_issuer))


def _site(around: Sequence[Head]) -> str | None:
    return next((head.site.text for head in around if head.site), None)


def _breadcrumb(around: Sequence[Head]) -> tuple[str, ...]:
    return next((head.breadcrumb for head in around if head.breadcrumb), ())


def _years_of(period: Stated | None) -> range:
    return range(period.start.year, period.end.year + 1) if period else range(0)


def _last_covered(title: str | None, year: int | None, period: Stated | None) -> int | None:
    """Return the last calendar year of which a report speaks: a school year ends in the next."""
    of_school = is_school_year(title or "") or (period and is_school_period(period.start, period.end))
    return year + 1 if year and of_school else year


def _kind(document: Document, around: Sequence[Head], *, is_late: bool) -> str:
    return "republication" if is_late and _official(document, around) is False else "original"


def _official(document: Document, around: Sequence[Head]) -> bool | None:
    """Return whether the site is a government's: by host, registry or its own name; `None` where nothing tells."""
    if _is_official(document):
        return True
    name = _site(around) or next(iter(_breadcrumb(around)), None)
    return re.search(r"政府|委员会|[局厅部办]|门户|首页", name) is not None if name else None


def _is_official(document: Document) -> bool:
    """Return whether the host is in gov.cn, or the portal is registered as an issuer's."""
    host = host_of(document)
    in_gov_cn = host is not None and host.endswith(".gov.cn")
    return in_gov_cn or (document.context is not None and document.context.issuer is not None)


def host_of(document: Document) -> str | None:
    """Return the host's name; address literals and plain files have none."""
    if document.path or not document.captures:
        return None
    host = urlsplit(document.captures[0].url).hostname or ""
    return host if re.search(r"[a-z]", host) and ":" not in host and "." in host else None


def _doubts(document: Document, late_date: Dated | None, covered: int | None) -> Iterator[Anomaly]:
    if late_date is not None and covered is not None:
        message = f"页面日期{late_date.on}晚于{covered}年报法定期限{covered + 1}-03-31"
        yield Anomaly("published_late_or_republished", "warning", message)
    host = host_of(document)
    if host is not None and not _is_official(document):
        yield Anomaly("non_official_source", "info", f"来源{host}不是gov.cn站点,也未登记")


def _identifier(document: Document, issuer: Issuer, year: int | None) -> str:
    """Return issuer and year; governments go by their division's code, others add a digest of their name."""
    parts = [issuer.division_code or "", "" if _governs(issuer) else _digest(issuer.name or "")]
    if issuer.name is None:
        parts = ["unknown", _digest(document.path or document.captures[0].url)]
    return "-".join([*filter(None, parts), str(year) if year else "undated"])


def _governs(issuer: Issuer) -> bool:
    """Return whether this is the one government of its division; a development zone's is not that of its city."""
    return (
        issuer.division_code is not None
        and issuer.level != "functional_area"
        and issuer.org_type in {"government", "township_gov", "subdistrict"}
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
