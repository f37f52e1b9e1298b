"""The statutory forms as printed tables, their labels as in the official notices.

国办公开办函〔2019〕60号 and 国办公开办函〔2021〕30号 for the two formats; the statistics form of 2014 is the
reconstruction that the contract refers to.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pipelines.tables
from benchmarks.reports.figures import DISPUTES, DOCUMENTS_2019, DOCUMENTS_2021, KINDS, VERDICTS
from benchmarks.reports.model import Cell, Row, Table, Value, Values

KIND_LABELS = ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
VERDICT_LABELS = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
REQUEST_LABELS = {
    "received_new": "一、本年新收政府信息公开申请数量",
    "carried_in": "二、上年结转政府信息公开申请数量",
    "result_granted": "（一）予以公开",
    "result_partial": "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
    "refused_state_secret": "1.属于国家秘密",
    "refused_law_forbidden": "2.其他法律行政法规禁止公开",
    "refused_three_security": "3.危及“三安全一稳定”",
    "refused_third_party": "4.保护第三方合法权益",
    "refused_internal": "5.属于三类内部事务信息",
    "refused_process": "6.属于四类过程性信息",
    "refused_enforcement_file": "7.属于行政执法案卷",
    "refused_admin_query": "8.属于行政查询事项",
    "unavailable_not_held": "1.本机关不掌握相关政府信息",
    "unavailable_needs_creation": "2.没有现成信息需要另行制作",
    "unavailable_unclear": "3.补正后申请内容仍不明确",
    "rejected_petition": "1.信访举报投诉类申请",
    "rejected_repeat": "2.重复申请",
    "rejected_publication": "3.要求提供公开出版物",
    "rejected_excessive": "4.无正当理由大量反复申请",
    "rejected_reconfirm": "5.要求行政机关确认或重新出具已获取信息",
    "other_not_supplemented": "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "other_fee_unpaid": "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "other_other": "3.其他",
    "other_total": "（六）其他处理",
    "result_total": "（七）总计",
    "carried_out": "四、结转下年度继续办理",
}
GROUPS = {
    "refused": "（三）不予公开",
    "unavailable": "（四）无法提供",
    "rejected": "（五）不予处理",
    "other": "（六）其他处理",
}
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


def printed(value: Value) -> str:
    return "" if value is None else f"{value:f}" if not isinstance(value, int) else str(value)


def value(values: Values, key: str, colspan: int = 1) -> Cell:
    return Cell(printed(values[key]), colspan, key=key)


def requests(values: Values) -> Table:
    rows: list[Row] = [
        [Cell(CORNER, 3, 3, role="head"), Cell("申请人情况", 7, role="head")],
        [
            Cell("自然人", 1, 2, role="head"),
            Cell("法人或其他组织", 5, role="head"),
            Cell("总计", 1, 2, role="head"),
        ],
        [Cell(label, role="head") for label in KIND_LABELS],
    ]
    keys = [row for row in REQUEST_LABELS if f"requests.{row}.total" in values]
    middle = keys[2:-1]
    grouped: set[str] = set()
    for row in keys:
        labels: Row = []
        group = row.split("_", 1)[0]
        if row == middle[0]:
            labels.append(Cell("三、本年度办理结果", 1, len(middle), role="group"))
        if group in GROUPS and row != "other_total":
            if group not in grouped:
                members = sum(other.startswith(f"{group}_") for other in middle)
                labels.append(Cell(GROUPS[group], 1, members, role="group"))
                grouped.add(group)
            labels.append(Cell(REQUEST_LABELS[row], role="label"))
        else:
            labels.append(Cell(REQUEST_LABELS[row], 2 if row in middle else 3, role="label"))
        rows.append([*labels, *(value(values, f"requests.{row}.{kind}") for kind in (*KINDS, "total"))])
    return Table(rows, "requests")


def disputes(values: Values) -> Table:
    heads = [
        [Cell("行政复议", 5, role="head"), Cell("行政诉讼", 10, role="head")],
        [
            *(Cell(label, 1, 2, role="head") for label in VERDICT_LABELS),
            Cell("未经复议直接起诉", 5, role="head"),
            Cell("复议后起诉", 5, role="head"),
        ],
        [Cell(label, role="head") for label in VERDICT_LABELS * 2],
    ]
    cells = [value(values, f"disputes.{row}.{name}") for row in DISPUTES for name in (*VERDICTS, "total")]
    return Table([*heads, cells], "disputes")


def proactive_2021(values: Values) -> Table:
    rows = [*_documents(values, "行政规范性文件", DOCUMENTS_2021, ("制发件数", "废止件数", "现行有效件数"))]
    for item, matters in (("五", ("licensing",)), ("六", ("penalties", "coercive_measures"))):
        rows += [
            _band(item),
            _head("信息内容", ("本年处理决定数量", 3)),
            *(_matter(values, row, [("decisions", 3)]) for row in matters),
        ]
    rows += [_band("八"), _head("信息内容", ("本年收费金额（单位：万元）", 3))]
    return Table([*rows, _matter(values, "fees", [("amount_wanyuan", 3)])], "proactive_disclosure")


def proactive_2019(values: Values) -> Table:
    heads = ("新制作数量", "新公开数量", "对外公开总数量")
    rows = [*_documents(values, "规范性文件", DOCUMENTS_2019, heads)]
    columns = [("items_prev", 1), ("items_change", 1), ("decisions", 1)]
    for item, matters in (
        ("五", ("licensing", "other_services")),
        ("六", ("penalties", "coercive_measures")),
    ):
        heading = _head("信息内容", ("上一年项目数量", 1), ("本年增/减", 1), ("处理决定数量", 1))
        rows += [_band(item), heading, *(_matter(values, row, columns) for row in matters)]
    rows += [_band("八"), _head("信息内容", ("上一年项目数量", 1), ("本年增/减", 2))]
    rows += [_matter(values, "fees", [("items_prev", 1), ("items_change", 2)]), _band("九")]
    rows += [
        _head("信息内容", ("采购项目数量", 1), ("采购总金额", 2)),
        _matter(values, "procurement", [("projects", 1), ("amount", 2)]),
    ]
    return Table(rows, "proactive_disclosure")


MATTER_LABELS = {
    "licensing": "行政许可",
    "other_services": "其他对外管理服务事项",
    "penalties": "行政处罚",
    "coercive_measures": "行政强制",
    "fees": "行政事业性收费",
    "procurement": "政府集中采购",
}


def _documents(values: Values, label: str, columns: Sequence[str], heads: Sequence[str]) -> list[Row]:
    texts = [head if head.startswith(("现行", "对外")) else f"本年{head}" for head in heads]
    rows = [_band("一"), _head("信息内容", *((text, 1) for text in texts))]
    for row, name in (("rules", "规章"), ("normative_documents", label)):
        cells = [value(values, f"proactive_disclosure.{row}.{column}") for column in columns]
        rows.append([Cell(name, role="label"), *cells])
    return rows


def _band(item: str) -> Row:
    return [Cell(f"第二十条第（{item}）项", 4, role="band")]


def _head(first: str, *columns: tuple[str, int]) -> Row:
    return [Cell(first, role="head"), *(Cell(text, span, role="head") for text, span in columns)]


def _matter(values: Values, row: str, columns: Sequence[tuple[str, int]]) -> Row:
    cells = [value(values, f"proactive_disclosure.{row}.{column}", span) for column, span in columns]
    return [Cell(MATTER_LABELS[row], role="label"), *cells]


@cache
def statistics_lines() -> tuple[tuple[str, str, str | None], ...]:
    """Key, label and unit of each line of the statistics form."""
    path = Path(pipelines.tables.__path__[0]) / "statistics-2014.json"
    return tuple((line["key"], line["label"], line["unit"]) for line in json.loads(path.read_text("utf-8")))


def statistics(values: Values, columns: Sequence[str]) -> Table:
    """The statistics form; `columns` are the printed labels of its value columns."""
    rows: list[Row] = [[Cell(text, role="head") for text in ("统计指标", "单位", *columns)]]
    keys = columns if len(columns) > 1 else ("value",)
    for key, label, unit in statistics_lines():
        cells = [
            value(values, f"statistics.{key}.{column}") if unit else Cell("", role="spacer")
            for column in keys
        ]
        rows.append([Cell(label, role="label"), Cell(unit or "", role="unit"), *cells])
    return Table(rows, "statistics")
