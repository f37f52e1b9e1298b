"""What kind of body a name is, read from the part of it that follows the division."""

from __future__ import annotations

import re

AREA = re.compile(
    r"(?:开发|高新技术产业|高新|经开|示范|试验|实验|保税|综保|度假|风景|名胜|管理|合作|集聚|聚集|工业|物流|产业|先导"
    r"|循环经济|功能|协作|起步|自贸|贸易|新|园|港)区|(?:产业|工业|科技)园区?|科技城|新城(?!区)"
)
"""A development zone or the like: a body that governs, but no division."""

_GOVERNMENT = re.compile(r"^(?:(?:人民)?政府|行政公署|行署|(?:地区|街道)?办事处|)$")
_AREA_GOVERNMENT = re.compile(r"^(?:(?:管理|执行)委员会|[管执]委会|人民政府|)$")
_OFFICE = re.compile(
    r"^(?:国务院|(?:人民)?政府|行署|行政公署)?(?:办公[厅室]|党政办(?:公室)?|(?:党政)?综合办公室|办)$"
)
_DEPARTMENT = re.compile(r"(?:[厅局署部委办处队]|委员会|办公室|海关|公积金管理中心|人民银行|中心支行)$")
_NATIONAL = re.compile(
    r"^(?:国务院|中华人民共和国|国家(?!级)|全国|中国(?:人民银行|气象局|民用航空局|地震局|证券|证监|银行|银保监|银监|保险|保监|科学院|工程院|社会科学院)|中央"
    r"|外交部|教育部|科学技术部|科技部|工业和信息化部|公安部|民政部|司法部|财政部|人力资源(?:和)?社会保障部|自然资源部|国土资源部"
    r"|生态环境部|环境保护部|住房(?:和)?城乡建设部|交通运输部|铁道部|水利部|农业(?:农村)?部|商务部|文化(?:和旅游)?部|应急管理部"
    r"|退役军人事务部|审计署|海关总署|监察部|卫生部|中国民航局|新闻出版总署|海事局$|中国(?:残疾人联合会|红十字会)|最高人民)"
)
NATIONAL_SYSTEM = re.compile(
    r"^(?:国家税务总局|国家统计局|中华人民共和国|国家能源局|国家外汇管理局|国家矿山安全监察局|国家粮食和物资储备局|国家金融监督管理总局"
    r"|国家药品监督管理局|国家林业和草原局|中国人民银行|中国(?:证监|银保监|银监|保监)会|中国(?:证券|银行|保险|银行保险)监督管理委员会|中共|中国共产党)"
)
"""Systems run from above, whose local bodies bear their name before the division's: 国家税务总局新乡市税务局."""
CORPS = re.compile(
    r"^(?=(?:新疆(?:生产建设)?)?兵团|第[一二三四五六七八九十]{1,3}师)"
    r"(?:(?:新疆(?:生产建设)?)?兵团)?(?P<division>第[一二三四五六七八九十]{1,3}师)?"
)
"""The corps in Xinjiang and its divisions, which rank as a province and its prefectures and have no code.

Their cities are the region's: 第八师石河子市.
"""

RELATIVE = re.compile(
    r"^(?:本|我)?(?P<level>省|自治区|市|州|县|区|旗|乡|镇|街道)(?=人民政府|政府|(?:城市|城乡|乡村|市场|社区|园区|[^省市县区镇乡])+(?:[厅局委办]|委员会|办公室)$)"
)
"""A name that says of which level its division is, and not which: 市公安局, 我县人民政府."""

TOWNSHIP = re.compile(r"^[^省市县区旗局厅委办]{2,10}(?:街道|[镇乡]|苏木)(?:人民政府|政府|办事处)?$")
"""What looks like a township's name or its government's."""

COMMON_ORGAN = re.compile(
    r"^(?:(?:人民政府|政府)(?:办公[厅室])?|(?:发展|发改|教育|教体|科技|科学技术|工业|经济|民政|司法|财政|人力资源|人社|自然资源|国土"
    r"|生态环境|环境保护|环保|住房|住建|城乡|城市|城管|交通|水利|水务|农业|林业|畜牧|商务|文化|文旅|文广|卫生|卫健|应急|审计|市场监"
    r"|统计|信访|医疗保障|医保|退役军人|公安|税务|气象|国有资产|国资|体育|乡村振兴|扶贫|行政审批|政务服务|机关事务|粮食|档案|民族"
    r"|民宗|宗教|外事|人防|人民防空|金融|大数据|园林|规划|招商|物价|安监|安全生产|质量技术|食品药品|工商|地方税务|国家税务)"
    r"[一-鿿]{0,16}(?:局|委|委员会|办公室|厅|[支大]队)"
    r"|(?:第[一二三四五六七八九十]{1,3}|实验|职业|高级)?(?:人民|中医)?(?:医院|中学|小学)|(?:档案|图书|博物|文化)馆"
    r"|(?:高新|经济|国家级?|省级|技术|产业|经开){1,5}(?:开发)?区(?:管理委员会|管委会)?"
    r"|(?:供销|残疾人|红十字|烟草|消防|妇幼|疾病预防)[一-鿿]{0,8}(?:社|联合会|会|局|队|院|中心))$"
)
"""Organs that every government has: on its own portal they need not say whose they are."""


def kind_of(place: str, level: str | None, rest: str) -> str:
    """Return the organization type of a body by the name and level of its division and what follows it."""
    if level == "functional_area":
        tail = AREA.split(rest)[-1]
        return "government" if _AREA_GOVERNMENT.match(tail) else _kind_of_organ(tail)
    if _GOVERNMENT.match(rest):
        return _kind_of_township(place) if level == "township" else "government"
    return "gov_office" if _OFFICE.match(rest) else _kind_of_organ(rest)


def is_national(name: str) -> bool:
    """Return whether a name without a division is that of a body of the state itself, not of its local arm."""
    arm = NATIONAL_SYSTEM.sub("", name)
    return _NATIONAL.search(name) is not None and (arm in {"", name} or _NATIONAL.search(arm) is not None)


def is_area(rest: str) -> bool:
    """Return whether a development zone or the like speaks, or a body of one."""
    return AREA.search(rest) is not None


def _kind_of_township(place: str) -> str:
    if place.endswith(("街道", "地区")):
        return "subdistrict"
    return "township_gov" if place.endswith(("镇", "乡", "苏木")) else "other"


def _kind_of_organ(rest: str) -> str:
    return "department" if _DEPARTMENT.search(rest) else "other"
