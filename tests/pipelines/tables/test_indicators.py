from __future__ import annotations

import pytest

from pipelines.tables.form import indicators
from pipelines.tables.statutory import read_tables
from tests.pipelines.tables.printed import flat, spanned

COUNTED = [each for each in indicators() if each.unit]


def rows(columns):
    head = ["统计指标", "单位", *columns]
    body = [
        [
            each.label,
            each.unit or "——",
            *(str(10 * at + column) if each.unit else "" for column in range(len(columns))),
        ]
        for at, each in enumerate(indicators())
    ]
    return [head, *body]


def truth(columns):
    order = {each.key: at for at, each in enumerate(indicators())}
    return {
        each.key: {column: 10 * order[each.key] + at for at, column in enumerate(columns)} for each in COUNTED
    }


def test_the_form_is_read_with_one_column_or_several():
    one = read_tables([spanned(rows(["统计数"]))])
    assert (one.layout, one.values["statistics"]) == ("statistics-2014", truth(["value"]))
    several = read_tables([flat(rows(["市本级", "县区", "合计"]))])
    assert several.values["statistics"] == truth(["市本级", "县区", "合计"])


def test_a_form_cut_anywhere_is_one_form():
    printed = rows(["统计数"])
    for at in range(5, len(printed) - 1):
        read = read_tables([spanned(printed[:at]), spanned(printed[at:], 1)])
        assert read.values["statistics"] == truth(["value"]), at


def test_blanks_stay_blank_and_several_numbers_without_a_header_are_not_read():
    printed = [["（一）收到申请数", "件", ""], ["1.当面申请数", "件", "3"], ["2.传真申请数", "件", "4", "5"]]
    read = read_tables([spanned(printed)]).values["statistics"]
    assert read["requests.received"] == {"value": None}
    assert read["requests.received.in_person"] == {"value": 3}
    assert read["requests.received.fax"] == {"value": None}


def test_lines_that_are_numbered_are_read_too():
    printed = [
        ["序号", "统计指标", "单位", "数值"],
        ["1", "（一）收到申请数", "件", "8"],
        ["2", "1.当面申请数", "件", "3"],
    ]
    printed += [["3", "2.传真申请数", "件", "5"]]
    assert read_tables([spanned(printed)]).values["statistics"] == {
        "requests.received": {"value": 8},
        "requests.received.in_person": {"value": 3},
        "requests.received.fax": {"value": 5},
    }


ANNEX = [
    ["主动公开信息数", "条", "120", "1200"],
    ["申请总数", "件", "12", "80"],
    ["1.当面申请数", "件", "2", "20"],
    ["2.传真申请数", "件", "0", "0"],
    ["5.信函申请数", "件", "1", "9"],
    ["对申请的答复总数", "件", "12", "80"],
    ["网站专栏页面访问量", "人次", "4000", "90000"],
    ["咨询电话接听数", "人次", "15", "800"],
]


@pytest.mark.parametrize(
    "header", [["指标名称", "计量单位", "当年发生数", "累计数"], ["指标名称", "单位", "2016年", "2017年"]]
)
def test_a_local_annex_with_some_of_the_same_lines_is_left_alone(header):
    annex = flat([header, *ANNEX], 1, spanned=True)
    assert read_tables([annex]).used == frozenset()
    form = flat(
        [["统计指标", "单位", "统计数"], *([each.label, each.unit or "", "3"] for each in indicators())],
        spanned=True,
    )
    read = read_tables([form, annex])
    assert read.used == {(0, form.block)}
    assert read.values == read_tables([form]).values


def test_a_header_of_two_lines_parts_the_values():
    columns = ["市本级", "县区", "合计"]
    _, *body = rows(columns)
    printed = [[("统计指标", 2, 1), ("单位", 2, 1), ("统计数", 1, 3)], columns, *body]
    assert read_tables([spanned(printed)]).values["statistics"] == truth(columns)


def test_remarks_behind_the_values_are_none():
    head, *body = rows(["统计数"])
    printed = [[*head, "备注"], *([*row, "含乡镇" if at % 2 else "3"] for at, row in enumerate(body))]
    assert read_tables([spanned(printed)]).values["statistics"] == truth(["value"])


def test_two_halves_side_by_side_are_read_one_after_the_other():
    head, *body = rows(["统计数"])
    half = (len(body) + 1) // 2
    printed = [left + right for left, right in zip(body[:half], [*body[half:], ["", "", ""]], strict=False)]
    assert read_tables([spanned([head + head, *printed])]).values["statistics"] == truth(["value"])
