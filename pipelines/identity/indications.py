"""What each place says of a report's title, year, issuer and date, and which of them is taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.body import Dated, Head, Mention
from pipelines.identity.candidates import Candidate, first_of_each, is_shown
from pipelines.identity.full_names import full_name
from pipelines.identity.issuers import Hints, bare_name, resolve
from pipelines.identity.titles import Title
from pipelines.identity.unnamed import Told, told
from pipelines.identity.years import year_of
from pipelines.prose.period import Stated
from pipelines.report import Indication, Issuer

STATED, INFERRED, WEAK = "stated", "inferred", "weak"
"""Printed as what it is; worked out of what is printed; printed where other things often stand."""

_CERTAINTY = {"visible": STATED, "catalogue": STATED, "signature": INFERRED}
"""That of a date by its place; the others are filled in by programs."""
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年")
_ELSEWHERE = {"breadcrumb": "breadcrumb", "spoken_of": "self_reference"}
_OPENING = 1000
"""Characters at a text's beginning among which it names the year that it is about."""

Found = Sequence[tuple[Candidate, Title]]
"""Titles of a report with where they stand, best first."""


@dataclass(frozen=True, slots=True)
class Naming:
    """An indication of the issuer, with all that its name tells."""

    indication: Indication
    issuer: Issuer


def of_title(found: Found) -> list[Indication]:
    """Return what the places of a title say it is; the best is taken."""
    return _first_chosen([_by_title("title", title.text, one, title) for one, title in found])


def of_year(found: Found, period: Stated | None, dates: Iterable[Dated], opening: str) -> list[Indication]:
    """Return what the places of a year say: the document's own titles go first, then its period, then the list.

    Where nothing names it, it is the year before a date in the first three months, if the text opens with that year.
    """
    said = [(one, _by_title("report_year", title.year, one, title)) for one, title in found if title.year]
    year = year_of(period.start, period.end) if period else None
    by_period = (
        [Indication("report_year", year, period.raw, "period", STATED, None)] if period and year else []
    )
    own = [indication for one, indication in said if is_shown(one)]
    others = [indication for one, indication in said if not is_shown(one)]
    return _first_chosen([*own, *by_period, *others] or list(_year_before(dates, opening)))


def of_issuer(found: Found, year: int | None, hints: Hints, around: Sequence[Indication]) -> list[Naming]:
    """Return what the places of an issuer's name say; a title's is taken, else what surely tells whose it is."""
    named = [
        _naming(_by_title("issuer.name", title.issuer, one, title), year, hints)
        for one, title in found
        if title.issuer
    ]
    others = [_naming(each, year, hints) for each in around]
    others = [each for each in others if each.issuer.level]
    if not named and (body := told(hints, year)):
        named = [_naming(_as_told(body, around), year, hints)]
        others = [each for each in others if each.indication.where != named[0].indication.where]
    said = first_of_each([*named, *others], lambda each: (each.issuer, each.indication.where))
    if named:
        said[0] = replace(said[0], indication=replace(said[0].indication, chosen=True))
    return said


def of_date(heads: Sequence[Head], chosen: Dated | None) -> list[Indication]:
    """Return the dates that places give for the publication."""
    dates = [(dated, head.capture) for head in heads for dated in head.dates]
    return [
        Indication(
            "published_on",
            each.on.isoformat(),
            each.raw,
            each.where,
            _CERTAINTY.get(each.where, WEAK),
            capture,
            chosen=each == chosen,
        )
        for each, capture in first_of_each(dates, lambda pair: pair[0])
    ]


def around(heads: Sequence[Head], portal_issuer: str | None) -> list[Indication]:
    """Return what the signature, the publisher, the site and the registry call the body whose page this is."""
    said = []
    for field, certainty in (("signatory", STATED), ("publisher", WEAK), ("site", WEAK)):
        named = [head for head in heads if getattr(head, field)]
        if named:
            head = named[-1 if field == "signatory" else 0]
            mention: Mention = getattr(head, field)
            where = "site" if field == "site" else mention.where
            sure = STATED if where == "catalogue" else certainty
            said.append(_by_name(mention.text, where, sure, head.capture))
    return [*said, *([_by_name(portal_issuer, "portal", WEAK, None)] if portal_issuer else [])]


def _by_title(key: str, value: str | int | None, one: Candidate, title: Title) -> Indication:
    certainty = WEAK if one.where == "file_name" else STATED
    return Indication(key, value or "", title.text, one.where, certainty, one.capture)


def _year_before(dates: Iterable[Dated], opening: str) -> Iterator[Indication]:
    named = _YEAR.search(opening[:_OPENING])
    for each in dates:
        year = each.on.year - 1
        if each.where in _CERTAINTY and each.on.month <= 3 and named and int(named[1]) == year:
            yield Indication("report_year", year, each.raw, each.where, INFERRED, None)


def _by_name(raw: str, where: str, certainty: str, capture: int | None) -> Indication:
    return Indication("issuer.name", full_name(bare_name(raw)), raw, where, certainty, capture)


def _as_told(body: Told, around: Sequence[Indication]) -> Indication:
    """Return the indication behind what was told; what no place said outright has no capture."""
    said = next((each for each in around if each.raw == body.raw), None)
    where, capture = (said.where, said.capture) if said else (_ELSEWHERE[body.by], None)
    return Indication("issuer.name", body.name, body.raw, where, INFERRED, capture)


def _naming(indication: Indication, year: int | None, hints: Hints) -> Naming:
    """Resolve the name that an indication gives; one that is completed is no longer stated."""
    issuer = resolve(str(indication.value), year, hints)
    certainty = indication.certainty
    if issuer.name != indication.value and certainty == STATED:
        certainty = INFERRED
    return Naming(replace(indication, value=issuer.name or "", certainty=certainty), issuer)


def _first_chosen(said: list[Indication]) -> list[Indication]:
    """Return each place's word once, the first chosen."""
    once = first_of_each(said, lambda each: (each.value, each.where))
    return [replace(each, chosen=place == 0) for place, each in enumerate(once)]
