"""How a body is called in full, as far as its name alone tells."""

from __future__ import annotations

import re

from pipelines.identity import divisions
from pipelines.identity.bodies import AREA

_SHORT_GOVERNMENT = re.compile(r"(?<=[省市县区州旗乡镇])政府$")
_SUBDISTRICT = re.compile(r"街道(?:办|办事)?$")
_DISTRICT_LIKE = re.compile(r"(?:社|校|库|林|灌|保护|病|牧|学|超|门|城)[区市]$")


def full_name(name: str) -> str:
    """Return the name with what custom leaves out: 新乡市 is its 人民政府, 天心阁街道 its 办事处."""
    if _SHORT_GOVERNMENT.search(name):
        return _SHORT_GOVERNMENT.sub("人民政府", name)
    if _SUBDISTRICT.search(name):
        return _SUBDISTRICT.sub("街道办事处", name)
    if name.endswith(("盟", "地区")):
        return name + ("行政公署" if _is_division(name) else "办事处")
    if name.endswith(("省", "州", "旗", "县", "乡", "镇", "自治区", "苏木")) or _is_division(name):
        return f"{name}人民政府"
    ends_in_area = any(area.end() == len(name) for area in AREA.finditer(name))
    if name.endswith(("市", "区")) and not ends_in_area and not _DISTRICT_LIKE.search(name):
        return f"{name}人民政府"
    return name


def _is_division(name: str) -> bool:
    """Return whether a name ends in that of a division, county and above: 上海市浦东新区."""
    return any(divisions.is_name(name[start:]) for start in range(len(name) - 1))
