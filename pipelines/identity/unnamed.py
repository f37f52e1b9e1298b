"""Whose report it is where its title does not say: told by its signature, its publisher, its site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.identity import bodies, divisions
from pipelines.identity.full_names import full_name
from pipelines.identity.issuers import Hints, bare_name, completed, kind_of, scope
from pipelines.identity.name_parts import take_apart

_OWN = frozenset({"government", "department", "township_gov", "subdistrict"})
_DEPARTMENT = frozenset({"department"})
_INSTITUTION = re.compile(r"(?:大学|学院|学校|[中小]学|医院|公司|集团)$")


@dataclass(frozen=True, slots=True)
class Told:
    """A body's full name, which hint told it (a field of `Hints`), and the hint's words."""

    name: str
    by: str
    raw: str


def told(hints: Hints, year: int | None) -> Told | None:
    """Return the body that surely is the issuer, though no title names it.

    A government's office publishes for its government, and a government's site carries the reports of many: whose
    they are is certain only where the text speaks of its own division (我市). A department's site is its own.
    """
    return next(_certain(hints, year), None)


def _certain(hints: Hints, year: int | None) -> Iterator[Told]:
    for by, name in (("signatory", hints.signatory), ("publisher", hints.publisher)):
        if name and (body := _body(name, year, hints, _OWN)):
            yield Told(body, by, name)
        elif name and by == "signatory" and _INSTITUTION.search(name):
            yield Told(bare_name(name), by, name)
    crumbs = (("breadcrumb", crumb) for crumb in reversed(hints.breadcrumb))
    for by, name in (("site", hints.site), ("portal_issuer", hints.portal_issuer), *crumbs):
        if name and (body := _body(name, year, hints, _DEPARTMENT)):
            yield Told(body, by, name)
    if government := _spoken_of(hints, year):
        yield Told(government, "spoken_of", f"我{hints.spoken_of}")


def _body(name: str, year: int | None, hints: Hints, kinds: frozenset[str]) -> str | None:
    """Return the full name of a body of some kinds; `None` for other bodies and for what names none."""
    bare = bare_name(name)
    if not bare:
        return None
    full = full_name(completed(bare, year, hints))
    named = take_apart(full, year)
    certain = bodies.is_national(full) or (named.places and kind_of(named) in kinds)
    return full if certain else None


def _spoken_of(hints: Hints, year: int | None) -> str | None:
    """Return the government of the division that the text calls its own, if it is the one that all hints name."""
    place = scope(hints, year)
    if place is None or not hints.spoken_of or not place.name.endswith(hints.spoken_of):
        return None
    county = divisions.lineage(place, divisions.TOWNSHIP_YEAR)[-2:-1] if place.level == "township" else ()
    return full_name("".join(each.name for each in (*county, place)))
