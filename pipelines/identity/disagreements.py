"""Places that say different things of one report, where that is more than a site's way of printing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import date, timedelta

from pipelines.identity.indications import WEAK, Naming
from pipelines.report import Anomaly, Indication, Issuer

FAR_APART = timedelta(days=180)
"""What is signed in January is on the site in spring at the latest."""


def of_years(said: Sequence[Indication], period: range) -> Iterator[Anomaly]:
    """Yield the places that state another year than the one taken; `period` are those that the text's period touches.

    A file's name states none, and what else is shown above a text may be its neighbours' titles.
    """
    for other in said[1:]:
        agrees = other.value == said[0].value or (other.where == "period" and said[0].value in period)
        if _is_statement(other) and not agrees:
            yield _disagreement("year", "warning", "report_year", said[0], other)


def of_issuers(named: Sequence[Naming], by_ocr: Set[int]) -> Iterator[Anomaly]:
    """Yield the places that state a body of another division, or another department of the same one.

    Against what OCR has read, as it has the captures `by_ocr`, site and registry speak too.
    """
    read = bool(named) and named[0].indication.capture in by_ocr
    for other in named[1:]:
        if (read or _is_statement(other.indication)) and differ(named[0].issuer, other.issuer):
            yield _disagreement("issuer", "warning", "issuer.name", named[0].indication, other.indication)


def of_dates(said: Sequence[Indication]) -> Iterator[Anomaly]:
    """Yield a signature far from the date shown on the page."""
    shown = next((each for each in said if each.chosen and each.where in {"visible", "catalogue"}), None)
    signed = next((each for each in said if each.where == "signature"), None)
    if shown and signed and abs(_day(shown) - _day(signed)) > FAR_APART:
        yield _disagreement("date", "info", "published_on", shown, signed)


def _is_statement(indication: Indication) -> bool:
    return indication.certainty != WEAK and indication.where != "title"


def _disagreement(what: str, severity: str, key: str, taken: Indication, other: Indication) -> Anomaly:
    operands = {taken.where: taken.value, other.where if other.where != taken.where else "other": other.value}
    message = f"{taken.where}作“{taken.raw}”,{other.where}作“{other.raw}”"
    return Anomaly(f"{what}_disagrees", severity, message, (key,), operands)


def _day(indication: Indication) -> date:
    return date.fromisoformat(str(indication.value))


def differ(taken: Issuer, other: Issuer) -> bool:
    """Return whether two issuers cannot be one, nor one within the other.

    Names are shortened at will (教体局, 教育体育局): they differ where neither is the other with letters left out.
    """
    paths = taken.division_path, other.division_path
    if not all(paths):
        return False
    depth = min(map(len, paths))
    if paths[0][:depth] != paths[1][:depth]:
        return True
    departments = taken.org_type == other.org_type == "department" and len(set(paths)) == 1
    names = sorted((taken.name or "", other.name or ""), key=len)
    return departments and not _is_shortened(*names)


def _is_shortened(short: str, long: str) -> bool:
    letters = iter(long)
    return all(letter in letters for letter in short)
