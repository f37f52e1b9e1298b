"""The statutory forms as data: what rows and columns they print, and under which labels.

The sections and their content follow article 50 of the Regulations on Open Government Information
(政府信息公开条例, 国务院令第711号); the first table reports on article 20. The tables are those of the formats
issued by the General Office of the State Council: 国办公开办函〔2019〕60号 (`tables-2019`), revised by
国办公开办函〔2021〕30号 (`tables-2021`). The statistics form of the years before (`statistics-2014`,
政府信息公开情况统计表) is a reconstruction, kept in `statistics-2014.json`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLES_2021 = "tables-2021"
TABLES_2019 = "tables-2019"
STATISTICS_2014 = "statistics-2014"

PROACTIVE = "proactive_disclosure"
REQUESTS = "requests"
DISPUTES = "disputes"
STATISTICS = "statistics"


@dataclass(frozen=True, slots=True)
class Term:
    """A row or column of a form: its key in the report, its printed label, and other wordings met."""

    key: str
    label: str
    variants: tuple[str, ...] = ()


APPLICANTS = (
    Term("natural_person", "自然人"),
    Term("business", "商业企业"),
    Term("research", "科研机构"),
    Term("public_welfare", "社会公益组织"),
    Term("legal_service", "法律服务机构"),
    Term("other_org", "其他"),
    Term("total", "总计", ("合计",)),
)
"""The columns of the second table; the first six are kinds of applicants."""

REQUEST_ROWS = (
    Term("received_new", "一、本年新收政府信息公开申请数量"),
    Term("carried_in", "二、上年结转政府信息公开申请数量"),
    Term("result_granted", "（一）予以公开"),
    # With the note that is printed behind it, where its bracket is lost.
    Term("result_partial", "（二）部分公开", ("（二）部分公开区分处理的，只计这一情形，不计其他情形",)),
    Term("refused_state_secret", "1.属于国家秘密"),
    Term("refused_law_forbidden", "2.其他法律行政法规禁止公开", ("2.其他法律法规禁止公开",)),
    Term("refused_three_security", "3.危及“三安全一稳定”"),
    Term("refused_third_party", "4.保护第三方合法权益"),
    Term("refused_internal", "5.属于三类内部事务信息"),
    Term("refused_process", "6.属于四类过程性信息"),
    Term("refused_enforcement_file", "7.属于行政执法案卷"),
    Term("refused_admin_query", "8.属于行政查询事项"),
    Term("unavailable_not_held", "1.本机关不掌握相关政府信息"),
    Term("unavailable_needs_creation", "2.没有现成信息需要另行制作"),
    Term("unavailable_unclear", "3.补正后申请内容仍不明确"),
    Term("rejected_petition", "1.信访举报投诉类申请"),
    Term("rejected_repeat", "2.重复申请"),
    Term("rejected_publication", "3.要求提供公开出版物"),
    Term("rejected_excessive", "4.无正当理由大量反复申请"),
    Term("rejected_reconfirm", "5.要求行政机关确认或重新出具已获取信息"),
    Term(
        "other_not_supplemented",
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        ("1.申请人无正当理由逾期不补正",),
    ),
    Term(
        "other_fee_unpaid",
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        ("2.申请人逾期未按收费通知要求缴纳费用",),
    ),
    Term("other_other", "3.其他"),
    Term("other_total", "（六）其他处理"),
    Term("result_total", "（七）总计", ("（七）合计",)),
    Term("carried_out", "四、结转下年度继续办理"),
)

OTHER_ROWS = ("other_not_supplemented", "other_fee_unpaid", "other_other")
"""What the 2021 form prints under （六）其他处理; the 2019 form prints `other_total` alone."""

RESULT_ROWS = tuple(
    term.key
    for term in REQUEST_ROWS
    if term.key.startswith(("result_", "refused_", "unavailable_", "rejected_", "other_"))
    and term.key != "result_total"
)
"""The outcomes （一） to （六） that add up to （七）."""

REQUEST_GROUPS = (
    Term("result", "三、本年度办理结果"),
    Term("refused", "（三）不予公开"),
    Term("unavailable", "（四）无法提供"),
    Term("rejected", "（五）不予处理"),
)

DISPUTE_ROWS = (
    Term("review", "行政复议"),
    Term("litigation_direct", "未经复议直接起诉"),
    Term("litigation_after_review", "复议后起诉"),
)
"""The groups of columns of the third table, each of which has all of `DISPUTE_OUTCOMES`."""

DISPUTE_OUTCOMES = (
    Term("upheld", "结果维持"),
    Term("corrected", "结果纠正"),
    Term("other", "其他结果"),
    Term("pending", "尚未审结"),
    Term("total", "总计", ("合计",)),
)

ARTICLE_20_ROWS = (
    Term("rules", "规章"),
    Term("normative_documents", "行政规范性文件"),
    Term("normative_documents", "规范性文件"),
    Term("licensing", "行政许可"),
    Term("other_services", "其他对外管理服务事项"),
    Term("penalties", "行政处罚"),
    Term("coercive_measures", "行政强制", ("行政强制措施",)),
    Term("fees", "行政事业性收费"),
    Term("procurement", "政府集中采购"),
)

ARTICLE_20_COLUMNS = (
    Term("made", "本年制发件数"),
    Term("repealed", "本年废止件数"),
    Term("in_force", "现行有效件数"),
    Term("made_new", "本年新制作数量"),
    Term("disclosed_new", "本年新公开数量"),
    Term("disclosed_total", "对外公开总数量"),
    Term("items_prev", "上一年项目数量"),
    Term("items_change", "本年增/减"),
    Term("decisions", "本年处理决定数量"),
    Term("decisions", "处理决定数量"),
    Term("amount_wanyuan", "本年收费金额（单位：万元）"),
    Term("projects", "采购项目数量"),
    Term("amount", "采购总金额"),
)

_DOCUMENTS_2019 = ("made_new", "disclosed_new", "disclosed_total")
_MATTERS_2019 = ("items_prev", "items_change", "decisions")

ARTICLE_20 = {
    TABLES_2021: {
        "rules": ("made", "repealed", "in_force"),
        "normative_documents": ("made", "repealed", "in_force"),
        "licensing": ("decisions",),
        "penalties": ("decisions",),
        "coercive_measures": ("decisions",),
        "fees": ("amount_wanyuan",),
    },
    TABLES_2019: {
        "rules": _DOCUMENTS_2019,
        "normative_documents": _DOCUMENTS_2019,
        "licensing": _MATTERS_2019,
        "other_services": _MATTERS_2019,
        "penalties": _MATTERS_2019,
        "coercive_measures": _MATTERS_2019,
        "fees": ("items_prev", "items_change"),
        "procurement": ("projects", "amount"),
    },
}
"""The rows of the first table with their columns. The two layouts measure different things."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A line of the statistics form. `unit` is `None` where the line only heads others; `parent` is a key."""

    code: str
    key: str
    label: str
    unit: str | None
    parent: str | None


@cache
def indicators() -> tuple[Indicator, ...]:
    """Return the lines of the statistics form in printed order."""
    path = Path(__file__).with_name("statistics-2014.json")
    return tuple(Indicator(**line) for line in json.loads(path.read_text("utf-8")))
