"""Administrative divisions of China, offline: GB/T 2260 codes with the years they held, and townships of 2023.

Sources and licences: `build.py` and `LICENSE-…` beside this file. The lists are read when first asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FIRST_YEAR, LAST_YEAR = 2002, 2024
"""The years that the county list covers; a code that held in the last is taken to hold after it."""
TOWNSHIP_YEAR = 2023
"""The year of the only township list."""

_ALSO_CALLED = {
    "150722": "莫旗",
    "150723": "鄂伦春旗",
    "150724": "鄂温克旗",
    "152500": "锡盟",
    "152900": "阿盟",
    "210921": "阜蒙县",
    "211324": "喀左县",
    "220721": "前郭县",
    "230624": "杜蒙县",
    "622926": "东乡县",
    "622927": "积石山县",
    "652700": "博州",
    "652800": "巴州",
    "653000": "克州",
    "653131": "塔县",
    "654022": "察县",
    "654226": "和丰县",
}
"""What custom has made of long names, besides leaving out the peoples."""

_BRACKETS = str.maketrans("()", "（）")

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Division:
    """A code (six digits; nine for a township) and the name it stood for from `first` to `last` year.

    `short` is the name without its generic part (济源 of 济源市); a township has none. `parent` is the code of
    the division above, statistical levels left out; provinces have none.
    """

    code: str
    name: str
    short: str
    first: int
    last: int
    parent: str | None

    @property
    def level(self) -> str:
        """Return `province`, `prefecture`, `county` or `township`."""
        if len(self.code) == 9:
            return "township"
        if self.code.endswith("0000"):
            return "province"
        return "prefecture" if self.code.endswith("00") else "county"

    def held_in(self, year: int) -> bool:
        """Return whether the code stood for this name in a year."""
        return self.first <= year <= self.last


def load() -> None:
    """Read the lists, before they are asked for: processes forked from this one then have them in common."""
    _names()
    _short_names()
    _township_codes()


def known_year(year: int | None) -> int:
    """Return the year, or the nearest of the county list's years."""
    return min(max(year or LAST_YEAR, FIRST_YEAR), LAST_YEAR)


def is_code(code: str) -> bool:
    """Return whether a code stood for a division in any year the lists cover, or stands for a township."""
    return code in _codes() or (len(code) == 9 and code in _township_codes())


def by_code(code: str, year: int) -> Division | None:
    """Return what a code of six digits stood for in a year."""
    return next((each for each in _codes().get(code, ()) if each.held_in(year)), None)


def by_name(name: str, year: int) -> tuple[Division, ...]:
    """Return the divisions, county and above, of a name in a year; 恩施州 is 恩施土家族苗族自治州."""
    return tuple(each for each in _names().get(name, ()) if each.held_in(year))


def is_name(name: str) -> bool:
    """Return whether a division, county or above, bore this name in any year."""
    return name in _names()


def by_short_name(name: str, year: int) -> tuple[Division, ...]:
    """Return the provinces and cities called so without their generic part (新乡, 济源) in a year.

    Counties and districts keep theirs: 新乡 is the city, not 新乡县, and 公安 in 公安局 no county.
    """
    return tuple(each for each in _short_names().get(name, ()) if each.held_in(year))


def townships(name: str) -> tuple[Division, ...]:
    """Return the townships of a name; there are fifty 太平镇. The list's brackets are full-width."""
    name = name.translate(_BRACKETS)
    return tuple(
        Division(code, name, "", TOWNSHIP_YEAR, TOWNSHIP_YEAR, _county(code))
        for code in _townships().get(name, ())
    )


def lineage(division: Division, year: int) -> tuple[Division, ...]:
    """Return the division and those above it in a year, province first."""
    upper = by_code(division.parent, year) if division.parent else None
    return (*lineage(upper, year), division) if upper else (division,)


def within(inner: Division, outer: Division, year: int) -> bool:
    """Return whether a division is another or part of it."""
    return any(each.code == outer.code for each in lineage(inner, year))


def successors(county: Division) -> tuple[Division, ...]:
    """Return what a county is in the township list's year: itself, or its namesakes in the same prefecture."""
    same = by_code(county.code, TOWNSHIP_YEAR)
    if same is not None and same.short == county.short:
        return (same,)
    return tuple(
        each
        for records in _codes().values()
        for each in records
        if each.held_in(TOWNSHIP_YEAR) and each.short == county.short and each.parent == county.parent
    )


@cache
def _codes() -> dict[str, tuple[Division, ...]]:
    codes: dict[str, tuple[Division, ...]] = {}
    for line in _lines("divisions.tsv"):
        code, name, short, first, last, parent = line.split("\t")
        division = Division(code, name, short, int(first), int(last), parent or None)
        codes[code] = (*codes.get(code, ()), division)
    return codes


@cache
def _names() -> dict[str, list[Division]]:
    names: dict[str, list[Division]] = {}
    for records in _codes().values():
        for division in records:
            for name in {division.name, *_customary(division)}:
                names.setdefault(name, []).append(division)
    return names


def _customary(division: Division) -> Iterator[str]:
    """Yield what an autonomous division is called without its peoples: 恩施州, 双江县, 双江自治县, 广西自治区."""
    for generic in ("自治州", "自治县", "自治旗"):
        if division.name.endswith(generic):
            yield division.short + generic[-1]
            yield division.short + generic
    if division.name.endswith("自治区"):
        yield division.short + "自治区"
    if division.code in _ALSO_CALLED:
        yield _ALSO_CALLED[division.code]


@cache
def _short_names() -> dict[str, list[Division]]:
    names: dict[str, list[Division]] = {}
    for records in _codes().values():
        for division in records:
            if division.level != "county" or division.name.endswith("市"):
                names.setdefault(division.short, []).append(division)
    return names


@cache
def _townships() -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for line in _lines("townships.tsv"):
        county, *listed = line.split("\t")
        for entry in listed:
            names.setdefault(entry[3:], []).append(county + entry[:3])
    return names


@cache
def _township_codes() -> frozenset[str]:
    return frozenset(code for codes in _townships().values() for code in codes)


def _county(township: str) -> str:
    """Return the code above a township's: a development zone of the statisticians is its prefecture."""
    county = township[:6]
    return county if by_code(county, TOWNSHIP_YEAR) else f"{township[:4]}00"


def _lines(name: str) -> list[str]:
    return (_HERE / name).read_text(encoding="utf-8").splitlines()
