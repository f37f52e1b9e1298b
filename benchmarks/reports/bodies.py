"""Who may report: authorities of every level, drawn from the division lists that ship with the project."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from benchmarks.reports.model import Body
from pipelines.identity import divisions

DEPARTMENTS = (
    "财政局", "教育局", "公安局", "民政局", "司法局", "交通运输局", "水利局", "农业农村局", "商务局", "审计局",
    "统计局", "应急管理局", "市场监督管理局", "卫生健康委员会", "发展和改革委员会",
    "医疗保障局", "自然资源局", "生态环境局",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    name: str
    parent: str


@cache
def places(year: int) -> dict[str, Place]:
    """The divisions, county and above, that held in a year, by code."""
    held: dict[str, Place] = {}
    for line in _lines("divisions.tsv"):
        code, name, _, first, last, parent = line.split("\t")
        if int(first) <= min(year, 2024) <= int(last):
            held[code] = Place(code, name, parent)
    return held


@cache
def _of_level(year: int, level: str) -> tuple[Place, ...]:
    """The divisions of a level whose name no other division of the year bears: a reader can tell them by it."""
    held = places(year)
    counts = Counter(place.name for place in held.values())
    return tuple(place for place in held.values() if _level(place.code) == level and counts[place.name] == 1)


@cache
def _townships() -> tuple[tuple[str, str], ...]:
    """County code and township names of the lists."""
    return tuple(
        (line.partition("\t")[0], line.partition("\t")[2]) for line in _lines("townships.tsv") if "\t" in line
    )


def _lines(name: str) -> list[str]:
    return (Path(divisions.__path__[0]) / name).read_text("utf-8").splitlines()


def _level(code: str) -> str:
    return "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"


def _path(place: Place, year: int) -> tuple[Place, ...]:
    upper = places(year).get(place.parent)
    return (*_path(upper, year), place) if upper else (place,)


def draw(rng: Random, year: int) -> Body:
    """A body that existed in a year."""
    kind = rng.choices(
        ("province", "prefecture", "county", "township", "department", "office"), (4, 20, 30, 26, 15, 5)
    )[0]
    if kind == "township":
        return _township(rng, year)
    level = kind if kind in {"province", "prefecture", "county"} else rng.choice(("prefecture", "county"))
    place = rng.choice(_of_level(year, level))
    path = tuple(each.name for each in _path(place, year))
    governing = "行政公署" if place.name.endswith(("地区", "盟")) else "人民政府"
    organ, org_type = {
        "department": (rng.choice(DEPARTMENTS), "department"),
        "office": (f"{governing}办公室", "gov_office"),
    }.get(kind, (governing, "government"))
    name = place.name + organ
    titled = place.name if kind in {"province", "prefecture", "county"} and rng.random() < 0.2 else name
    names = (name, "".join(path[-2:]) + organ, "".join(path) + organ)
    site = name if org_type == "department" and rng.random() < 0.4 else place.name + governing
    whole = "我局" if kind == "department" else f"全{_generic(place.name)}"
    return Body(
        names, titled, level, org_type, place.code, path, site, whole if organ[-1] != "会" else "我委"
    )


def _township(rng: Random, year: int) -> Body:
    """A township of a county that is in the report's year what it is in the list's, titled with its county."""
    listed_year = divisions.TOWNSHIP_YEAR
    while True:
        county_code, listed = rng.choice(_townships())
        county = places(year).get(county_code)
        entry = rng.choice(listed.split("\t"))
        name = entry[3:]
        lasting = county and _path(county, year) == _path(county, listed_year)
        if lasting and county in _of_level(year, "county") and name.endswith(("镇", "乡", "街道")):
            break
    path = (*(each.name for each in _path(county, year)), name)
    organ, org_type = ("办事处", "subdistrict") if name.endswith("街道") else ("人民政府", "township_gov")
    full = county.name + name + organ
    names = (full, "".join(path[-3:]) + organ, "".join(path) + organ)
    return Body(names, full, "township", org_type, county_code + entry[:3], path, f"{county.name}人民政府",
                "全街道" if name.endswith("街道") else f"全{name[-1]}")  # fmt: skip


def _generic(name: str) -> str:
    return next((last for last in ("自治区", "自治州", "自治县") if name.endswith(last)), name)[-1]
