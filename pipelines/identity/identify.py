"""Whose report a document is, of which year, and when it was published."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from archive.capture import Document
from pipelines.assemble import Assembled
from pipelines.body import Dated, Head
from pipelines.identity.dates import late, published
from pipelines.identity.issuers import Hints, resolve
from pipelines.identity.titles import Title, read_title
from pipelines.prose.period import stated_year
from pipelines.report import Anomaly, Issuer


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one report from another, with the doubts about it."""

    id: str
    title: str | None
    year: int | None
    issuer: Issuer
    published: Dated | None
    published_kind: str | None
    anomalies: tuple[Anomaly, ...]


def candidates(document: Document, assembled: Assembled) -> tuple[str, ...]:
    """Return everything that may be the document's title, likeliest first: pages, attachment, list, file names."""
    heads = (*assembled.heads, *assembled.body.heads)
    listed = document.context.listing_title if document.context else None
    texts = [
        *(title for head in heads for title in head.titles),
        *([listed] if listed else []),
        *_file_names(document),
    ]
    return tuple(dict.fromkeys(texts))


def _file_names(document: Document) -> Iterator[str]:
    for name in [
        document.path or "",
        *(unquote(urlsplit(capture.url).path) for capture in document.captures),
    ]:
        stem = PurePosixPath(name).stem
        if re.search(r"[一-鿿]", stem):
            yield stem


def identify(document: Document, assembled: Assembled) -> Identity:
    """Return whose report this is; what is not there stays `None`."""
    head = _merged(assembled)
    title = read_title(candidates(document, assembled), head.site) or Title(text="", year=None, issuer=None)
    year = title.year or stated_year(assembled.body.outline)
    issuer = resolve(title.issuer, year, _hints(document, head))
    shown = published(head.dates, year)
    is_late = shown is not None and late(shown.on, year)
    official = _official(document, head)
    kind = "republication" if is_late and official is False else "original"
    return Identity(
        id=_identifier(document, issuer, year),
        title=title.text or None,
        year=year,
        issuer=issuer,
        published=shown,
        published_kind=kind if shown else None,
        anomalies=tuple(_doubts(document, shown if is_late else None, year)),
    )


def _merged(assembled: Assembled) -> Head:
    heads = assembled.heads or assembled.body.heads
    return Head(
        dates=tuple(dated for head in heads for dated in head.dates),
        breadcrumb=next((head.breadcrumb for head in heads if head.breadcrumb), ()),
        site=next((head.site for head in heads if head.site), None),
        publisher=next((head.publisher for head in heads if head.publisher), None),
    )


def _hints(document: Document, head: Head) -> Hints:
    context = document.context
    return Hints(
        breadcrumb=head.breadcrumb,
        site=head.site,
        publisher=head.publisher,
        portal_issuer=context.issuer if context else None,
        portal_division=context.division if context else None,
    )


def _official(document: Document, head: Head) -> bool | None:
    """Return whether the site is a government's: by host, registry or its own name; `None` where nothing tells."""
    if _is_official(document):
        return True
    name = head.site or next(iter(head.breadcrumb), None)
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


def _doubts(document: Document, late_date: Dated | None, year: int | None) -> Iterator[Anomaly]:
    if late_date is not None and year is not None:
        message = f"页面日期{late_date.on}晚于{year}年报法定期限{year + 1}-03-31"
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
    return issuer.division_code is not None and issuer.org_type in {
        "government",
        "township_gov",
        "subdistrict",
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
