"""Statutory tables as tests print them: from tab-separated text, from rows with spans, or whole forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipelines.body import Cell, Table

Printed = str | tuple[str, int, int]
"""A cell: its text, or text, rowspan and colspan."""

KINDS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他")
OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
REFUSED = (
    "1.属于国家秘密",
    "2.其他法律行政法规禁止公开",
    "3.危及“三安全一稳定”",
    "4.保护第三方合法权益",
    "5.属于三类内部事务信息",
    "6.属于四类过程性信息",
    "7.属于行政执法案卷",
    "8.属于行政查询事项",
)
UNAVAILABLE = ("1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确")
REJECTED = (
    "1.信访举报投诉类申请",
    "2.重复申请",
    "3.要求提供公开出版物",
    "4.无正当理由大量反复申请",
    "5.要求行政机关确认或重新出具已获取信息",
)
OTHER = (
    "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
    "3.其他",
)
GROUPS = (("（三）不予公开", REFUSED), ("（四）无法提供", UNAVAILABLE), ("（五）不予处理", REJECTED))


def from_text(text: str, *, at_blank_lines: bool = False) -> list[Table]:
    """Return runs of lines with tabs as tables without spans, cut at prose and, if asked, at blank lines."""
    runs: list[list[list[str]]] = [[]]
    for line in text.splitlines():
        if "\t" in line:
            runs[-1].append(line.split("\t"))
        elif line.strip() or at_blank_lines:
            runs.append([])
    return [flat(rows, number) for number, rows in enumerate(run for run in runs if run)]


def flat(rows: Sequence[Sequence[str]], number: int = 0, *, spanned: bool = False) -> Table:
    width = max(map(len, rows))
    grid = tuple(
        tuple(Cell(row[at].strip(), index, at) if at < len(row) else None for at in range(width))
        for index, row in enumerate(rows)
    )
    return Table(grid, 0, number * 2, number, spanned=spanned)


def spanned(rows: Iterable[Sequence[Printed]], number: int = 0) -> Table:
    """Return the grid that browsers make of rows with spans."""
    placed: dict[tuple[int, int], Cell] = {}
    for row, cells in enumerate(rows):
        column = 0
        for printed in cells:
            text, down, across = (printed, 1, 1) if isinstance(printed, str) else printed
            while (row, column) in placed:
                column += 1
            cell = Cell(text, row, column, down, across)
            for y in range(down):
                for x in range(across):
                    placed.setdefault((row + y, column + x), cell)
    height, width = (max(at[axis] for at in placed) + 1 for axis in (0, 1))
    grid = tuple(tuple(placed.get((y, x)) for x in range(width)) for y in range(height))
    return Table(grid, 0, number * 2, number)


def requests_rows(values: Sequence[Sequence[str]], *, single_other: bool = False) -> list[list[Printed]]:
    """Return the second table with its official spans; `values` by row in printed order."""
    left = iter(values)
    rows: list[list[Printed]] = [
        [
            ("（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3),
            ("申请人情况", 1, 7),
        ],
        [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)],
        [*KINDS[1:]],
        [("一、本年新收政府信息公开申请数量", 1, 3), *next(left)],
        [("二、上年结转政府信息公开申请数量", 1, 3), *next(left)],
    ]
    results = 18 + (1 if single_other else 3) + 1
    rows.append([("三、本年度办理结果", results, 1), ("（一）予以公开", 1, 2), *next(left)])
    rows.append([("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", 1, 2), *next(left)])
    groups = GROUPS if single_other else (*GROUPS, ("（六）其他处理", OTHER))
    for group, labels in groups:
        for index, label in enumerate(labels):
            rows.append([*([(group, len(labels), 1)] if index == 0 else []), label, *next(left)])
    if single_other:
        rows.append([("（六）其他处理", 1, 2), *next(left)])
    rows.append([("（七）总计", 1, 2), *next(left)])
    rows.append([("四、结转下年度继续办理", 1, 3), *next(left)])
    return rows


def disputes_rows(values: Sequence[str]) -> list[list[Printed]]:
    return [
        [("行政复议", 1, 5), ("行政诉讼", 1, 10)],
        [*((text, 2, 1) for text in OUTCOMES), ("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)],
        [*OUTCOMES, *OUTCOMES],
        list(values),
    ]


def article20_2021(values: Sequence[str]) -> list[list[Printed]]:
    v = list(values)
    return [
        [("第二十条第（一）项", 1, 4)],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", *v[0:3]],
        ["行政规范性文件", *v[3:6]],
        [("第二十条第（五）项", 1, 4)],
        ["信息内容", ("本年处理决定数量", 1, 3)],
        ["行政许可", (v[6], 1, 3)],
        [("第二十条第（六）项", 1, 4)],
        ["信息内容", ("本年处理决定数量", 1, 3)],
        ["行政处罚", (v[7], 1, 3)],
        ["行政强制", (v[8], 1, 3)],
        [("第二十条第（八）项", 1, 4)],
        ["信息内容", ("本年收费金额（单位：万元）", 1, 3)],
        ["行政事业性收费", (v[9], 1, 3)],
    ]


def article20_2019(values: Sequence[str]) -> list[list[Printed]]:
    v = list(values)
    matters: list[Printed] = ["信息内容", "上一年项目数量", "本年增/减", "处理决定数量"]
    return [
        [("第二十条第（一）项", 1, 4)],
        ["信息内容", "本年新制作数量", "本年新公开数量", "对外公开总数量"],
        ["规章", *v[0:3]],
        ["规范性文件", *v[3:6]],
        [("第二十条第（五）项", 1, 4)],
        matters,
        ["行政许可", *v[6:9]],
        ["其他对外管理服务事项", *v[9:12]],
        [("第二十条第（六）项", 1, 4)],
        matters,
        ["行政处罚", *v[12:15]],
        ["行政强制", *v[15:18]],
        [("第二十条第（八）项", 1, 4)],
        ["信息内容", "上一年项目数量", ("本年增/减", 1, 2)],
        ["行政事业性收费", v[18], (v[19], 1, 2)],
        [("第二十条第（九）项", 1, 4)],
        ["信息内容", "采购项目数量", ("采购总金额", 1, 2)],
        ["政府集中采购", v[20], (v[21], 1, 2)],
    ]
