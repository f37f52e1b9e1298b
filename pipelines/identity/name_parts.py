"""A body's name taken apart: the divisions it may mean, and what follows them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipelines.identity import bodies, divisions
from pipelines.identity.divisions import Division

REMEMBERED = 1024
"""Names kept from before: a document says one name in several places, a portal on all its pages."""
_LONGEST = 16
"""Characters of the longest name of a division: 双江拉祜族佤族布朗族傣族自治县."""
_TOWNSHIPS_OWN = r"人民政府|政府|办事处|党政|综合|便民|财政所"
_TOWNSHIP_ORGAN = re.compile(rf"^(?:{_TOWNSHIPS_OWN}|办公室|$)")
_UNLISTED_TOWNSHIP = re.compile(
    rf"^(?P<name>[^省市县区旗]{{1,12}}?(?:街道|镇|乡|苏木))(?={_TOWNSHIPS_OWN}|$)"
)
_UNLISTED_DIVISION = re.compile(
    r"^(?!城市|市)(?:(?![局厅委办处])[一-鿿]){1,7}?(?:县|旗|(?<![老社园景林矿库灾牧片小护校军战防])区|[市州](?=人民政府|政府|$))"
)
"""What looks like a county after its city: if the year knows none of the name, the city is not the issuer."""
_ON_THE_WAY = re.compile(rf"^(?:人民政府|.{{0,20}}?(?:{bodies.AREA.pattern}))(?=.)")
"""What may stand between a county and its township: 红旗区人民政府渠东街道办事处."""
_ORGAN = re.compile(
    r"^(?!铁路|海事|海关|航空(?!港)|航务|农垦|通信|煤矿)(?:人民政府|政府|[一-鿿]{2,24}(?:厅|局|委|委员会|办公室|总队)|调查队|局|[一-鿿]{0,12}(?:开发|高新|示范|新|园)区.{0,12})$"
)
"""What a division's short name must be followed by to be one: 新乡公安局, but not 四川大学 or 上海铁路局."""
_PROVINCIAL = re.compile(r"^.{1,16}(?<!办公)厅$")
"""Departments that only provinces have: 海南教育厅 is the province's, whatever else is called 海南."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a name says: the divisions that its last division may be, as the year has them, and the rest.

    `township` is a township's name that the list of townships does not hold. `sure` is false where the name
    alone must not settle which division is meant: a township without its county.
    """

    places: tuple[Division, ...]
    rest: str
    year: int
    township: str | None = None
    sure: bool = True

    @property
    def level(self) -> str | None:
        """Return the level that all possible divisions share, or that the words tell."""
        levels = {place.level for place in self.places}
        if bodies.is_area(self.rest):
            return "functional_area"
        if self.township:
            return "township"
        return levels.pop() if len(levels) == 1 else None


@lru_cache(REMEMBERED)
def take_apart(name: str, year: int | None) -> Named:
    """Return the parts of a name as of the report's year, else of the year after or before it.

    A county that became a district publishes its last report under its new name, or keeps its old one.
    """
    known = divisions.known_year(year)
    body = bodies.CORPS.sub("", bodies.NATIONAL_SYSTEM.sub("", name) or name)
    tried = (
        _read(body, near) for near in (known, known + 1, known - 1) if near == divisions.known_year(near)
    )
    first = next(tried)
    return first if first.places else next((named for named in tried if named.places), first)


def _read(name: str, year: int) -> Named:
    places, rest = _next((), name, year)
    sure = not (places and places[0].level == "township")
    while places and places[0].level != "township":
        below, after = _next(places, rest, year)
        if not below:
            below, after = _next(places, _ON_THE_WAY.sub("", rest), year)
        if not below:
            break
        places, rest = below, after
    if places and not bodies.is_area(rest) and _UNLISTED_DIVISION.match(rest):
        return Named((), rest, year)
    farther = rest.removeprefix("人民政府")
    unlisted = _UNLISTED_TOWNSHIP.match(farther) if _may_hold_townships(places) else None
    if unlisted:
        return Named(places, farther[unlisted.end() :], year, unlisted["name"])
    return Named(places, rest, year, sure=sure)


def _next(above: tuple[Division, ...], rest: str, year: int) -> tuple[tuple[Division, ...], str]:
    """Return the divisions below some (anywhere, below none) that the text begins with, longest name first."""
    for length in range(min(len(rest), _LONGEST), 1, -1):
        head, tail = rest[:length], rest[length:]
        if found := _below(above, (*divisions.by_name(head, year), *_townships(head, tail)), year):
            return found, tail
    for length in range(min(len(rest), 5), 1, -1):
        head, tail = rest[:length], rest[length:]
        if found := _short(above, head, tail, year):
            return found, tail
    return (), rest


def _short(above: tuple[Division, ...], head: str, tail: str, year: int) -> tuple[Division, ...]:
    """Return what a name without its generic part means where what follows shows that it is a division's."""
    found = _below(above, divisions.by_short_name(head, year), year)
    if _PROVINCIAL.match(tail):
        found = tuple(place for place in found if place.level == "province")
    if not found or not tail or _ORGAN.match(tail):
        return found
    return tuple(place for place in found if _next((place,), tail, year)[0])


def _townships(head: str, tail: str) -> tuple[Division, ...]:
    if head.endswith("办事处") and not tail:
        return divisions.townships(f"{head.removesuffix('办事处')}街道")
    return divisions.townships(head) if _TOWNSHIP_ORGAN.match(tail) else ()


def _below(above: tuple[Division, ...], found: tuple[Division, ...], year: int) -> tuple[Division, ...]:
    if not above:
        return found
    return tuple(place for place in found if any(_is_below(place, upper, year) for upper in above))


def _is_below(place: Division, upper: Division, year: int) -> bool:
    """Return whether a division is part of another; a township's county is the one of the list's year."""
    if place.level != "township":
        return place.code != upper.code and divisions.within(place, upper, year)
    uppers = divisions.successors(upper) if upper.level == "county" else (upper,)
    return any(divisions.within(place, each, divisions.TOWNSHIP_YEAR) for each in uppers)


def _may_hold_townships(places: tuple[Division, ...]) -> bool:
    return bool(places) and all(place.level in {"county", "prefecture"} for place in places)
