"""How a body is called in full, as far as its name alone tells."""

from __future__ import annotations

import re

_SHORT_GOVERNMENT = re.compile(r"(?<=[省市县区州旗乡镇])政府$")
_SUBDISTRICT = re.compile(r"街道(?:办|办事)?$")
_PREFECTURAL = re.compile(r"(?:盟|地区)$")
_GOVERNED = re.compile(r"[省市县州旗乡镇]$|区$")
FUNCTIONAL_AREA = re.compile(
    r"(?:开发|高新|高新技术产业|经开|示范|试验|保税|综保|度假|风景名?胜?|名胜|管理|合作|产业集聚|集聚|工业|物流|港|矿|循环经济"
    r"|生态|旅游|贸易|产业|先导|改革|引领|功能|协作|起步|空港|临港|城乡一体化|自贸)(?:新?区|园区)$|园区$|(?:科技|产业|工业)园$"
)
_NO_DIVISION = re.compile(r"(?:社|校|库|林|灌|保护|水利|病|牧|学|超|门)[区市]$|城市$")


def full_name(name: str) -> str:
    """Return the name with what custom leaves out: 新乡市 is its 人民政府, 天心阁街道 its 办事处."""
    if _SHORT_GOVERNMENT.search(name):
        return _SHORT_GOVERNMENT.sub("人民政府", name)
    if _SUBDISTRICT.search(name):
        return _SUBDISTRICT.sub("街道办事处", name)
    if _PREFECTURAL.search(name):
        return f"{name}行政公署"
    if _GOVERNED.search(name) and not FUNCTIONAL_AREA.search(name) and not _NO_DIVISION.search(name):
        return f"{name}人民政府"
    return name
