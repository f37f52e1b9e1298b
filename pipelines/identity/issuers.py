"""Whose report it is: the issuer's name resolved to level, kind of body, and division code.

A name that names a division stays as it is given; one that names none (市公安局) is completed where the hints
settle whose it is. A name that several divisions bear stays without a code unless its parent or a hint settles it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.identity import bodies, divisions
from pipelines.identity.divisions import Division
from pipelines.identity.full_names import full_name
from pipelines.identity.name_parts import Named, take_apart
from pipelines.report import Issuer

_SITE_WORDS = re.compile(
    r"^(?:中国[·•・-]?|[·•・-]+|欢迎(?:光临|访问)|您现在的位置[:：]?)+"
    r"|(?:门户|政务|政府信息公开|信息公开|官方)*(?:网站群?|网|专栏|平台|目录|首页|主页)+$"
)
_LONGEST = 120
"""Characters of a name or a hint that are looked at."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What stands around a report and may settle whose it is.

    The publisher is the page's own 发布机构, the signatory who signs the text; `spoken_of` is the generic name under
    which the text speaks of its own division (市 of 我市).
    """

    breadcrumb: tuple[str, ...] = ()
    site: str | None = None
    publisher: str | None = None
    portal_issuer: str | None = None
    portal_division: str | None = None
    signatory: str | None = None
    spoken_of: str | None = None

    def names(self) -> Iterator[str]:
        """Yield the names given, cleaned of what sites add to them."""
        for name in (self.signatory, self.publisher, self.portal_issuer, self.site, *self.breadcrumb):
            if bare := bare_name(name):
                yield bare


def bare_name(name: str | None) -> str:
    """Return a name without white space and what sites add to it (中国·新乡, 新乡市人民政府门户网站)."""
    return _SITE_WORDS.sub("", "".join(name[:_LONGEST].split())) if name else ""


def resolve(name: str | None, year: int | None, hints: Hints) -> Issuer:
    """Return the issuer of a report on a year; what is not certain stays `None`."""
    if name is None:
        return Issuer()
    name = completed("".join(name[:_LONGEST].split()), year, hints)
    named = take_apart(name, year)
    if not named.places:
        return _without_division(name, named)
    place = _settled(named, hints)
    kind = kind_of(named)
    if place is None:
        return Issuer(name=name, level=named.level, org_type=kind)
    if name == place.short:
        name = full_name(place.name)
    if not named.sure:
        name = _with_county(name, place, hints)
    return _at(place, named, Issuer(name=name, level=named.level or place.level, org_type=kind))


def _with_county(name: str, township: Division, hints: Hints) -> str:
    """Return a township's name behind that of its county, where the hints name the county or what it is part of."""
    upper = divisions.lineage(township, divisions.TOWNSHIP_YEAR)[-2]
    named = any(
        _related(upper, hinted, divisions.TOWNSHIP_YEAR) for hinted in _hinted(hints, divisions.TOWNSHIP_YEAR)
    )
    return upper.name + name if named else name


def _at(place: Division, named: Named, issuer: Issuer) -> Issuer:
    """Return the issuer with its division; a township missing from the list has a path but no code."""
    year = divisions.TOWNSHIP_YEAR if place.level == "township" else named.year
    path = tuple(each.name for each in divisions.lineage(place, year))
    code, code_year = (None, None) if named.township else (place.code, year)
    path = (*path, named.township) if named.township else path
    return Issuer(issuer.name, issuer.level, issuer.org_type, code, path, code_year)


def _without_division(name: str, named: Named) -> Issuer:
    level = "national" if bodies.is_national(name) else named.level
    if corps := bodies.CORPS.match(name):
        level = "prefecture" if corps["division"] else "province"
        return Issuer(name, level, bodies.kind_of("", level, name[corps.end() :]))
    township = re.search(r"(?:街道|[镇乡]|苏木)(?=人民政府|政府|办事处|$)", name)
    if township and level is None:
        return Issuer(
            name, "township", bodies.kind_of(name[: township.end()], "township", name[township.end() :])
        )
    if level is None and (unlisted := re.search(r"(?P<county>[^地]区|县|旗)?人民政府$", name)):
        return Issuer(name, "county" if unlisted["county"] else None, "government")
    return Issuer(name, level, bodies.kind_of(name, level, name))


def _settled(named: Named, hints: Hints) -> Division | None:
    """Return the one division meant: the only one of its name, or the only one the hints leave."""
    left = list(named.places)
    if len(left) == 1 and named.sure:
        return left[0]
    for hinted in _hinted(hints, named.year):
        agreeing = [place for place in named.places if _related(place, hinted, named.year)]
        if agreeing:
            left = [place for place in left if place in agreeing]
        elif not named.sure and len(hinted) == 1:
            return None
    return left[0] if len(left) == 1 else None


def _hinted(hints: Hints, year: int) -> Iterator[tuple[Division, ...]]:
    """Yield what each hint may mean."""
    if hints.portal_division and (division := divisions.by_code(hints.portal_division, year)):
        yield (division,)
    for name in hints.names():
        if places := take_apart(name, year).places:
            yield places


def _related(place: Division, hinted: tuple[Division, ...], year: int) -> bool:
    year = divisions.TOWNSHIP_YEAR if place.level == "township" else year
    return any(divisions.within(place, each, year) or divisions.within(each, place, year) for each in hinted)


def completed(name: str, year: int | None, hints: Hints) -> str:
    """Return a name that names no division with the division, or the whole name, that the hints settle."""
    if take_apart(name, year).places or bodies.is_national(name):
        return name
    whole = {each for each in hints.names() if each.endswith(name) and take_apart(each, year).places}
    if len(whole) == 1:
        return whole.pop()
    upper = scope(hints, year)
    if upper is None:
        return name
    if bodies.COMMON_ORGAN.match(name) or (upper.level == "county" and bodies.TOWNSHIP.match(name)):
        return upper.name + name
    relative = bodies.RELATIVE.match(name)
    called_so = relative is not None and upper.name.endswith(relative["level"])
    return upper.name + name[relative.end() :] if relative and called_so else name


def scope(hints: Hints, year: int | None) -> Division | None:
    """Return the innermost division that the hints name, if all others that they name hold it."""
    known = divisions.known_year(year)
    certain = {places[0] for places in _hinted(hints, known) if len(places) == 1}
    inner = (each for each in certain if all(divisions.within(each, other, known) for other in certain))
    return next(inner, None)


def kind_of(named: Named) -> str:
    """Return the organization type of a name taken apart that names a division."""
    return bodies.kind_of(named.township or named.places[0].name, named.level, named.rest)
